/** What is near the selection: so many lines away, with the groups round it. Nothing moves; all else is left out. */
import type { Graph, GraphEdge } from './graph';

/** The same graph with only what is within `reach` lines of the selected nodes. */
export function neighbourhoodOf(graph: Graph, selected: ReadonlySet<string>, reach: number): Graph {
  const near = withInhabitants(graph, withHosts(graph, selected));
  const edges = graph.edges.filter(isWay);
  for (let hop = 0; hop < reach; hop += 1) {
    const next = new Set<string>();
    for (const { source, target } of edges) {
      if (near.has(source) && !near.has(target)) next.add(target);
      if (near.has(target) && !near.has(source)) next.add(source);
    }
    for (const id of withInhabitants(graph, withHosts(graph, next))) near.add(id);
  }
  addGroups(graph, near);
  const nodes = graph.nodes.filter(({ id, kind, parent }) => near.has(id) || (kind === 'plate' && parent !== null && near.has(parent)));
  return { ...graph, nodes, edges: graph.edges.filter(({ source, target }) => near.has(source) && near.has(target)) };
}

/** That somebody lives where the host lives, or hangs from it, would make the whole host a neighbour. */
function isWay({ kind, type, quiet }: GraphEdge): boolean {
  return !quiet || (kind !== 'member' && kind !== 'owner' && !(kind === 'parent' && type !== null));
}

/** With what sits on a rim, the group that it belongs to; the host is too large to come along. */
function withHosts({ nodes }: Graph, ids: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(ids);
  const hosts = new Set(nodes.filter(({ kind }) => kind === 'host').map(({ id }) => id));
  for (const { id, parent, rim } of nodes) if (rim && parent !== null && ids.has(id) && !hosts.has(parent)) all.add(parent);
  return all;
}

/** Groups come before what is in them. */
function withInhabitants({ nodes }: Graph, ids: ReadonlySet<string>): Set<string> {
  const inside = new Set(ids);
  for (const { id, parent } of nodes) if (parent !== null && inside.has(parent)) inside.add(id);
  return inside;
}

function addGroups({ nodes }: Graph, near: Set<string>): void {
  for (let at = nodes.length - 1; at >= 0; at--) {
    const { id, parent } = nodes[at] ?? { id: '', parent: null };
    if (parent !== null && near.has(id)) near.add(parent);
  }
}
