import { bilingual } from '../language/bilingual';
import { HINT_STRINGS_ZH } from './strings.zh';

export const HINT_STRINGS_EN = {
  title: 'First steps',
  /** Three at most; each begins with what is pressed. */
  hints: [
    ['Click', 'an object: its addresses, processes and what it shares stand beside the picture.'],
    ['Ctrl+K', 'has all actions and finds every object; ? lists the keys.'],
    ['e', 'steps into what is selected, or shows the line that does.'],
  ] as readonly (readonly [string, string])[],
  dismiss: 'Hide these hints for good',
} as const;

export const HINT_STRINGS = bilingual(HINT_STRINGS_EN, HINT_STRINGS_ZH);
