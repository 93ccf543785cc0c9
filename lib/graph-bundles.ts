/** Groups of the picture gathered by what they have in common: those of one runtime, one user, one slice stand in one circle. */
import type { BareGraph, GraphNode, NodeKind } from './graph';
import { nodeOf } from './graph-node';
import { addTo, bundleId, HOST } from './graph-places';
import { byFacet, facetOf, type Facet } from './facets';
import { indexOf, processesOf } from './members';
import { parseObjectId } from './object-id';
import type { Process, Snapshot } from './schema';

const BUNDLE_RADIUS = 22;
const GATHERED: readonly NodeKind[] = ['pod', 'container', 'sandbox', 'service'];
const LIVING: readonly NodeKind[] = ['process', 'set'];

/** The host keeps its circle: what it runs itself is gathered inside of it. What has nothing in common stays where it is. */
export function gatherBy<G extends BareGraph>(graph: G, snapshot: Snapshot, facet: Facet): G {
  const bundles = new Map<string, GraphNode>();
  const placed = graph.nodes.map((node) => {
    const word = wordFor(snapshot, node, facet);
    if (word === null) return node;
    const id = bundleId(word, node.parent !== null);
    const bundle = bundles.get(id) ?? nodeOf({ id, kind: 'bundle', parent: node.parent, label: word, radius: BUNDLE_RADIUS });
    bundles.set(id, { ...bundle, count: bundle.count + node.count });
    return { ...node, parent: id };
  });
  const inOrder = [...bundles.values()].sort((a, b) => byFacet(a.label, b.label));
  return { ...graph, nodes: groupsFirst([...placed.filter(({ id }) => id === HOST), ...inOrder, ...placed.filter(({ id }) => id !== HOST)]) };
}

function wordFor(snapshot: Snapshot, { kind, parent, object, traits }: GraphNode, facet: Facet): string | null {
  const isGuest = parent === null && GATHERED.includes(kind);
  const isHosts = parent === HOST && LIVING.includes(kind) && !traits.includes('kernel') && facet !== 'runtime';
  const [first] = object !== null && (isGuest || isHosts) ? (processesOf(snapshot, object) ?? []) : [];
  return first === undefined ? runtimeOf(snapshot, object, facet) : (facetOf(snapshot, first, facet) ?? null);
}

/** A pod or container whose processes cannot be seen still has its runtime. */
function runtimeOf(snapshot: Snapshot, object: string | null, facet: Facet): string | null {
  const named = facet === 'runtime' ? parseObjectId(object ?? '') : null;
  const { podByKey, containerByKey } = indexOf(snapshot);
  return named === null ? null : ((named.kind === 'pod' ? podByKey : containerByKey).get(named.key)?.runtime ?? null);
}

/** Each node after the group it stands in. */
function groupsFirst(nodes: readonly GraphNode[]): GraphNode[] {
  const inside = new Map<string | null, GraphNode[]>();
  for (const node of nodes) addTo(inside, node.parent, node);
  const order: GraphNode[] = [];
  const pending = [...(inside.get(null) ?? [])].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    order.push(node);
    for (const child of [...(inside.get(node.id) ?? [])].reverse()) pending.push(child);
  }
  return order;
}

/** What parts sets of the host's processes, which live in the very same namespaces; the empty word where nothing does. */
export function partOf(snapshot: Snapshot, group: string, process: Process, facet: Facet | null): string {
  return group !== HOST || facet === null || facet === 'runtime' ? '' : `/${facetOf(snapshot, process, facet) ?? ''}`;
}
