/** How a graph travels to who lays it out, and the places back: few large arrays instead of many small objects. */
import type { LayoutGraph, LayoutNode, Place, Positions } from './layout';
import { NAMESPACE_TYPES } from './schema';

export interface PackedGraph {
  readonly lens: LayoutGraph['lens'];
  readonly ids: readonly string[];
  readonly kinds: readonly string[];
  /** For each node: place of its parent, of its kind, of its type (-1 is none), radius, 1 when on a rim. */
  readonly nodes: Float64Array<ArrayBuffer>;
  /** For each edge: places of its ends, 1 when quiet. */
  readonly edges: Int32Array<ArrayBuffer>;
}

const NODE_FIELDS = 5;
const EDGE_FIELDS = 3;
const PLACE_FIELDS = 3;

export function packGraph({ lens, nodes, edges }: LayoutGraph): PackedGraph {
  const placeById = new Map(nodes.map(({ id }, at) => [id, at]));
  const kinds = [...new Set(nodes.map(({ kind }) => kind))];
  const packedNodes = new Float64Array(nodes.length * NODE_FIELDS);
  nodes.forEach(({ parent, kind, type, radius, rim }, at) => {
    const typeAt = NAMESPACE_TYPES.findIndex((word) => word === type);
    packedNodes.set([parent === null ? -1 : (placeById.get(parent) ?? -1), kinds.indexOf(kind), typeAt, radius, Number(rim)], at * NODE_FIELDS);
  });
  const packedEdges = new Int32Array(edges.length * EDGE_FIELDS);
  edges.forEach(({ source, target, quiet }, at) => {
    packedEdges.set([placeById.get(source) ?? -1, placeById.get(target) ?? -1, Number(quiet)], at * EDGE_FIELDS);
  });
  return { lens, ids: nodes.map(({ id }) => id), kinds, nodes: packedNodes, edges: packedEdges };
}

export function unpackGraph({ lens, ids, kinds, nodes, edges }: PackedGraph): LayoutGraph {
  const unpacked = ids.map((id, at): LayoutNode => {
    const [parent = -1, kind = 0, type = -1, radius = 0, rim = 0] = nodes.subarray(at * NODE_FIELDS);
    return { id, parent: ids[parent] ?? null, kind: kinds[kind] ?? '', type: NAMESPACE_TYPES[type] ?? null, radius, rim: rim === 1 };
  });
  const count = edges.length / EDGE_FIELDS;
  const links = Array.from({ length: count }, (_, at) => {
    const [source = -1, target = -1, quiet = 0] = edges.subarray(at * EDGE_FIELDS);
    return { source: ids[source] ?? '', target: ids[target] ?? '', quiet: quiet === 1 };
  });
  return { lens, nodes: unpacked, edges: links };
}

/** In the order of the ids. Whole 64ths fit into Float32. */
export function packPlaces(ids: readonly string[], positions: Positions): Float32Array<ArrayBuffer> {
  const packed = new Float32Array(ids.length * PLACE_FIELDS);
  ids.forEach((id, at) => {
    const { x, y, r } = positions.get(id) ?? { x: 0, y: 0, r: 0 };
    packed.set([x, y, r], at * PLACE_FIELDS);
  });
  return packed;
}

export function unpackPlaces(ids: readonly string[], packed: Float32Array): Positions {
  const places = new Map<string, Place>();
  ids.forEach((id, at) => {
    const from = at * PLACE_FIELDS;
    places.set(id, { x: packed[from] ?? 0, y: packed[from + 1] ?? 0, r: packed[from + 2] ?? 0 });
  });
  return places;
}
