/** Where forces mean something: groups on the open ground, and the namespaces of a cluster. Only here is d3-force. */
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type Force, type SimulationLinkDatum, type SimulationNodeDatum } from 'd3-force';
import { leftToRight, nearPairs, pushPairs, type Discs } from './layout-near';
import { packLoosely } from './layout-pack';
import type { Link } from './layout-relax';
import { separate, snap, type Circle } from './layout-room';

interface Body extends SimulationNodeDatum {
  readonly r: number;
}

/** Forces let some come closer than they should; closer than this none may. */
const LEAST_GAP = 4;
const LEAST_CELL = 60;
/** How hot the first tick is. */
const FIRST_ALPHA = 0.7;
/** Node visits over all ticks, and how hot the last tick is. */
const VISITS = 12_000;
const LAST_ALPHA = 0.03;
const ticksFor = (count: number, most: number) => Math.max(12, Math.min(most, Math.floor(VISITS / Math.max(1, count))));

export interface Ground {
  readonly links: readonly Link[];
  readonly gap: number;
  /** Nearly every link leads to the first: they say little of who belongs together. */
  readonly isStar: boolean;
}
const NOBODY: ReadonlySet<number> = new Set();

/** Arranges circles on the open ground, in place: the first in the middle, the others round it, linked ones nearer. Wide rather than high, as screens are. */
export function arrangeGround(circles: readonly Circle[], { links, gap, isStar }: Ground): void {
  if (circles.length === 0) return;
  packLoosely(circles, gap);
  const bodies = bodiesOf(circles);
  const ticks = ticksFor(circles.length, 140);
  forceSimulation(bodies)
    .force('apart', keepApart(gap))
    .force('links', forceLink<Body, SimulationLinkDatum<Body>>(linksOf(links)).distance(({ source, target }) => reach(source) + reach(target) + 2 * gap).strength(isStar ? 0.03 : 0.2))
    .force('x', forceX<Body>(0).strength(0.012))
    .force('y', forceY<Body>(0).strength(isStar ? 0.09 : 0.03))
    .alpha(FIRST_ALPHA)
    .alphaDecay(1 - (LAST_ALPHA / FIRST_ALPHA) ** (1 / ticks))
    .stop()
    .tick(ticks);
  place(circles, bodies);
  clearGround(circles, NOBODY);
}

/** What d3's forceCollide does, by a sweep: its tree takes four times as long. */
function keepApart(gap: number): Force<Body, undefined> {
  let bodies: readonly Body[] = [];
  let order: Int32Array = new Int32Array();
  let ahead = discsOf(0);
  const push = () => {
    lookAhead(ahead, bodies);
    pushPairs(ahead, nearPairs(ahead, order, 0));
    bodies.forEach((body, at) => {
      body.vx = (ahead.x[at] ?? 0) - (body.x ?? 0);
      body.vy = (ahead.y[at] ?? 0) - (body.y ?? 0);
    });
  };
  const initialize = (nodes: readonly Body[]) => {
    bodies = nodes;
    ahead = discsOf(nodes.length);
    nodes.forEach(({ r }, at) => (ahead.r[at] = r + gap / 2));
    lookAhead(ahead, nodes);
    order = leftToRight(ahead);
  };
  return Object.assign(push, { initialize });
}

function discsOf(count: number): Discs {
  return { x: new Float64Array(count), y: new Float64Array(count), r: new Float64Array(count) };
}

/** Where each would come to stand. */
function lookAhead({ x, y }: Discs, bodies: readonly Body[]): void {
  for (let at = 0; at < bodies.length; at++) {
    const body = bodies[at];
    x[at] = (body?.x ?? 0) + (body?.vx ?? 0);
    y[at] = (body?.y ?? 0) + (body?.vy ?? 0);
  }
}

/** The same without a force: the first in the middle, the others packed round it. */
export function packGround(circles: readonly Circle[], gap: number): void {
  if (circles.length === 0) return;
  packLoosely(circles, gap);
  place(circles, bodiesOf(circles));
}

/** Those farther out make room; the first one and the pinned ones, by their places in the list, stay. */
export function clearGround(circles: readonly Circle[], pinned: ReadonlySet<number>): void {
  const isFixed = (at: number) => at === 0 || pinned.has(at);
  const outward = circles.map((circle, at) => ({ circle, far: isFixed(at) ? -1 : circle.x * circle.x + circle.y * circle.y })).sort((a, b) => a.far - b.far);
  const usual = [...circles].sort((a, b) => a.r - b.r)[circles.length >> 1]?.r ?? 0;
  separate(outward.map(({ circle }) => circle), { gap: LEAST_GAP, cell: Math.max(LEAST_CELL, 2 * usual) });
}

/** The first one stays in the middle, at (0, 0). */
function bodiesOf(circles: readonly Circle[]): Body[] {
  const [first] = circles;
  return circles.map(({ x, y, r }, at) => {
    const place = { x: x - (first?.x ?? 0), y: y - (first?.y ?? 0), r };
    return at === 0 ? { ...place, fx: 0, fy: 0 } : place;
  });
}

function linksOf(links: readonly Link[]): SimulationLinkDatum<Body>[] {
  return links.map(([source, target]) => ({ source, target }));
}

function reach(end: Body | string | number): number {
  return typeof end === 'object' ? end.r : 0;
}

function place(circles: readonly Circle[], bodies: readonly Body[]): void {
  circles.forEach((circle, at) => {
    circle.x = snap(bodies[at]?.x ?? 0);
    circle.y = snap(bodies[at]?.y ?? 0);
  });
}

/** Arranges the nodes of one cluster round (0, 0), in place: linked ones near, all of them apart. */
export function arrangeCluster(circles: readonly Circle[], links: readonly Link[], gap: number): void {
  const bodies: Body[] = circles.map(({ r }) => ({ r }));
  forceSimulation(bodies)
    .force('charge', forceManyBody<Body>().strength(({ r }) => -30 - 3 * r).distanceMax(160))
    .force('links', forceLink<Body, SimulationLinkDatum<Body>>(linksOf(links)).distance(({ source, target }) => reach(source) + reach(target) + 1.6 * gap).strength(0.5))
    .force('apart', forceCollide<Body>(({ r }) => r + gap / 2).strength(0.9))
    .force('x', forceX<Body>(0).strength(0.09))
    .force('y', forceY<Body>(0).strength(0.09))
    .alphaDecay(0.07)
    .stop()
    .tick(ticksFor(circles.length, 75));
  place(circles, bodies);
  separate([...circles].sort((a, b) => b.r - a.r), { gap: LEAST_GAP, cell: 30 });
}
