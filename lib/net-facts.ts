/** A Net in the order in which people ask for it: addresses first, then the way out. */
import type { Net, NetAddress, NetLink, NetRoute } from './net-schema';
import type { Text } from './text';

/** One interface with its addresses in order. */
export interface InterfaceAddresses {
  readonly link: NetLink;
  readonly name: Text;
  readonly addresses: readonly NetAddress[];
}

/** Interfaces by ifindex, lo last; of each the global IPv4 addresses first, then IPv6, then those that reach no further than the link. */
export function addressLines(net: Net): readonly InterfaceAddresses[] {
  return [...net.links].sort(byUse).map((link) => ({ link, name: link.name, addresses: [...link.addresses].sort(byReach) }));
}

/** `10.88.0.2/16`; with the other end where it has one: `10.0.0.1 peer 10.0.0.2/32`, as ip-address(8) writes it. */
export function showAddress({ address, peer, prefixLength }: NetAddress): string {
  return peer === null || peer === address ? `${address}/${prefixLength}` : `${address} peer ${peer}/${prefixLength}`;
}

/** The addresses by which others reach the namespace: global ones, interface by interface, without lo. */
export function mainAddresses(net: Net): readonly string[] {
  return addressLines(net)
    .filter(({ link }) => !isLoopback(link))
    .flatMap(({ addresses }) => addresses.filter((row) => reach(row) === 0).map(({ address }) => address));
}

/** How packets leave through one interface. */
export interface WayOut {
  readonly link: NetLink;
  /** Default routes through it, in the kernel's order. */
  readonly routes: readonly NetRoute[];
  /** The other end of a veth, or the lower device of a macvlan; null when the interface has none. */
  readonly peer: {
    readonly name: Text | null;
    /** Key of its net namespace; `hidden` when nobody can find that; null when the snapshot does not know its ino. */
    readonly namespace: string | null;
    readonly bridge: Text | null;
  } | null;
}

/** One for each interface but lo; those with a default route first. */
export function wayOut(net: Net): readonly WayOut[] {
  const ways = net.links.filter((link) => !isLoopback(link)).map((link) => ({ link, routes: defaultRoutes(net, link), peer: peerOf(net, link) }));
  return ways.sort((a, b) => Number(b.routes.length > 0) - Number(a.routes.length > 0) || a.link.ifindex - b.link.ifindex);
}

function byUse(a: NetLink, b: NetLink): number {
  return Number(isLoopback(a)) - Number(isLoopback(b)) || a.ifindex - b.ifindex;
}

function isLoopback(link: NetLink): boolean {
  return link.linkType === 'loopback' || link.flags.includes('LOOPBACK');
}

/** Stable sort: within one reach and family the kernel's order says which is primary. */
function byReach(a: NetAddress, b: NetAddress): number {
  return reach(a) - reach(b) || Number(a.family === 'inet6') - Number(b.family === 'inet6');
}

/** 0: beyond the link. An IPv4 address of 169.254.0.0/16 has scope global only when nobody said otherwise; it reaches no further (RFC 3927). */
function reach({ scope, address }: NetAddress): number {
  if (scope === 'host' || scope === 'nowhere') return 2;
  return scope === 'link' || address.startsWith('169.254.') ? 1 : 0;
}

function defaultRoutes(net: Net, link: NetLink): NetRoute[] {
  return net.routes.filter(({ destination, ifindex, type }) => destination === 'default' && type === 'unicast' && ifindex === link.ifindex);
}

function peerOf(net: Net, { peer }: NetLink): WayOut['peer'] {
  if (peer === null) return null;
  const namespace = peer.namespace === 'hidden' ? 'hidden' : (net.namespaceKeys[String(peer.namespace)] ?? null);
  return { name: peer.name, namespace, bridge: peer.master === null ? null : (peer.master.name ?? `#${peer.master.ifindex}`) };
}
