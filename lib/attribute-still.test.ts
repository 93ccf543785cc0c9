import { describe, expect, it } from 'vitest';
import { isStill, rememberStill } from './attribute-still';
import { makeSnapshot } from './snapshot';
import { containerFactsOf, NOTHING_LEARNT, scanNamespaceOf, scanOf, scanProcessOf } from './snapshot.fixture';
import type { Scan, ScanProcess } from './schema';

const inContainer = scanProcessOf({ pid: 50, cgroup: [`0::/machine.slice/libpod-${'a1'.repeat(32)}.scope/container`] });
const worker = scanProcessOf({ pid: 3, comm: 'kworker/0:1-events', kernelThread: true });
const host = scanOf({ processes: [{ pid: 1 }, worker, inContainer], namespaces: [{ type: 'net', ino: 4_026_531_840, id: '5' }] });

/** The next look, as applyLook makes it: all rows but this one are the same objects. */
function withRow(change: Partial<ScanProcess> & { readonly pid: number }, more: Partial<Scan> = {}): Scan {
  return { ...host, time: host.time + 1000, processes: host.processes.map((row) => (row.pid === change.pid ? { ...row, ...change } : row)), ...more };
}

const TELLS_NOTHING: [string, Partial<ScanProcess> & { readonly pid: number }][] = [
  ['sleeps no more', { pid: 50, state: 'R' }],
  ['has one thread more', { pid: 50, threads: 2 }],
  ['is a worker of the kernel with other work', { pid: 3, comm: 'kworker/0:1-mm' }],
];
const TELLS: [string, Partial<ScanProcess> & { readonly pid: number }][] = [
  ['has another group', { pid: 50, cgroup: ['0::/'] }],
  ['has other arguments', { pid: 1, argv: ['conmon'] }],
  ['is called otherwise', { pid: 1, comm: 'dockerd' }],
  ['lives elsewhere', { pid: 1, namespaces: { mnt: 77 } }],
  ['has another parent', { pid: 50, ppid: 7 }],
  ['is another one of that number', { pid: 50, startTime: 5 }],
  ['is frozen', { pid: 50, frozen: true }],
  ['has ended', { pid: 50, state: 'Z' }],
];

describe('what was found in a look holds in the next', () => {
  it.each(TELLS_NOTHING)('where a process %s', (_, change) => expect(isStill(host, withRow(change))).toBe(true));
  it.each(TELLS)('but not where one %s', (_, change) => expect(isStill(host, withRow(change))).toBe(false));
  it('but not where one has come or gone, or a namespace is not as it was', () => {
    expect(isStill(host, { ...host, processes: [...host.processes, scanProcessOf({ pid: 60 })] })).toBe(false);
    expect(isStill(host, { ...host, processes: host.processes.slice(1) })).toBe(false);
    expect(isStill(host, { ...host, namespaces: [scanNamespaceOf({ type: 'net', ino: 4_026_531_840, id: '5' })] })).toBe(false);
    expect(isStill(host, { ...host, observer: { ...host.observer, pid: 999_998 } })).toBe(false);
  });

  it('and is not looked for again', () => {
    let times = 0;
    const find = rememberStill(() => (times += 1));
    const also = {};
    expect([find(host, also), find(withRow({ pid: 50, state: 'R' }), also), find(withRow({ pid: 50, ppid: 7 }), also), find(host, {})]).toEqual([1, 1, 2, 3]);
  });
});

describe('the next Snapshot', () => {
  const before = makeSnapshot(host, NOTHING_LEARNT, null);

  it.each([...TELLS_NOTHING, ...TELLS])('is the same as one made anew where a process %s', (_, change) => {
    const now = withRow(change);
    expect(makeSnapshot(now, NOTHING_LEARNT, before)).toEqual(makeSnapshot(structuredClone(now), NOTHING_LEARNT, null));
  });

  it('has the very lists of before where no row changed', () => {
    const next = makeSnapshot({ ...host, time: host.time + 1000 }, NOTHING_LEARNT, before);
    expect(next.time).toBe(host.time + 1000);
    expect([next.processes, next.namespaces, next.containers, next.pods].map((list, at) => list === [before.processes, before.namespaces, before.containers, before.pods][at])).toEqual([true, true, true, true]);
  });

  it('goes on from one that was thought too little changed to be told', () => {
    const dropped = { ...before, time: before.time + 1000 };
    makeSnapshot(withRow({ pid: 3, comm: 'kworker/0:1-mm' }), NOTHING_LEARNT, before);
    const next = makeSnapshot(withRow({ pid: 50, state: 'D' }), NOTHING_LEARNT, dropped);
    expect(next.processes.map(({ comm, state }) => [comm, state])).toEqual([['sleep', 'S'], ['kworker/0:1-events', 'S'], ['sleep', 'D']]);
  });

  it('knows what was learnt meanwhile', () => {
    const key = before.containers[0]?.key ?? '';
    const learnt = { facts: new Map([[key, containerFactsOf({ runtime: 'podman', id: 'a1'.repeat(32), name: 'web' })]]), states: [] };
    expect(makeSnapshot({ ...host }, learnt, before).containers[0]?.name).toBe('web');
  });
});
