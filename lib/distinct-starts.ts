/** What tells each of some names from all the others: how much of its beginning, or the word alone. */

const WORD = /[\p{L}\p{N}]/u;

export interface Distinct {
  /** `service-18-…` for `service-18-7d9c5b0013`: up to the end of the word that no other one has there, and the sign behind it. */
  readonly start: string;
  /** `…18…`. The same for two when they differ before. */
  readonly word: string;
}

/** Not for those that only their end, or nothing, tells apart. */
export function distinctStarts(names: readonly string[]): ReadonlyMap<string, Distinct> {
  const sorted = [...new Set(names)].sort();
  const starts = new Map<string, Distinct>();
  for (const [at, name] of sorted.entries()) {
    const alike = Math.max(sharedLength(name, sorted[at - 1]), sharedLength(name, sorted[at + 1]));
    const end = endOfWord(name, alike);
    if (end < name.length - 1) starts.set(name, { start: `${name.slice(0, end)}…`, word: wordBefore(name, end - 1) });
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

function wordBefore(name: string, end: number): string {
  let from = end;
  while (from > 0 && WORD.test(name[from - 1] ?? '')) from -= 1;
  return `${from === 0 ? '' : '…'}${name.slice(from, end)}…`;
}
