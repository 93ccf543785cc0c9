/**
 * How a Graph travels from the worker that builds it: few large arrays instead of many small objects, since those who take
 * it must not be held up. What most nodes have is not sent.
 */
import type { EdgeKind, Graph, GraphEdge, GraphNode, Harbour, NodeKind, Trait } from './graph';
import type { WireKind } from './net-wires';
import type { ObjectId } from './object-id';
import { NAMESPACE_TYPES } from './schema';

/** A value for a node or an edge, by its place. */
type Odd<T> = readonly (readonly [place: number, value: T])[];

export interface PackedGraph {
  readonly lens: Graph['lens'];
  readonly scene: Graph['scene'];
  readonly language: Graph['language'];
  readonly ids: readonly string[];
  readonly labels: readonly string[];
  readonly kinds: readonly NodeKind[];
  /** A row of NODE_FIELDS numbers for each node: places of its parent, kind and type (-1: none), number (-1: none), count, namespaces, radius, 1 on a rim. */
  readonly nodes: Float64Array<ArrayBuffer>;
  /** Of nodes that select another object than their id, or none. */
  readonly objects: Odd<ObjectId | null>;
  readonly harbours: Odd<Harbour>;
  readonly said: Odd<readonly string[]>;
  readonly traits: Odd<readonly Trait[]>;
  readonly edgeKinds: readonly EdgeKind[];
  /** A row of EDGE_FIELDS for each edge: places of source, target, kind and type (-1: none), 1 when quiet. */
  readonly edges: Int32Array<ArrayBuffer>;
  readonly wires: Odd<WireKind>;
  readonly edgeLabels: Odd<string>;
  /** Objects that are shown by another node than one that selects them and has their id. */
  readonly shownBy: Odd<ObjectId>;
  readonly ways: readonly (readonly [string, readonly string[]])[];
}

const NODE_FIELDS = 8;
const EDGE_FIELDS = 5;
/** Nodes and edges between two rests of who unpacks. */
const ROWS_A_REST = 1000;

export function packGraph({ lens, scene, language, nodes, edges, nodeByObject, wayByNode }: Graph): PackedGraph {
  const placeById = new Map<string, number>();
  nodes.forEach(({ id }, at) => placeById.set(id, at));
  const [kinds, edgeKinds] = [wordsOf<NodeKind>(), wordsOf<EdgeKind>()];
  const numbers = new Float64Array(nodes.length * NODE_FIELDS);
  nodes.forEach(({ parent, kind, type, number, count, namespaces, radius, rim }, at) => {
    const row = at * NODE_FIELDS;
    numbers[row] = parent === null ? -1 : (placeById.get(parent) ?? -1);
    numbers[row + 1] = kinds.placeOf(kind);
    numbers[row + 2] = type === null ? -1 : NAMESPACE_TYPES.indexOf(type);
    numbers[row + 3] = number ?? -1;
    numbers[row + 4] = count;
    numbers[row + 5] = namespaces;
    numbers[row + 6] = radius;
    numbers[row + 7] = rim ? 1 : 0;
  });
  const ends = new Int32Array(edges.length * EDGE_FIELDS);
  edges.forEach(({ source, target, kind, type, quiet }, at) => {
    const row = at * EDGE_FIELDS;
    ends[row] = placeById.get(source) ?? -1;
    ends[row + 1] = placeById.get(target) ?? -1;
    ends[row + 2] = edgeKinds.placeOf(kind);
    ends[row + 3] = type === null ? -1 : NAMESPACE_TYPES.indexOf(type);
    ends[row + 4] = quiet ? 1 : 0;
  });
  return {
    lens,
    scene,
    language,
    ids: nodes.map(({ id }) => id),
    labels: nodes.map(({ label }) => label),
    kinds: kinds.words,
    nodes: numbers,
    objects: oddOf(nodes, ({ object, id }) => (object === id ? undefined : object)),
    harbours: oddOf(nodes, ({ harbour }) => harbour ?? undefined),
    said: oddOf(nodes, ({ said }) => (said.length === 0 ? undefined : said)),
    traits: oddOf(nodes, ({ traits }) => (traits.length === 0 ? undefined : traits)),
    edgeKinds: edgeKinds.words,
    edges: ends,
    wires: oddOf(edges, ({ wire }) => wire ?? undefined),
    edgeLabels: oddOf(edges, ({ label }) => label ?? undefined),
    shownBy: shownByOthers(nodeByObject, nodes, placeById),
    ways: [...wayByNode],
  };
}

function wordsOf<T>(): { readonly words: T[]; readonly placeOf: (word: T) => number } {
  const words: T[] = [];
  const placeOf = (word: T) => {
    const at = words.indexOf(word);
    return at < 0 ? words.push(word) - 1 : at;
  };
  return { words, placeOf };
}

function oddOf<R, T>(rows: readonly R[], valueOf: (row: R) => T | undefined): [number, T][] {
  const odd: [number, T][] = [];
  rows.forEach((row, at) => {
    const value = valueOf(row);
    if (value !== undefined) odd.push([at, value]);
  });
  return odd;
}

/** That a node which selects itself shows itself goes without saying. */
function shownByOthers(nodeByObject: Graph['nodeByObject'], nodes: Graph['nodes'], placeById: ReadonlyMap<string, number>): [number, ObjectId][] {
  const odd: [number, ObjectId][] = [];
  for (const [object, id] of nodeByObject) {
    const place = placeById.get(id);
    if (place !== undefined && !(object === id && nodes[place]?.object === id)) odd.push([place, object]);
  }
  return odd;
}

/** Yields now and then, so that whoever has other things to do may do them. Gives a Graph equal to the one that was packed. */
export function* unpackGraph(packed: PackedGraph): Generator<undefined, Graph> {
  const nodes: GraphNode[] = [];
  const nodeByObject = new Map<ObjectId, string>();
  const odd = { objects: inStep(packed.objects), harbours: inStep(packed.harbours), said: inStep(packed.said), traits: inStep(packed.traits) };
  for (const at of packed.ids.keys()) {
    if (at % ROWS_A_REST === ROWS_A_REST - 1) yield;
    const node = nodeAt(packed, odd, at);
    nodes.push(node);
    if (node.object === node.id) nodeByObject.set(node.object, node.id);
  }
  for (const [place, object] of packed.shownBy) nodeByObject.set(object, packed.ids[place] ?? '');
  const edges: GraphEdge[] = [];
  const odds = { wires: inStep(packed.wires), labels: inStep(packed.edgeLabels) };
  for (let at = 0; at < packed.edges.length / EDGE_FIELDS; at++) {
    if (at % ROWS_A_REST === ROWS_A_REST - 1) yield;
    edges.push(edgeAt(packed, odds, at));
  }
  return { lens: packed.lens, scene: packed.scene, language: packed.language, nodes, edges, nodeByObject, wayByNode: new Map(packed.ways) };
}

/** The value for a place, undefined where there is none. Places are asked for in their order, each once. */
type InStep<T> = (place: number) => T | undefined;

function inStep<T>(odd: Odd<T>): InStep<T> {
  let next = 0;
  return (place) => (odd[next]?.[0] === place ? odd[next++]?.[1] : undefined);
}

interface OddFacts {
  readonly objects: InStep<ObjectId | null>;
  readonly harbours: InStep<Harbour>;
  readonly said: InStep<readonly string[]>;
  readonly traits: InStep<readonly Trait[]>;
}

const NONE: readonly never[] = [];

/** A list asked for what is at -1 looks for a member of that name, which takes ten times as long. */
function wordAt<T>(words: readonly T[], place = -1): T | null {
  return place < 0 ? null : (words[place] ?? null);
}

function nodeAt({ ids, labels, kinds, nodes }: PackedGraph, odd: OddFacts, at: number): GraphNode {
  const row = at * NODE_FIELDS;
  const id = ids[at] ?? '';
  const [object, number] = [odd.objects(at), nodes[row + 3] ?? -1];
  return {
    id,
    kind: wordAt(kinds, nodes[row + 1]) ?? 'process',
    object: object === undefined ? (id as ObjectId) : object,
    parent: wordAt(ids, nodes[row]),
    label: labels[at] ?? '',
    type: wordAt(NAMESPACE_TYPES, nodes[row + 2]),
    number: number < 0 ? null : number,
    count: nodes[row + 4] ?? 0,
    namespaces: nodes[row + 5] ?? 0,
    radius: nodes[row + 6] ?? 0,
    rim: nodes[row + 7] === 1,
    harbour: odd.harbours(at) ?? null,
    said: odd.said(at) ?? NONE,
    traits: odd.traits(at) ?? NONE,
  };
}

function edgeAt({ ids, edgeKinds, edges }: PackedGraph, odd: { readonly wires: InStep<WireKind>; readonly labels: InStep<string> }, at: number): GraphEdge {
  const row = at * EDGE_FIELDS;
  return {
    source: wordAt(ids, edges[row]) ?? '',
    target: wordAt(ids, edges[row + 1]) ?? '',
    kind: wordAt(edgeKinds, edges[row + 2]) ?? 'parent',
    type: wordAt(NAMESPACE_TYPES, edges[row + 3]),
    wire: odd.wires(at) ?? null,
    label: odd.labels(at) ?? null,
    quiet: edges[row + 4] === 1,
  };
}

/** Whether both say the same. */
export function isSameGraph(a: PackedGraph, b: PackedGraph): boolean {
  const names = Object.keys(a) as (keyof PackedGraph)[];
  return names.every((name) => isSame(a[name], b[name]));
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isList(a) || !isList(b) || a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at] && !isSame(a[at], b[at])) return false;
  return true;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || value instanceof Float64Array || value instanceof Int32Array;
}
