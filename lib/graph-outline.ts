/** The Pods lens before it is made: host, pods and containers, each as large as what lives in it will need. No process, no namespace. */
import type { Graph, GraphNode } from './graph';
import { guestNodes, hostNode, type World } from './graph-groups';
import { inOrder, NO_WAYS } from './graph-node';
import { HOST } from './graph-places';
import { objectId, type ObjectId } from './object-id';
import type { Process, Snapshot } from './schema';
import { DEFAULT_VIEW, sceneOf } from './view';

/** Of a process and half the gap round it; how much of a circle such circles fill; between them and the outline. */
const DOT_RADIUS = 7;
const FILLED = 0.8;
const PADDING = 8;

/** It is made in a small part of the time that the whole takes. What lives in no container counts for the host, also where it will be a sandbox. */
export function buildOutline(unordered: Snapshot): Graph {
  const world = worldOf(inOrder(unordered));
  const nodes = [hostNode(world), ...guestNodes(world)].map(roomy);
  const nodeByObject = new Map(nodes.map(({ id }): [ObjectId, string] => [id as ObjectId, id]));
  return { lens: 'pods', scene: sceneOf({ ...DEFAULT_VIEW, lens: 'pods' }), nodes, edges: [], nodeByObject, wayByNode: NO_WAYS };
}

function worldOf(snapshot: Snapshot): World {
  const membersByGroup = new Map<string, Process[]>([[HOST, []]]);
  for (const process of snapshot.processes) {
    const group = process.container === null ? HOST : objectId('container', process.container);
    const members = membersByGroup.get(group);
    if (members === undefined) membersByGroup.set(group, [process]);
    else members.push(process);
  }
  return { snapshot, places: { membersByGroup, homeByType: new Map(), namespaceBySandbox: new Map(), groupByProcess: new Map(), groupsByIno: new Map() } };
}

/** A pod is as large as its containers. */
function roomy(node: GraphNode): GraphNode {
  return node.kind === 'pod' ? node : { ...node, radius: Math.max(node.radius, PADDING + DOT_RADIUS * Math.sqrt(node.count / FILLED)) };
}
