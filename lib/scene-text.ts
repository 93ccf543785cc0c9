/** Text is not measured here, there is no canvas. Mean width of a letter of Inter, for its size. */
const LETTER_WIDTH = 0.57;

/** In screen pixels, about. */
export function labelWidth({ text, size }: { readonly text: string; readonly size: number }): number {
  return Array.from(text).length * size * LETTER_WIDTH;
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
