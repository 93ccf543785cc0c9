import { describe, expect, it } from 'vitest';
import { execTarget, ExecTargetError, placesOf, resolverOf } from './exec-target';
import type { NamespaceType } from './schema';
import { namespaceOf, snapshotOf } from './snapshot.fixture';

const OWN = { net: 20, mnt: 30, pid: 40 };
const world = snapshotOf({
  observer: { pid: 999, uid: 0, capabilities: '0', namespaces: { mnt: 3 } },
  processes: [
    { pid: 1, startTime: 1, namespaces: { net: 2, mnt: 3, pid: 4 } },
    { pid: 2, startTime: 1, kernelThread: true, namespaces: { net: 2, mnt: 3, pid: 4 } },
    { pid: 10, startTime: 50, namespaces: { net: 20, mnt: 29, pid: 39 }, container: 'podman:infra' },
    { pid: 11, startTime: 90, nspid: [11, 7], namespaces: OWN, container: 'podman:api' },
    { pid: 12, startTime: 60, nspid: [12, 1], namespaces: OWN, container: 'podman:api' },
    { pid: 13, startTime: 55, state: 'Z', namespaces: { pid: 40 }, container: 'podman:api' },
    { pid: 14, state: 'Z', namespaces: { pid: 41 }, container: 'podman:ended' },
    { pid: 15, namespaces: { pid: 42 }, unread: [{ what: 'ns/net', errno: 'EACCES' }], container: 'podman:closed' },
    { pid: 16, namespaces: { net: 2, mnt: 31, pid: 4 }, forChildren: { time: 70 } },
  ],
  namespaces: [
    { type: 'net', ino: 20, id: '5123' },
    { type: 'net', ino: 21, mounts: [{ path: '/run/netns/far', mnt: 31 }, { path: '/run/netns/blue', mnt: 3 }, { path: '/lost', mnt: 404 }] },
    { type: 'net', ino: 22 },
    { type: 'net', ino: 23, id: '99' },
    { type: 'time', ino: 70 },
  ],
  containers: [{ id: 'infra', pod: 'podman:p', infra: true }, { id: 'api', pod: 'podman:p' }, { id: 'ended' }, { id: 'closed' }, { id: 'empty', pod: 'podman:q', infra: true }],
  pods: [{ id: 'p' }, { id: 'q' }],
});

const target = (id: string, types: NamespaceType[] = ['net']) => execTarget(world, { target: id, types });
const reasonOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof ExecTargetError) return error.failure;
    throw error;
  }
  return 'none';
};

describe('the process whose namespaces are joined', () => {
  it('of a container is its oldest, never a zombie', () => {
    expect(target('container/podman:api').process?.pid).toBe(12);
  });

  it('of a pod is one that does the work; its infra container only where nothing else runs', () => {
    expect(target('pod/podman:p').process?.pid).toBe(12);
    const alone = { ...world, processes: world.processes.filter(({ container }) => container !== 'podman:api') };
    expect(execTarget(alone, { target: 'pod/podman:p', types: ['net'] }).process?.pid).toBe(10);
  });

  it('of a namespace is a member that does the work, of the host never a kernel thread', () => {
    expect(target('namespace/net:5123').process?.pid).toBe(12);
    expect(target('host/').process?.pid).toBe(1);
  });

  it('of a process is the process', () => {
    expect(target('process/11@90', ['net', 'pid'])).toMatchObject({
      process: { pid: 11 },
      namespaces: [{ type: 'net', ino: 20, id: '5123' }, { type: 'pid', ino: 40, id: null }],
      places: [],
    });
  });

  it('is one whose wanted links could be read', () => {
    expect(target('host/', ['mnt']).process?.pid).toBe(1);
    const closed = { ...world, processes: world.processes.map((row) => (row.pid === 1 ? { ...row, namespaces: {} } : row)) };
    expect(execTarget(closed, { target: 'host/', types: ['mnt'] }).process?.pid).toBe(16);
  });
});

describe('a namespace in which no process lives', () => {
  it('is found by its mounts, the helper’s own first, and through a process of the mnt namespace', () => {
    expect(target('namespace/net:i21.0')).toEqual({
      process: null,
      namespaces: [{ type: 'net', ino: 21, id: null }],
      places: [{ type: 'net', path: '/run/netns/blue' }, { type: 'net', path: '/run/netns/far', pid: 16, startTime: 1016 }],
    });
  });

  it('is found by the link of a process whose children will be born there', () => {
    expect(target('namespace/time:i70.0', ['time']).places).toEqual([{ type: 'time', path: '/proc/16/ns/time_for_children' }]);
  });

  it('is found by its id alone where it has one', () => {
    expect(target('namespace/net:99')).toMatchObject({ process: null, namespaces: [{ id: '99' }], places: [] });
  });
});

describe('places for inspect', () => {
  it('are members first, then paths', () => {
    const [net20, net21] = world.namespaces;
    expect(net20 && placesOf(world, net20)).toEqual([{ pid: 10, startTime: 50 }, { pid: 12, startTime: 60 }, { pid: 11, startTime: 90 }]);
    expect(net21 && placesOf(world, net21)).toHaveLength(2);
  });
});

describe('why there is nothing to join', () => {
  it.each([
    ['no object', 'planet/mars', 'net', 'usage'],
    ['a process that ended', 'process/11@1', 'net', 'gone'],
    ['a container of zombies', 'container/podman:ended', 'pid', 'gone'],
    ['a container without processes', 'container/podman:empty', 'net', 'gone'],
    ['a pod without processes', 'pod/podman:q', 'net', 'gone'],
    ['a kernel thread', 'process/2@1', 'net', 'usage'],
    ['a link that could not be read', 'container/podman:closed', 'net', 'denied'],
    ['another type than the namespace without processes has', 'namespace/net:i21.0', 'mnt', 'usage'],
    ['a namespace that nothing leads to', 'namespace/net:i22.0', 'net', 'unsupported'],
  ] as const)('%s', (_, id, type, failure) => {
    expect(reasonOf(() => target(id, [type]))).toBe(failure);
  });

  it('names the type', () => {
    expect(() => target('container/podman:closed', ['pid', 'net'])).toThrow('which net namespace');
  });
});

describe('whose resolv.conf stands for a net namespace', () => {
  const of = (ino: number, initial: boolean) => resolverOf(world, namespaceOf({ type: 'net', ino, initial }))?.pid;
  it('is that of a container that does the work', () => {
    expect(of(20, false)).toBe(12);
  });
  it('is on the host that of the host, never that of a container in its network or of a kernel thread', () => {
    expect(of(2, true)).toBe(1);
  });
  it('is nobody’s where nobody lives', () => {
    expect(of(22, false)).toBeUndefined();
  });
});
