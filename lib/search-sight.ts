/** Which of the objects that a search finds are on show, and why not the others. */
import type { Graph, GraphNode } from './graph';
import { parseObjectId, type ObjectId } from './object-id';
import type { View } from './view';

/** Drawn for itself; inside a group that is drawn as one; rolled up with the kernel's threads; switched off; without a place in this lens. */
export type Whereabouts = 'here' | 'grouped' | 'kernel' | 'type' | 'runtime' | 'lens';
/** How many are where; together they are all. */
export type Sight = Readonly<Record<Whereabouts, number>>;

export interface SightOf {
  readonly ids: readonly ObjectId[];
  readonly view: View;
  /** Objects of runtimes that are switched off (lib/hidden-objects.ts). */
  readonly hidden: ReadonlySet<ObjectId>;
}

/** `graph` is all that the lens can draw, `shown` what the View lets through. */
export function sightInGraph(graph: Graph, shown: Graph, { ids, view, hidden }: SightOf): Sight {
  const nodeById = new Map(graph.nodes.map((node) => [node.id, node]));
  const seen = new Set(shown.nodes.map(({ id }) => id));
  return count(ids, (id) => {
    const node = nodeById.get(graph.nodeByObject.get(id) ?? '');
    if (hidden.has(id)) return 'runtime';
    if (node === undefined) return isOfHiddenType(id, view) ? 'type' : 'lens';
    if (seen.has(node.id)) return node.object === id ? 'here' : 'grouped';
    return reasonOf(node, id, view);
  });
}

function reasonOf({ traits }: GraphNode, id: ObjectId, view: View): Whereabouts {
  if (traits.includes('kernel') && !view.kernelThreads) return 'kernel';
  return isOfHiddenType(id, view) ? 'type' : 'lens';
}

/** `rows` are those of the table that the View lets through, whether they match or not. */
export function sightInTable(rows: ReadonlySet<ObjectId>, { ids, view, hidden }: SightOf): Sight {
  return count(ids, (id) => {
    if (rows.has(id)) return 'here';
    if (parseObjectId(id)?.kind !== 'namespace') return 'lens';
    return isOfHiddenType(id, view) ? 'type' : hidden.has(id) ? 'runtime' : 'lens';
  });
}

function isOfHiddenType(id: ObjectId, { hiddenTypes }: View): boolean {
  const named = parseObjectId(id);
  return named?.kind === 'namespace' && hiddenTypes.some((type) => named.key.startsWith(`${type}:`));
}

function count(ids: readonly ObjectId[], where: (id: ObjectId) => Whereabouts): Sight {
  const sight = { here: 0, grouped: 0, kernel: 0, type: 0, runtime: 0, lens: 0 };
  for (const id of ids) sight[where(id)] += 1;
  return sight;
}
