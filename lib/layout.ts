/**
 * Where everything stands: circles in circles on an open ground. Stillness is the law: what was placed keeps its place; who
 * comes is placed beside its kin; who goes leaves a gap. Units are world pixels, those of the picture at scale 1.
 */
import { landHarbours } from './layout-coast';
import { settleGround } from './layout-ground';
import { settle, type Seat, type World } from './layout-settle';
import { GROUND, growTree } from './layout-tree';
import { turnInsides } from './layout-turn';
import { snap } from './layout-room';
import { NAMESPACE_TYPES } from './schema';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}
export type Positions = ReadonlyMap<string, Place>;
/** Where somebody has put a node of the ground; it stays there. */
export type Pins = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

/** What of a Graph matters here; a Graph is one. */
export interface LayoutGraph {
  readonly lens: 'pods' | 'namespaces' | 'network' | 'hierarchy';
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}
export interface LayoutNode {
  readonly id: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly type: string | null;
  readonly radius: number;
  readonly rim: boolean;
}
export interface LayoutEdge {
  readonly source: string;
  readonly target: string;
  readonly quiet: boolean;
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

/**
 * Settles each group in its own frame, from the inside out, then all of them on the ground.
 * Every place is a whole number of 64ths, so that it travels as a Float32 and comes back the same.
 */
export function layOut(graph: LayoutGraph, previous: Positions = NOTHING, pins: Pins = NOTHING): Positions {
  return putAllDown(graph, { tree: growTree(graph), lens: graph.lens, previous, isPacked: false, shapes: new Map() }, pins);
}

/** In a small part of the time: all in its group and no two on each other, but nothing drawn together that belongs together. */
export function packLayout(graph: LayoutGraph, pins: Pins = NOTHING): Positions {
  return putAllDown(graph, { tree: growTree({ ...graph, edges: [] }), lens: graph.lens, previous: NOTHING, isPacked: true, shapes: new Map() }, pins);
}

function putAllDown(graph: LayoutGraph, world: World, pins: Pins): Positions {
  const seats = (world.tree.nodesByParent.get(GROUND) ?? []).map((node) => settle(world, node));
  settleGround(world, seats, pins);
  const positions = new Map<string, Place>();
  for (const seat of seats) putDown(positions, seat, { x: 0, y: 0 });
  if (graph.lens === 'network') {
    landHarbours(positions, graph, world.previous);
    turnInsides(positions, graph, world.previous);
  } else for (const node of graph.nodes) if (node.rim) putOnRim(positions, node);
  return positions;
}

function putDown(positions: Map<string, Place>, { node, x, y, r, inside }: Seat, origin: { x: number; y: number }): void {
  const place = { x: origin.x + x, y: origin.y + y, r: snap(r) };
  positions.set(node.id, place);
  for (const child of inside) putDown(positions, child, place);
}

/** Each type has its place at the foot of every group, so that the eye finds it. */
function putOnRim(positions: Map<string, Place>, { id, parent, type, radius }: LayoutNode): void {
  const group = positions.get(parent ?? GROUND);
  if (group === undefined) return;
  const r = Math.min(radius * 1.6, Math.max(radius * 0.75, group.r * 0.12));
  const slot = NAMESPACE_TYPES.findIndex((word) => word === type) - (NAMESPACE_TYPES.length - 1) / 2;
  const angle = Math.PI / 2 - (slot * 2.5 * r) / group.r;
  positions.set(id, { x: snap(group.x + group.r * Math.cos(angle)), y: snap(group.y + group.r * Math.sin(angle)), r: snap(r) });
}
