/** The few keys of a terminal that are not the program's: programs cannot tell Ctrl+Shift+LETTER from Ctrl+LETTER. */
export type Wanted = 'copy' | 'paste' | 'find' | 'leave';

const WITH_CONTROL_SHIFT: Readonly<Record<string, Wanted>> = { KeyC: 'copy', KeyV: 'paste', KeyF: 'find', KeyL: 'leave' };

/** Null: the program's. By the place of the key, whatever letter the layout has there, or by the letter. */
export function wantedOf({ ctrlKey, shiftKey, altKey, metaKey, code, key }: Pick<KeyboardEvent, 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey' | 'code' | 'key'>): Wanted | null {
  if (altKey || metaKey) return null;
  if (key === 'Insert') return ctrlKey === shiftKey ? null : ctrlKey ? 'copy' : 'paste';
  if (!ctrlKey || !shiftKey) return null;
  return WITH_CONTROL_SHIFT[`Key${key.toUpperCase()}`] ?? WITH_CONTROL_SHIFT[code] ?? null;
}
