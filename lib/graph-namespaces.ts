/**
 * The Namespaces lens: namespaces, and the processes that live in the very same ones rolled up into one node, with an edge
 * for each membership. They stand in the groups that the Pods lens has; what several groups share stands between them.
 */
import type { BareGraph, GraphEdge, GraphNode, Trait } from './graph';
import type { Facet } from './facets';
import { partOf } from './graph-bundles';
import { guestNodes, hostNode, outerGroup, sandboxNodes, type World } from './graph-groups';
import { edgeOf, inOrder, namespaceLabel, namespaceTraits, NO_WAYS, nodeOf, processNode, rowLabel, traitsOf } from './graph-node';
import { addTo, HOST, placeProcesses } from './graph-places';
import type { GraphWords } from './graph-strings';
import { processKey } from './identity';
import { indexOf } from './members';
import { objectId, type ObjectId } from './object-id';
import { compareWords } from './order';
import { NAMESPACE_TYPES, type Namespace, type Process, type Snapshot } from './schema';
import { showText } from './text';

/** All processes of the host are in the home namespaces; more than large would say nothing. */
const HOME_RADIUS = 22;

/** `facet` parts the sets of the host's own processes further. */
export function buildNamespacesGraph(unordered: Snapshot, words: GraphWords, facet: Facet | null = null): BareGraph {
  const snapshot = inOrder(unordered);
  const world = { snapshot, places: placeProcesses(snapshot), words };
  const sets = groupIntoSets(world, facet);
  const groups = [hostNode(world), ...guestNodes(world).filter(({ parent }) => parent === null), ...sandboxNodes(world)];
  const inside = new Map<string, GraphNode[]>();
  const ground: GraphNode[] = [];
  for (const node of [...snapshot.namespaces.map((row) => namespaceNode(world, row)), ...sets.map((set) => setNode(world, set))]) {
    if (node.parent === null) ground.push(node);
    else addTo(inside, node.parent, node);
  }
  const nodeByObject = nodesOfObjects(world, groups, sets);
  return {
    lens: 'namespaces',
    nodes: [...groups.flatMap((group) => [group, ...(inside.get(group.id) ?? [])]), ...ground],
    edges: [...sets.flatMap((set) => memberEdges(world, set)), ...snapshot.namespaces.flatMap((row) => [...relationEdges(world, row), ...holderEdges(snapshot, row, nodeByObject)])],
    nodeByObject,
    wayByNode: NO_WAYS,
  };
}

/** Processes of one group that live in the very same namespaces. Its id says which, so it stays while members come and go. */
interface ProcessSet {
  readonly id: string;
  /** The group on the open ground in which it stands. */
  readonly parent: string;
  readonly leader: Process;
  readonly members: readonly Process[];
}

function groupIntoSets(world: World, facet: Facet | null): ProcessSet[] {
  const { namespaceByIno } = indexOf(world.snapshot);
  const sets: ProcessSet[] = [];
  for (const [group, members] of world.places.membersByGroup) {
    const found = new Map<string, Process[]>();
    for (const process of members) {
      const keys = NAMESPACE_TYPES.map((type) => namespaceByIno.get(process.namespaces[type] ?? 0)?.key.slice(type.length + 1) ?? '');
      addTo(found, `set/${group}/${keys.join('/')}${partOf(world.snapshot, group, process, facet)}`, process);
    }
    for (const [id, own] of found) for (const leader of own.slice(0, 1)) sets.push({ id, parent: outerGroup(world, group), leader, members: own });
  }
  return sets.sort((a, b) => compareWords(a.id, b.id));
}

function nodesOfObjects(world: World, groups: readonly GraphNode[], sets: readonly ProcessSet[]): ReadonlyMap<ObjectId, string> {
  const nodes = new Map<ObjectId, string>();
  const show = (object: ObjectId, id: string) => nodes.has(object) || nodes.set(object, id);
  for (const { object, id } of groups) if (object === id) show(object, id);
  for (const { key } of world.snapshot.namespaces) show(objectId('namespace', key), objectId('namespace', key));
  for (const { id, members } of sets) {
    for (const { key, container } of members) {
      show(objectId('process', key), id);
      if (container !== null) show(objectId('container', container), id);
    }
  }
  for (const { key } of world.snapshot.pods) show(objectId('pod', key), outerGroup(world, objectId('pod', key)));
  return nodes;
}

/** Area, not radius, grows with the number of processes. */
function radiusOf(count: number, { least, most, unit }: { least: number; most: number; unit: number }): number {
  return Math.min(most, Math.max(least, unit * Math.sqrt(count)));
}

function namespaceNode(world: World, namespace: Namespace): GraphNode {
  const id = objectId('namespace', namespace.key);
  const { type, ino } = namespace;
  const home = world.places.homeByType.get(type);
  const count = indexOf(world.snapshot).membersByIno.get(ino)?.length ?? 0;
  const traits: Trait[] = [...namespaceTraits(namespace, home), ...(count === 0 ? (['empty'] as const) : [])];
  const radius = ino === home ? HOME_RADIUS : radiusOf(count, { least: 7, most: HOME_RADIUS, unit: 4 });
  return nodeOf({ id, object: id, kind: 'namespace', parent: groupOf(world, namespace), label: namespaceLabel(namespace), type, number: ino, count, namespaces: 1, radius, traits });
}

/** Null when several groups share it, or nobody lives there. */
function groupOf(world: World, { type, ino }: Namespace): string | null {
  if (world.places.homeByType.get(type) === ino) return HOST;
  const groups = new Set((world.places.groupsByIno.get(ino) ?? []).map((group) => outerGroup(world, group)));
  const [group] = groups;
  return groups.size === 1 && group !== undefined ? group : null;
}

/** A set has the traits that all its members have. */
function setNode(world: World, { id, parent, leader, members }: ProcessSet): GraphNode {
  const traits = traitsOf(leader, false).filter((trait) => members.every((row) => traitsOf(row, false).includes(trait)));
  const single = { ...processNode(leader, parent, false), id, radius: radiusOf(members.length, { least: 5, most: 18, unit: 3.2 }), traits };
  if (members.length === 1) return single;
  return { ...single, kind: leader.kernelThread ? 'threads' : 'set', label: setLabel(world, leader), count: members.length };
}

function setLabel({ snapshot, words }: World, leader: Process): string {
  if (leader.kernelThread) return words.nodes.kernelThreads;
  const container = indexOf(snapshot).containerByKey.get(leader.container ?? '');
  return container === undefined ? showText(leader.comm) : rowLabel(container);
}

/** That somebody lives where the host lives is usual. */
function memberEdges({ snapshot, places }: World, { id, leader }: ProcessSet): GraphEdge[] {
  const { namespaceByIno } = indexOf(snapshot);
  return NAMESPACE_TYPES.flatMap((type) => {
    const row = namespaceByIno.get(leader.namespaces[type] ?? 0);
    return row === undefined ? [] : [edgeOf('member', id, objectId('namespace', row.key), { type, quiet: places.homeByType.get(type) === row.ino })];
  });
}

/** From whoever holds it by a thread, a descriptor or a socket; a member among its holders says nothing new. */
function holderEdges(snapshot: Snapshot, namespace: Namespace, nodeByObject: ReadonlyMap<ObjectId, string>): GraphEdge[] {
  const { processByKey } = indexOf(snapshot);
  const { type, ino, key, holders = [] } = namespace;
  const nodes = holders.flatMap((holder) => {
    const process = processByKey.get(processKey(holder));
    const node = process === undefined || process.namespaces[type] === ino ? undefined : nodeByObject.get(objectId('process', process.key));
    return node === undefined ? [] : [node];
  });
  return [...new Set(nodes)].sort(compareWords).map((node) => edgeOf('holder', node, objectId('namespace', key), { type }));
}

/** The parent of a user namespace is also its owner; one edge says both. That the host's own owns a thing is usual. */
function relationEdges({ snapshot, places }: World, { key, type, owner, parent }: Namespace): GraphEdge[] {
  const { namespaceByIno } = indexOf(snapshot);
  const id = objectId('namespace', key);
  const edgeTo = (kind: 'owner' | 'parent', ino: Namespace['owner']) => {
    const row = typeof ino === 'number' ? namespaceByIno.get(ino) : undefined;
    return row === undefined || row.key === key ? [] : [edgeOf(kind, id, objectId('namespace', row.key), { type: row.type, quiet: places.homeByType.get(row.type) === row.ino })];
  };
  return type === 'user' ? edgeTo('parent', parent) : [...edgeTo('owner', owner), ...edgeTo('parent', parent)];
}
