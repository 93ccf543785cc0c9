/** By how much of its beginning each of some names is told from all the others. */

const WORD = /[\p{L}\p{N}]/u;

/** `service-18-…` for `service-18-7d9c5b0013`: up to the end of the word that no other one has there, and the sign behind it. Not for those that only their end, or nothing, tells apart. */
export function distinctStarts(names: readonly string[]): ReadonlyMap<string, string> {
  const sorted = [...new Set(names)].sort();
  const starts = new Map<string, string>();
  for (const [at, name] of sorted.entries()) {
    const alike = Math.max(sharedLength(name, sorted[at - 1]), sharedLength(name, sorted[at + 1]));
    const end = endOfWord(name, alike);
    if (end < name.length - 1) starts.set(name, `${name.slice(0, end)}…`);
  }
  return starts;
}

function sharedLength(a: string, b: string | undefined): number {
  let at = 0;
  while (b !== undefined && at < a.length && a[at] === b[at]) at += 1;
  return at;
}

function endOfWord(name: string, from: number): number {
  let at = from;
  while (at < name.length && WORD.test(name[at] ?? '')) at += 1;
  return at + 1;
}
