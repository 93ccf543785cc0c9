import { describe, expect, it } from 'vitest';
import { isUp, wiresOf } from './net-wires';
import { cableOf, topologyLinkOf, topologyOf } from './topology.fixture';

describe('the wires', () => {
  it('have a cable once, also when both its ends have the same ifindex, and when one end could not be looked into', () => {
    const [eth0, ve0] = cableOf([20, 2, 'eth0'], [10, 2, 've0']);
    const once = [{ kind: 'veth', from: { ino: 10, ifindex: 2 }, to: { ino: 20, ifindex: 2 } }];
    expect(wiresOf(topologyOf([{ ino: 10, links: [ve0] }, { ino: 20, links: [eth0] }]))).toEqual(once);
    expect(wiresOf(topologyOf([{ ino: 10, trouble: 'denied' }, { ino: 20, links: [eth0] }]))).toEqual(once);
  });

  it('have a cable within one namespace once', () => {
    const [a, b] = cableOf([10, 7, 'a'], [10, 3, 'b']);
    expect(wiresOf(topologyOf([{ ino: 10, links: [a, b] }]))).toEqual([{ kind: 'veth', from: { ino: 10, ifindex: 3 }, to: { ino: 10, ifindex: 7 } }]);
  });

  it('lead from upper to lower devices, also across namespaces, and into the hidden', () => {
    const rows = (['macvlan', 'ipvlan', 'vlan', 'vxlan', 'macsec'] as const).map((kind, at) => topologyLinkOf({ ifindex: 3 + at, name: kind, kind, peer: { ifindex: 2, namespace: 10 } }));
    const lost = topologyLinkOf({ ifindex: 9, name: 'lost', kind: 'ipvtap', peer: { ifindex: 2, namespace: 'hidden' } });
    const wires = wiresOf(topologyOf([{ ino: 20, links: [...rows, lost] }]));
    expect(wires.map(({ kind, to }) => [kind, to])).toEqual([...['macvlan', 'macvlan', 'vlan', 'tunnel', 'other'].map((kind) => [kind, { ino: 10, ifindex: 2 }]), ['macvlan', 'hidden']]);
  });

  it('lead from ports to what they are part of, by the kind of that', () => {
    const masters = ['bridge', 'bond', 'team', 'vrf', 'hsr'].map((kind, at) => topologyLinkOf({ ifindex: 20 + at, name: kind, kind }));
    const ports = masters.map(({ ifindex }, at) => topologyLinkOf({ ifindex: 30 + at, name: `p${at}`, master: ifindex }));
    const wires = wiresOf(topologyOf([{ ino: 10, links: [...masters, ...ports] }]));
    expect(wires.map(({ kind, from, to }) => [kind, from.ifindex, to])).toEqual(['bridge', 'bond', 'bond', 'vrf', 'other'].map((kind, at) => [kind, 30 + at, { ino: 10, ifindex: 20 + at }]));
  });
});

it('a device is up when it says so, or when it never says and its flag is set', () => {
  const up = (operstate: string, flags: string[]) => isUp(topologyLinkOf({ ifindex: 2, name: 'x', operstate, flags }));
  expect([up('UP', ['UP']), up('UNKNOWN', ['UP']), up('UNKNOWN', []), up('DOWN', ['UP']), up('LOWERLAYERDOWN', ['UP'])]).toEqual([true, true, false, false, false]);
});
