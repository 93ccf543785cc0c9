/** The Pods lens: who lives in whom. Host, pods, containers and sandboxes as groups, processes inside, namespaces on the rims. */
import type { BareGraph, GraphEdge, GraphNode } from './graph';
import { guestNodes, hostNode, membersOf, sandboxNodes, threadsNode, type World } from './graph-groups';
import { edgeOf, inOrder, NO_WAYS, processNode } from './graph-node';
import { byFamily, HOST, placeProcesses } from './graph-places';
import { buildRim, type Rim } from './graph-rim';
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
  for (const group of groupsOf(world)) {
    nodes.push(group);
    for (const node of insideOf(world, rim, group.id)) nodes.push(node);
  }
  nodes.push(...rim.lone);
  const nodeByObject = new Map(rim.nodeByObject);
  for (const node of nodes) if (isItself(node)) nodeByObject.set(node.object, node.id);
  const edges = [...familyEdges(world), ...monitorEdges(world), ...rim.edges, ...(topology === null ? [] : cableEdges(world, topology, nodeByObject))];
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

function insideOf(world: World, rim: Rim, group: string): GraphNode[] {
  const members = byFamily(membersOf(world, group));
  return [...(rim.nodesByGroup.get(group) ?? []), ...members.map((row, at) => processNode(row, group, at === 0 && group !== HOST))];
}

/** Kernel threads all have the one parent, which says nothing. */
function familyEdges({ snapshot, places }: World): GraphEdge[] {
  const { processByPid } = indexOf(snapshot);
  const edges: GraphEdge[] = [];
  for (const row of snapshot.processes) {
    const parent = row.kernelThread ? undefined : processByPid.get(row.ppid);
    if (parent === undefined || parent === row || places.groupByProcess.get(parent) !== places.groupByProcess.get(row)) continue;
    edges.push(edgeOf('parent', objectId('process', row.key), objectId('process', parent.key)));
  }
  return edges;
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
  const once = [...new Map(edges.map((edge) => [edge.id, edge])).values()];
  return once.length > CABLES_SHOWN ? once.map((edge) => ({ ...edge, quiet: true })) : once;
}
