import { expect, it } from 'vitest';
import { NOTHING_LEARNT, scanNamespaceOf, scanOf, scanProcessOf } from './snapshot.fixture';
import { scanNamespace, scanProcess, snapshot, type Snapshot } from './schema';
import { smallHost, smallWires } from './small-host';
import { topology } from './topology-schema';
import { makeSnapshot } from './snapshot';

it('is a host as the contract has it', () => {
  const host = smallHost();
  expect(snapshot.parse(host)).toEqual(host);
  expect(new Set(host.processes.map(({ key }) => key)).size).toBe(host.processes.length);
  expect(new Set(host.namespaces.map(({ key }) => key)).size).toBe(host.namespaces.length);
  const inos = new Set(host.namespaces.map(({ ino }) => ino));
  for (const { namespaces } of host.processes) for (const ino of Object.values(namespaces)) expect(inos).toContain(ino);
});

it('has wires as the contract has them, between net namespaces that it has', () => {
  const wires = smallWires();
  expect(topology.parse(wires)).toEqual(wires);
  const keys = smallHost().namespaces.filter(({ type }) => type === 'net').map(({ key }) => key);
  expect(Object.values(wires.namespaceKeys).sort()).toEqual(keys.sort());
});

/** A container of docker, and its namespaces. */
function madeHost(): Snapshot {
  const guest = { pid: 7, ppid: 1, cgroup: [`0::/system.slice/docker-${'a'.repeat(64)}.scope`], namespaces: { net: 12 }, forChildren: {} };
  const scan = scanOf({ processes: [scanProcessOf({ pid: 1, namespaces: { net: 11 } }), scanProcessOf(guest)], namespaces: [scanNamespaceOf({ type: 'net', ino: 11, initial: true }), scanNamespaceOf({ type: 'net', ino: 12 })] });
  return makeSnapshot(scan, NOTHING_LEARNT, null);
}

it('has its members in the order in which the server tells them: else the code that is made ready is ready for other rows', () => {
  const [mine, told] = [smallHost(), madeHost()];
  const usual = (shape: object, row: object) => Object.keys(shape).filter((name) => name in row);
  expect(Object.keys(mine.processes[0] ?? {})).toEqual([...usual(scanProcess.shape, mine.processes[0] ?? {}), 'key', 'container', 'monitorOf']);
  expect(Object.keys(mine.namespaces[0] ?? {})).toEqual([...usual(scanNamespace.shape, mine.namespaces[0] ?? {}), 'key']);
  expect(Object.keys(mine.processes[0] ?? {})).toEqual(Object.keys(told.processes[0] ?? {}));
  expect(Object.keys(mine.namespaces[0] ?? {})).toEqual(Object.keys(told.namespaces[0] ?? {}));
  expect(Object.keys(mine.containers[0] ?? {})).toEqual(Object.keys(told.containers[0] ?? {}));
});
