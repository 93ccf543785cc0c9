/** Sorts of lines that can be switched off, as people speak of them. */
import type { GraphEdge, GraphLens } from './graph';
import type { Lens } from './view';

export const EDGE_SORTS = ['family', 'monitor', 'shared', 'cable', 'member', 'holder', 'owner'] as const;
/** `family`: from a process to its parent; `owner`: from a namespace to its owner or parent. */
export type EdgeSort = (typeof EDGE_SORTS)[number];

/** What a lens has; wires of the Network lens are told apart by kind instead, and levels always hang by something. */
export const SORTS_BY_LENS: Readonly<Record<Lens, readonly EdgeSort[]>> = {
  pods: ['family', 'monitor', 'shared', 'cable'], namespaces: ['member', 'holder', 'owner'], network: [], hierarchy: ['family'], table: [],
};

export function sortOfEdge({ kind, type }: Pick<GraphEdge, 'kind' | 'type'>): EdgeSort | null {
  switch (kind) {
    case 'parent':
      return type === null ? 'family' : 'owner';
    case 'wire':
      return 'cable';
    case 'routed':
      return null;
    case 'monitor':
    case 'shared':
    case 'member':
    case 'holder':
    case 'owner':
      return kind;
  }
}

export function isSortHidden(lens: GraphLens, edge: GraphEdge, hidden: readonly EdgeSort[]): boolean {
  const sort = hidden.length === 0 ? null : sortOfEdge(edge);
  return sort !== null && SORTS_BY_LENS[lens].includes(sort) && hidden.includes(sort);
}
