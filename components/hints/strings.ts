import { bilingual } from '../language/bilingual';
import { HINT_STRINGS_ZH } from './strings.zh';

export const HINT_STRINGS_EN = {
  title: 'First steps',
  /** Three at most; each begins with what is pressed, where something is. */
  hints: [
    ['', 'Rings are pods and containers, dots are processes; a coloured sign is a namespace: their own view of network, files or users. Click any.'],
    ['e', 'steps into what is selected, or shows the line that does.'],
    ['Ctrl+K', 'has all actions and finds every object.'],
  ] as readonly (readonly [string, string])[],
  dismiss: 'Hide these hints for good',
} as const;

export const HINT_STRINGS = bilingual(HINT_STRINGS_EN, HINT_STRINGS_ZH);
