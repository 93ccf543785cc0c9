import { describe, expect, it } from 'vitest';
import { applyChange, diffSnapshots, joinChanges } from './change';
import { change as changeSchema, NAMESPACE_TYPES, type Snapshot } from './schema';
import { randomOf } from './random.fixture';
import { snapshotOf } from './snapshot.fixture';

function worldOf(random: (below: number) => number): Snapshot {
  const some = <T>(count: number, make: (place: number) => T) => Array.from({ length: count }, (_, place) => make(place)).filter(() => random(4) > 0);
  return snapshotOf({
    time: 1_700_000_000_000 + random(1000),
    processes: some(30, (place) => ({
      pid: place + 1,
      startTime: random(3),
      state: random(2) === 0 ? 'R' : 'S',
      comm: random(5) === 0 ? { b64: '/w==' } : `p${random(3)}`,
      argv: some(3, (word) => `a${word}${random(2)}`),
      namespaces: random(2) === 0 ? { net: 10 + random(4) } : { net: 10, pid: 20 },
      container: random(3) === 0 ? 'podman:x' : null,
      ...(random(6) === 0 ? { unread: [{ what: 'ns/net', errno: 'EACCES' }] } : {}),
    })),
    namespaces: some(20, (place) => ({ type: NAMESPACE_TYPES[place % 8] ?? 'net', ino: 100 + place, id: String(random(2) + place * 10), owner: random(2) === 0 ? 'hidden' : null })),
    containers: some(6, (place) => ({ id: `c${place}`, name: random(2) === 0 ? null : 'web' })),
    pods: some(4, (place) => ({ id: `p${place}`, net: random(2) === 0 ? null : 'net:1' })),
  });
}

const copy = (value: Snapshot) => JSON.parse(JSON.stringify(value)) as Snapshot;

describe('a change', () => {
  it('turns one snapshot into the next exactly, in 300 worlds', () => {
    const random = randomOf(7);
    for (let world = 0; world < 300; world += 1) {
      const [previous, next] = [worldOf(random), worldOf(random)];
      const change = diffSnapshots(previous, next);
      const applied = change === null ? { ...previous, time: next.time } : applyChange(previous, change);
      expect(applied).toEqual(next);
      expect(Object.keys(applied)).toEqual(Object.keys(previous));
    }
  });

  it('does with the next one what they do one after the other, in 200 worlds', () => {
    const random = randomOf(11);
    for (let world = 0; world < 200; world += 1) {
      const [one, two, three] = [worldOf(random), worldOf(random), worldOf(random)];
      const [first, second] = [diffSnapshots(one, two), diffSnapshots(two, three)];
      if (first === null || second === null) continue;
      expect(applyChange(one, joinChanges(first, second))).toEqual(three);
    }
  });

  it('fits the schema of the wire', () => {
    const random = randomOf(3);
    expect(changeSchema.safeParse(diffSnapshots(worldOf(random), worldOf(random))).success).toBe(true);
  });

  it('is none when nothing changed but the time and the pid of the observer', () => {
    const before = worldOf(randomOf(1));
    const after = { ...copy(before), time: before.time + 1000, observer: { ...before.observer, pid: 4 } };
    expect(diffSnapshots(before, after)).toBeNull();
  });

  it('is none when a kernel thread has another name, and tells it with the next one', () => {
    const named = (comm: string, state: string) => snapshotOf({ processes: [{ pid: 2, kernelThread: true, comm, state: 'I' }, { pid: 3, state }] });
    expect(diffSnapshots(named('kworker/0:1-events', 'S'), named('kworker/0:1', 'S'))).toBeNull();
    expect(diffSnapshots(named('kworker/0:1-events', 'S'), named('kworker/0:1', 'R'))?.processes.put.map(({ pid }) => pid)).toEqual([2, 3]);
    expect(diffSnapshots(snapshotOf({ processes: [{ pid: 2, comm: 'sh' }] }), snapshotOf({ processes: [{ pid: 2, comm: 'vi' }] }))).not.toBeNull();
  });

  it('holds only the rows that changed', () => {
    const before = snapshotOf({ processes: [{ pid: 1 }, { pid: 2 }, { pid: 3 }] });
    const after = snapshotOf({ processes: [{ pid: 1 }, { pid: 2, state: 'Z' }, { pid: 4 }] });
    const change = diffSnapshots(before, after);
    expect(change?.processes.put.map(({ pid }) => pid)).toEqual([2, 4]);
    expect(change?.processes.drop).toEqual(['3@1003']);
  });

  it('sees a pid that has come to mean another process', () => {
    const change = diffSnapshots(snapshotOf({ processes: [{ pid: 9, startTime: 1 }] }), snapshotOf({ processes: [{ pid: 9, startTime: 2 }] }));
    expect(change?.processes).toMatchObject({ drop: ['9@1'], put: [{ key: '9@2' }] });
  });

  it('sees an optional fact come and go', () => {
    const plain = snapshotOf({ processes: [{ pid: 9 }] });
    const cut = snapshotOf({ processes: [{ pid: 9, argvCut: true }] });
    expect(diffSnapshots(plain, cut)?.processes.put).toHaveLength(1);
    expect(diffSnapshots(cut, plain)?.processes.put).toHaveLength(1);
  });

  it('tells of a new gap even when no row changed', () => {
    const before = snapshotOf();
    const after = snapshotOf({ completeness: { ...before.completeness, gaps: [{ what: 'sockets', why: 'no CAP_NET_ADMIN' }] } });
    expect(diffSnapshots(before, after)?.completeness.gaps).toHaveLength(1);
  });

  it('keeps the objects of rows and lists it does not touch', () => {
    const before = snapshotOf({ processes: [{ pid: 1 }, { pid: 2 }], namespaces: [{ type: 'net', ino: 5 }] });
    const change = diffSnapshots(before, snapshotOf({ processes: [{ pid: 1 }, { pid: 2, state: 'R' }], namespaces: [{ type: 'net', ino: 5 }] }));
    const after = change === null ? before : applyChange(before, change);
    expect(after.processes[0]).toBe(before.processes[0]);
    expect(after.processes[1]?.state).toBe('R');
    expect(after.namespaces).toBe(before.namespaces);
  });
});
