/**
 * Where on the coast of its island each harbour lies: on the side of its other end, so that wires are short and cross
 * little; never at the top, where the name of the island is; no two closer than a berth. A harbour that is there stays.
 */
import { addTo } from './graph-places';
import type { LayoutGraph, LayoutNode, Place, Positions } from './layout';
import { snap } from './layout-room';

/** World pixels between the middles of two harbours. */
const BERTH = 14;
/** Half of the arc at the top that is left to the name, in world pixels of coast; never more than this angle. */
const NAME_REACH = 34;
const NAME_LIMIT = 0.75;
/** Where cards are, and all that has no other end: at the foot. Angles are as the canvas has them: clockwise from the right. */
const FOOT = Math.PI / 2;

export function landHarbours(positions: Map<string, Place>, graph: LayoutGraph, previous: Positions): void {
  const partners = partnersOf(graph);
  const islandOf = new Map(graph.nodes.map(({ id, parent }) => [id, parent ?? id]));
  const harbours = new Map<string, LayoutNode[]>();
  for (const node of graph.nodes) if (node.rim && node.parent !== null) addTo(harbours, node.parent, node);
  for (const [id, nodes] of harbours) {
    const island = positions.get(id);
    if (island === undefined) continue;
    const wanted = nodes.map(({ id: harbour }) => angleTo(positions, island, otherIslands(harbour, partners, islandOf)));
    const angles = settleCoast(island, nodes.map((node) => knownAngle(previous, node, positions)), wanted);
    nodes.forEach(({ id: harbour, radius }, at) => {
      const place = placeAt(island, angles[at] ?? FOOT, radius);
      positions.set(harbour, nearly(previous.get(harbour), place) ?? place);
    });
  }
}

function placeAt(island: Place, angle: number, radius: number): Place {
  return { x: snap(island.x + island.r * Math.cos(angle)), y: snap(island.y + island.r * Math.sin(angle)), r: snap(radius) };
}

/** Out of a place and into an angle and back is not quite the same place. */
function nearly(was: Place | undefined, now: Place): Place | null {
  return was?.r === now.r && Math.abs(was.x - now.x) < 1 / 16 && Math.abs(was.y - now.y) < 1 / 16 ? was : null;
}

type Partners = ReadonlyMap<string, readonly string[]>;

function partnersOf({ edges }: LayoutGraph): Partners {
  const partners = new Map<string, string[]>();
  for (const { source, target, quiet } of edges) {
    if (quiet) continue;
    addTo(partners, source, target);
    addTo(partners, target, source);
  }
  return partners;
}

/** The islands that its wires lead to, its own left aside. */
function otherIslands(harbour: string, partners: Partners, islandOf: ReadonlyMap<string, string>): readonly string[] {
  const own = islandOf.get(harbour);
  return (partners.get(harbour) ?? []).flatMap((id) => islandOf.get(id) ?? []).filter((id) => id !== own);
}

/** Towards the middle of all those places. */
function angleTo(positions: Positions, island: Place, ids: readonly string[]): number {
  let [dx, dy] = [0, 0];
  for (const id of ids) {
    const place = positions.get(id);
    dx += (place?.x ?? island.x) - island.x;
    dy += (place?.y ?? island.y) - island.y;
  }
  return dx === 0 && dy === 0 ? FOOT : Math.atan2(dy, dx);
}

/** Null when it is new, or its island has been moved: then its other ends lie elsewhere too. */
function knownAngle(previous: Positions, { id, parent }: LayoutNode, now: Positions): number | null {
  const [was, island, stands] = [previous.get(id), previous.get(parent ?? ''), now.get(parent ?? '')];
  if (was === undefined || island === undefined || stands?.x !== island.x || stands.y !== island.y) return null;
  return Math.atan2(was.y - island.y, was.x - island.x);
}

/** An angle for each harbour: its known one, else the free one that is nearest to the wanted. */
export function settleCoast(island: Place, known: readonly (number | null)[], wanted: readonly number[]): readonly number[] {
  const coast = coastOf(island, wanted.length);
  if (known.every((angle) => angle === null)) return spread(wanted, coast);
  const taken = known.filter((angle) => angle !== null);
  return known.map((angle, at) => {
    if (angle !== null) return angle;
    const found = nearestFree(wanted[at] ?? FOOT, taken, coast);
    taken.push(found);
    return found;
  });
}

/** The part of the circle that may be used, from the right of the name round to its left. */
interface Coast {
  readonly start: number;
  readonly end: number;
  readonly berth: number;
}

function coastOf({ r }: Place, count: number): Coast {
  const name = Math.min(NAME_LIMIT, NAME_REACH / r);
  const [start, end] = [-Math.PI / 2 + name, (3 * Math.PI) / 2 - name];
  return { start, end, berth: Math.min(BERTH / r, (end - start) / Math.max(1, count)) };
}

/** Into the range of the coast, which begins at the top. */
function unroll(angle: number, { start, end }: Coast): number {
  const turned = angle < -Math.PI / 2 ? angle + 2 * Math.PI : angle;
  return Math.min(end, Math.max(start, turned));
}

/**
 * All at once: in the order of the wanted angles, each as near to its own as the others allow (least squares under the
 * order: pool adjacent violators).
 */
function spread(wanted: readonly number[], coast: Coast): readonly number[] {
  const inOrder = wanted.map((angle, at) => ({ at, angle: unroll(angle, coast) })).sort((a, b) => a.angle - b.angle || a.at - b.at);
  const pools: { sum: number; count: number }[] = [];
  inOrder.forEach(({ angle }, rank) => {
    let pool = { sum: angle - rank * coast.berth, count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.sum / last.count >= pool.sum / pool.count; last = pools.at(-1)) {
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
      pools.pop();
    }
    pools.push(pool);
  });
  const means = pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  const latest = coast.end - (inOrder.length - 1) * coast.berth;
  const angles = wanted.map(() => FOOT);
  inOrder.forEach(({ at }, rank) => {
    angles[at] = Math.max(coast.start, Math.min(latest, means[rank] ?? FOOT)) + rank * coast.berth;
  });
  return angles;
}

/** Step by step to both sides; where all is taken, the place with the most room. */
function nearestFree(wanted: number, taken: readonly number[], coast: Coast): number {
  const from = unroll(wanted, coast);
  const room = (angle: number) => Math.min(Infinity, ...taken.map((other) => Math.abs(unroll(other, coast) - angle)));
  let best = from;
  for (let step = 0; step * coast.berth <= 4 * (coast.end - coast.start); step++) {
    const angle = from + (step % 2 === 0 ? 1 : -1) * Math.ceil(step / 2) * (coast.berth / 4);
    if (angle < coast.start || angle > coast.end) continue;
    if (room(angle) >= coast.berth * 0.98) return angle;
    if (room(angle) > room(best)) best = angle;
  }
  return best;
}
