/** What is said of interfaces and of ways: short, for tooltips, lists and screen readers. */
import type { GraphWords } from './graph-strings';
import { isHardware, isUp, wireKindOf } from './net-wires';
import { showPath, type NetPath } from './net-path';
import { showText } from './text';
import type { TopologyLink } from './topology-schema';

type NetWords = GraphWords['net'];

/** `out by eth0 → veth12 → podman0 → ens3`. */
export function pathWords(path: NetPath, words: NetWords): string {
  const hops = showPath(path);
  switch (path.end) {
    case 'uplink':
      return words.outBy(hops);
    case 'hidden':
      return words.outBy(`${hops} → ${words.elsewhere}`);
    case 'process':
      return words.carriedOn(hops);
    case 'tunnel':
      return words.byTunnel(hops);
    case 'nowhere':
      return hops === '' ? words.noWay : words.noFarther(hops);
  }
}

/** `veth, up, MTU 1500`. */
export function stateWords(link: TopologyLink, words: NetWords): string {
  const kind = link.kind ?? (isHardware(link) ? words.hardware : link.linkType);
  return `${kind}, ${isUp(link) ? words.up : link.operstate === 'UNKNOWN' || link.operstate === 'DOWN' ? words.down : link.operstate.toLowerCase()}, MTU ${link.mtu}`;
}

/** Where its wire ends. `far` is the other end and the name of the island it is on; null when nobody can find it. */
export function farWords(link: TopologyLink, far: { readonly name: string; readonly on: string } | null, words: NetWords): string {
  const end = far === null ? words.elsewhere : words.farEnd(far.name, far.on);
  return wireKindOf(link) === 'veth' ? words.cableTo(end) : words.onTopOf(end);
}

/** `in bridge podman0`. */
export function masterWords({ kind, name }: TopologyLink, words: NetWords): string {
  return words.inMaster(kind ?? words.group, showText(name));
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
