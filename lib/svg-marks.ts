/** The marks of a scene as elements: what the canvas paints at once is one path, names and letters stay text. It decides nothing. */
import { CORNERS, isOnScreen, leanOf, letterOf, type Camera } from './mark-shape';
import type { Palette } from './palette';
import type { LabelMark, LineMark, Mark, SignMark } from './scene';
import { shapeRule, textRule, type Styles } from './svg-styles';
import { escapeXml, numbers, rounded } from './svg-text';
import { textWidth, type Written } from './text-width';

export interface Frame {
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
}
export interface Pen {
  readonly frame: Frame;
  readonly palette: Palette;
  readonly styles: Styles;
}

/** An element a line, from the back to the front. What the frame does not show is not there. */
export function markElements(marks: readonly Mark[], pen: Pen): string[] {
  const seen = marks.filter((mark) => isOnScreen(mark, pen.frame));
  const elements: string[] = [];
  for (let at = 0; at < seen.length; ) {
    const batch = batchFrom(seen, at);
    elements.push(...batchElements(batch, pen));
    at += batch.length;
  }
  return elements;
}

/** Marks of one style and kind that follow each other. */
function batchFrom(marks: readonly Mark[], start: number): readonly Mark[] {
  let end = start + 1;
  while (marks[end]?.style === marks[start]?.style && marks[end]?.kind === marks[start]?.kind) end++;
  return marks.slice(start, end);
}

function batchElements(batch: readonly Mark[], pen: Pen): string[] {
  const [first] = batch;
  if (first === undefined) return [];
  if (first.kind === 'label') return batch.flatMap((mark) => (mark.kind === 'label' ? labelElement(mark, pen) : []));
  const outline = batch.map((mark) => outlineOf(mark, pen.frame.camera)).join('');
  const path = `<path class="${pen.styles.classOf(shapeRule(first.style, pen.palette))}" d="${outline}"/>`;
  return [path, ...batch.flatMap((mark) => (mark.kind === 'sign' && mark.letter !== null ? [letterElement(mark, pen)] : []))];
}

function outlineOf(mark: Mark, camera: Camera): string {
  const [x, y] = [mark.x * camera.k + camera.x, mark.y * camera.k + camera.y];
  switch (mark.kind) {
    case 'disc':
      return circle(x, y, mark.r * camera.k);
    case 'ring':
      return circle(x, y, mark.r * camera.k + mark.pad);
    case 'speck':
      return speck(x, y, mark.r * camera.k);
    case 'sign':
      return signOutline(mark.shape, { x, y, r: mark.r * camera.k });
    case 'line':
      return line(mark, camera);
    case 'label':
      return '';
  }
}

export function circle(x: number, y: number, r: number): string {
  const half = rounded(r);
  return `M${numbers(x - half, y)}a${numbers(half, half)} 0 1 0 ${numbers(2 * half, 0)}a${numbers(half, half)} 0 1 0${numbers(-2 * half, 0)}z`;
}

function speck(x: number, y: number, r: number): string {
  return `M${numbers(x - r, y - r)}h${numbers(2 * r)}v${numbers(2 * r)}h${numbers(-2 * r)}z`;
}

export function signOutline(shape: SignMark['shape'], { x, y, r }: { readonly x: number; readonly y: number; readonly r: number }): string {
  if (shape === 'circle') return circle(x, y, r);
  return `M${numbers(...CORNERS[shape].flatMap(([dx, dy]) => [x + dx * r, y + dy * r]))}z`;
}

function line(mark: LineMark, { x, y, k }: Camera): string {
  const start = `M${numbers(mark.x * k + x, mark.y * k + y)}`;
  const end = [mark.toX * k + x, mark.toY * k + y];
  if (mark.bend === 0) return `${start}L${numbers(...end)}`;
  const lean = leanOf(mark);
  return `${start}Q${numbers(lean.x * k + x, lean.y * k + y, ...end)}`;
}

/** Of the size: how far below its middle a line of capitals has its foot. Not every program knows `dominant-baseline`. */
export const FOOT = 0.36;

function letterElement({ x, y, r, letter, letterInk, style }: SignMark, { frame: { camera }, palette, styles }: Pen): string {
  const { size, down } = letterOf(r * camera.k);
  const look = styles.classOf(textRule({ ink: letterInk, halo: null, size, weight: 600, alpha: style.alpha }, palette));
  return `<text class="${look}" x="${rounded(x * camera.k + camera.x)}" y="${rounded(y * camera.k + camera.y + down + size * FOOT)}">${escapeXml(letter ?? '')}</text>`;
}

function labelElement(label: LabelMark, { frame, palette, styles }: Pen): string[] {
  const { camera } = frame;
  const { text, size, weight, halo, style } = label;
  const [x, y] = [label.x * camera.k + camera.x + label.across, label.y * camera.k + camera.y + label.down];
  const half = textWidth(label) / 2;
  if (x + half < 0 || x - half > frame.width || y + size < 0 || y - size > frame.height) return [];
  const look = styles.classOf(textRule({ ink: style.fill, halo, size, weight, alpha: style.alpha }, palette));
  return [`<text class="${look}" x="${rounded(x)}" y="${rounded(y + size * FOOT)}"${fitted(label)}>${escapeXml(text)}</text>`];
}

/** Shorter ones are as wide as they are: nobody sees the difference. */
const FITTED_FROM = 4;

/** In another typeface it takes the room that it was given all the same. */
export function fitted(written: Written): string {
  return Array.from(written.text).length < FITTED_FROM ? '' : ` textLength="${rounded(textWidth(written))}" lengthAdjust="spacingAndGlyphs"`;
}
