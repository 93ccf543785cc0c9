/**
 * A local force that draws families together inside a packed group: springs along the links, an anchor at the packed
 * place, no overlap. Typed arrays and a list of neighbours, so that ten thousand take a fraction of a second.
 */
import { allPairs, leftToRight, nearPairs, pushPairs, type Discs } from './layout-near';
import type { Circle } from './layout-room';

export type Link = readonly [from: number, to: number];

const ANCHOR = 0.08;
const SPRING = 0.3;
const ALPHA_DECAY = 0.14;
const TICKS = 12;
/** From here on springs are weak: their families are spread over so much of the group that they would press all into its middle. */
const CROWD = 60;
const CROWD_SPRING = 0.08;
/** A little nearer to the middle than where they were packed, so that the group stays round; a crowd would be pressed and not come apart again. */
const INWARD = 0.86;
/** So few are compared each with each: that costs less than to find out who is near. */
const FEW = 40;
/** Of pushing apart at the end, until nobody is on anybody. */
const PASSES = 70;
/** Node visits, over all ticks: keeps a crowd from taking seconds. */
const VISITS = 70_000;
/** World pixels of overlap with which it is content; the gap is larger. */
const CONTENT = 0.3;

/** Moves the circles in place. `gap` is kept between any two, up to a fraction of a pixel. Without links there is nothing to draw together. */
export function relax(circles: readonly Circle[], links: readonly Link[], gap: number): void {
  if (circles.length < 3 || links.length === 0) return;
  const bodies = bodiesOf(circles, gap);
  const ticks = Math.max(6, Math.min(TICKS, Math.floor(VISITS / circles.length)));
  const ends = Int32Array.from(links.flat());
  const spring = circles.length > CROWD ? CROWD_SPRING : SPRING;
  for (let tick = 0, alpha = 0.8; tick < ticks; tick++, alpha *= 1 - ALPHA_DECAY) {
    pullLinks(bodies, ends, alpha * spring);
    pullHome(bodies, alpha * ANCHOR);
    pushApart(bodies);
  }
  for (let pass = 0; pass < PASSES && pushApart(bodies) > CONTENT; pass++);
  circles.forEach((circle, at) => {
    circle.x = bodies.x[at] ?? 0;
    circle.y = bodies.y[at] ?? 0;
  });
}

const NOTHING = new Int32Array();
const NOBODY: Circle = { x: 0, y: 0, r: 0 };

/** Radii are with half the gap. */
interface Bodies extends Discs {
  readonly homeX: Float64Array;
  readonly homeY: Float64Array;
  /** Places, two by two, of any that had less than the slack between them when it was made. */
  pairs: Int32Array;
  readonly slack: number;
  readonly order: Int32Array;
  /** Where each was when `pairs` was made. */
  readonly listedX: Float64Array;
  readonly listedY: Float64Array;
}

/** Seven numbers for each body: one array for all groups, since each array lies outside of the heap and takes longer to get than to fill. */
let room = new Float64Array(7 * 64);

/** In plain loops: it is done for each group of a host, and what is called back costs more than what it does. The bodies of the group before are no more. */
function bodiesOf(circles: readonly Circle[], gap: number): Bodies {
  const count = circles.length;
  const share = count > CROWD ? 1 : INWARD;
  if (room.length < 7 * count) room = new Float64Array(7 * count);
  const part = (at: number) => room.subarray(at * count, (at + 1) * count);
  const [x, y, r, homeX, homeY, listedX, listedY] = [part(0), part(1), part(2), part(3), part(4), part(5), part(6)];
  let sum = 0;
  for (let at = 0; at < count; at++) {
    const circle = circles[at] ?? NOBODY;
    listedX[at] = x[at] = circle.x;
    listedY[at] = y[at] = circle.y;
    r[at] = circle.r + gap / 2;
    homeX[at] = share * circle.x;
    homeY[at] = share * circle.y;
    sum += circle.r + gap / 2;
  }
  const isFew = count <= FEW;
  const [slack, order] = isFew ? [Infinity, NOTHING] : [sum / count, leftToRight({ x, y, r })];
  return { x, y, r, homeX, homeY, listedX, listedY, pairs: isFew ? allPairs(count) : nearPairs({ x, y, r }, order, slack), slack, order };
}

function pullLinks({ x, y, r }: Discs, ends: Int32Array, strength: number): void {
  for (let at = 0; at < ends.length; at += 2) {
    const from = ends[at] ?? 0;
    const to = ends[at + 1] ?? 0;
    const fromX = x[from] ?? 0;
    const fromY = y[from] ?? 0;
    const dx = (x[to] ?? 0) - fromX;
    const dy = (y[to] ?? 0) - fromY;
    const far = Math.sqrt(dx * dx + dy * dy) || 1;
    const pull = (Math.max(0, far - 1.15 * ((r[from] ?? 0) + (r[to] ?? 0))) * strength * 0.5) / far;
    x[from] = fromX + dx * pull;
    y[from] = fromY + dy * pull;
    x[to] = fromX + dx * (1 - pull);
    y[to] = fromY + dy * (1 - pull);
  }
}

function pullHome({ x, y, homeX, homeY }: Bodies, strength: number): void {
  for (let at = 0; at < x.length; at++) {
    x[at] = (x[at] ?? 0) + ((homeX[at] ?? 0) - (x[at] ?? 0)) * strength;
    y[at] = (y[at] ?? 0) + ((homeY[at] ?? 0) - (y[at] ?? 0)) * strength;
  }
}

/** One pass; tells the largest overlap it met. */
function pushApart(bodies: Bodies): number {
  if (hasStrayed(bodies)) listAnew(bodies);
  return pushPairs(bodies, bodies.pairs);
}

/** So far that two who are not in the list may touch: each half the slack. */
function hasStrayed({ x, y, listedX, listedY, slack }: Bodies): boolean {
  const limit = (slack * slack) / 4;
  for (let at = 0; at < x.length; at++) {
    const dx = (x[at] ?? 0) - (listedX[at] ?? 0);
    const dy = (y[at] ?? 0) - (listedY[at] ?? 0);
    if (dx * dx + dy * dy > limit) return true;
  }
  return false;
}

function listAnew(bodies: Bodies): void {
  bodies.pairs = nearPairs(bodies, bodies.order, bodies.slack);
  bodies.listedX.set(bodies.x);
  bodies.listedY.set(bodies.y);
}
