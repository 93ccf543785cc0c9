/** What is written in the middle of an island: as many of its addresses, and as much of each, as there is room for. */
import type { GraphNode } from './graph';
import type { Ink } from './palette';
import type { LabelMark, Look, Stage } from './scene';
import type { Box, Taken } from './scene-taken';

const SIZE = 10;
/** No smaller: it would not be read. */
const LEAST_SIZE = 9;
const LINE_HEIGHT = 13;
/** More would be a list, and that is what the inspector has. */
const LINES_LIMIT = 12;
/** Half the height of its letters: they are lower than their line. */
const HALF_LETTER = 5;
/** World pixels from the coast that belong to the harbours. */
const SHORE = 5;

const LINE = lookOf('ink');
const WORD = lookOf('inkMuted');

function lookOf(fill: 'ink' | 'inkMuted'): Look {
  return { fill, stroke: null, width: 0, dash: 'none', alpha: 1 };
}

export function plateMarks(stage: Stage, taken: Taken): LabelMark[] {
  const crowded = new Set(stage.shown.filter(({ harbour, rim }) => harbour !== null && !rim).map(({ parent }) => parent));
  return stage.shown.filter(({ kind }) => kind === 'plate').flatMap((plate) => writeOn(stage, plate, crowded.has(plate.parent), taken));
}

function writeOn(stage: Stage, plate: GraphNode, isCrowded: boolean, taken: Taken): LabelMark[] {
  const { looking: { scale, fresh }, selection: { lit }, styleOf } = stage;
  const place = stage.positions.get(plate.id);
  const island = stage.positions.get(plate.parent ?? '');
  if (place === undefined || island === undefined) return [];
  const radius = (isCrowded ? place.r : Math.max(place.r, island.r - SHORE)) * scale;
  const isWord = plate.label !== '';
  const { lines, size } = isWord ? wordThatFits(plate.label, radius) : linesThatFit(plate.said, radius);
  const style = styleOf(isWord ? WORD : LINE, lit === null || lit.has(plate.id) ? 1 : 0.4, fresh.has(plate.id));
  const written = lines.map((text, at) => ({ text, down: (at - (lines.length - 1) / 2) * LINE_HEIGHT }));
  const boxes = written.map(({ text, down }) => boxAround({ x: place.x * scale, y: place.y * scale + down }, widthOf(text, size)));
  // Half of it would say less than nothing: an address would seem to be the only one.
  if (!boxes.every((box) => taken.isFree(box))) return [];
  for (const box of boxes) taken.take(box, true);
  return written.map(({ text, down }) => ({ kind: 'label', id: plate.id, x: place.x, y: place.y, across: 0, down, text, size, weight: 400, halo: groundOf(stage, plate), style }));
}

function boxAround({ x, y }: { readonly x: number; readonly y: number }, width: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - LINE_HEIGHT / 2, bottom: y + LINE_HEIGHT / 2 };
}

/** The ink of the island, so that wires which pass below a line do not strike it out. */
function groundOf({ nodeById }: Stage, { parent }: GraphNode): Ink {
  const traits = nodeById.get(parent ?? '')?.traits ?? [];
  if (traits.includes('closed')) return 'sunken';
  return traits.includes('empty') ? 'canvas' : 'surface';
}

interface Written {
  readonly lines: readonly string[];
  readonly size: number;
}
const NOTHING: Written = { lines: [], size: SIZE };

/** Names of interfaces have no spaces (dev_valid_name of the kernel). */
const bare = (line: string) => line.slice(line.lastIndexOf(' ') + 1);
const withoutPrefix = (line: string) => bare(line).replace(/\/\d+$/, '');

/** From all of a line to the address alone, and small. */
const WAYS_OF_WRITING: readonly { readonly shorten: (line: string) => string; readonly size: number }[] = [
  { shorten: (line) => line, size: SIZE },
  { shorten: bare, size: SIZE },
  { shorten: withoutPrefix, size: SIZE },
  { shorten: withoutPrefix, size: LEAST_SIZE },
];

/** The way of writing in which most lines fit, the fullest of these. What is left out is counted: `+3`. */
export function linesThatFit(lines: readonly string[], radius: number): Written {
  let best = NOTHING;
  let most = 0;
  for (const { shorten, size } of WAYS_OF_WRITING) {
    const short = lines.map(shorten);
    const count = countThatFit(short, size, radius);
    if (count <= most) continue;
    most = count;
    best = { lines: count === short.length ? short : [...short.slice(0, count), `+${short.length - count}`], size };
  }
  return best;
}

function wordThatFits(word: string, radius: number): Written {
  return countThatFit([word], SIZE, radius) === 1 ? { lines: [word], size: SIZE } : NOTHING;
}

function countThatFit(lines: readonly string[], size: number, radius: number): number {
  for (let count = Math.min(lines.length, LINES_LIMIT, Math.floor((2 * radius) / LINE_HEIGHT)); count > 0; count--) {
    const rows = count + Number(count < lines.length);
    if (lines.slice(0, count).every((text, at) => widthOf(text, size) <= chordOf(radius, rows, at))) return count;
  }
  return 0;
}

/** How wide the circle is where it is narrowest along a row. */
function chordOf(radius: number, rows: number, at: number): number {
  const edge = Math.abs(at - (rows - 1) / 2) * LINE_HEIGHT + HALF_LETTER;
  return edge >= radius ? 0 : 2 * Math.sqrt(radius * radius - edge * edge);
}

/** Addresses are digits and points: of Inter, the ones wider than its mean letter, the others half as wide. For its size. */
const DIGIT_WIDTH = 0.62;
const POINT_WIDTH = 0.3;

function widthOf(text: string, size: number): number {
  const points = text.replace(/[^.:/ ]/g, '').length;
  return ((Array.from(text).length - points) * DIGIT_WIDTH + points * POINT_WIDTH) * size;
}
