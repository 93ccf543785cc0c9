import { describe, expect, it } from 'vitest';
import { countsOf, differenceOf, isNothing } from './difference';
import { happeningsOf, HAPPENINGS_LIMIT, logEntryOf } from './happenings';
import { snapshotOf } from './snapshot.fixture';

const before = snapshotOf({
  processes: [{ pid: 1 }, { pid: 2, comm: 'nginx' }, { pid: 3, comm: 'old' }],
  namespaces: [{ type: 'net', ino: 7, id: '70' }, { type: 'net', ino: 8, id: '80' }],
  containers: [{ id: 'c', name: 'web', state: 'running' }],
  pods: [{ id: 'p', name: 'shop' }],
});

describe('a difference', () => {
  it('is what came, what went, and what is not as it was, field by field', () => {
    const after = snapshotOf({
      processes: [{ pid: 1 }, { pid: 2, comm: 'nginx: worker', uid: 33 }, { pid: 4, comm: 'new' }],
      namespaces: [{ type: 'net', ino: 7, id: '70', netnsid: 4 }, { type: 'net', ino: 8, id: '81' }],
      containers: [{ id: 'c', name: 'web', state: 'paused' }],
    });
    const difference = differenceOf(before, after);
    expect(difference.processes.added.map(({ pid }) => pid)).toEqual([4]);
    expect(difference.processes.removed.map(({ pid }) => pid)).toEqual([3]);
    expect(difference.processes.changed.map(({ before: was, after: is, fields }) => [was.comm, is.comm, fields])).toEqual([['nginx', 'nginx: worker', ['uid', 'comm']]]);
    expect(countsOf(difference)).toEqual({ pods: [0, 1, 0], containers: [0, 0, 1], namespaces: [1, 1, 1], processes: [1, 1, 1] });
    expect(happeningsOf(difference).map(({ turn, id, title }) => [turn, id, title])).toEqual([
      ['removed', 'pod/podman:p', 'shop'],
      ['changed', 'container/podman:c', 'web'],
      ['added', 'namespace/net:81', 'net 8'],
      ['removed', 'namespace/net:80', 'net 8'],
      ['changed', 'namespace/net:70', 'net 7'],
      ['added', 'process/4@1004', 'new'],
      ['removed', 'process/3@1003', 'old'],
      ['changed', 'process/2@1002', 'nginx: worker'],
    ]);
  });

  it('takes a pid that came back for another process', () => {
    const counts = countsOf(differenceOf(snapshotOf({ processes: [{ pid: 9, startTime: 1 }] }), snapshotOf({ processes: [{ pid: 9, startTime: 2 }] })));
    expect(counts.processes).toEqual([1, 1, 0]);
  });

  it('is none of threads of the kernel, of running and sleeping, and of how many threads there are; but of a zombie', () => {
    const at = (state: string, threads: number, kernel: number[]) => snapshotOf({ processes: [{ pid: 5, state, threads }, ...kernel.map((pid) => ({ pid, kernelThread: true }))] });
    expect(isNothing(countsOf(differenceOf(at('S', 1, [10, 11]), at('R', 9, [12]))))).toBe(true);
    expect(differenceOf(at('S', 1, []), at('Z', 1, [])).processes.changed[0]?.fields).toEqual(['state']);
  });
});

describe('an entry of the log', () => {
  it('tells who came and went, not who only changed', () => {
    const changed = { ...before, time: 5, processes: before.processes.map((row) => ({ ...row, uid: 1 })) };
    expect(logEntryOf(differenceOf(before, changed), changed)).toBeNull();
    expect(logEntryOf(differenceOf(snapshotOf(), before), { time: 5 })).toMatchObject({ time: 5, leftOut: 0, counts: { processes: [3, 0, 0] } });
  });

  it('is short, and counts what it leaves out', () => {
    const many = snapshotOf({ processes: Array.from({ length: 1000 }, (_, at) => ({ pid: at + 1 })) });
    expect(logEntryOf(differenceOf(snapshotOf(), many), many)).toMatchObject({ leftOut: 1000 - HAPPENINGS_LIMIT, counts: { processes: [1000, 0, 0] } });
  });

  it('carries names from foreign hands in a form that is safe to show', () => {
    const evil = snapshotOf({ processes: [{ pid: 1, comm: 'a\u202eb\u0007' }] });
    expect(logEntryOf(differenceOf(snapshotOf(), evil), evil)?.happenings[0]?.title).toMatch(/^[\x20-\x7e]+$/);
  });
});
