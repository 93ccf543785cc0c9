/** The picture as a list that can be walked: in reading order, never longer than somebody could hear. */
import type { Graph, GraphNode } from './graph';

/** What there may be too many of. */
const LEAVES: readonly GraphNode['kind'][] = ['process', 'set', 'interface'];

export interface NodeList {
  readonly nodes: readonly GraphNode[];
  /** Nodes of the picture that are not in the list. */
  readonly left: number;
}

/**
 * All nodes if they are few; never what is only written on one. Else groups and namespaces, and of the processes and interfaces those in `openGroup`; if that is still too
 * much, what stands on the open ground and what is in the open group. Nodes that show one object are listed once.
 */
export function listNodes(graph: Graph, openGroup: string | null, limit: number): NodeList {
  const all = onceEach(graph.nodes.filter(({ kind }) => kind !== 'plate'));
  if (all.length <= limit) return { nodes: all, left: 0 };
  const open = withInhabitants(graph, openGroup);
  const groups = all.filter(({ id, kind }) => (!LEAVES.includes(kind)) || open.has(id));
  const nodes = groups.length <= limit ? groups : shorten(all, open, limit);
  return { nodes, left: all.length - nodes.length };
}

/** In the order of the picture, unless even that is too much: then the open group comes first. */
function shorten(all: readonly GraphNode[], open: ReadonlySet<string>, limit: number): GraphNode[] {
  const nodes = all.filter(({ id, parent }) => parent === null || open.has(id));
  if (nodes.length <= limit) return nodes;
  return [...nodes.filter(({ id }) => open.has(id)), ...nodes.filter(({ id }) => !open.has(id))].slice(0, limit);
}

/** Groups come before what is in them. */
function withInhabitants({ nodes }: Graph, group: string | null): ReadonlySet<string> {
  const inside = new Set<string>();
  for (const { id, parent } of nodes) if (id === group || (parent !== null && inside.has(parent))) inside.add(id);
  return inside;
}

function onceEach(nodes: readonly GraphNode[]): GraphNode[] {
  const seen = new Set<string>();
  return nodes.filter(({ id, object, kind }) => {
    const name = kind === 'namespace' ? (object ?? id) : id;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

export type Step = 'next' | 'previous' | 'in' | 'out' | 'first' | 'last';

/** Where a step leads in the list; the same place when it leads nowhere. Without a way in, `in` leads along the first edge. */
export function walk({ nodes }: NodeList, { edges }: Graph, at: number, step: Step): number {
  const node = nodes[at];
  const find = (wanted: (other: GraphNode) => boolean) => {
    const found = nodes.findIndex(wanted);
    return found < 0 ? at : found;
  };
  switch (step) {
    case 'next':
      return Math.min(nodes.length - 1, at + 1);
    case 'previous':
      return Math.max(0, at - 1);
    case 'first':
      return 0;
    case 'last':
      return nodes.length - 1;
    case 'out':
      return find(({ id }) => id === node?.parent);
    case 'in': {
      const inside = find(({ parent }) => parent === node?.id);
      const edge = edges.find(({ source, target }) => source === node?.id || target === node?.id);
      return inside === at && edge !== undefined ? find(({ id }) => id === (edge.source === node?.id ? edge.target : edge.source)) : inside;
    }
  }
}
