import { expect, it } from 'vitest';
import { z } from 'zod';
import { testOf } from './conform';
import { crowdOf } from './crowd.fixture';
import { crowdTopology } from './crowd-topology.fixture';
import { container, namespace, pod, process, scan, watchLook } from './schema';
import { namespaceOf, processOf, scanOf } from './snapshot.fixture';
import { topology } from './topology-schema';

const host = crowdOf({ processes: 60, namespaces: 60 });

it('says yes to every row of a host', () => {
  expect(host.processes.every(testOf(process))).toBe(true);
  expect(host.namespaces.every(testOf(namespace))).toBe(true);
  expect(host.containers.every(testOf(container))).toBe(true);
  expect(host.pods.every(testOf(pod))).toBe(true);
});

it('says yes to wires as the door gives them, and leaves what is left out to the schema', () => {
  const wires = crowdTopology(host);
  expect(testOf(topology)(wires)).toBe(true);
  const [net] = wires.nets;
  const bare = { ...wires, nets: [{ ...net, links: net?.links.map((link) => ({ ...link, carriesDefault: undefined })) }] };
  expect(topology.safeParse(bare).success).toBe(true);
  expect(testOf(topology)(bare)).toBe(false);
});

it('says yes to a scan, and to what a watching helper says of a look', () => {
  const whole = scanOf({ processes: [{ pid: 5 }], namespaces: [{ type: 'net', ino: 5, id: '7' }] });
  const look = { ...whole, first: false, gone: { processes: [{ pid: 7, startTime: 8 }], namespaces: [{ type: 'net', ino: 5, id: '7' }] } };
  expect([testOf(scan)(whole), testOf(watchLook)(look)]).toEqual([true, true]);
  expect([testOf(scan)({ ...whole, processes: [{ pid: 5 }] }), testOf(watchLook)({ ...look, gone: null })]).toEqual([false, false]);
});

const row = processOf({ pid: 5 });
const WRONG: readonly unknown[] = [
  null, [], 7, 'pid', {}, { ...row, pid: 0 }, { ...row, pid: -1 }, { ...row, pid: 1.5 }, { ...row, pid: '5' }, { ...row, ppid: undefined }, { ...row, comm: null }, { ...row, comm: { b64: 1 } },
  { ...row, comm: { b64: 'eA==', more: 1 } }, { ...row, argv: 'sleep' }, { ...row, argv: ['a', 1] }, { ...row, state: 'SS' }, { ...row, key: '5' }, { ...row, namespaces: { net: 0 } }, { ...row, namespaces: { disk: 5 } },
  { ...row, forChildren: { pid: 'x' } }, { ...row, started: false }, { ...row, unread: [{ what: 'ns/net', errno: 'denied' }] }, { ...row, container: 'x' },
];

it.each(WRONG.map((value, at) => [at, value]))('says no where the schema refuses (%d)', (_, value) => {
  expect(process.safeParse(value).success).toBe(false);
  expect(testOf(process)(value)).toBe(false);
});

it('never says yes where the schema refuses, whatever is put in the place of a field', () => {
  const odd = [undefined, null, 0, -1, 0.5, '', 'x', [], [null], {}, { b64: 'x' }, true, false, Number.NaN];
  for (const [schema, whole] of [[process, row], [namespace, namespaceOf({ type: 'net', ino: 5 })]] as const) {
    const conforms = testOf(schema);
    for (const name of Object.keys(schema.shape)) for (const value of odd) {
      const changed = { ...whole, [name]: value };
      expect(conforms(changed), `${name} ${JSON.stringify(value)}`).toBe(schema.safeParse(changed).success);
    }
  }
});

it('leaves what it does not know to the schema', () => {
  expect(testOf(z.date())(new Date(0))).toBe(false);
  expect(testOf(z.string().min(2))('abc')).toBe(false);
  expect(testOf(z.number())(5)).toBe(false);
});
