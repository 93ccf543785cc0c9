/** Builders for tests of what a net namespace holds. */
import type { Net, NetAddress, NetLink, NetRoute } from './net-schema';

export function netOf(facts: Partial<Net> = {}): Net {
  return { schema: 1, type: 'net', ino: 4026532177, id: null, key: 'net:i4026532177.0', links: [], routes: [], neighbours: [], rules: [], sockets: [], socketsLeftOut: 0, forwards: [], dns: null, gaps: [], namespaceKeys: {}, ...facts };
}

export function linkOf(facts: Partial<NetLink> & Pick<NetLink, 'ifindex' | 'name'>): NetLink {
  return {
    kind: null,
    linkType: 'ether',
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    operstate: 'UP',
    mtu: 1500,
    mac: '02:00:00:00:00:01',
    master: null,
    link: null,
    linkNetnsid: null,
    peer: null,
    details: [],
    holders: [],
    addresses: [],
    ...facts,
  };
}

export function addressOf(address: string, facts: Partial<NetAddress> = {}): NetAddress {
  const inet6 = address.includes(':');
  return {
    family: inet6 ? 'inet6' : 'inet',
    address,
    prefixLength: inet6 ? 64 : 24,
    scope: 'global',
    peer: null,
    broadcast: null,
    label: null,
    flags: [],
    validSeconds: null,
    preferredSeconds: null,
    ...facts,
  };
}

export function routeOf(facts: Partial<NetRoute> & Pick<NetRoute, 'destination'>): NetRoute {
  return { family: 'inet', type: 'unicast', gateway: null, ifindex: null, source: null, metric: null, table: 254, protocol: 'boot', scope: 'global', ...facts };
}
