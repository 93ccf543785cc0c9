/** A group of the ground in the hand: it moves with all that is in it. */
import type { Place, Positions } from '@/lib/layout';
import type { Selection } from '@/lib/select';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Drag {
  readonly id: string;
  /** Screen pixels: where the pointer took it, and how far it has come. */
  readonly from: Point;
  readonly moved: Point;
  readonly inside: ReadonlySet<string>;
}

/** The node of the ground in which a node stands, or itself. */
export function topOf({ graph }: Selection, id: string): string {
  const parents = new Map(graph.nodes.map((node) => [node.id, node.parent]));
  let top = id;
  for (let parent = parents.get(top) ?? null; parent !== null; parent = parents.get(top) ?? null) top = parent;
  return top;
}

/** A node and all in it: groups come before what is in them. */
export function insideOf({ graph }: Selection, id: string): ReadonlySet<string> {
  const inside = new Set([id]);
  for (const node of graph.nodes) if (node.parent !== null && inside.has(node.parent)) inside.add(node.id);
  return inside;
}

export function movedPlaces(positions: Positions, { inside, moved }: Drag, scale: number): Positions {
  const places = new Map<string, Place>(positions);
  for (const id of inside) {
    const place = positions.get(id);
    if (place !== undefined) places.set(id, { x: place.x + moved.x / scale, y: place.y + moved.y / scale, r: place.r });
  }
  return places;
}
