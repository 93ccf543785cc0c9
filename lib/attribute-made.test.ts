import { describe, expect, it } from 'vitest';
import { homeGroup, madeWithoutGroup, pinnedBy } from './attribute-made';
import { A, containersOf, HOST, inside, rowsOf, scanWith, type Row } from './attribute.fixture';
import type { Snapshot } from './schema';
import { makeSnapshot } from './snapshot';
import { namespaceOf, snapshotOf } from './snapshot.fixture';

const OBSERVER = 999_999;

/** The host as seen by a helper in the group `home`. */
function look(home: string, rows: readonly Row[], made: { name: string; pid: number; startTime: number }[] = []): Snapshot {
  const scan = scanWith([{ pid: OBSERVER, cgroup: ['1:cpu:/', `0::${home}`] }, ...rows]);
  return makeSnapshot(scan, { facts: new Map(), states: [], made: madeWithoutGroup(scan, made) }, null);
}

const holder = (pid: number, path: string, more: Partial<Row> = {}): Row => ({ pid, cgroup: ['1:cpu:/', `0::${path}`], namespaces: { ...HOST, net: 20 }, ...more });

describe('a sandbox of ours', () => {
  it.each([['/', '/nsatlas-sandbox-blue'], ['/user.slice/session-3.scope', '/user.slice/session-3.scope/nsatlas-sandbox-blue']])('is known by its group below %s', (home, path) => {
    const made = look(home, [holder(50, path), { ...holder(51, path), ppid: 50 }]);
    expect(containersOf(made)).toEqual({ 50: 'nsatlas:blue', 51: 'nsatlas:blue' });
    expect(rowsOf(made)['nsatlas:blue']).toMatchObject({ kind: 'sandbox', runtime: 'nsatlas', id: 'blue', evidence: [`cgroup ${path}`] });
  });

  it.each(['/user.slice/nsatlas-sandbox-blue', '/nsatlas-sandbox-Blue', '/nsatlas-sandbox-', '/nsatlas-sandbox-blue.scope', '/x-nsatlas-sandbox-blue', '/docker/nsatlas-sandbox-blue'])('is not what only has such a name: %s', (path) => {
    expect(look('/', [holder(50, path)]).containers).toEqual([]);
  });

  it('is not one below a group of ours when ours is another', () => {
    expect(look('/session-3.scope', [holder(50, '/nsatlas-sandbox-blue')]).containers).toEqual([]);
    expect(look('/../x', [holder(50, '/../x/nsatlas-sandbox-blue')]).containers).toEqual([]);
  });

  it('holds what an engine makes in it', () => {
    const path = `/nsatlas-sandbox-blue/docker/${A}`;
    expect(containersOf(look('/', [holder(50, '/nsatlas-sandbox-blue'), holder(51, path, { namespaces: inside(90) })]))[51]).toBe(`docker:nsatlas:blue:${A}`);
  });

  it('without a group of its own is known by the process that its helper named, and by what descends from it', () => {
    const rows = [{ pid: 50, namespaces: { ...HOST, net: 20 } }, { pid: 51, ppid: 50, namespaces: { ...HOST, net: 20 } }];
    const made = look('/', rows, [{ name: 'blue', pid: 50, startTime: 1050 }]);
    expect(containersOf(made)).toEqual({ 50: 'nsatlas:blue', 51: 'nsatlas:blue' });
    expect(rowsOf(made)['nsatlas:blue']?.evidence[0]).toMatch(/its helper named process 50/);
    expect(look('/', rows, [{ name: 'blue', pid: 50, startTime: 7 }]).containers).toEqual([]);
  });

  it('is one, however many ways tell of it', () => {
    const made = look('/', [holder(50, '/nsatlas-sandbox-blue')], [{ name: 'blue', pid: 50, startTime: 1050 }]);
    expect(made.containers.map(({ key }) => key)).toEqual(['nsatlas:blue']);
  });
});

describe('what nsatlas runs', () => {
  it('is known by its group, below ours alone', () => {
    const paths = ['/nsatlas-exec-7', '/nsatlas-exec-7/deeper', '/nsatlas-exec-x', `/docker/${A}/nsatlas-exec-7`, '/'];
    expect(look('/', paths.map((path, at) => holder(50 + at, path))).processes.map(({ started }) => started ?? false)).toEqual([true, true, false, false, false]);
  });

  it('is nobody when our own group is not known', () => {
    expect(homeGroup(scanWith([{ pid: OBSERVER, cgroup: ['4:memory:/x'] }]))).toBeNull();
  });
});

describe('a pin', () => {
  const pinned = (path: string, mnt: number) => pinnedBy(snapshotOf({ observer: { pid: 1, uid: 0, capabilities: '0', namespaces: { mnt: 1 } } }), namespaceOf({ type: 'net', ino: 20, mounts: [{ path, mnt }] }));
  it('names its sandbox where the observer lives, under the type it keeps', () => {
    expect(pinned('/run/nsatlas/ns/blue/net', 1)).toBe('blue');
  });
  it.each([['/run/nsatlas/ns/blue/net', 2], ['/run/nsatlas/ns/blue/uts', 1], ['/tmp/run/nsatlas/ns/blue/net', 1], ['/run/nsatlas/ns/Blue/net', 1], ['/run/netns/blue', 1]] as const)('is not %s in mount namespace %d', (path, mnt) => {
    expect(pinned(path, mnt)).toBeNull();
  });
});
