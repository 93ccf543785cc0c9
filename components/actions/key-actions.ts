/**
 * What each key of the page does, by `KeyboardEvent.key`, in the order of the sheet: the one list of which the page hears, the
 * sheet of keys and the command palette are made. A key that is not in it cannot be given to `useKeys`.
 */
export const ACTION_BY_KEY = {
  '1': 'pods',
  '2': 'namespaces',
  '3': 'network',
  '4': 'hierarchy',
  '5': 'table',
  '/': 'search',
  f: 'near',
  n: 'next',
  N: 'previous',
  c: 'compare',
  e: 'exec',
  t: 'terminal',
  m: 'make',
  E: 'export',
  p: 'pause',
  '.': 'step',
  h: 'timeline',
  '?': 'keys',
  Escape: 'back',
} as const;

export type ActionKey = keyof typeof ACTION_BY_KEY;
export type KeyAction = (typeof ACTION_BY_KEY)[ActionKey];

// The digits come first, as in the list: so JavaScript orders keys of objects.
export const ACTION_KEYS = Object.keys(ACTION_BY_KEY) as readonly ActionKey[];

const NAMES: Readonly<Partial<Record<string, string>>> = { Escape: 'Esc', ' ': 'Space', ArrowLeft: '←', ArrowRight: '→' };

/** As it stands on the keyboard. */
export function keyName(key: ActionKey): string {
  return NAMES[key] ?? key;
}
