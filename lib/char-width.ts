/** How many columns of a terminal a character takes: as wcwidth(3) of the C libraries says, for programs count with that. */

/** East Asian wide and full-width characters (UAX 11), by block. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2329, 0x232a], [0x2e80, 0x303e], [0x3041, 0xa4cf], [0xa960, 0xa97f], [0xac00, 0xd7a3], [0xf900, 0xfaff],
  [0xfe10, 0xfe19], [0xfe30, 0xfe6f], [0xff01, 0xff60], [0xffe0, 0xffe6], [0x16fe0, 0x18d08], [0x1aff0, 0x1b2ff], [0x1f200, 0x1f2ff],
  [0x20000, 0x2fffd], [0x30000, 0x3fffd],
];
/** Vowels and finals of Hangul that join the syllable before them. */
const JOINING_JAMO: readonly (readonly [number, number])[] = [[0x1160, 0x11ff], [0xd7b0, 0xd7ff]];
const SOFT_HYPHEN = 0xad;

/** Signs of Arabic and Syriac that stand under a number, and take room all the same. */
const SIGN_BELOW = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u;
const COMBINING = /[\p{Mn}\p{Me}\p{Cf}\p{Zl}\p{Zp}]/u;
/** Drawn as a picture unless told otherwise. Half a flag is a letter. */
const PICTURE = /\p{Emoji_Presentation}/u;
const HALF_FLAG = /\p{Regional_Indicator}/u;

/** `code`: a code point of Unicode. */
export function charWidth(code: number): 0 | 1 | 2 {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code < 0x300) return 1;
  if (JOINING_JAMO.some((range) => isIn(range, code))) return 0;
  const character = String.fromCodePoint(code);
  if (code !== SOFT_HYPHEN && COMBINING.test(character) && !SIGN_BELOW.test(character)) return 0;
  const isWide = WIDE.some((range) => isIn(range, code)) || (PICTURE.test(character) && !HALF_FLAG.test(character));
  return isWide ? 2 : 1;
}

function isIn([first, last]: readonly [number, number], code: number): boolean {
  return code >= first && code <= last;
}
