/**
 * How what stands inside an island is turned: so that wires from its bridges to its harbours are short, and none runs across a
 * bridge that it does not lead to, for then it would seem to end there. All is turned as one: nothing comes to lie on anything.
 */
import { addTo } from './graph-places';
import type { LayoutGraph, LayoutNode, Place, Positions } from './layout';
import { snap } from './layout-room';

/** Parts of a full turn that are tried, each also in the mirror. */
const TURNS = 24;
/** Of a router with more bridges than that no turn is good. */
const BRIDGES_LIMIT = 12;
/** World pixels that a wire keeps from a bridge of others, and what each that is missing costs, in pixels of wire. */
const CLEARANCE = 4;
const ACROSS_BRIDGE = 40;
const ACROSS_PLATE = 1;

interface Inside {
  readonly island: Place;
  /** Plate and bridges. */
  readonly nodes: readonly LayoutNode[];
  readonly wires: readonly (readonly [string, string])[];
}

/** In place. What has stood there before stays. */
export function turnInsides(positions: Map<string, Place>, graph: LayoutGraph, previous: Positions): void {
  for (const inside of insidesOf(positions, graph)) {
    const bridges = inside.nodes.filter(isBridge).length;
    if (bridges === 0 || bridges > BRIDGES_LIMIT || inside.nodes.some(({ id }) => previous.has(id))) continue;
    for (const [id, place] of bestTurn(positions, inside)) positions.set(id, place);
  }
}

function isBridge({ kind, rim }: LayoutNode): boolean {
  return kind === 'interface' && !rim;
}

function insidesOf(positions: Positions, { nodes, edges }: LayoutGraph): Inside[] {
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  const bridges = new Set(nodes.filter(isBridge).map(({ id }) => id));
  const nodesByIsland = new Map<string, LayoutNode[]>();
  for (const node of nodes) if (node.parent !== null && !node.rim) addTo(nodesByIsland, node.parent, node);
  const wiresByIsland = new Map<string, (readonly [string, string])[]>();
  for (const { source, target, quiet } of edges) {
    const island = parents.get(source) ?? null;
    if (!quiet && island !== null && island === parents.get(target) && (bridges.has(source) || bridges.has(target))) addTo(wiresByIsland, island, [source, target]);
  }
  return [...nodesByIsland].flatMap(([id, inner]) => {
    const island = positions.get(id);
    return island === undefined ? [] : [{ island, nodes: inner, wires: wiresByIsland.get(id) ?? [] }];
  });
}

function bestTurn(positions: Positions, inside: Inside): ReadonlyMap<string, Place> {
  let [best, least] = [turned(positions, inside, 0, 1), Infinity];
  for (const mirror of [1, -1]) {
    for (let step = 0; step < TURNS; step++) {
      const places = turned(positions, inside, (2 * Math.PI * step) / TURNS, mirror);
      const cost = costOf(positions, places, inside);
      if (cost < least) [best, least] = [places, cost];
    }
  }
  return best;
}

function turned(positions: Positions, { island, nodes }: Inside, angle: number, mirror: number): ReadonlyMap<string, Place> {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return new Map(nodes.flatMap(({ id }) => {
    const place = positions.get(id);
    if (place === undefined) return [];
    const [x, y] = [(place.x - island.x) * mirror, place.y - island.y];
    return [[id, { x: snap(island.x + x * cos - y * sin), y: snap(island.y + x * sin + y * cos), r: place.r }] as const];
  }));
}

function costOf(positions: Positions, places: ReadonlyMap<string, Place>, { nodes, wires }: Inside): number {
  let cost = 0;
  for (const [source, target] of wires) {
    const [from, to] = [places.get(source) ?? positions.get(source), places.get(target) ?? positions.get(target)];
    if (from === undefined || to === undefined) continue;
    cost += Math.hypot(to.x - from.x, to.y - from.y);
    for (const node of nodes) {
      const other = places.get(node.id);
      if (other === undefined || node.id === source || node.id === target) continue;
      cost += (isBridge(node) ? ACROSS_BRIDGE : ACROSS_PLATE) * Math.max(0, other.r + CLEARANCE - distanceTo(other, from, to));
    }
  }
  return cost;
}

/** From a place to the line between two others. */
function distanceTo({ x, y }: Place, from: Place, to: Place): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
}
