/** What stands in a group, in the frame of the group: arranged afresh when the group is new, left alone when it is not. */
import type { LayoutGraph, LayoutNode, Place, Positions } from './layout';
import { isBundle } from './graph-places';
import { placeNewcomers } from './layout-arrive';
import { arrangeCluster } from './layout-force';
import { enclose, packLoosely } from './layout-pack';
import { relax, type Link } from './layout-relax';
import { makeWay, snap, type Circle } from './layout-room';
import type { Tree } from './layout-tree';

/** Between dots of a group; between nodes of a cluster; between what stands inland of an island; between groups in a pod. */
const DOT_GAP = 4;
const NODE_GAP = 14;
const INLAND_GAP = 20;
const GROUP_GAP = 8;
/** Names stand on top of groups that stand in the open. */
const BUNDLE_GAP = 22;
const SIZE_STEP = 4;
const PADDING = 8;
/** Of an island: its harbours are half inside. */
const COAST_PADDING = 13;
/** What is kept when something grows: less than at first, so that nobody moves without need. */
const LEAST_PADDING = 4;
const LEAST_GAP = 3;

/** A node in the frame of its group. */
export interface Seat extends Circle {
  readonly node: LayoutNode;
  readonly inside: readonly Seat[];
}

/** What stands in a group, round its middle, and how wide the group is. */
interface Shape {
  readonly circles: readonly Circle[];
  readonly r: number;
}

export interface World {
  readonly tree: Tree;
  readonly lens: LayoutGraph['lens'];
  readonly previous: Positions;
  /** Nothing is drawn together: no force works, not even on the ground. */
  readonly isPacked: boolean;
  /** What is arranged from the same sizes and links is computed once, and looks the same everywhere. */
  readonly shapes: Map<string, Shape>;
}

const NOBODY: readonly Seat[] = [];

/** Sizes a node from what is in it. A group never shrinks: who left leaves a gap. */
export function settle(world: World, node: LayoutNode): Seat {
  const children = world.tree.nodesByParent.get(node.id) ?? [];
  if (children.length === 0) return { node, x: 0, y: 0, r: snap(node.radius), inside: NOBODY };
  const inside = children.map((child) => settle(world, child));
  const was = world.previous.get(node.id);
  const known = was === undefined ? [] : inside.filter((seat) => takeOldPlace(world, seat, was));
  const r = was === undefined || isCrowded(inside, known) ? arrange(world, node, inside) : addNewcomers(world, { node, was, inside, known });
  return { node, x: 0, y: 0, r, inside };
}

/** One by one they would scatter round the few who were there. */
export function isCrowded(inside: readonly Seat[], known: readonly Seat[]): boolean {
  return known.length === 0 || inside.length > 4 * known.length + 40;
}

/** Its place of before in the frame of its group, if it was inside: else it came from another group. */
export function takeOldPlace({ previous }: World, seat: Seat, group: Place): boolean {
  const was = previous.get(seat.node.id);
  if (was === undefined || Math.hypot(was.x - group.x, was.y - group.y) > group.r) return false;
  seat.x = was.x - group.x;
  seat.y = was.y - group.y;
  if (isHolder(seat)) seat.r = Math.max(seat.r, was.r);
  return true;
}

function isHolder({ inside }: Seat): boolean {
  return inside.length > 0;
}

function arrange(world: World, { id, radius }: LayoutNode, inside: readonly Seat[]): number {
  const isCluster = world.lens === 'namespaces';
  const inOrder = isCluster ? inside : [...inside].sort((a, b) => (isHolder(a) || isHolder(b) ? b.r - a.r : 0));
  const links = world.isPacked ? [] : linksAmong(world, id, inOrder);
  const gap = gapIn(world, inside);
  // Sizes of a cluster are rounded up, so that those which are nearly of one shape are.
  const sizes = inOrder.map(({ r }) => (isCluster ? Math.ceil(r / SIZE_STEP) * SIZE_STEP : r));
  const padding = isCluster ? NODE_GAP : world.lens === 'network' ? COAST_PADDING : PADDING;
  const { circles, r } = shapeOf({ sizes, links, gap, padding, least: radius, isForced: isCluster && !world.isPacked, shapes: world.shapes });
  inOrder.forEach((seat, at) => {
    seat.x = circles[at]?.x ?? 0;
    seat.y = circles[at]?.y ?? 0;
  });
  return r;
}

interface Wanted {
  readonly sizes: readonly number[];
  readonly links: readonly Link[];
  readonly gap: number;
  readonly padding: number;
  readonly least: number;
  /** Nothing is packed: forces put all where it is. */
  readonly isForced: boolean;
  readonly shapes: World['shapes'];
}

function shapeOf(wanted: Wanted): Shape {
  const { sizes, links, gap, padding, least, shapes } = wanted;
  const signature = `${gap} ${least} ${sizes.join()};${links.flat().join()}`;
  const known = shapes.get(signature);
  if (known !== undefined) return known;
  const circles = circlesOf(wanted);
  const shape = { circles, r: enclose(circles, { padding, least }) };
  shapes.set(signature, shape);
  return shape;
}

/** Packed without regard to who belongs together, in which most groups of a size are alike; then families are drawn together. */
function circlesOf(wanted: Wanted): Circle[] {
  const { sizes, links, gap, isForced } = wanted;
  const isSeeded = links.length > 0 && !isForced;
  const circles = isSeeded ? shapeOf({ ...wanted, links: [] }).circles.map(({ x, y, r }) => ({ x, y, r })) : sizes.map((r) => ({ x: 0, y: 0, r }));
  if (isSeeded) relax(circles, links, gap);
  else if (isForced) arrangeCluster(circles, links, gap);
  else packLoosely(circles, gap);
  return circles;
}

function gapIn({ lens }: World, inside: readonly Seat[]): number {
  if (lens === 'namespaces') return NODE_GAP;
  if (lens === 'network') return INLAND_GAP;
  if (inside.some((seat) => isHolder(seat) && isBundle(seat.node.parent ?? ''))) return BUNDLE_GAP;
  return inside.some((seat) => isHolder(seat) && seat.node.kind !== 'threads') ? GROUP_GAP : DOT_GAP;
}

export function linksAmong({ tree }: World, parent: string, seats: readonly Seat[]): Link[] {
  const wanted = tree.linksByParent.get(parent);
  if (wanted === undefined) return [];
  const placeById = new Map<string, number>();
  seats.forEach(({ node }, at) => placeById.set(node.id, at));
  const links: Link[] = [];
  for (const { source, target } of wanted) {
    const from = placeById.get(source);
    const to = placeById.get(target);
    if (from !== undefined && to !== undefined) links.push([from, to]);
  }
  return links;
}

interface Change {
  readonly node: LayoutNode;
  readonly was: Place;
  readonly inside: readonly Seat[];
  readonly known: readonly Seat[];
}

function addNewcomers(world: World, { node, was, inside, known }: Change): number {
  const links = linksAmong(world, node.id, inside);
  placeNewcomers({ seats: inside, known, links, gap: gapIn(world, inside), inside: { x: 0, y: 0, r: was.r - LEAST_PADDING } });
  const grown = known.filter((seat) => seat.r > (world.previous.get(seat.node.id)?.r ?? 0));
  makeWay(inside, grown, { gap: Math.min(LEAST_GAP, gapIn(world, inside) / 4), isFixed: () => false });
  return inside.reduce((most, { x, y, r }) => Math.max(most, snap(Math.hypot(x, y) + r + LEAST_PADDING)), Math.max(was.r, world.lens === 'network' ? snap(node.radius) : 0));
}
