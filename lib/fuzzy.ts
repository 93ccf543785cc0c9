/** How well what was typed fits a label: its letters in their order, better side by side and at the beginning of words. */

const BESIDE = 4;
const AT_WORD = 6;
const ANYWHERE = 1;
const AS_A_WORD = 20;

/** Null: they do not all stand there in this order. Spaces do not count; the case neither. */
export function fuzzyScore(label: string, typed: string): number | null {
  const text = label.toLowerCase();
  const letters = typed.toLowerCase().match(/\S/gu) ?? [];
  let score = beginsAWord(text, typed.trim().toLowerCase()) ? AS_A_WORD : 0;
  let last = -2;
  for (const letter of letters) {
    const at = bestPlace(text, letter, last);
    if (at === -1) return null;
    score += worth(text, at, last);
    last = at;
  }
  // Of two that fit alike the shorter one is meant.
  return score - text.length / 1000;
}

/** The next letter in a row when it goes on, else the next beginning of a word, else the next one at all. */
function bestPlace(text: string, letter: string, last: number): number {
  if (text.startsWith(letter, last + 1) && last >= 0) return last + 1;
  const first = text.indexOf(letter, Math.max(0, last + 1));
  for (let at = first; at !== -1; at = text.indexOf(letter, at + 1)) {
    if (isAtWord(text, at)) return at;
  }
  return first;
}

function worth(text: string, at: number, last: number): number {
  return at === last + 1 && last >= 0 ? BESIDE : isAtWord(text, at) ? AT_WORD : ANYWHERE;
}

/** What stands there as it was typed is what was meant: `net` is Network rather than Next … that. */
function beginsAWord(text: string, typed: string): boolean {
  for (let at = typed === '' ? -1 : text.indexOf(typed); at !== -1; at = text.indexOf(typed, at + 1)) {
    if (isAtWord(text, at)) return true;
  }
  return false;
}

function isAtWord(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}
