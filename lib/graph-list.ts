/** The picture as a list that can be walked: in reading order, never longer than somebody could hear. */
import type { Graph, GraphNode } from './graph';

export interface NodeList {
  readonly nodes: readonly GraphNode[];
  /** Nodes of the picture that are not in the list. */
  readonly left: number;
}

/**
 * All nodes if they are few. Else groups and namespaces, and of the processes those in `openGroup`; if that is still too
 * much, what stands on the open ground and what is in the open group. Nodes that show one object are listed once.
 */
export function listNodes(graph: Graph, openGroup: string | null, limit: number): NodeList {
  const all = onceEach(graph.nodes);
  const parents = new Map(graph.nodes.map(({ id, parent }) => [id, parent]));
  const isOpen = (node: GraphNode) => isInside(node, openGroup, parents);
  const choices = [
    () => all,
    () => all.filter((node) => (node.kind !== 'process' && node.kind !== 'set') || isOpen(node)),
    () => all.filter((node) => node.parent === null || isOpen(node)),
  ];
  const nodes = choices.map((choose) => choose()).find(({ length }) => length <= limit) ?? openFirst(all, isOpen).slice(0, limit);
  return { nodes, left: all.length - nodes.length };
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

function isInside({ id, parent }: GraphNode, group: string | null, parents: ReadonlyMap<string, string | null>): boolean {
  if (group === null) return false;
  for (let at: string | null = parent ?? id; at !== null; at = parents.get(at) ?? null) if (at === group) return true;
  return false;
}

function openFirst(nodes: readonly GraphNode[], isOpen: (node: GraphNode) => boolean): GraphNode[] {
  return [...nodes.filter(isOpen), ...nodes.filter((node) => !isOpen(node))].filter((node) => isOpen(node) || node.parent === null);
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
