/** What of the Graph the View shows, and what of that it puts forward. Nothing moves here. */
import type { Graph, GraphEdge, GraphNode } from './graph';
import type { Colouring } from './colour';
import { isSortHidden } from './edge-sorts';
import { edgeId } from './graph-node';
import { neighbourhoodOf } from './neighbourhood';
import type { Turn } from './happenings';
import type { ObjectId } from './object-id';
import type { View } from './view';

export interface Selection {
  /** Without hidden types and, unless asked for, without single kernel threads; edges whose end is unseen are gone too. */
  readonly graph: Graph;
  /** Every node that shows the selected object. */
  readonly selected: ReadonlySet<string>;
  /** The one of them to look at; null when nothing is selected, or what is selected has no place in this picture. */
  readonly focus: string | null;
  /** What stands out; all else dims. Null: nothing dims. */
  readonly lit: ReadonlySet<string> | null;
  /** The nodes and edges on the way from what is selected to the outside. */
  readonly way: ReadonlySet<string>;
  /** Only what is near the selection is there. */
  readonly isNear: boolean;
  /** Null: colours mean types. */
  readonly colouring: Colouring | null;
  /** What came, went or changed, by node. Absent: nothing is told of. */
  readonly turns?: ReadonlyMap<string, Turn>;
}

const NOTHING: ReadonlySet<ObjectId> = new Set();

/** `matches` are the objects that the View's query finds, null when there is no query; `hidden` those of runtimes that are switched off. */
export function selectGraph(graph: Graph, view: View, matches: ReadonlySet<ObjectId> | null, hidden = NOTHING): Selection {
  const nodes = withoutHidden(graph.nodes, hidden).filter((node) => isShown(node, view));
  const seen = new Set(nodes.map(({ id }) => id));
  const edges = graph.edges.filter((edge) => seen.has(edge.source) && seen.has(edge.target) && !isSwitchedOff(graph, edge, view));
  const all = { ...graph, nodes, edges };
  const shows = whoShows(graph, seen);
  const focus = view.select === null ? null : shows(view.select);
  const selected = new Set(view.select === null ? [] : nodes.filter((node) => node.id === focus || (node.object === view.select && !isPart(node))).map(({ id }) => id));
  const isNear = view.reach > 0 && selected.size > 0;
  const shown = isNear ? neighbourhoodOf(all, selected, view.reach) : all;
  const way = focus === null ? [] : (graph.wayByNode.get(focus) ?? []);
  const found = [...way, ...(matches === null ? [] : Array.from(matches, shows))];
  // What is near is all that there is: none of it is dim for not being selected.
  const lit = isNear && matches === null ? null : litNodes(shown, selected, found, matches !== null);
  return { graph: shown, selected, focus, lit, way: new Set([...way, ...edgesOfWay(edges, way)]), isNear, colouring: null };
}

/** With a group goes what is in it; groups come first. */
function withoutHidden(nodes: readonly GraphNode[], hidden: ReadonlySet<ObjectId>): readonly GraphNode[] {
  if (hidden.size === 0) return nodes;
  const gone = new Set<string>();
  return nodes.filter(({ id, object, parent }) => {
    const isGone = (object !== null && hidden.has(object)) || (parent !== null && gone.has(parent));
    if (isGone) gone.add(id);
    return !isGone;
  });
}

function isShown({ traits, type, kind }: GraphNode, view: View): boolean {
  if (traits.includes('kernel') && !view.kernelThreads) return false;
  return kind !== 'namespace' || type === null || !view.hiddenTypes.includes(type);
}

function isSwitchedOff({ lens }: Graph, edge: GraphEdge, { hiddenTypes, hiddenWires, hiddenEdges }: View): boolean {
  const { type, wire } = edge;
  return isSortHidden(lens, edge, hiddenEdges) || (type !== null && hiddenTypes.includes(type)) || (lens === 'network' && wire !== null && hiddenWires.includes(wire));
}

/** Interfaces and plates select what they are part of; they are not it. */
export function isPart({ kind }: GraphNode): boolean {
  return kind === 'interface' || kind === 'plate';
}

function edgesOfWay(edges: readonly GraphEdge[], way: readonly string[]): readonly string[] {
  if (way.length === 0) return [];
  const steps = new Set(way.slice(1).flatMap((id, at) => [`${way[at] ?? ''} ${id}`, `${id} ${way[at] ?? ''}`]));
  return edges.filter(({ source, target }) => steps.has(`${source} ${target}`)).map(edgeId);
}

/** For each object its own node, else the nearest group round it that is seen; null when it has no place in the picture. */
function whoShows(graph: Graph, seen: ReadonlySet<string>): (object: ObjectId) => string | null {
  let parents: ReadonlyMap<string, string | null> | null = null;
  return (object) => {
    let id = graph.nodeByObject.get(object) ?? null;
    while (id !== null && !seen.has(id)) {
      parents ??= new Map(graph.nodes.map((node) => [node.id, node.parent]));
      id = parents.get(id) ?? null;
    }
    return id;
  };
}

function litNodes(graph: Graph, selected: ReadonlySet<string>, found: readonly (string | null)[], isAsked: boolean): ReadonlySet<string> | null {
  if (selected.size === 0 && !isAsked) return null;
  const lit = new Set([...selected, ...found.filter((id) => id !== null)]);
  const inside = withInhabitants(graph, selected);
  for (const id of inside) lit.add(id);
  for (const { source, target } of graph.edges) {
    if (inside.has(source)) lit.add(target);
    if (inside.has(target)) lit.add(source);
  }
  addGroupsOf(graph, lit);
  return lit;
}

/** With a group all that stands in it; with a namespace on a rim, the group that lives in it. */
function withInhabitants(graph: Graph, selected: ReadonlySet<string>): ReadonlySet<string> {
  const inside = new Set(selected);
  for (const { id, parent, rim } of graph.nodes) if (rim && parent !== null && selected.has(id)) inside.add(parent);
  for (const { id, parent } of graph.nodes) if (parent !== null && inside.has(parent)) inside.add(id);
  return inside;
}

/** Groups come before what is in them, so one walk backwards finds them all. */
function addGroupsOf({ nodes }: Graph, lit: Set<string>): void {
  for (let at = nodes.length - 1; at >= 0; at--) {
    const { id, parent } = nodes[at] ?? { id: '', parent: null };
    if (parent !== null && lit.has(id)) lit.add(parent);
  }
}
