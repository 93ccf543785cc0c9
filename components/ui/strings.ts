import { formatCount } from '@/lib/count-text';
import { bilingual } from '../language/bilingual';
import { UI_STRINGS_ZH } from './strings.zh';

export const UI_STRINGS_EN = {
  copy: (what: string) => `Copy ${what}`,
  copyOutcome: { idle: undefined, copied: 'Copied', refused: 'The browser refused; select the text' },
  all: (count: number) => `Show all ${formatCount(count)}`,
  ago: (duration: string) => `${duration} ago`,
  units: { second: ' s', minute: ' min', hour: ' h', day: ' d' },
  retry: 'Try again',
  /** Ends a sentence. */
  stop: '.',
  colon: ': ',
  comma: ', ',
  close: 'Close',
  brokenPanel: 'This panel met something it could not show',
  brokenPanelHint: 'The rest of the page goes on. The object may be odd, or this is a defect.',
  resize: (what: string) => `Resize ${what}`,
} as const;

export const UI_STRINGS = bilingual(UI_STRINGS_EN, UI_STRINGS_ZH);
