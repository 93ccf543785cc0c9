/** Small readings of what `inspect` gives: maps, capabilities, pid levels, control groups, forwarded ports. */
import { describe, expect, it } from 'vitest';
import { capabilityNames, summarizeCapabilities } from './capabilities';
import { cgroupUsage } from './cgroup-usage';
import { forwardsTo } from './forwards';
import { idInside, idOutside, isIdentity } from './id-map';
import type { CgroupRow } from './inspect-schema';
import { isAbove, lineage } from './lineage';
import { addressOf, linkOf, netOf } from './net.fixture';
import type { NetSocket } from './net-schema';
import { initOf, seenFrom } from './pid-view';
import { namespaceOf, snapshotOf } from './snapshot.fixture';

describe('an id map', () => {
  const map = [{ inside: 0, outside: 1000, count: 1 }, { inside: 1, outside: 100_000, count: 65_536 }];
  it('is read both ways', () => {
    expect([0, 1, 65_536, 65_537].map((id) => idOutside(map, id))).toEqual([1000, 100_000, 165_535, null]);
    expect([1000, 100_000, 165_535, 165_536, 0].map((id) => idInside(map, id))).toEqual([0, 1, 65_536, null, null]);
  });
  it('that changes nothing is known as such; an empty one maps nobody', () => {
    expect([isIdentity([{ inside: 0, outside: 0, count: 4_294_967_295 }]), isIdentity(map), isIdentity([]), isIdentity([{ inside: 0, outside: 0, count: 1 }])]).toEqual([true, false, false, false]);
  });
});

describe('capabilities', () => {
  it('have the names of capabilities(7), as capsh --decode prints them', () => {
    expect(capabilityNames('00000000a80425fb')).toEqual(['cap_chown', 'cap_dac_override', 'cap_fowner', 'cap_fsetid', 'cap_kill', 'cap_setgid', 'cap_setuid', 'cap_setpcap', 'cap_net_bind_service', 'cap_net_raw', 'cap_sys_chroot', 'cap_mknod', 'cap_audit_write', 'cap_setfcap']);
    expect(capabilityNames('0000020000000000')).toEqual(['cap_41']);
  });
  it('are none, all, or some with what is missing', () => {
    expect(summarizeCapabilities('0000000000000000').kind).toBe('none');
    expect(summarizeCapabilities('000001ffffffffff')).toMatchObject({ kind: 'all', missing: [] });
    expect(summarizeCapabilities('000001fffeffffff')).toMatchObject({ kind: 'some', missing: ['cap_sys_resource'] });
  });
});

describe('the lineage of namespaces', () => {
  const world = snapshotOf({ namespaces: [{ type: 'pid', ino: 1, initial: true }, { type: 'pid', ino: 2, parent: 1 }, { type: 'pid', ino: 3, parent: 2 }, { type: 'pid', ino: 8, parent: 'hidden' }, { type: 'pid', ino: 6, parent: 7 }, { type: 'pid', ino: 7, parent: 6 }] });
  it('goes up, and ends also where it is torn', () => {
    expect([lineage(world, 3), lineage(world, 6)]).toEqual([[3, 2, 1], [6, 7]]);
  });
  it('tells who is above; null where the kernel does not tell', () => {
    expect([isAbove(world, 1, 3), isAbove(world, 3, 1), isAbove(world, 2, 2), isAbove(world, 1, 8)]).toEqual([true, false, false, null]);
  });
});

describe('a pid namespace', () => {
  const world = snapshotOf({
    observer: { pid: 1, uid: 0, capabilities: '000001ffffffffff', namespaces: { pid: 1 } },
    processes: [
      { pid: 1, nspid: [1], namespaces: { pid: 1 } },
      { pid: 50, ppid: 1, nspid: [50, 1], namespaces: { pid: 2 } },
      { pid: 52, ppid: 50, nspid: [52, 9], namespaces: { pid: 2 } },
      { pid: 51, ppid: 50, nspid: [51, 7, 1], namespaces: { pid: 3 } },
      { pid: 60, ppid: 1, nspid: [60, 30], namespaces: { pid: 2 } },
    ],
    namespaces: [{ type: 'pid', ino: 1, initial: true }, { type: 'pid', ino: 2, parent: 1 }, { type: 'pid', ino: 3, parent: 2 }],
  });
  const namespace = (ino: number) => namespaceOf({ type: 'pid', ino });
  it('shows from inside what lives in it and below, by the pid it has there', () => {
    expect(seenFrom(world, namespace(2)).map(({ process, pid, depth, isBelow }) => [process.pid, pid, depth, isBelow])).toEqual([[50, 1, 0, false], [51, 7, 1, true], [52, 9, 1, false], [60, 30, 0, false]]);
    expect(seenFrom(world, namespace(3)).map(({ pid }) => pid)).toEqual([1]);
  });
  it('has an init, or none that is seen', () => {
    expect([initOf(world, namespace(2))?.pid, initOf(world, namespace(3))?.pid]).toEqual([50, 51]);
    expect(initOf(snapshotOf({ processes: [{ pid: 60, nspid: [60, 30], namespaces: { pid: 2 } }], namespaces: [{ type: 'pid', ino: 2 }] }), namespace(2))).toBeNull();
  });
});

describe('a control group', () => {
  const row = (files: Record<string, string>): CgroupRow => ({ hierarchy: 0, controllers: [], name: null, path: '/x', files: Object.entries(files).map(([file, value]) => ({ file, value })), trouble: null });
  it('of version 2', () => {
    const usage = cgroupUsage([row({ 'memory.current': '1048576\n', 'memory.max': 'max\n', 'memory.peak': '2097152\n', 'memory.events': 'low 0\noom_kill 3\n', 'cpu.max': '50000 100000\n', 'cpu.weight': '100\n', 'cpu.stat': 'usage_usec 2500000\nthrottled_usec 500000\n', 'pids.current': '7\n', 'pids.max': '100\n', 'cgroup.events': 'populated 1\nfrozen 1\n' })]);
    expect(usage).toMatchObject({ memory: { used: 1_048_576, peak: 2_097_152, limit: null }, pids: { used: 7, limit: 100 }, killed: 3, frozen: true, swap: null });
    expect(usage.cpu).toEqual({ usedSeconds: 2.5, limit: 0.5, weight: 100, shares: null, throttledSeconds: 0.5, cpus: null });
  });
  it('of version 1, over several hierarchies, with its word for no limit', () => {
    const usage = cgroupUsage([
      row({ 'memory.usage_in_bytes': '4096\n', 'memory.limit_in_bytes': '9223372036854771712\n', 'memory.memsw.usage_in_bytes': '8192\n', 'memory.memsw.limit_in_bytes': '9223372036854771712\n' }),
      row({ 'cpu.shares': '1024\n', 'cpu.cfs_quota_us': '-1\n', 'cpu.cfs_period_us': '100000\n', 'cpuacct.usage': '1500000000\n' }),
      row({ 'freezer.state': 'THAWED\n' }),
    ]);
    expect(usage).toMatchObject({ memory: { used: 4096, limit: null }, swap: { used: 4096, limit: null }, cpu: { usedSeconds: 1.5, limit: null, shares: 1024 }, pids: null, frozen: false });
  });
  it('that tells nothing has nothing', () => {
    expect(cgroupUsage([row({})])).toEqual({ cpu: null, memory: null, swap: null, pids: null, killed: null, frozen: null });
  });
});

describe('forwarded ports', () => {
  const POD = netOf({ ino: 20, links: [linkOf({ ifindex: 2, name: 'eth0', addresses: [addressOf('10.88.0.2')] })] });
  const host = netOf({ ino: 1, forwards: [{ family: 'inet', protocol: 'tcp', address: null, firstPort: 8080, lastPort: 8080, toAddress: '10.88.0.2', toFirstPort: 80, toLastPort: 80, evidence: 'nat PREROUTING', conditions: [] }, { family: 'inet', protocol: 'udp', address: '192.0.2.1', firstPort: 5000, lastPort: 5010, toAddress: '10.88.0.2', toFirstPort: null, toLastPort: null, evidence: 'nat x', conditions: ['iifname "eth0"'] }, { family: 'inet', protocol: 'tcp', address: null, firstPort: 1, lastPort: 1, toAddress: '10.88.0.9', toFirstPort: 1, toLastPort: 1, evidence: '', conditions: [] }] });
  const proxy = (net: number) => ({ pid: 70, namespaces: { net }, argv: ['/usr/bin/docker-proxy', '-proto', 'tcp', '-host-ip', '0.0.0.0', '-host-port', '8080', '-container-ip', '10.88.0.2', '-container-port', '80'] });
  it('are what rules and proxies say, each once, with both as evidence', () => {
    const ports = forwardsTo(snapshotOf({ processes: [proxy(1)] }), POD, [host]);
    expect(ports).toEqual([
      { protocol: 'udp', address: '192.0.2.1', firstPort: 5000, lastPort: 5010, toAddress: '10.88.0.2', toFirstPort: 5000, toLastPort: 5010, evidence: ['nat x if iifname "eth0"'] },
      { protocol: 'tcp', address: null, firstPort: 8080, lastPort: 8080, toAddress: '10.88.0.2', toFirstPort: 80, toLastPort: 80, evidence: ['nat PREROUTING', 'docker-proxy 70'] },
    ]);
  });
  it('of a proxy in another net namespace, or with odd arguments, are not', () => {
    expect(forwardsTo(snapshotOf({ processes: [proxy(2), { pid: 71, namespaces: { net: 1 }, argv: ['docker-proxy', '-container-ip'] }] }), POD, [netOf({ ino: 1 })])).toEqual([]);
  });
  it('of rootless engines are told by who listens outside for a process inside, and by the arguments of pasta', () => {
    const world = snapshotOf({
      processes: [
        { pid: 80, namespaces: { net: 1 }, argv: ['rootlessport'] }, { pid: 81, ppid: 80, namespaces: { net: 20 }, argv: ['rootlessport-child'] }, { pid: 82, ppid: 1, namespaces: { net: 1 }, argv: ['rootlessport'] },
        { pid: 83, comm: 'pasta', namespaces: { net: 1 }, argv: ['pasta', '--config-net', '-t', '127.0.0.1/9000-9001:90-91,auto', '-u', '53'], monitorOf: 'podman:c' }, { pid: 84, namespaces: { net: 20 }, container: 'podman:c' },
      ],
      containers: [{ id: 'c' }],
    });
    const socket = (port: number, pid: number): NetSocket => ({ protocol: 'tcp', family: 'inet', state: 'LISTEN', local: { address: '0.0.0.0', port }, remote: null, v6Only: null, ifindex: null, uid: 0, inode: port, pids: [pid] });
    expect(forwardsTo(world, POD, [netOf({ ino: 1, sockets: [socket(8080, 80), socket(8081, 82)] })]).map(({ protocol, address, firstPort, lastPort, toAddress, toFirstPort, toLastPort, evidence }) => [protocol, address, firstPort, lastPort, toAddress, toFirstPort, toLastPort, evidence[0]])).toEqual([
      ['udp', null, 53, 53, '10.88.0.2', 53, 53, 'pasta 83'],
      ['tcp', null, 8080, 8080, '10.88.0.2', null, null, 'rootlessport 80'],
      ['tcp', '127.0.0.1', 9000, 9001, '10.88.0.2', 90, 91, 'pasta 83'],
    ]);
  });
});
