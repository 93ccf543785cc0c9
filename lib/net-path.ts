/**
 * The way from a net namespace to the outside, as its wires allow: out by the interface with the default route, else by
 * the one that usually is the way out; over each cable, into the bridge, and on, namespace by namespace, to a device that
 * leaves the host. Routes say more where they are known; without them this is the wiring, not a promise that packets pass.
 */
import { showText } from './text';
import type { Topology, TopologyLink } from './topology-schema';
import { isHardware, isLoopback, isMaster, isUp, wireKindOf } from './net-wires';

export interface Hop {
  readonly ino: number;
  readonly link: TopologyLink;
}
/**
 * `uplink`: a device that leaves the host; `process`: a tun or tap, so a process carries it on; `tunnel`: packed into other
 * packets; `hidden`: into a namespace nobody can find; `nowhere`: no wire leads on.
 */
export type PathEnd = 'uplink' | 'process' | 'tunnel' | 'hidden' | 'nowhere';
export interface NetPath {
  readonly hops: readonly Hop[];
  readonly end: PathEnd;
}

const BEST_FIRST: readonly PathEnd[] = ['uplink', 'hidden', 'process', 'tunnel', 'nowhere'];

/** `home` is the host's own net namespace. Null when the namespace is not in the topology, or could not be looked into. */
export function netPath(topology: Topology, ino: number, home: number | null): NetPath | null {
  const net = topology.nets.find((row) => row.ino === ino);
  if (net?.trouble !== null) return null;
  const search = { linksByIno: new Map(topology.nets.map((row) => [row.ino, row.links])), home, seen: new Set<string>() };
  return leave(search, ino, true) ?? NOWHERE;
}

/** `eth0 → veth12 → podman0 → ens3`. */
export function showPath({ hops }: NetPath): string {
  return hops.map(({ link }) => showText(link.name)).join(' → ');
}

const NOWHERE: NetPath = { hops: [], end: 'nowhere' };
const HIDDEN: NetPath = { hops: [], end: 'hidden' };

interface Search {
  readonly linksByIno: ReadonlyMap<number, readonly TopologyLink[]>;
  readonly home: number | null;
  /** Who was met, on this way or on one that led nowhere: nobody is looked at twice, so a mesh of cables has an end. */
  readonly seen: Set<string>;
}

/** False when it was there before. */
function meet({ seen }: Search, { ino, link }: Hop): boolean {
  const key = `${ino}/${link.ifindex}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** Out of a namespace by routing. */
function leave(search: Search, ino: number, isStart: boolean): NetPath | null {
  const exits = linksOf(search, ino).filter((link) => isExit(search, { ino, link }, isStart)).sort(byLikelihood);
  let best: NetPath | null = null;
  for (const link of exits) {
    const path = follow(search, { ino, link });
    if (path !== null && (best === null || BEST_FIRST.indexOf(path.end) < BEST_FIRST.indexOf(best.end))) best = path;
    if (path !== null && (path.end === 'uplink' || link.carriesDefault === true)) return path;
  }
  return best;
}

function linksOf({ linksByIno }: Search, ino: number): readonly TopologyLink[] {
  return linksByIno.get(ino) ?? [];
}

/** Of a namespace on the way, a cable to some other guest is not the way out. Where the way begins every cable is worth a look. */
function isExit({ home }: Search, { ino, link }: Hop, isStart: boolean): boolean {
  if (link.carriesDefault === true) return true;
  if (!isUp(link) || isLoopback(link) || link.master !== null) return false;
  if (isHardware(link) || isMaster(link) || link.name === 'eth0') return true;
  if (ino === home) return link.peer?.namespace === 'hidden';
  return isStart || (link.carriesDefault === null && link.addresses.some(({ scope }) => scope === 'global'));
}

function byLikelihood(a: TopologyLink, b: TopologyLink): number {
  return likelihood(a) - likelihood(b) || a.ifindex - b.ifindex;
}

function likelihood(link: TopologyLink): number {
  if (link.carriesDefault === true) return 0;
  if (link.name === 'eth0') return 1;
  if (isHardware(link)) return 2;
  return isMaster(link) ? 4 : 3;
}

/** Out by this interface; null when it leads nowhere else. */
function follow(search: Search, hop: Hop): NetPath | null {
  if (!meet(search, hop)) return null;
  const { link } = hop;
  if (isHardware(link)) return { hops: [hop], end: 'uplink' };
  if (isMaster(link)) return withHop(hop, throughPorts(search, hop));
  if (link.peer !== null) return withHop(hop, overWire(search, link));
  if (link.kind === 'tun') return { hops: [hop], end: 'process' };
  return wireKindOf(link) === 'tunnel' ? { hops: [hop], end: 'tunnel' } : null;
}

function withHop(hop: Hop, rest: NetPath | null): NetPath | null {
  return rest === null ? null : { hops: [hop, ...rest.hops], end: rest.end };
}

/** To the other end of a cable, or down to the device below. */
function overWire(search: Search, link: TopologyLink): NetPath | null {
  const ino = link.peer?.namespace;
  if (typeof ino !== 'number') return HIDDEN;
  const other = linksOf(search, ino).find(({ ifindex }) => ifindex === link.peer?.ifindex);
  if (other === undefined) return HIDDEN;
  const hop = { ino, link: other };
  return wireKindOf(link) === 'veth' ? arrive(search, hop) : (follow(search, hop) ?? { hops: [hop], end: 'nowhere' });
}

/** At the other end of a cable: into the bridge it is plugged into, and out of that by a port or by routing. */
function arrive(search: Search, hop: Hop): NetPath | null {
  if (!meet(search, hop)) return null;
  const { ino, link } = hop;
  const master = link.master === null ? undefined : linksOf(search, ino).find(({ ifindex }) => ifindex === link.master);
  if (master === undefined) return withHop(hop, leave(search, ino, false) ?? NOWHERE);
  const over = { ino, link: master };
  const rest = (meet(search, over) ? throughPorts(search, over) : null) ?? leave(search, ino, false) ?? NOWHERE;
  return { hops: [hop, over, ...rest.hops], end: rest.end };
}

/** A bridge's other cables lead to other guests, unless one is what an outer container calls its eth0. */
function throughPorts(search: Search, { ino, link }: Hop): NetPath | null {
  const ports = linksOf(search, ino).filter((port) => port.master === link.ifindex && isUp(port)).sort(byLikelihood);
  const ways = ports.filter((port) => wireKindOf(port) !== 'veth' || link.kind !== 'bridge' || port.name === 'eth0');
  for (const port of ways) {
    const path = follow(search, { ino, link: port });
    if (path !== null && path.end !== 'nowhere') return path;
  }
  return null;
}
