import { expect, it } from 'vitest';
import { briefSnapshot, isLike, likeProcess, wholeRow, type BriefRow } from './brief-rows';
import { crowdOf } from './crowd.fixture';
import type { Process } from './schema';
import { processOf, snapshotOf } from './snapshot.fixture';

function readAgain(rows: readonly BriefRow[]): Process[] {
  const whole: Process[] = [];
  for (const row of rows) whole.push(isLike(row) ? (wholeRow(likeProcess.parse(row), whole) ?? processOf({ pid: 1 })) : row);
  return whole;
}

it('says less than half as much of a crowd, and loses nothing', () => {
  const host = crowdOf({ processes: 1000, namespaces: 200 });
  const text = JSON.stringify(briefSnapshot(host));
  expect(text.length).toBeLessThan(JSON.stringify(host).length / 2);
  const { processes, ...rest } = JSON.parse(text) as ReturnType<typeof briefSnapshot>;
  expect({ ...rest, processes: readAgain(processes) }).toEqual(host);
});

const one: Process = processOf({ pid: 5, cgroup: ['0::/a'], namespaces: { pid: 7, net: 8 } });
const OTHERS: readonly (readonly [string, Partial<Process>])[] = [
  ['its pid namespace', { namespaces: { pid: 9, net: 8 } }],
  ['the number of its namespaces', { namespaces: { pid: 7, net: 8, uts: 9 } }],
  ['a namespace that could not be read', { namespaces: { pid: 7 } }],
  ['its control group', { cgroup: ['0::/b'] }],
  ['its command', { comm: 'other' }],
  ['bytes that are no text', { comm: { b64: '/w==' } }],
  ['its state', { state: 'Z' }],
  ['something that could not be read of it', { unread: [{ what: 'ns/net', errno: 'EACCES' }] }],
  ['that its command line was cut', { argvCut: true }],
  ['whose it is', { container: 'podman:abc' }],
];

it.each(OTHERS)('writes a row whole that differs by %s', (_, facts) => {
  const processes = [one, { ...one, pid: 6, key: '6@6' }, { ...one, pid: 7, key: '7@7', ...facts }];
  const brief = briefSnapshot(snapshotOf({ processes })).processes;
  expect(brief.map(isLike)).toEqual([false, true, false]);
  expect(readAgain(brief)).toEqual(snapshotOf({ processes }).processes);
});

it('does not compare each with each where none is like another', () => {
  const processes = Array.from({ length: 40 }, (_, at) => ({ ...one, pid: at + 1, key: `${at + 1}@1`, uid: at % 20 }));
  const brief = briefSnapshot(snapshotOf({ processes })).processes;
  expect(brief.filter(isLike)).toEqual([]);
});

it('has no row that is like one that did not come', () => {
  expect(wholeRow({ pid: 6, startTime: 1, ppid: 1, nspid: [6], argv: [], key: '6@1', like: 1 }, [one])).toBeNull();
});
