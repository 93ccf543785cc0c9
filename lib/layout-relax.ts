/**
 * A local force that draws families together inside a packed group: springs along the links, an anchor at the packed
 * place, no overlap. Typed arrays and a grid of neighbours, so that ten thousand take a fraction of a second.
 */
import type { Circle } from './layout-room';

export type Link = readonly [from: number, to: number];

const ANCHOR = 0.08;
const SPRING = 0.3;
const ALPHA_DECAY = 0.1;
const TICKS = 24;
const CROWD = 60;
/** Of pushing apart at the end, until nobody is on anybody. */
const PASSES = 150;
/** Node visits, over all ticks: keeps a crowd from taking seconds. */
const VISITS = 70_000;
/** World pixels of overlap with which it is content; the gap is larger. */
const CONTENT = 0.3;

/** Moves the circles in place. `gap` is kept between any two, up to a fraction of a pixel. Without links there is nothing to draw together. */
export function relax(circles: readonly Circle[], links: readonly Link[], gap: number): void {
  if (circles.length < 3 || links.length === 0) return;
  const bodies = bodiesOf(circles, gap);
  const ticks = Math.max(6, Math.min(TICKS, Math.floor(VISITS / circles.length)));
  for (let tick = 0, alpha = 0.8; tick < ticks; tick++, alpha *= 1 - ALPHA_DECAY) {
    pullLinks(bodies, links, alpha * SPRING);
    pullHome(bodies, alpha * ANCHOR);
    pushApart(bodies);
  }
  for (let pass = 0; pass < PASSES && pushApart(bodies) > CONTENT; pass++);
  circles.forEach((circle, at) => {
    circle.x = bodies.x[at] ?? 0;
    circle.y = bodies.y[at] ?? 0;
  });
}

interface Bodies {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly homeX: Float64Array;
  readonly homeY: Float64Array;
  /** With half the gap. */
  readonly r: Float64Array;
  /** Side of a grid cell: two usual bodies that touch are in the same or in neighbouring cells. */
  readonly cell: number;
  /** Those too large for the grid: each is compared with all. */
  readonly large: readonly number[];
  readonly next: Int32Array;
}

function bodiesOf(circles: readonly Circle[], gap: number): Bodies {
  const inward = inwardFor(circles.length);
  const x = Float64Array.from(circles, (circle) => circle.x);
  const y = Float64Array.from(circles, (circle) => circle.y);
  const r = Float64Array.from(circles, (circle) => circle.r + gap / 2);
  const usual = 1.4 * (Float64Array.from(r).sort()[r.length >> 1] ?? 1);
  const large = Array.from(r.keys()).filter((at) => (r[at] ?? 0) > usual);
  return { x, y, r, homeX: x.map(inward), homeY: y.map(inward), cell: 2 * usual, large, next: new Int32Array(r.length) };
}

/** A little nearer to the middle than where they were packed, so that the group stays round; a crowd would be pressed and not come apart again. */
function inwardFor(count: number): (place: number) => number {
  const share = count > CROWD ? 1 : 0.86;
  return (place) => share * place;
}

function pullLinks({ x, y, r }: Bodies, links: readonly Link[], strength: number): void {
  for (const [from, to] of links) {
    const dx = (x[to] ?? 0) - (x[from] ?? 0);
    const dy = (y[to] ?? 0) - (y[from] ?? 0);
    const far = Math.sqrt(dx * dx + dy * dy) || 1;
    const pull = (Math.max(0, far - 1.15 * ((r[from] ?? 0) + (r[to] ?? 0))) * strength * 0.5) / far;
    x[from] = (x[from] ?? 0) + dx * pull;
    y[from] = (y[from] ?? 0) + dy * pull;
    x[to] = (x[to] ?? 0) - dx * pull;
    y[to] = (y[to] ?? 0) - dy * pull;
  }
}

function pullHome({ x, y, homeX, homeY }: Bodies, strength: number): void {
  for (let at = 0; at < x.length; at++) {
    x[at] = (x[at] ?? 0) + ((homeX[at] ?? 0) - (x[at] ?? 0)) * strength;
    y[at] = (y[at] ?? 0) + ((homeY[at] ?? 0) - (y[at] ?? 0)) * strength;
  }
}

/** Fewer than these are compared each with each. */
const FEW = 24;

/** One pass; tells the largest overlap it met. */
function pushApart(bodies: Bodies): number {
  return bodies.x.length < FEW ? pushEach(bodies) : pushNear(bodies);
}

function pushEach(bodies: Bodies): number {
  const count = bodies.x.length;
  let worst = 0;
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) worst = Math.max(worst, pushPair(bodies, a, b));
  return worst;
}

function pushNear(bodies: Bodies): number {
  const grid = fillGrid(bodies);
  let worst = 0;
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) worst = Math.max(worst, pushCell(bodies, grid, row, column));
  }
  for (const large of bodies.large) {
    for (let at = 0; at < bodies.x.length; at++) if (at !== large) worst = Math.max(worst, pushPair(bodies, large, at));
  }
  return worst;
}

/** The first body of each cell; `next` of the bodies leads to the others. -1 is none. */
interface Grid {
  readonly head: Int32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Cells at most, for bodies that are strewn far apart. */
const CELLS_LIMIT = 1 << 20;

function fillGrid({ x, y, cell: least, next }: Bodies): Grid {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < x.length; at++) {
    left = Math.min(left, x[at] ?? 0);
    right = Math.max(right, x[at] ?? 0);
    top = Math.min(top, y[at] ?? 0);
    bottom = Math.max(bottom, y[at] ?? 0);
  }
  const cell = Math.max(least, Math.sqrt(((right - left) * (bottom - top)) / CELLS_LIMIT));
  const [columns, rows] = [Math.floor((right - left) / cell) + 1, Math.floor((bottom - top) / cell) + 1];
  const head = new Int32Array(columns * rows).fill(-1);
  for (let at = 0; at < x.length; at++) {
    const key = Math.floor(((y[at] ?? 0) - top) / cell) * columns + Math.floor(((x[at] ?? 0) - left) / cell);
    next[at] = head[key] ?? -1;
    head[key] = at;
  }
  return { head, rows, columns };
}

/** Each pair of neighbouring cells is met once: right, and the three below. */
function pushCell(bodies: Bodies, grid: Grid, row: number, column: number): number {
  const { head, rows, columns } = grid;
  const { next } = bodies;
  const first = head[row * columns + column] ?? -1;
  if (first < 0) return 0;
  const isLast = row + 1 === rows;
  let worst = 0;
  for (let a = first; a >= 0; a = next[a] ?? -1) {
    worst = Math.max(worst, pushChain(bodies, a, next[a] ?? -1));
    if (column + 1 < columns) worst = Math.max(worst, pushChain(bodies, a, head[row * columns + column + 1] ?? -1));
    for (let below = Math.max(0, column - 1); !isLast && below <= Math.min(columns - 1, column + 1); below++) {
      worst = Math.max(worst, pushChain(bodies, a, head[(row + 1) * columns + below] ?? -1));
    }
  }
  return worst;
}

function pushChain(bodies: Bodies, a: number, first: number): number {
  let worst = 0;
  for (let b = first; b >= 0; b = bodies.next[b] ?? -1) worst = Math.max(worst, pushPair(bodies, a, b));
  return worst;
}

/** The larger moves the less. */
function pushPair({ x, y, r }: Bodies, a: number, b: number): number {
  const dx = (x[b] ?? 0) - (x[a] ?? 0);
  const dy = (y[b] ?? 0) - (y[a] ?? 0);
  const ra = r[a] ?? 0;
  const rb = r[b] ?? 0;
  const square = dx * dx + dy * dy;
  if (square >= (ra + rb) * (ra + rb)) return 0;
  const far = Math.sqrt(square);
  const overlap = ra + rb - far;
  const ux = far === 0 ? 1 : dx / far;
  const uy = far === 0 ? 0 : dy / far;
  const share = (rb * rb) / (ra * ra + rb * rb);
  x[a] = (x[a] ?? 0) - ux * overlap * share;
  y[a] = (y[a] ?? 0) - uy * overlap * share;
  x[b] = (x[b] ?? 0) + ux * overlap * (1 - share);
  y[b] = (y[b] ?? 0) + uy * overlap * (1 - share);
  return overlap;
}
