/** A scene as a file of its own: SVG 1.1 that needs nothing from outside, no script, no font, no style sheet. */
import { LANGUAGE_TAGS, type Language } from './language';
import type { Palette } from './palette';
import type { Mark } from './scene';
import { captionElements, type Caption } from './svg-caption';
import { markElements, type Frame } from './svg-marks';
import { makeStyles } from './svg-styles';
import { escapeXml, rounded } from './svg-text';
import { FONT_FAMILY } from './text-width';

export interface Sheet {
  /** Of the words of ours: of the shapes that many Han letters have, a viewer takes those of the language. */
  readonly language: Language;
  readonly marks: readonly Mark[];
  /** Where the marks stand; the caption lies below of it. */
  readonly frame: Frame;
  readonly palette: Palette;
  /** What a screen reader and the tab of a browser say. */
  readonly title: string;
  readonly description: string;
  /** Null: none. */
  readonly caption: Caption | null;
  /** As wide and high as this on paper, in the words of SVG (`210mm`); null: as many pixels as there are. */
  readonly paper: { readonly width: string; readonly height: string } | null;
}

/** The same text for the same sheet. The caption's height comes on top of the frame's. */
export function svgText({ language, marks, frame, palette, title, description, caption, paper }: Sheet): string {
  const styles = makeStyles();
  const [width, height] = [rounded(frame.width), rounded(frame.height + (caption?.height ?? 0))];
  const drawn = markElements(marks, { frame, palette, styles });
  const below = caption === null ? [] : captionElements(caption, { top: frame.height, width, palette, styles });
  const size = paper ?? { width: String(width), height: String(height) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d" xml:lang="${LANGUAGE_TAGS[language]}" xml:space="preserve" font-family="${FONT_FAMILY}" text-anchor="middle" stroke-linejoin="round">`,
    `<title id="t">${escapeXml(title)}</title>`,
    `<desc id="d">${escapeXml(description)}</desc>`,
    `<style>\n${styles.sheet()}\n</style>`,
    `<rect width="${width}" height="${height}" fill="${palette.canvas}"/>`,
    ...drawn,
    ...below,
    '</svg>',
    '',
  ].join('\n');
}
