import { describe, expect, it } from 'vitest';
import { netPath, showPath } from './net-path';
import { cableOf, topologyLinkOf, topologyOf } from './topology.fixture';

const HOST = 10;
const POD = 20;
const OUTER = 30;
const ens3 = topologyLinkOf({ ifindex: 2, name: 'ens3', addresses: ['192.0.2.5/24'] });
const podman0 = topologyLinkOf({ ifindex: 5, name: 'podman0', kind: 'bridge', addresses: ['10.88.0.1/16'] });

function wordsOf(topology: ReturnType<typeof topologyOf>, ino = POD): string | null {
  const path = netPath(topology, ino, HOST);
  return path === null ? null : `${showPath(path)} (${path.end})`;
}

describe('the way to the outside', () => {
  it('leads over the cable into the bridge, and is routed to the uplink', () => {
    const [eth0, veth12] = cableOf([POD, 2, 'eth0'], [HOST, 12, 'veth12']);
    const topology = topologyOf([{ ino: HOST, links: [ens3, podman0, { ...veth12, master: 5 }] }, { ino: POD, links: [eth0] }]);
    expect(wordsOf(topology)).toBe('eth0 → veth12 → podman0 → ens3 (uplink)');
  });

  it('leaves a bridge by its own hardware port', () => {
    const [eth0, veth12] = cableOf([POD, 2, 'eth0'], [HOST, 12, 'veth12']);
    const topology = topologyOf([{ ino: HOST, links: [{ ...ens3, master: 5 }, { ...podman0, name: 'br0' }, { ...veth12, master: 5 }] }, { ino: POD, links: [eth0] }]);
    expect(wordsOf(topology)).toBe('eth0 → veth12 → br0 → ens3 (uplink)');
  });

  it('takes the interface with the default route, whatever it is called', () => {
    const [eth0, veth12] = cableOf([POD, 2, 'eth0'], [HOST, 12, 'veth12']);
    const [net1, veth13] = cableOf([POD, 3, 'net1'], [HOST, 13, 'veth13']);
    const links = [{ ...eth0, carriesDefault: false }, { ...net1, carriesDefault: true }];
    const wlan0 = topologyLinkOf({ ifindex: 3, name: 'wlan0', carriesDefault: true });
    expect(wordsOf(topologyOf([{ ino: HOST, links: [{ ...ens3, carriesDefault: false }, wlan0, veth12, veth13] }, { ino: POD, links }]))).toBe('net1 → veth13 → wlan0 (uplink)');
  });

  it('goes straight down from a macvlan, through a vlan and a bond', () => {
    const bond0 = topologyLinkOf({ ifindex: 6, name: 'bond0', kind: 'bond' });
    const vlan = topologyLinkOf({ ifindex: 7, name: 'bond0.7', kind: 'vlan', peer: { ifindex: 6, namespace: HOST } });
    const eth0 = topologyLinkOf({ ifindex: 9, name: 'eth0', kind: 'macvlan', peer: { ifindex: 7, namespace: HOST } });
    expect(wordsOf(topologyOf([{ ino: HOST, links: [{ ...ens3, master: 6 }, bond0, vlan] }, { ino: POD, links: [eth0] }]))).toBe('eth0 → bond0.7 → bond0 → ens3 (uplink)');
  });

  it('climbs out of a nested engine level by level', () => {
    const [inner, veth1] = cableOf([POD, 2, 'eth0'], [OUTER, 8, 'veth1']);
    const [outer, veth12] = cableOf([OUTER, 2, 'eth0'], [HOST, 12, 'veth12']);
    const docker0 = topologyLinkOf({ ifindex: 7, name: 'docker0', kind: 'bridge', addresses: ['172.17.0.1/16'] });
    const topology = topologyOf([
      { ino: HOST, links: [ens3, podman0, { ...veth12, master: 5 }] },
      { ino: OUTER, links: [{ ...outer, addresses: [] }, docker0, { ...veth1, master: 7 }] },
      { ino: POD, links: [inner] },
    ]);
    expect(wordsOf(topology)).toBe('eth0 → veth1 → docker0 → eth0 → veth12 → podman0 → ens3 (uplink)');
  });

  it('does not take another guest for the outside', () => {
    const [eth0, veth12] = cableOf([POD, 2, 'eth0'], [HOST, 12, 'veth12']);
    const [other, veth13] = cableOf([OUTER, 2, 'eth0'], [HOST, 13, 'veth13']);
    const topology = topologyOf([{ ino: HOST, links: [podman0, { ...veth12, master: 5 }, { ...veth13, master: 5 }] }, { ino: OUTER, links: [other] }, { ino: POD, links: [eth0] }]);
    expect(wordsOf(topology)).toBe('eth0 → veth12 → podman0 (nowhere)');
  });

  it('ends where a cable goes into a namespace that nobody can find, also one of the host', () => {
    const hidden = topologyLinkOf({ ifindex: 2, name: 'eth0', kind: 'veth', peer: { ifindex: 2, namespace: 'hidden' } });
    expect(wordsOf(topologyOf([{ ino: HOST, links: [ens3] }, { ino: POD, links: [hidden] }]))).toBe('eth0 (hidden)');
    const [eth0, veth12] = cableOf([POD, 2, 'eth0'], [HOST, 12, 'veth12']);
    expect(wordsOf(topologyOf([{ ino: HOST, links: [{ ...hidden, name: 'out0' }, veth12] }, { ino: POD, links: [eth0] }]))).toBe('eth0 → veth12 → out0 (hidden)');
  });

  it('says where a process or a tunnel carries packets on', () => {
    expect(wordsOf(topologyOf([{ ino: POD, links: [topologyLinkOf({ ifindex: 2, name: 'tap0', kind: 'tun', operstate: 'UNKNOWN' })] }]))).toBe('tap0 (process)');
    expect(wordsOf(topologyOf([{ ino: POD, links: [topologyLinkOf({ ifindex: 2, name: 'wg0', kind: 'wireguard', operstate: 'UNKNOWN' })] }]))).toBe('wg0 (tunnel)');
  });

  it('is none from a namespace with nothing but lo, or with nothing that is up', () => {
    expect(wordsOf(topologyOf([{ ino: POD }]))).toBe(' (nowhere)');
    expect(wordsOf(topologyOf([{ ino: POD, links: [{ ...ens3, flags: [], operstate: 'DOWN' }] }]))).toBe(' (nowhere)');
  });

  it('is not known of a namespace that is not there, or could not be looked into', () => {
    expect(wordsOf(topologyOf([{ ino: HOST }]))).toBeNull();
    expect(wordsOf(topologyOf([{ ino: POD, trouble: 'denied: EPERM' }]))).toBeNull();
  });

  it('ends in a mesh where everybody has a cable to everybody', () => {
    const inos = Array.from({ length: 24 }, (_, at) => POD + at);
    const indexIn = (a: number, b: number) => 2 + (b < a ? b : b - 1) - POD;
    const links = (a: number) => inos.filter((b) => b !== a).map((b) => ({ ...cableOf([a, indexIn(a, b), `to${b}`], [b, indexIn(b, a), `to${a}`])[0], addresses: ens3.addresses }));
    expect(netPath(topologyOf(inos.map((ino) => ({ ino, links: links(ino) }))), POD, HOST)?.end).toBe('nowhere');
  });
});
