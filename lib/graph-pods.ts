/** The Pods lens: who lives in whom. Host, pods, containers and sandboxes as groups, processes inside, namespaces on the rims. */
import type { BareGraph, GraphEdge, GraphNode } from './graph';
import { guestNodes, hostNode, membersOf, sandboxNodes, threadsNode, type World } from './graph-groups';
import { edgeId, edgeOf, inOrder, NO_WAYS, processNode } from './graph-node';
import { byFamily, HOST, placeProcesses } from './graph-places';
import { buildRim } from './graph-rim';
import type { GraphWords } from './graph-strings';
import { indexOf } from './members';
import { wiresOf } from './net-wires';
import { objectId, type ObjectId } from './object-id';
import type { Snapshot } from './schema';
import type { Topology } from './topology-schema';

/** More monitors or cables than these would be a brush of lines: then each shows when it is looked at. */
const MONITORS_SHOWN = 12;
const CABLES_SHOWN = 24;

export function buildPodsGraph(unordered: Snapshot, topology: Topology | null, words: GraphWords): BareGraph {
  const snapshot = inOrder(unordered);
  const world = { snapshot, places: placeProcesses(snapshot), words };
  const rim = buildRim(world);
  const nodes: GraphNode[] = [];
  const families: GraphEdge[] = [];
  for (const group of groupsOf(world)) {
    nodes.push(group, ...(rim.nodesByGroup.get(group.id) ?? []));
    addFamilies(world, group.id, { nodes, edges: families });
  }
  nodes.push(...rim.lone);
  const nodeByObject = new Map(rim.nodeByObject);
  for (const node of nodes) if (isItself(node)) nodeByObject.set(node.object, node.id);
  const edges = [...families, ...monitorEdges(world), ...rim.edges, ...(topology === null ? [] : cableEdges(world, topology, nodeByObject))];
  return { lens: 'pods', nodes, edges, nodeByObject, wayByNode: NO_WAYS };
}

/** A sandbox is not the namespace that made it: that one has its own place. So with the kernel's threads and their first. */
function isItself(node: GraphNode): node is GraphNode & { object: ObjectId } {
  return node.object !== null && node.object === node.id;
}

function groupsOf(world: World): GraphNode[] {
  return [
    hostNode(world),
    ...[threadsNode(world)].filter((node) => node !== null),
    ...guestNodes(world),
    ...sandboxNodes(world),
  ];
}

/** The processes of a group, and who is whose child. Kernel threads all have the one parent, which says nothing. */
function addFamilies(world: World, group: string, { nodes, edges }: { readonly nodes: GraphNode[]; readonly edges: GraphEdge[] }): void {
  const members = byFamily(membersOf(world, group));
  // An id is made once: whoever looks it up later finds the same text, which costs a fraction of one that only says the same.
  const idByPid = new Map<number, string>();
  members.forEach((row, at) => {
    const node = processNode(row, group, at === 0 && group !== HOST);
    idByPid.set(row.pid, node.id);
    nodes.push(node);
  });
  for (const { pid, ppid, kernelThread } of members) {
    const [child, parent] = [idByPid.get(pid), idByPid.get(ppid)];
    if (!kernelThread && child !== undefined && parent !== undefined && child !== parent) edges.push(edgeOf('parent', child, parent));
  }
}

function monitorEdges({ snapshot }: World): GraphEdge[] {
  const { containerByKey } = indexOf(snapshot);
  const monitors = snapshot.processes.flatMap(({ key, monitorOf }) => (monitorOf === null || !containerByKey.has(monitorOf) ? [] : [{ key, monitorOf }]));
  const quiet = monitors.length > MONITORS_SHOWN;
  return monitors.map(({ key, monitorOf }) => edgeOf('monitor', objectId('process', key), objectId('container', monitorOf), { quiet }));
}

/** One line between two net namespaces, however many cables there are, and none for what is stacked: the Network lens has it all. */
function cableEdges({ snapshot }: World, topology: Topology, nodeByObject: ReadonlyMap<ObjectId, string>): GraphEdge[] {
  const { namespaceByKey } = indexOf(snapshot);
  const nodeOfIno = (ino: number) => {
    const key = topology.namespaceKeys[String(ino)] ?? '';
    return namespaceByKey.has(key) ? nodeByObject.get(objectId('namespace', key)) : undefined;
  };
  const edges = wiresOf(topology).flatMap(({ kind, from, to }) => {
    const [source, target] = to === 'hidden' ? [] : [nodeOfIno(from.ino), nodeOfIno(to.ino)];
    return kind !== 'veth' || source === undefined || target === undefined || source === target ? [] : [edgeOf('wire', source, target, { type: 'net', wire: kind })];
  });
  const once = [...new Map(edges.map((edge) => [edgeId(edge), edge])).values()];
  return once.length > CABLES_SHOWN ? once.map((edge) => ({ ...edge, quiet: true })) : once;
}
