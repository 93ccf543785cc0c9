/** What is written in the middle of an island: as many of its addresses, and as much of each, as there is room for. */
import type { GraphNode } from './graph';
import type { Ink } from './palette';
import type { LabelMark, Look, Stage } from './scene';
import type { Taken } from './scene-taken';
import { labelWidth } from './scene-text';

const SIZE = 10;
const LINE_HEIGHT = 13;
/** World pixels from the coast that belong to the harbours. */
const SHORE = 7;

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
  const lines = linesThatFit(isWord ? [plate.label] : plate.said, radius);
  const style = styleOf(isWord ? WORD : LINE, lit === null || lit.has(plate.id) ? 1 : 0.4, fresh.has(plate.id));
  return lines.map((text, at) => {
    const down = (at - (lines.length - 1) / 2) * LINE_HEIGHT;
    const [halfWidth, middle] = [labelWidth({ text, size: SIZE }) / 2, place.y * scale + down];
    taken.take({ left: place.x * scale - halfWidth, right: place.x * scale + halfWidth, top: middle - LINE_HEIGHT / 2, bottom: middle + LINE_HEIGHT / 2 }, true);
    return { kind: 'label', id: plate.id, x: place.x, y: place.y, across: 0, down, text, size: SIZE, weight: 400, halo: groundOf(stage, plate), style };
  });
}

/** The ink of the island, so that wires which pass below a line do not strike it out. */
function groundOf({ nodeById }: Stage, { parent }: GraphNode): Ink {
  const traits = nodeById.get(parent ?? '')?.traits ?? [];
  if (traits.includes('closed')) return 'sunken';
  return traits.includes('empty') ? 'canvas' : 'surface';
}

/** From all of a line to the address alone. Names of interfaces have no spaces (dev_valid_name of the kernel). */
const SHORTENINGS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.slice(line.lastIndexOf(' ') + 1),
  (line) => line.slice(line.lastIndexOf(' ') + 1).replace(/\/\d+$/, ''),
];

/** The way of writing in which most lines fit, the fullest of these. What is left out is counted: `+3`. */
export function linesThatFit(lines: readonly string[], radius: number): readonly string[] {
  let best: readonly string[] = [];
  let most = 0;
  for (const shortening of SHORTENINGS) {
    const short = lines.map(shortening);
    const count = countThatFit(short, radius);
    if (count <= most) continue;
    most = count;
    best = count === short.length ? short : [...short.slice(0, count), `+${short.length - count}`];
  }
  return best;
}

function countThatFit(lines: readonly string[], radius: number): number {
  for (let count = Math.min(lines.length, Math.floor((2 * radius) / LINE_HEIGHT)); count > 0; count--) {
    const rows = count + Number(count < lines.length);
    if (lines.slice(0, count).every((text, at) => labelWidth({ text, size: SIZE }) <= chordOf(radius, rows, at))) return count;
  }
  return 0;
}

/** How wide the circle is where it is narrowest along a row. */
function chordOf(radius: number, rows: number, at: number): number {
  const edge = Math.abs(at - (rows - 1) / 2) * LINE_HEIGHT + LINE_HEIGHT / 2;
  return edge >= radius ? 0 : 2 * Math.sqrt(radius * radius - edge * edge);
}
