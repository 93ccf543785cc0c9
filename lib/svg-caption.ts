/** What stands below the picture: what its signs mean, and what, when and where it shows. */
import type { Dash, Ink, Palette, Shape } from './palette';
import type { Look } from './scene';
import { FOOT, fitted, signOutline } from './svg-marks';
import { shapeRule, textRule, type Styles } from './svg-styles';
import { escapeXml, numbers, rounded } from './svg-text';
import { textWidth } from './text-width';

/** A sign and what it means. */
export type LegendItem = { readonly words: string } & (
  | { readonly sample: 'sign'; readonly shape: Shape; readonly ink: Ink; readonly letter: string; readonly isHollow: boolean }
  | { readonly sample: 'dot'; readonly look: Look }
  | { readonly sample: 'line'; readonly ink: Ink; readonly dash: Dash; readonly width: number }
);

/** Made by layOutCaption. */
export interface Caption {
  readonly rows: readonly Row[];
  /** Of all of it, in pixels. */
  readonly height: number;
}
type Row = readonly Placed[];
type Placed = { readonly x: number } & ({ readonly item: LegendItem } | { readonly words: string; readonly weight: 400 | 600 });

const SIZE = 11;
const ROW_HEIGHT = 19;
const PAD = { side: 16, end: 9 };
const GAP = 16;
/** Room for the sample before the words. */
const SAMPLE_WIDTH = { sign: 18, dot: 18, line: 34 };
const SIGN_RADIUS = 5.5;
const LINE_LENGTH = 26;

/** Null when there is nothing to say. `facts` are phrases of one line, the first one said loudest; all is broken into as many rows as `width` asks for. */
export function layOutCaption({ facts, legend }: { readonly facts: readonly string[]; readonly legend: readonly LegendItem[] }, width: number): Caption | null {
  const said = facts.map((words, at) => cut({ words, weight: at === 0 ? 600 : 400 }, width - 2 * PAD.side));
  const rows = [...inRows(legend.map((item) => ({ item })), width), ...inRows(said, width)];
  return rows.length === 0 ? null : { rows, height: rows.length * ROW_HEIGHT + 2 * PAD.end };
}

/** What is longer than a row ends in an ellipsis. */
function cut({ words, weight }: { readonly words: string; readonly weight: 400 | 600 }, room: number): Unplaced {
  let letters = Array.from(words);
  const textOf = () => (letters.join('') === words ? words : `${letters.join('')}…`);
  while (letters.length > 1 && textWidth({ text: textOf(), size: SIZE, weight }) > room) letters = letters.slice(0, -1);
  return { words: textOf(), weight };
}

type Unplaced = { readonly item: LegendItem } | { readonly words: string; readonly weight: 400 | 600 };

function inRows(parts: readonly Unplaced[], width: number): Row[] {
  const rows: Placed[][] = [];
  let x = Infinity;
  for (const part of parts) {
    const wide = widthOf(part);
    if (x + wide > width - PAD.side) {
      rows.push([]);
      x = PAD.side;
    }
    rows.at(-1)?.push({ ...part, x });
    x += wide + GAP;
  }
  return rows;
}

function widthOf(part: Unplaced): number {
  if ('item' in part) return SAMPLE_WIDTH[part.item.sample] + textWidth({ text: part.item.words, size: SIZE, weight: 400 });
  return textWidth({ text: part.words, size: SIZE, weight: part.weight });
}

interface Place {
  readonly top: number;
  readonly width: number;
  readonly palette: Palette;
  readonly styles: Styles;
}

/** On a ground of its own: what the frame cuts off does not show through. */
export function captionElements({ rows, height }: Caption, place: Place): string[] {
  const { top, width, palette } = place;
  return [
    `<rect y="${rounded(top)}" width="${rounded(width)}" height="${rounded(height)}" fill="${palette.surface}"/>`,
    `<path d="M0 ${rounded(top)}h${rounded(width)}" stroke="${palette.lineStrong}"/>`,
    '<g text-anchor="start">',
    ...rows.flatMap((row, at) => row.flatMap((part) => partElements(part, top + PAD.end + (at + 0.5) * ROW_HEIGHT, place))),
    '</g>',
  ];
}

function partElements(part: Placed, y: number, place: Place): string[] {
  if (!('item' in part)) return [words(part.words, { x: part.x, y, weight: part.weight }, place)];
  const { item, x } = part;
  return [...sampleElements(item, { x, y }, place), words(item.words, { x: x + SAMPLE_WIDTH[item.sample], y, weight: 400 }, place)];
}

function words(text: string, { x, y, weight }: { readonly x: number; readonly y: number; readonly weight: number }, { palette, styles }: Place): string {
  const look = styles.classOf(textRule({ ink: 'ink', halo: null, size: SIZE, weight, alpha: 1 }, palette));
  return `<text class="${look}" x="${rounded(x)}" y="${rounded(y + SIZE * FOOT)}"${fitted({ text, size: SIZE, weight })}>${escapeXml(text)}</text>`;
}

const PLAIN = { alpha: 1, fresh: false } as const;

function sampleElements(item: LegendItem, { x, y }: { readonly x: number; readonly y: number }, { palette, styles }: Place): string[] {
  if (item.sample === 'line') {
    const { ink, dash, width } = item;
    const rule = shapeRule({ ...PLAIN, fill: null, stroke: ink, width: Math.max(width, 1.5), dash }, palette);
    return [`<path class="${styles.classOf(rule)}" d="M${numbers(x, y)}h${LINE_LENGTH}"/>`];
  }
  const at = { x: x + SIGN_RADIUS + 1, y, r: SIGN_RADIUS };
  if (item.sample === 'dot') return [`<path class="${styles.classOf(shapeRule({ ...item.look, fresh: false }, palette))}" d="${signOutline('circle', at)}"/>`];
  const { shape, ink, letter, isHollow } = item;
  const look = { ...PLAIN, fill: isHollow ? ('surface' as const) : ink, stroke: ink, width: isHollow ? 1.5 : 1, dash: 'none' as const };
  const path = `<path class="${styles.classOf(shapeRule(look, palette))}" d="${signOutline(shape, at)}"/>`;
  if (letter === '') return [path];
  const size = 6.5;
  const rule = textRule({ ink: isHollow ? ink : 'surface', halo: null, size, weight: 600, alpha: 1 }, palette);
  return [path, `<text class="${styles.classOf(rule)}" text-anchor="middle" x="${rounded(at.x)}" y="${rounded(y + size * FOOT)}">${escapeXml(letter)}</text>`];
}
