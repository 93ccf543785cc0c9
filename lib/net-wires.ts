/** What joins one interface to another, out of what each says of itself. */
import type { Topology, TopologyLink, TopologyNet } from './topology-schema';

/** `bridge`, `bond` and `vrf` lead from a port to what it is part of; `other` to a lower device of a kind that has no name here. */
export const WIRE_KINDS = ['veth', 'bridge', 'macvlan', 'vlan', 'tunnel', 'bond', 'vrf', 'other'] as const;
export type WireKind = (typeof WIRE_KINDS)[number];

const KIND_BY_UPPER: Readonly<Partial<Record<string, WireKind>>> = {
  veth: 'veth', netkit: 'veth', vxcan: 'veth',
  macvlan: 'macvlan', macvtap: 'macvlan', ipvlan: 'macvlan', ipvtap: 'macvlan',
  vlan: 'vlan',
  vxlan: 'tunnel', geneve: 'tunnel', gre: 'tunnel', gretap: 'tunnel', erspan: 'tunnel', ip6gre: 'tunnel', ip6gretap: 'tunnel', ip6erspan: 'tunnel', ipip: 'tunnel',
  sit: 'tunnel', ip6tnl: 'tunnel', vti: 'tunnel', vti6: 'tunnel', xfrm: 'tunnel', wireguard: 'tunnel', gtp: 'tunnel', bareudp: 'tunnel', amt: 'tunnel',
};
const KIND_BY_MASTER: Readonly<Partial<Record<string, WireKind>>> = { bridge: 'bridge', openvswitch: 'bridge', bond: 'bond', team: 'bond', vrf: 'vrf' };

/** An interface of a net namespace, by its ino. */
export interface WireEnd {
  readonly ino: number;
  readonly ifindex: number;
}

export interface NetWire {
  readonly kind: WireKind;
  /** Of a veth pair the end that sorts first; else the upper device, or the port. */
  readonly from: WireEnd;
  /** Hidden: in a namespace that nobody can find. */
  readonly to: WireEnd | 'hidden';
}

export function wireKindOf({ kind }: TopologyLink): WireKind {
  return KIND_BY_UPPER[kind ?? ''] ?? 'other';
}

/** Every wire once, in the order of the namespaces and their interfaces. */
export function wiresOf({ nets }: Pick<Topology, 'nets'>): readonly NetWire[] {
  const wires = nets.flatMap((net) => net.links.flatMap((link) => [...cableOf(net, link), ...membershipOf(net, link)]));
  return [...new Map(wires.map((wire) => [wireKey(wire), wire])).values()];
}

function cableOf({ ino }: TopologyNet, link: TopologyLink): NetWire[] {
  const { ifindex, peer } = link;
  if (peer === null) return [];
  const kind = wireKindOf(link);
  const from = { ino, ifindex };
  if (peer.namespace === 'hidden') return [{ kind, from, to: 'hidden' }];
  const to = { ino: peer.namespace, ifindex: peer.ifindex };
  const isTurned = kind === 'veth' && (to.ino < ino || (to.ino === ino && to.ifindex < ifindex));
  return [isTurned ? { kind, from: to, to: from } : { kind, from, to }];
}

function membershipOf({ ino, links }: TopologyNet, { ifindex, master }: TopologyLink): NetWire[] {
  if (master === null) return [];
  const kind = KIND_BY_MASTER[links.find((link) => link.ifindex === master)?.kind ?? ''] ?? 'other';
  return [{ kind, from: { ino, ifindex }, to: { ino, ifindex: master } }];
}

function wireKey({ kind, from, to }: NetWire): string {
  return `${kind} ${from.ino}/${from.ifindex} ${to === 'hidden' ? to : `${to.ino}/${to.ifindex}`}`;
}

export function isLoopback({ linkType, flags }: Pick<TopologyLink, 'linkType' | 'flags'>): boolean {
  return linkType === 'loopback' || flags.includes('LOOPBACK');
}

/** A device that names no kind and carries Ethernet: a card, or what a virtual machine has for one. */
export function isHardware(link: TopologyLink): boolean {
  return link.kind === null && link.linkType === 'ether' && link.peer === null;
}

/** Whether packets pass. Some drivers never tell their operstate: then the flag has to do (operstates.rst of the kernel). */
export function isUp({ flags, operstate }: TopologyLink): boolean {
  return operstate === 'UP' || (operstate === 'UNKNOWN' && flags.includes('UP'));
}

/** Another device's ports are part of it. */
export function isMaster({ kind }: TopologyLink): boolean {
  return kind !== null && kind in KIND_BY_MASTER;
}
