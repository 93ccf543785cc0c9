/** How places travel from the worker that finds them: one array, in the order of the ids. */
import type { Place, Positions } from './layout';

const PLACE_FIELDS = 3;

/** Whole 64ths fit into Float32. What has no place has no radius either. */
export function packPlaces(ids: readonly string[], positions: Positions): Float32Array<ArrayBuffer> {
  const packed = new Float32Array(ids.length * PLACE_FIELDS);
  ids.forEach((id, at) => {
    const { x, y, r } = positions.get(id) ?? NOWHERE;
    packed[at * PLACE_FIELDS] = x;
    packed[at * PLACE_FIELDS + 1] = y;
    packed[at * PLACE_FIELDS + 2] = r;
  });
  return packed;
}

const NOWHERE: Place = { x: 0, y: 0, r: -1 };

export function unpackPlaces(ids: readonly string[], packed: Float32Array): Positions {
  const places = new Map<string, Place>();
  ids.forEach((id, at) => {
    const from = at * PLACE_FIELDS;
    const r = packed[from + 2] ?? -1;
    if (r >= 0) places.set(id, { x: packed[from] ?? 0, y: packed[from + 1] ?? 0, r });
  });
  return places;
}
