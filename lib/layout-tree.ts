/** Who stands in which group, and which members of a group belong together. */
import { addTo } from './graph-places';
import type { LayoutEdge, LayoutGraph, LayoutNode } from './layout';

/** The open ground, as the group that holds all others. */
export const GROUND = '';

type Ends = Pick<LayoutEdge, 'source' | 'target'>;

export interface Tree {
  /** Without those on rims, in the order of the Graph. */
  readonly nodesByParent: ReadonlyMap<string, readonly LayoutNode[]>;
  readonly linksByParent: ReadonlyMap<string, readonly Ends[]>;
}

export function growTree({ nodes, edges }: LayoutGraph): Tree {
  const parents = new Map<string, string>();
  for (const { id, parent } of nodes) parents.set(id, parent ?? GROUND);
  const nodesByParent = new Map<string, LayoutNode[]>();
  for (const node of nodes) if (!node.rim) addTo(nodesByParent, node.parent ?? GROUND, node);
  const linksByParent = new Map<string, Ends[]>();
  for (const edge of edges) {
    const link = liftToSiblings(edge, parents);
    if (link !== null && !(edge.quiet && link.parent === GROUND)) addTo(linksByParent, link.parent, link.ends);
  }
  return { nodesByParent, linksByParent };
}

/** The two nodes on one level that hold the ends of an edge; null when one holds the other. */
function liftToSiblings(edge: LayoutEdge, parents: ReadonlyMap<string, string>): { parent: string; ends: Ends } | null {
  const { source, target } = edge;
  const parent = parents.get(source);
  if (parent !== undefined && parent === parents.get(target)) return { parent, ends: edge };
  const [from, to] = [pathTo(source, parents), pathTo(target, parents)];
  const at = from.findIndex((id, depth) => id !== to[depth]);
  const [a, b] = [from[at], to[at]];
  return a === undefined || b === undefined ? null : { parent: from[at - 1] ?? GROUND, ends: { source: a, target: b } };
}

function pathTo(id: string, parents: ReadonlyMap<string, string>): string[] {
  const path: string[] = [];
  for (let at: string | undefined = id; at !== undefined && at !== GROUND; at = parents.get(at)) path.unshift(at);
  return path;
}
