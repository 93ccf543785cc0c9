/** Levels of a hierarchy on the open ground: each above those that hang from it, which stand in rows as wide as reads well. */
import { addTo } from './graph-places';
import type { Link } from './layout-relax';
import { findPlace, makeRoom, snap, type Circle } from './layout-room';

/** Width of a level with the rows below it, for the height of both. */
const ASPECT = 1.9;
/** Between a level and the rows below it, for the gap between neighbours. */
const DROP = 1.6;
const CELL = 60;

interface Block {
  readonly circle: Circle;
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
}
interface Row {
  readonly blocks: readonly Block[];
  readonly width: number;
  readonly height: number;
}

/** In place. `links` lead from each level to the one it hangs from. The first of the circles comes to stand at (0, 0). */
export function arrangeLevels(circles: readonly Circle[], links: readonly Link[], gap: number): void {
  const { roots, below } = growLevels(circles, links);
  const blocks = roots.map((root) => blockOf(root, below, gap));
  const beside = besideOf(blocks, gap);
  const rows = inRows(blocks.filter(({ circle }) => !beside.has(circle)), { least: 0, above: 0, gap });
  putRows(rows, { x: 0, y: 0 }, gap);
  for (const [circle, { from, x }] of beside) {
    circle.x = from.x + x;
    circle.y = from.y - from.r + circle.r;
  }
  const { x, y } = circles[0] ?? { x: 0, y: 0 };
  for (const circle of circles) {
    circle.x = snap(circle.x - x);
    circle.y = snap(circle.y - y);
  }
}

/** Roots from which nothing hangs stand beside the one from which most does, above what hangs from it, as far as there is room: left of it, then right. */
function besideOf(blocks: readonly Block[], gap: number): ReadonlyMap<Circle, { readonly from: Circle; readonly x: number }> {
  const beside = new Map<Circle, { from: Circle; x: number }>();
  const main = blocks.reduce<Block | null>((most, block) => (most === null || block.width > most.width ? block : most), null);
  if (main === null) return beside;
  const room = { [-1]: main.circle.r + gap, 1: main.circle.r + gap };
  for (const { circle, rows } of blocks) {
    if (circle === main.circle || rows.length > 0 || circle.r > main.circle.r) continue;
    const side = ([-1, 1] as const).find((way) => room[way] + 2 * circle.r <= main.width / 2);
    if (side === undefined) continue;
    beside.set(circle, { from: main.circle, x: side * (room[side] + circle.r) });
    room[side] += 2 * circle.r + gap;
  }
  return beside;
}

type Below = ReadonlyMap<Circle, readonly Circle[]>;

/** Who hangs from whom; in a torn scan two may hang from each other, and then the first is a root. */
function growLevels(circles: readonly Circle[], links: readonly Link[]): { roots: readonly Circle[]; below: Below } {
  const above = new Map<Circle, Circle>();
  for (const [child, parent] of links) {
    const [from, to] = [circles[child], circles[parent]];
    if (from !== undefined && to !== undefined && !above.has(from) && !hangsFrom(to, from, above)) above.set(from, to);
  }
  const below = new Map<Circle, Circle[]>();
  const roots: Circle[] = [];
  for (const circle of circles) {
    const parent = above.get(circle);
    if (parent === undefined) roots.push(circle);
    else addTo(below, parent, circle);
  }
  return { roots, below };
}

function hangsFrom(circle: Circle, other: Circle, above: ReadonlyMap<Circle, Circle>): boolean {
  for (let at: Circle | undefined = circle; at !== undefined; at = above.get(at)) if (at === other) return true;
  return false;
}

function blockOf(circle: Circle, below: Below, gap: number): Block {
  const blocks = (below.get(circle) ?? []).map((child) => blockOf(child, below, gap));
  const rows = inRows(blocks, { least: 2 * circle.r, above: 2 * circle.r + gap * DROP, gap });
  const width = rows.reduce((most, row) => Math.max(most, row.width), 2 * circle.r);
  const height = rows.reduce((sum, row) => sum + row.height + gap, 2 * circle.r + (rows.length === 0 ? 0 : gap * (DROP - 1)));
  return { circle, rows, width, height };
}

/** The highest first, so that rows are even; among equals the order of before. `above`: what stands over the rows is so high. */
function inRows(blocks: readonly Block[], { least, above, gap }: { least: number; above: number; gap: number }): Row[] {
  const area = blocks.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  // Of width w the rows are area / w high: w = ASPECT * (above + area / w).
  const half = (ASPECT * above) / 2;
  const limit = Math.max(least, half + Math.sqrt(half * half + area * ASPECT));
  const rows: { blocks: Block[]; width: number; height: number }[] = [];
  for (const block of [...blocks].sort((a, b) => b.height - a.height)) {
    const last = rows.at(-1);
    if (last === undefined || last.width + gap + block.width > limit) rows.push({ blocks: [block], width: block.width, height: block.height });
    else {
      last.blocks.push(block);
      last.width += gap + block.width;
    }
  }
  return rows;
}

/** `at` is the middle of the upper edge. */
function putRows(rows: readonly Row[], at: { readonly x: number; readonly y: number }, gap: number): void {
  let y = at.y;
  for (const row of rows) {
    let x = at.x - row.width / 2;
    for (const { circle, rows: inner, width } of row.blocks) {
      circle.x = x + width / 2;
      circle.y = y + circle.r;
      putRows(inner, { x: circle.x, y: y + 2 * circle.r + gap * DROP }, gap);
      x += width + gap;
    }
    y += row.height + gap;
  }
}

export interface LevelArrival<T extends Circle> {
  readonly seats: readonly T[];
  readonly known: Iterable<T>;
  readonly links: readonly Link[];
  readonly gap: number;
}

/** Newcomers stand beside the lowest that hangs from the same level, or below that level itself. Nobody who is there moves. */
export function placeNewLevels<T extends Circle>({ seats, known, links, gap }: LevelArrival<T>): void {
  const settled = new Set(known);
  const room = makeRoom([...settled], CELL);
  const { below } = growLevels(seats, links);
  const above = new Map(Array.from(below, ([parent, children]) => children.map((child) => [child, parent] as const)).flat());
  for (const seat of seats) {
    if (settled.has(seat)) continue;
    const parent = above.get(seat);
    const siblings = (below.get(parent ?? seat) ?? []).filter((other) => settled.has(other as T));
    const near = lowest(siblings) ?? parent ?? lowest([...settled]) ?? { x: 0, y: 0, r: 0 };
    const { x, y } = findPlace(room, { near, from: { x: near.x, y: near.y - 1, r: 0 }, r: seat.r, gap, inside: null });
    seat.x = x;
    seat.y = y;
    settled.add(seat);
    room.add(seat);
  }
}

function lowest(circles: readonly Circle[]): Circle | undefined {
  return circles.reduce<Circle | undefined>((best, circle) => (best === undefined || circle.y > best.y || (circle.y === best.y && circle.x > best.x) ? circle : best), undefined);
}
