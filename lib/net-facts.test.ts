import { describe, expect, it } from 'vitest';
import { addressLines, mainAddresses, showAddress, wayOut } from './net-facts';
import { addressOf, linkOf, netOf, routeOf } from './net.fixture';

const lo = linkOf({ ifindex: 1, name: 'lo', linkType: 'loopback', addresses: [addressOf('127.0.0.1', { prefixLength: 8, scope: 'host' }), addressOf('::1', { scope: 'host' })] });
const eth0 = linkOf({
  ifindex: 2,
  name: 'eth0',
  kind: 'veth',
  link: 9,
  linkNetnsid: 0,
  peer: { ifindex: 9, namespace: 2, name: 'veth1', master: { ifindex: 3, name: 'podman0', kind: 'bridge' } },
  addresses: [addressOf('fe80::1', { scope: 'link' }), addressOf('fd00::2'), addressOf('169.254.7.7'), addressOf('10.88.0.9'), addressOf('10.88.0.2')],
});
const eth1 = linkOf({ ifindex: 7, name: 'eth1', peer: { ifindex: 4, namespace: 'hidden', name: null, master: null }, addresses: [addressOf('192.0.2.1')] });

describe('addresses', () => {
  it('come by interface, lo last, the reachable ones first and IPv4 before IPv6', () => {
    const lines = addressLines(netOf({ links: [lo, eth1, eth0] }));
    expect(lines.map(({ name, addresses }) => [name, addresses.map(({ address }) => address)])).toEqual([
      ['eth0', ['10.88.0.9', '10.88.0.2', 'fd00::2', '169.254.7.7', 'fe80::1']],
      ['eth1', ['192.0.2.1']],
      ['lo', ['127.0.0.1', '::1']],
    ]);
  });

  it('of an interface without any is an empty list, not a missing line', () => {
    expect(addressLines(netOf({ links: [linkOf({ ifindex: 2, name: 'tap0' })] }))).toMatchObject([{ name: 'tap0', addresses: [] }]);
  });

  it('by which others reach it leave lo and the link out', () => {
    expect(mainAddresses(netOf({ links: [lo, eth1, eth0] }))).toEqual(['10.88.0.9', '10.88.0.2', 'fd00::2', '192.0.2.1']);
  });

  it('are written as ip-address(8) does', () => {
    expect(showAddress(addressOf('10.88.0.2', { prefixLength: 16 }))).toBe('10.88.0.2/16');
    expect(showAddress(addressOf('10.0.0.1', { prefixLength: 32, peer: '10.0.0.2' }))).toBe('10.0.0.1 peer 10.0.0.2/32');
  });
});

describe('the way out', () => {
  const routes = [
    routeOf({ destination: '10.88.0.0/16', ifindex: 2 }),
    routeOf({ destination: 'default', gateway: '10.88.0.1', ifindex: 2 }),
    routeOf({ destination: 'default', family: 'inet6', gateway: 'fe80::ff', ifindex: 2 }),
    routeOf({ destination: 'default', type: 'unreachable', ifindex: 1 }),
  ];

  it('goes from the interface to its peer, the namespace of that, and the bridge', () => {
    const [first] = wayOut(netOf({ links: [lo, eth0], routes, namespaceKeys: { 2: 'net:1' } }));
    expect(first).toMatchObject({ link: { name: 'eth0' }, peer: { name: 'veth1', namespace: 'net:1', bridge: 'podman0' } });
    expect(first?.routes.map(({ gateway }) => gateway)).toEqual(['10.88.0.1', 'fe80::ff']);
  });

  it('starts where a default route is; one that is unreachable is none', () => {
    const earlier = { ...eth1, ifindex: 1 };
    expect(wayOut(netOf({ links: [earlier, eth0], routes })).map(({ link, routes: own }) => [link.name, own.length])).toEqual([['eth0', 2], ['eth1', 0]]);
  });

  it('tells a hidden namespace from one the snapshot does not know', () => {
    const ways = wayOut(netOf({ links: [eth0, eth1] }));
    expect(ways.map(({ peer }) => peer?.namespace)).toEqual([null, 'hidden']);
  });

  it('of a device without a peer has none', () => {
    expect(wayOut(netOf({ links: [lo, linkOf({ ifindex: 3, name: 'tap0' })] }))).toMatchObject([{ peer: null, routes: [] }]);
  });
});
