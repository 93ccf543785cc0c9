/** What is said of interfaces and of ways: short, for tooltips, lists and screen readers. */
import { isHardware, isUp, wireKindOf } from './net-wires';
import { showPath, type NetPath } from './net-path';
import { showText } from './text';
import type { TopologyLink } from './topology-schema';

export const ELSEWHERE = 'elsewhere, hidden';

/** `out by eth0 → veth12 → podman0 → ens3`. */
export function pathWords(path: NetPath): string {
  const hops = showPath(path);
  switch (path.end) {
    case 'uplink':
      return `out by ${hops}`;
    case 'hidden':
      return `out by ${hops} → ${ELSEWHERE}`;
    case 'process':
      return `out by ${hops}, carried on by a process`;
    case 'tunnel':
      return `out by ${hops}, a tunnel`;
    case 'nowhere':
      return hops === '' ? 'no way out' : `wired as ${hops}, and no farther`;
  }
}

/** `veth, up, MTU 1500`. */
export function stateWords(link: TopologyLink): string {
  const kind = link.kind ?? (isHardware(link) ? 'hardware' : link.linkType);
  return `${kind}, ${isUp(link) ? 'up' : link.operstate === 'UNKNOWN' ? 'down' : link.operstate.toLowerCase()}, MTU ${link.mtu}`;
}

/** Where its wire ends. `far` is the other end and the name of the island it is on; null when nobody can find it. */
export function farWords(link: TopologyLink, far: { readonly name: string; readonly on: string } | null): string {
  const joint = wireKindOf(link) === 'veth' ? 'cable to' : 'on top of';
  return far === null ? `${joint} ${ELSEWHERE}` : `${joint} ${far.name} of ${far.on}`;
}

/** `in bridge podman0`. */
export function masterWords({ kind, name }: TopologyLink): string {
  return `in ${kind ?? 'group'} ${showText(name)}`;
}

/** `10.88.0.2/16`: IPv4 before IPv6, without those that reach no farther than the link. */
export function globalAddresses({ addresses }: TopologyLink): readonly string[] {
  const shown = addresses.filter(({ scope }) => scope !== 'link' && scope !== 'host' && scope !== 'nowhere');
  return [...shown].sort((a, b) => Number(a.family === 'inet6') - Number(b.family === 'inet6')).map(({ address, prefixLength }) => `${address}/${prefixLength}`);
}

/** The first ones, and how many there are beside them. */
export function cutLines(lines: readonly string[], limit: number): readonly string[] {
  return lines.length <= limit ? lines : [...lines.slice(0, limit - 1), `+${lines.length - limit + 1}`];
}
