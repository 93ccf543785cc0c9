import { describe, expect, it } from 'vitest';
import { indexOf, leader, membersOf, nprocs, processesOf } from './members';
import type { ObjectId } from './object-id';
import { snapshotOf } from './snapshot.fixture';

const world = snapshotOf({
  processes: [
    { pid: 30, namespaces: { net: 200, pid: 3 }, container: 'podman:a' },
    { pid: 7, namespaces: { net: 200, pid: 3 } },
    { pid: 9, state: 'Z', namespaces: { pid: 3 }, container: 'podman:a' },
    { pid: 10, namespaces: { net: 2, pid: 3 }, container: 'podman:b' },
  ],
  namespaces: [{ type: 'net', ino: 200 }, { type: 'net', ino: 300 }],
  containers: [{ id: 'a', pod: 'podman:p' }, { id: 'b', pod: 'podman:p' }, { id: 'empty' }],
  pods: [{ id: 'p' }],
});
const pids = (id: Parameters<typeof processesOf>[1]) => processesOf(world, id)?.map(({ pid }) => pid) ?? null;

describe('members', () => {
  it('are the processes whose link names the namespace, by pid', () => {
    expect(membersOf(world).get(200)?.map(({ pid }) => pid)).toEqual([7, 30]);
    expect(leader(world, 200)?.pid).toBe(7);
    expect(nprocs(world, 200)).toBe(2);
  });

  it('a zombie counts where it still is', () => {
    expect(nprocs(world, 3)).toBe(4);
  });

  it('a namespace without any has no leader', () => {
    expect([leader(world, 300), nprocs(world, 300)]).toEqual([null, 0]);
  });

  it('are looked up once for a snapshot', () => {
    expect(indexOf(world)).toBe(indexOf(world));
    expect(indexOf({ ...world })).not.toBe(indexOf(world));
  });
});

describe('the processes of an object', () => {
  it('are those of the process, container, pod, namespace, or of no container at all', () => {
    expect(pids('process/7@1007')).toEqual([7]);
    expect(pids('container/podman:a')).toEqual([9, 30]);
    expect(pids('pod/podman:p')).toEqual([9, 10, 30]);
    expect(pids('namespace/net:i200.0')).toEqual([7, 30]);
    expect(pids('host/')).toEqual([7]);
  });

  it('are those of what was made inside, too; and the host has its services and sandboxes', () => {
    const nested = snapshotOf({
      processes: [{ pid: 1 }, { pid: 2, container: 'lxc:node' }, { pid: 3, container: 'podman:lxc:node:a' }, { pid: 4, container: 'systemd:podman:lxc:node:a:x' }, { pid: 5, container: 'systemd:y' }],
      containers: [
        { id: 'node', runtime: 'lxc' },
        { id: 'a', key: 'podman:lxc:node:a', outer: 'lxc:node' },
        { id: 'x', runtime: 'systemd', kind: 'service', key: 'systemd:podman:lxc:node:a:x', outer: 'podman:lxc:node:a' },
        { id: 'y', runtime: 'systemd', kind: 'service' },
      ],
    });
    const inside = (id: ObjectId) => processesOf(nested, id)?.map(({ pid }) => pid);
    expect([inside('container/lxc:node'), inside('container/podman:lxc:node:a'), inside('host/')]).toEqual([[2, 3, 4], [3, 4], [1, 5]]);
  });

  it('are none for one that is there without any, and unknown for one that is gone', () => {
    expect(pids('container/podman:empty')).toEqual([]);
    expect(pids('namespace/net:i300.0')).toEqual([]);
    expect([pids('container/podman:x'), pids('process/7@1'), pids('pod/podman:x'), pids('namespace/net:9')]).toEqual([null, null, null, null]);
  });
});
