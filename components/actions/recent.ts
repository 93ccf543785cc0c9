const KEY = 'nsatlas.actions';
const KEPT = 6;

/** What was done from the palette of late, the last one first. */
export function readRecent(): readonly string[] {
  return (localStorage.getItem(KEY) ?? '').split(' ').filter((id) => id !== '');
}

export function keepRecent(id: string): void {
  localStorage.setItem(KEY, [id, ...readRecent().filter((other) => other !== id)].slice(0, KEPT).join(' '));
}
