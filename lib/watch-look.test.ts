import { describe, expect, it } from 'vitest';
import { makeSnapshot } from './snapshot';
import { scanOf } from './snapshot.fixture';
import { applyLook } from './watch-look';

const NOTHING = { processes: [], namespaces: [] };
const learnt = { facts: new Map(), states: [] };
const first = { ...scanOf({ processes: [{ pid: 1 }, { pid: 2 }], namespaces: [{ type: 'net', ino: 100, id: '7' }] }), first: true, gone: NOTHING };
const only = (rows: Parameters<typeof scanOf>[0]) => ({ ...scanOf({ processes: [], namespaces: [], ...rows }), first: false, gone: NOTHING });

describe('a look at what changed', () => {
  it('makes a Snapshot in which what did not change is the same object', () => {
    const scan = applyLook(null, first);
    const before = makeSnapshot(scan, learnt, null);
    const after = makeSnapshot(applyLook(scan, only({ processes: [{ pid: 2, comm: 'new' }] })), learnt, before);
    expect(after.processes.map(({ comm }) => comm)).toEqual([before.processes[0]?.comm, 'new']);
    expect(after.processes[0]).toBe(before.processes[0]);
    expect(after.processes[1]).not.toBe(before.processes[1]);
    expect(after.namespaces[0]).toBe(before.namespaces[0]);
  });

  it('makes a new row where only what we think of a process changed', () => {
    const scan = applyLook(null, first);
    const made = [{ pid: 2, startTime: scan.processes[1]?.startTime ?? 0, name: 'blue' }];
    const [before, after] = [makeSnapshot(scan, learnt, null), makeSnapshot(scan, { ...learnt, made }, null)];
    expect(before.processes[1]?.container).toBeNull();
    expect(after.processes[1]?.container).not.toBeNull();
    expect(after.processes[0]).toBe(before.processes[0]);
  });

  it('takes a namespace of the same ino and another id for another one', () => {
    const scan = applyLook(null, first);
    const next = applyLook(scan, { ...only({ namespaces: [{ type: 'net', ino: 100, id: '8' }] }), gone: { processes: [], namespaces: [{ type: 'net', ino: 100, id: '7' }] } });
    expect(next.namespaces.map(({ id }) => id)).toEqual(['8']);
  });
});
