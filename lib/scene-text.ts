/** Text is not measured here, there is no canvas. Mean width of a letter of Inter, for its size. */
const LETTER_WIDTH = 0.57;

/** In screen pixels, about. */
export function labelWidth({ text, size }: { readonly text: string; readonly size: number }): number {
  return Array.from(text).length * size * LETTER_WIDTH;
}
