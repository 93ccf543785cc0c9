/** The Pods lens before it is made: host, pods and containers, each as large as what lives in it will need. No process, no namespace. */
import type { Graph, GraphNode } from './graph';
import { guestNodes, hostNode, type World } from './graph-groups';
import { inOrder, NO_WAYS } from './graph-node';
import { HOST } from './graph-places';
import { graphWords } from './graph-strings';
import type { Language } from './language';
import { indexOf } from './members';
import { objectId, type ObjectId } from './object-id';
import type { Process, Snapshot } from './schema';
import { DEFAULT_VIEW, sceneOf } from './view';

/** Of a process and half the gap round it; how much of a circle such circles fill; between them and the outline. */
const DOT_RADIUS = 7;
const FILLED = 0.8;
const PADDING = 8;

/** It is made in a small part of the time that the whole takes. What lives in no container counts for the host, also where it will be a sandbox. */
export function buildOutline(unordered: Snapshot, language: Language = 'en'): Graph {
  const world = worldOf(inOrder(unordered), language);
  const nodes = [hostNode(world), ...guestNodes(world)].map(roomy);
  const nodeByObject = new Map(nodes.map(({ id }): [ObjectId, string] => [id as ObjectId, id]));
  return { lens: 'pods', scene: sceneOf({ ...DEFAULT_VIEW, lens: 'pods' }), language, nodes, edges: [], nodeByObject, wayByNode: NO_WAYS };
}

function worldOf(snapshot: Snapshot, language: Language): World {
  const membersByGroup = new Map<string, readonly Process[]>([[HOST, snapshot.processes.filter(({ container }) => container === null)]]);
  for (const [key, members] of indexOf(snapshot).processesByContainer) membersByGroup.set(objectId('container', key), members);
  return { snapshot, words: graphWords(language), places: { membersByGroup, homeByType: new Map(), namespaceBySandbox: new Map(), groupsByIno: new Map(), countByIno: new Map() } };
}

/** A pod is as large as its containers. */
function roomy(node: GraphNode): GraphNode {
  return node.kind === 'pod' ? node : { ...node, radius: Math.max(node.radius, PADDING + DOT_RADIUS * Math.sqrt(node.count / FILLED)) };
}
