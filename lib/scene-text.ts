/** Text on the page is not measured here, there is no canvas. */
import { charWidth } from './char-width';

/** Mean width of a letter of Inter, for its size. */
const LETTER_WIDTH = 0.57;

/** In screen pixels, about. A Chinese letter is as wide as it is high. */
export function labelWidth({ text, size }: { readonly text: string; readonly size: number }): number {
  let letters = 0;
  for (const letter of text) letters += isWide(letter) ? 1 / LETTER_WIDTH : 1;
  return letters * size * LETTER_WIDTH;
}

/** The scripts with wide letters begin here; nearly all names are below. */
const FIRST_WIDE = 0x2e80;

function isWide(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0;
  return code >= FIRST_WIDE && charWidth(code) === 2;
}

/** Fewer letters than these say nothing. */
const LEAST_LETTERS = 4;

/** The text, or its beginning and end round an ellipsis (names of one kind often differ at the end), no wider than `width`; null when hardly anything of it would be left. */
export function cutToWidth({ text, size }: { readonly text: string; readonly size: number }, width: number): string | null {
  if (labelWidth({ text, size }) <= width) return text;
  const room = Math.floor(width / (size * LETTER_WIDTH)) - 1;
  if (room < LEAST_LETTERS) return null;
  const letters = Array.from(text);
  return `${letters.slice(0, Math.ceil(room / 2)).join('')}…${letters.slice(letters.length - Math.floor(room / 2)).join('')}`;
}
