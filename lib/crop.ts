import type { Selection } from './select';

/** Only what is selected: what stands in it, the groups round it, and the way from it to the outside. Nothing of it is dim. Null when nothing is selected. */
export function cropToSelection(selection: Selection): Selection | null {
  const { graph, selected, way } = selection;
  if (selected.size === 0) return null;
  const kept = new Set([...selected, ...way]);
  for (const { id, parent } of graph.nodes) if (parent !== null && kept.has(parent) && !way.has(parent)) kept.add(id);
  const parents = new Map(graph.nodes.map(({ id, parent }) => [id, parent]));
  for (const id of [...kept]) for (let up = parents.get(id) ?? null; up !== null; up = parents.get(up) ?? null) kept.add(up);
  const nodes = graph.nodes.filter(({ id, kind, parent }) => kept.has(id) || (kind === 'plate' && parent !== null && kept.has(parent)));
  const there = new Set(nodes.map(({ id }) => id));
  return { ...selection, graph: { ...graph, nodes, edges: graph.edges.filter(({ source, target }) => there.has(source) && there.has(target)) }, lit: null };
}
