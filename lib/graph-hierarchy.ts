/**
 * The Hierarchy lens: pid or user namespaces as levels that hang from their parents. A pid level holds the processes that live in
 * it; a user level holds the namespaces that it owns and, rolled up by container, who lives in it.
 */
import type { BareGraph, GraphEdge, GraphNode, Trait } from './graph';
import { threadsNode, type World } from './graph-groups';
import { edgeOf, inOrder, nameOnDisk, namespaceLabel, namespaceTraits, NO_WAYS, nodeOf, processNode, rowLabel, traitsOf } from './graph-node';
import { addTo, byFamily, groupsByProcess, HOST, placeProcesses, THREADS } from './graph-places';
import type { GraphWords } from './graph-strings';
import { indexOf, processesOf } from './members';
import { objectId, type ObjectId } from './object-id';
import type { Namespace, Process, Snapshot } from './schema';
import { showText } from './text';
import type { TreeOf } from './view';

/** Where stands what no namespace of the tree is known for. */
const NOWHERE = 'level/';
const LEVEL_RADIUS = 22;
const HOME_RADIUS = 34;

interface Hierarchy extends World {
  readonly tree: TreeOf;
  readonly groupByProcess: ReadonlyMap<Process, string>;
}

export function buildHierarchyGraph(unordered: Snapshot, tree: TreeOf, words: GraphWords): BareGraph {
  const snapshot = inOrder(unordered);
  const places = placeProcesses(snapshot);
  const world = { snapshot, places, groupByProcess: groupsByProcess(places), tree, words };
  const inside = tree === 'pid' ? processNodes(world) : [...ownedNodes(world), ...rolledNodes(world)];
  const nodesByLevel = new Map<string | null, GraphNode[]>();
  for (const node of inside) addTo(nodesByLevel, node.parent, node);
  const levels = [...levelNodes(world), ...(nodesByLevel.has(NOWHERE) ? [nowhereNode(world)] : [])];
  const nodes = levels.flatMap((level) => [level, ...(nodesByLevel.get(level.id) ?? []).flatMap((node) => [node, ...(nodesByLevel.get(node.id) ?? [])])]);
  return {
    lens: 'hierarchy',
    nodes,
    edges: [...levelEdges(world), ...(tree === 'pid' ? familyEdges(world) : [])],
    nodeByObject: nodesOfObjects(world, nodes),
    wayByNode: NO_WAYS,
  };
}

function levelNodes(world: Hierarchy): GraphNode[] {
  const rows = world.snapshot.namespaces.filter(({ type }) => type === world.tree);
  return rows.map((row) => levelNode(world, row));
}

function levelNode(world: Hierarchy, row: Namespace): GraphNode {
  const id = objectId('namespace', row.key);
  const home = world.places.homeByType.get(row.type);
  const count = membersOf(world, row.ino).length;
  const traits: Trait[] = [...namespaceTraits(row, home), ...(count === 0 ? (['empty'] as const) : []), ...(row.parent === 'hidden' && !row.initial ? (['stray'] as const) : [])];
  return nodeOf({ id, object: id, kind: 'level', label: levelLabel(world, row), type: row.type, number: row.ino, count, namespaces: 1, radius: row.ino === home ? HOME_RADIUS : LEVEL_RADIUS, traits });
}

function nowhereNode({ tree, snapshot, words }: Hierarchy): GraphNode {
  const count = snapshot.processes.filter((row) => levelOf(snapshot, tree, row) === NOWHERE).length;
  return nodeOf({ id: NOWHERE, kind: 'level', label: words.nodes.levelNotKnown(tree), type: tree, count, radius: LEVEL_RADIUS });
}

function membersOf({ snapshot }: World, ino: number): readonly Process[] {
  return indexOf(snapshot).membersByIno.get(ino) ?? [];
}

/** The host's name on the host's own; else whose it is: the one pod or container that lives there, or the name on disk, or the first process. */
function levelLabel(world: Hierarchy, row: Namespace): string {
  const { snapshot, places } = world;
  if (places.homeByType.get(row.type) === row.ino) return showText(snapshot.host.hostname);
  const members = membersOf(world, row.ino);
  const [leader] = members;
  return nameOnDisk(row) ?? guestLabel(snapshot, members) ?? (leader === undefined ? namespaceLabel(row) : showText(leader.comm));
}

function guestLabel(snapshot: Snapshot, members: readonly Process[]): string | null {
  const { containerByKey, podByKey } = indexOf(snapshot);
  const keys = new Set(members.map(({ container }) => container));
  const rows = [...keys].map((key) => containerByKey.get(key ?? ''));
  const [first] = rows;
  if (first === undefined || rows.includes(undefined)) return null;
  if (rows.length === 1) return rowLabel(first);
  const pod = podByKey.get(first.pod ?? '');
  return pod !== undefined && rows.every((row) => row?.pod === first.pod) ? rowLabel(pod) : null;
}

function levelOf(snapshot: Snapshot, tree: TreeOf, { namespaces }: Process): string {
  const row = indexOf(snapshot).namespaceByIno.get(namespaces[tree] ?? 0);
  return row === undefined ? NOWHERE : objectId('namespace', row.key);
}

/** Each family together; the kernel's threads in one node on the host's level. */
function processNodes(world: Hierarchy): GraphNode[] {
  const { snapshot, places, tree } = world;
  const byLevel = new Map<string, Process[]>();
  for (const row of snapshot.processes) if (!row.kernelThread) addTo(byLevel, levelOf(snapshot, tree, row), row);
  const nodes = Array.from(byLevel, ([level, members]) => byFamily(members).map((row, at) => processNode(row, level, at === 0))).flat();
  const threads = threadsNode(world);
  const [first] = places.membersByGroup.get(THREADS) ?? [];
  if (threads === null || first === undefined) return nodes;
  const own = places.membersByGroup.get(THREADS) ?? [];
  return [...nodes, { ...threads, parent: levelOf(snapshot, tree, first) }, ...own.map((row) => processNode(row, THREADS, false))];
}

/** By the kernel's own definition the initial namespaces belong to the initial user namespace, also where it may not be asked. */
function ownerLevel({ snapshot, places }: World, { owner, initial }: Namespace): string {
  const ino = typeof owner === 'number' ? owner : initial ? places.homeByType.get('user') : undefined;
  const row = indexOf(snapshot).namespaceByIno.get(ino ?? 0);
  return row === undefined ? NOWHERE : objectId('namespace', row.key);
}

function ownedNodes(world: World): GraphNode[] {
  const { snapshot, places } = world;
  return snapshot.namespaces.filter(({ type }) => type !== 'user').map((row) => {
    const id = objectId('namespace', row.key);
    const { type, ino } = row;
    const count = membersOf(world, ino).length;
    const traits: Trait[] = [...namespaceTraits(row, places.homeByType.get(type)), ...(count === 0 ? (['empty'] as const) : [])];
    return nodeOf({ id, object: id, kind: 'namespace', parent: ownerLevel(world, row), label: namespaceLabel(row), type, number: ino, count, namespaces: 1, radius: 7, traits });
  });
}

/** Who lives in a user namespace: one node for each container or sandbox, and one for the host's processes. */
function rolledNodes(world: Hierarchy): GraphNode[] {
  const { snapshot, groupByProcess, tree } = world;
  const byId = new Map<string, Process[]>();
  for (const row of snapshot.processes) addTo(byId, rolledId(world, row), row);
  return Array.from(byId, ([id, members]) => {
    const [leader] = members;
    if (leader === undefined) return [];
    const single = { ...processNode(leader, levelOf(snapshot, tree, leader), false), id };
    const traits = traitsOf(leader, false).filter((trait) => members.every((row) => traitsOf(row, false).includes(trait)));
    if (members.length === 1) return [single];
    const kind = leader.kernelThread ? ('threads' as const) : ('set' as const);
    return [{ ...single, kind, label: rolledLabel(world, groupByProcess.get(leader) ?? HOST, leader), count: members.length, radius: Math.min(18, Math.max(5, 3.2 * Math.sqrt(members.length))), traits: kind === 'threads' ? [] : traits }];
  }).flat();
}

function rolledId({ snapshot, groupByProcess, tree }: Hierarchy, row: Process): string {
  return `set/${levelOf(snapshot, tree, row)}/${groupByProcess.get(row) ?? HOST}`;
}

function rolledLabel({ snapshot, words }: World, group: string, leader: Process): string {
  if (leader.kernelThread) return words.nodes.kernelThreads;
  const container = indexOf(snapshot).containerByKey.get(leader.container ?? '');
  if (container !== undefined) return rowLabel(container);
  return group === HOST ? showText(snapshot.host.hostname) : showText(leader.comm);
}

function levelEdges({ snapshot, tree }: Hierarchy): GraphEdge[] {
  const { namespaceByIno } = indexOf(snapshot);
  return snapshot.namespaces.flatMap(({ key, type, parent }) => {
    const above = type === tree && typeof parent === 'number' ? namespaceByIno.get(parent) : undefined;
    return above === undefined || above.key === key ? [] : [edgeOf('parent', objectId('namespace', key), objectId('namespace', above.key), { type: tree })];
  });
}

/** From one level into another it says who began the lower one, when one looks at it. */
function familyEdges({ snapshot, tree }: Hierarchy): GraphEdge[] {
  const { processByPid } = indexOf(snapshot);
  return snapshot.processes.flatMap((row) => {
    const parent = row.kernelThread ? undefined : processByPid.get(row.ppid);
    if (parent === undefined || parent === row || parent.kernelThread) return [];
    const quiet = levelOf(snapshot, tree, row) !== levelOf(snapshot, tree, parent);
    return [edgeOf('parent', objectId('process', row.key), objectId('process', parent.key), { quiet })];
  });
}

function nodesOfObjects(world: Hierarchy, nodes: readonly GraphNode[]): ReadonlyMap<ObjectId, string> {
  const { snapshot, places, tree } = world;
  const shown = new Map<ObjectId, string>();
  for (const { object, id } of nodes) if (object === id) shown.set(object, id);
  if (tree === 'user') for (const row of snapshot.processes) shown.set(objectId('process', row.key), rolledId(world, row));
  const guests = [...snapshot.containers.map(({ key }) => objectId('container', key)), ...snapshot.pods.map(({ key }) => objectId('pod', key))];
  for (const guest of guests) {
    const node = nodeOfGuest(world, processesOf(snapshot, guest) ?? []);
    if (node !== null) shown.set(guest, node);
  }
  const home = indexOf(snapshot).namespaceByIno.get(places.homeByType.get(tree) ?? 0);
  if (home !== undefined) shown.set(HOST, objectId('namespace', home.key));
  return shown;
}

/** The level that it has for itself, else its first process. */
function nodeOfGuest(world: Hierarchy, members: readonly Process[]): string | null {
  const [first] = members;
  if (first === undefined) return null;
  const { snapshot, places, tree } = world;
  const ino = first.namespaces[tree];
  const own = new Set(members);
  const isOwn = ino !== undefined && places.homeByType.get(tree) !== ino && membersOf(world, ino).every((row) => own.has(row));
  if (isOwn) return levelOf(snapshot, tree, first);
  return tree === 'pid' ? objectId('process', first.key) : rolledId(world, first);
}
