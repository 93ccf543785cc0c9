/**
 * Namespaces in the Pods lens. Each sits on the outline of the smallest group that holds all its members, at the place
 * of its type; one that several groups share sits on each, and wires join the places. One without members stands alone.
 */
import type { GraphEdge, GraphNode } from './graph';
import type { World } from './graph-groups';
import { edgeId, edgeOf, nameOnDisk, namespaceLabel, namespaceTraits, nodeOf } from './graph-node';
import { addTo, HOST, type Places } from './graph-places';
import { indexOf } from './members';
import { objectId, type ObjectId } from './object-id';
import { compareWords } from './order';
import type { Namespace, NamespaceType, Snapshot } from './schema';

export interface Rim {
  /** The namespaces on each group's outline, by type. */
  readonly nodesByGroup: ReadonlyMap<string, readonly GraphNode[]>;
  readonly lone: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly nodeByObject: ReadonlyMap<ObjectId, string>;
}

/** Containers are usually apart from the host in these, so it is worth a wire where one is not. */
const USUALLY_APART: readonly NamespaceType[] = ['ipc', 'mnt', 'net', 'pid', 'uts'];
const RIM_RADIUS = 4;
const LONE_RADIUS = 9;

interface Seat {
  readonly namespace: Namespace;
  /** The groups it sits on, the first before all others. */
  readonly groups: readonly string[];
}

export function buildRim({ snapshot, places }: Pick<World, 'snapshot' | 'places'>): Rim {
  const seats = snapshot.namespaces.map((namespace) => ({ namespace, groups: groupsOf(snapshot, places, namespace) }));
  const beads = makeBeads(seats.map((seat) => (isHome(places, seat.namespace) ? { ...seat, groups: [HOST] } : seat)), places);
  const { containerByKey } = indexOf(snapshot);
  const isGuest = (group: string) => group.startsWith('pod/') || containerByKey.get(group.slice('container/'.length))?.kind === 'container';
  const edges = seats.flatMap((seat) => (isHome(places, seat.namespace) ? wiresToHost(seat, beads, isGuest) : wiresBetween(seat, beads)));
  const lone = seats.filter((seat) => seat.groups.length === 0 && !isHome(places, seat.namespace)).map(({ namespace }) => loneNode(namespace));
  return {
    nodesByGroup: nodesOf(beads, { snapshot, places }),
    lone,
    edges: [...new Map(edges.map((edge) => [edgeId(edge), edge])).values()],
    nodeByObject: new Map([...lone.map(({ id }) => [id as ObjectId, id] as const), ...nodesOfObjects(beads)]),
  };
}

function isHome({ homeByType }: Places, { type, ino }: Namespace): boolean {
  return homeByType.get(type) === ino;
}

/** Host first, so that wires lead to it; the others by id. */
function groupsOf(snapshot: Snapshot, places: Places, namespace: Namespace): string[] {
  const groups = places.groupsByIno.get(namespace.ino) ?? [];
  if (groups.length === 0) return [];
  const lifted = liftToPods(snapshot, namespace, groups);
  if (lifted.length === 1) return lifted;
  return [...new Set(lifted)].sort((a, b) => Number(b === HOST) - Number(a === HOST) || compareWords(a, b));
}

/** What containers of one pod share is the pod's. */
function liftToPods(snapshot: Snapshot, namespace: Namespace, groups: readonly string[]): string[] {
  const { containerByKey, podByKey } = indexOf(snapshot);
  const pods = groups.map((group) => containerByKey.get(group.slice('container/'.length))?.pod ?? null);
  const inPod = new Map<string, number>();
  for (const pod of pods) if (pod !== null) inPod.set(pod, (inPod.get(pod) ?? 0) + 1);
  return groups.map((group, at) => {
    const pod = pods[at] ?? null;
    if (pod === null) return group;
    return (inPod.get(pod) ?? 0) > 1 || podByKey.get(pod)?.net === namespace.key ? objectId('pod', pod) : group;
  });
}

/** One place of the rim: those of one type on one group. The first stands for all. */
interface Bead {
  readonly id: string;
  readonly group: string;
  readonly namespaces: readonly Namespace[];
}
type Beads = ReadonlyMap<string, Bead>;

const beadKey = (group: string, type: NamespaceType) => `rim/${group}/${type}`;

function makeBeads(seats: readonly Seat[], places: Places): Beads {
  const seatsByKey = new Map<string, Seat[]>();
  for (const seat of seats) for (const group of seat.groups) addTo(seatsByKey, beadKey(group, seat.namespace.type), seat);
  return new Map(Array.from(seatsByKey, ([key, own]) => [key, makeBead(key, own, places)]));
}

function makeBead(key: string, seats: readonly Seat[], { membersByGroup }: Places): Bead {
  const type = seats[0]?.namespace.type ?? 'net';
  const group = key.slice('rim/'.length, -type.length - 1);
  const leaderIno = membersByGroup.get(group)?.[0]?.namespaces[type];
  const sorted = seats.length === 1 ? seats : [...seats].sort((a, b) => Number(b.namespace.ino === leaderIno) - Number(a.namespace.ino === leaderIno));
  const [first] = sorted;
  const id = first?.groups[0] === group ? objectId('namespace', first.namespace.key) : key;
  return { id, group, namespaces: sorted.map(({ namespace }) => namespace) };
}

function nodesOf(beads: Beads, world: Pick<World, 'snapshot' | 'places'>): ReadonlyMap<string, readonly GraphNode[]> {
  const nodes = new Map<string, GraphNode[]>();
  for (const bead of beads.values()) addTo(nodes, bead.group, beadNode(bead, world));
  for (const list of nodes.values()) list.sort((a, b) => compareWords(a.type ?? '', b.type ?? ''));
  return nodes;
}

function beadNode({ id, group, namespaces }: Bead, { places }: Pick<World, 'places'>): GraphNode {
  const [first] = namespaces;
  if (first === undefined) return nodeOf({ id, kind: 'namespace', parent: group });
  return nodeOf({
    id,
    object: objectId('namespace', first.key),
    kind: 'namespace',
    parent: group,
    label: namespaceLabel(first),
    type: first.type,
    number: first.ino,
    count: namespaces.reduce((sum, { ino }) => sum + (places.countByIno.get(ino) ?? 0), 0),
    namespaces: namespaces.length,
    radius: RIM_RADIUS,
    rim: true,
    traits: namespaceTraits(first, places.homeByType.get(first.type)),
  });
}

/** The first group of a namespace counts as its place. */
function nodesOfObjects(beads: Beads): [ObjectId, string][] {
  const inOrder = [...beads.values()].sort((a, b) => Number(a.id.startsWith('rim/')) - Number(b.id.startsWith('rim/')));
  const found = new Map<ObjectId, string>();
  for (const { id, namespaces } of inOrder) {
    for (const { key } of namespaces) {
      const object = objectId('namespace', key);
      if (!found.has(object)) found.set(object, id);
    }
  }
  return [...found];
}

function wiresBetween({ namespace: { type }, groups }: Seat, beads: Beads): GraphEdge[] {
  const [first, ...others] = groups.flatMap((group) => beads.get(beadKey(group, type)) ?? []);
  return first === undefined ? [] : others.map(({ id }) => edgeOf('shared', id, first.id, { type }));
}

/** Services and sandboxes share with the host whatever they do not need apart. */
function wiresToHost({ namespace: { type }, groups }: Seat, beads: Beads, isGuest: (group: string) => boolean): GraphEdge[] {
  const host = beads.get(beadKey(HOST, type));
  if (host === undefined || !USUALLY_APART.includes(type)) return [];
  return groups.filter(isGuest).map((group) => edgeOf('shared', group, host.id, { type }));
}

function loneNode(namespace: Namespace): GraphNode {
  const id = objectId('namespace', namespace.key);
  const { type, ino } = namespace;
  const radius = nameOnDisk(namespace) === null ? LONE_RADIUS - 2 : LONE_RADIUS;
  return nodeOf({ id, object: id, kind: 'namespace', label: namespaceLabel(namespace), type, number: ino, namespaces: 1, radius, traits: ['empty'] });
}
