/** The net namespaces as islands of the Network lens: which there are, who lives on each, and which interfaces are worth a harbour. */
import { nameOnDisk, rowLabel } from './graph-node';
import { addTo } from './graph-places';
import { indexOf } from './members';
import { isLoopback, isUp } from './net-wires';
import { objectId, type ObjectId } from './object-id';
import type { Container, Namespace, Pod, Snapshot } from './schema';
import { showText } from './text';
import type { Topology, TopologyLink, TopologyNet } from './topology-schema';

export interface Island {
  readonly id: string;
  readonly ino: number;
  /** Null when the topology found it and the Snapshot does not have it. */
  readonly row: Namespace | null;
  /** Null when the topology does not have it: it has just come, or cannot be found by the helper. */
  readonly net: TopologyNet | null;
  readonly isHome: boolean;
  readonly label: string;
  /** What selecting it selects. */
  readonly object: ObjectId | null;
  readonly links: readonly TopologyLink[];
  /** Interfaces that have no harbour: nothing is to be seen of them, or they are beyond the helper's limit. */
  readonly linksLeftOut: number;
}

const NO_LINKS: readonly TopologyLink[] = [];

/**
 * The home island first, the others by ino. A namespace of which the topology knows a key that the Snapshot has not is left
 * out: it has gone, or comes with the next Snapshot.
 */
export function findIslands(snapshot: Snapshot, topology: Topology): Island[] {
  const rows = snapshot.namespaces.filter(({ type }) => type === 'net');
  const home = homeNet(snapshot);
  const keyOf = (net: TopologyNet) => topology.namespaceKeys[String(net.ino)] ?? null;
  const nets = new Map(topology.nets.map((net) => [keyOf(net), net]));
  const neighbours = whoLivesWhere(snapshot);
  const known = rows.map((row) => islandOf({ row, net: nets.get(row.key) ?? null, isHome: row.ino === home, ...dwellersOf(snapshot, neighbours, row) }));
  const unknown = topology.nets.filter((net) => keyOf(net) === null).map(unknownIsland);
  return [...known, ...unknown].sort((a, b) => Number(b.isHome) - Number(a.isHome) || a.ino - b.ino);
}

/** The ino of the host's own net namespace: the initial one, or where that is not seen the observer's. */
export function homeNet({ namespaces, observer }: Snapshot): number | null {
  return namespaces.find(({ type, initial }) => type === 'net' && initial)?.ino ?? observer.namespaces.net ?? null;
}

interface Found extends Dwellers {
  readonly row: Namespace;
  readonly net: TopologyNet | null;
  readonly isHome: boolean;
}

function islandOf({ row, net, isHome, label, object }: Found): Island {
  return { id: objectId('namespace', row.key), ino: row.ino, row, net, isHome, label, object: isHome ? objectId('host', '') : object, ...harboursOf(net) };
}

function unknownIsland(net: TopologyNet): Island {
  return { id: `island/${net.ino}`, ino: net.ino, row: null, net, isHome: false, label: String(net.ino), object: null, ...harboursOf(net) };
}

function harboursOf(net: TopologyNet | null): Pick<Island, 'links' | 'linksLeftOut'> {
  if (net === null) return { links: NO_LINKS, linksLeftOut: 0 };
  const worthy = net.links.filter(isWorthy);
  const links = worthy.length > 0 ? worthy : net.links.filter(isLoopback);
  const plain = net.links.filter(isPlainLoopback).length;
  return { links, linksLeftOut: net.linksLeftOut + net.links.length - links.length - (worthy.length > 0 ? plain : 0) };
}

/** Kernels with these tunnels built in put one of each into every namespace, unasked. */
const FALLBACK_TUNNELS = ['tunl0', 'gre0', 'gretap0', 'erspan0', 'ip_vti0', 'ip6_vti0', 'sit0', 'ip6tnl0', 'ip6gre0'];

function isWorthy(link: TopologyLink): boolean {
  if (isPlainLoopback(link)) return false;
  const isIdle = !isUp(link) && link.addresses.length === 0;
  return !(isIdle && FALLBACK_TUNNELS.includes(showText(link.name)));
}

function isPlainLoopback(link: TopologyLink): boolean {
  return isLoopback(link) && link.addresses.every(({ address }) => address.startsWith('127.') || address === '::1');
}

interface Dwellers {
  readonly label: string;
  readonly object: ObjectId;
}
interface Neighbours {
  readonly podsByNet: ReadonlyMap<string, readonly Pod[]>;
  readonly containersByIno: ReadonlyMap<number, readonly Container[]>;
}

function whoLivesWhere(snapshot: Snapshot): Neighbours {
  const { containerByKey } = indexOf(snapshot);
  const podsByNet = new Map<string, Pod[]>();
  for (const pod of snapshot.pods) if (pod.net !== null) addTo(podsByNet, pod.net, pod);
  const keysByIno = new Map<number, Set<string>>();
  for (const { container, namespaces } of snapshot.processes) {
    if (container === null || namespaces.net === undefined) continue;
    const keys = keysByIno.get(namespaces.net) ?? new Set();
    keysByIno.set(namespaces.net, keys.add(container));
  }
  const containersByIno = new Map([...keysByIno].map(([ino, keys]) => [ino, [...keys].sort().flatMap((key) => containerByKey.get(key) ?? [])]));
  return { podsByNet, containersByIno };
}

/** Its pods, else its containers, else the name somebody gave it, else its leader's command. */
function dwellersOf(snapshot: Snapshot, { podsByNet, containersByIno }: Neighbours, row: Namespace): Dwellers {
  const own = objectId('namespace', row.key);
  if (row.ino === homeNet(snapshot)) return { label: showText(snapshot.host.hostname), object: own };
  const pods = podsByNet.get(row.key) ?? [];
  const [pod] = pods;
  if (pod !== undefined) return { label: joinNames(pods.map(rowLabel)), object: pods.length === 1 ? objectId('pod', pod.key) : own };
  const containers = (containersByIno.get(row.ino) ?? []).filter(({ kind }) => kind === 'container');
  const [container] = containers;
  if (container !== undefined) return { label: joinNames(containers.map(rowLabel)), object: containers.length === 1 ? objectId('container', container.key) : own };
  const leader = indexOf(snapshot).membersByIno.get(row.ino)?.[0];
  return { label: nameOnDisk(row) ?? (leader === undefined ? String(row.ino) : showText(leader.comm)), object: own };
}

function joinNames(names: readonly string[]): string {
  const shown = names.slice(0, 2).join(', ');
  return names.length > 2 ? `${shown} +${names.length - 2}` : shown;
}
