/**
 * How wide a line of text is in the typeface of files that leave the page: Helvetica, and Arial, Liberation Sans and Nimbus Sans,
 * which have its very widths. There is no canvas in lib/ nor in Node to measure it.
 */
import { charWidth } from './char-width';

/** In the order in which they are looked for. The condensed DejaVu is nearest to these widths where a server has nothing else. */
export const FONT_FAMILY = "Helvetica,Arial,'Liberation Sans','Nimbus Sans','DejaVu Sans Condensed','PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC','WenQuanYi Micro Hei',sans-serif";

/** Thousandths of the size, from the space to the tilde (advance widths of the typeface). */
const REGULAR = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const BOLD = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
  975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
  333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
const SPACE = 32;
/** Signs that the product writes itself. */
const OTHERS: Readonly<Record<string, number>> = { '…': 1000, '→': 1000, '·': 278, '–': 556, '—': 1000, '−': 584, '“': 333, '”': 333, '’': 222 };
/** What has no row above: another typeface draws it. */
const UNKNOWN = 600;
const WIDE = 1000;

export interface Written {
  readonly text: string;
  readonly size: number;
  readonly weight: number;
}

/** In the unit of `size`. From 600 on a weight is bold: the typeface has two. */
export function textWidth({ text, size, weight }: Written): number {
  const table = weight >= 600 ? BOLD : REGULAR;
  let thousandths = 0;
  for (const letter of text) thousandths += table[(letter.codePointAt(0) ?? 0) - SPACE] ?? OTHERS[letter] ?? otherWidth(letter);
  return (thousandths * size) / 1000;
}

function otherWidth(letter: string): number {
  const columns = charWidth(letter.codePointAt(0) ?? 0);
  if (columns === 0) return 0;
  return columns === 2 ? WIDE : UNKNOWN;
}

/** Whether the table above knows each of its letters, so that its width is that of the typeface and no guess. */
export function isMeasured(text: string): boolean {
  return Array.from(text).every((letter) => ((letter.codePointAt(0) ?? 0) >= SPACE && (letter.codePointAt(0) ?? 0) <= 126) || letter in OTHERS);
}
