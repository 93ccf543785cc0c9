/** Builders for tests of how net namespaces hang together: say only the facts the test is about. */
import { HOME, hostOf } from './graph.fixture';
import type { Snapshot } from './schema';
import type { Topology, TopologyLink, TopologyNet } from './topology-schema';

type Facts<T, Needed extends keyof T> = Partial<T> & Pick<T, Needed>;

/** An interface that is up and has a cable of no kind: hardware. Addresses are written as `10.0.0.1/24`. */
export function topologyLinkOf({ addresses = [], ...facts }: Omit<Facts<TopologyLink, 'ifindex' | 'name'>, 'addresses'> & { addresses?: readonly string[] }): TopologyLink {
  return {
    kind: null,
    linkType: 'ether',
    flags: ['UP', 'LOWER_UP'],
    operstate: 'UP',
    mtu: 1500,
    mac: null,
    master: null,
    peer: null,
    carriesDefault: null,
    addresses: addresses.map(topologyAddressOf),
    ...facts,
  };
}

function topologyAddressOf(written: string): TopologyLink['addresses'][number] {
  const [address = '', prefixLength = ''] = written.split('/');
  const scope = address.startsWith('fe80:') ? 'link' : address.startsWith('127.') || address === '::1' ? 'host' : 'global';
  return { family: address.includes(':') ? 'inet6' : 'inet', address, prefixLength: Number(prefixLength), scope };
}

export const LOOPBACK = topologyLinkOf({ ifindex: 1, name: 'lo', linkType: 'loopback', flags: ['LOOPBACK', 'UP', 'LOWER_UP'], operstate: 'UNKNOWN', addresses: ['127.0.0.1/8', '::1/128'] });

/** With lo, as every namespace has it. */
export function topologyNetOf({ links = [], ...facts }: Facts<TopologyNet, 'ino'>): TopologyNet {
  return { id: null, linksLeftOut: 0, trouble: null, links: [LOOPBACK, ...links], ...facts };
}

/** Keys are those that `namespaceOf` gives. */
export function topologyOf(nets: readonly Facts<TopologyNet, 'ino'>[], facts: Partial<Topology> = {}): Topology {
  return { schema: 1, nets: nets.map(topologyNetOf), gaps: [], namespaceKeys: Object.fromEntries(nets.map(({ ino }) => [ino, `net:i${ino}.0`])), ...facts };
}

/** The two ends of a cable between two namespaces, each end as ino, ifindex and name. */
export function cableOf(a: readonly [ino: number, ifindex: number, name: string], b: readonly [ino: number, ifindex: number, name: string]): [TopologyLink, TopologyLink] {
  const end = ([, ifindex, name]: typeof a, [ino, other]: typeof a) => topologyLinkOf({ ifindex, name, kind: 'veth', peer: { ifindex: other, namespace: ino } });
  return [end(a, b), end(b, a)];
}

/** The host of `hostOf` with its pods on one bridge: eth0 → veth → podman0, ens3 as the uplink. Every pod has the same IPv6 address, as pods may. */
export function networkOf(pods: number): { readonly snapshot: Snapshot; readonly topology: Topology } {
  const snapshot = hostOf({ onHost: 4, pods, perContainer: 1 });
  const podman0 = topologyLinkOf({ ifindex: 3, name: 'podman0', kind: 'bridge', addresses: ['10.88.0.1/16'] });
  const ens3 = topologyLinkOf({ ifindex: 2, name: 'ens3', mac: '52:54:00:00:00:01', addresses: ['192.0.2.5/24', '2001:db8::5/64', 'fe80::5/64'] });
  const cables = Array.from({ length: pods }, (_, at) => {
    const ino = 10_000 + at * 100;
    const [inner, outer] = cableOf([ino, 2, 'eth0'], [HOME.net, 10 + at, `veth${at}`]);
    const addresses = [`10.88.${at >> 8}.${(at % 256) + 2}/16`, 'fd00::2/64'].map((written) => topologyLinkOf({ ifindex: 1, name: 'x', addresses: [written] }).addresses).flat();
    return { net: { ino, links: [{ ...inner, addresses }] }, outer: { ...outer, master: 3 } };
  });
  const home = { ino: HOME.net, links: [ens3, podman0, ...cables.map(({ outer }) => outer)] };
  const nets = [home, ...cables.map(({ net }) => net)];
  return { snapshot, topology: topologyOf(nets) };
}
