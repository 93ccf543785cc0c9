import { describe, expect, it } from 'vitest';
import { compare, type Meaning } from './compare';
import { snapshotOf } from './snapshot.fixture';

/** A pod of two containers, one of them with a pid namespace below the other's; a rootless one; one that joined the pod's net with users of its own. */
const world = snapshotOf({
  processes: [
    { pid: 1, namespaces: { net: 1, pid: 2, user: 3, mnt: 4, ipc: 5, uts: 6, cgroup: 7, time: 8 } },
    { pid: 10, container: 'podman:api', namespaces: { net: 20, pid: 21, user: 3, mnt: 24, ipc: 25, uts: 26, cgroup: 7, time: 8 }, cgroup: ['0::/pod/api'] },
    { pid: 11, container: 'podman:db', namespaces: { net: 20, pid: 22, user: 3, mnt: 34, ipc: 25, uts: 26, cgroup: 7, time: 8 }, cgroup: ['0::/pod/db'] },
    { pid: 12, container: 'podman:rootless', namespaces: { net: 20, pid: 21, user: 43, mnt: 44, ipc: 45, uts: 46, cgroup: 47, time: 48 } },
    { pid: 13, container: 'podman:dark', namespaces: {} },
    { pid: 14, container: 'podman:ended', state: 'Z', namespaces: { pid: 21, user: 3 } },
    { pid: 15, container: 'podman:torn', namespaces: { net: 20, user: 3 }, cgroup: ['0::/pod/api'] },
    { pid: 16, container: 'podman:torn', namespaces: { net: 1, user: 3 }, cgroup: ['0::/pod/api'] },
  ],
  namespaces: [
    { type: 'net', ino: 1, initial: true, owner: 3 },
    { type: 'net', ino: 20, owner: 3 },
    { type: 'pid', ino: 2, initial: true },
    { type: 'pid', ino: 21, parent: 2 },
    { type: 'pid', ino: 22, parent: 21 },
    { type: 'user', ino: 3, initial: true },
    { type: 'user', ino: 43, parent: 3 },
  ],
  containers: ['api', 'db', 'rootless', 'dark', 'ended', 'torn'].map((id) => ({ id })),
});

const relations = (left: string, right: string) => Object.fromEntries(compare(world, `container/podman:${left}`, `container/podman:${right}`)?.types.map(({ type, relation }) => [type, relation]) ?? []);
const meanings = (left: string, right: string): readonly Meaning[] => compare(world, `container/podman:${left}`, `container/podman:${right}`)?.meanings ?? [];

describe('two containers of a pod', () => {
  it('share what the pod shares', () => {
    expect(relations('api', 'db')).toEqual({ net: 'same', ipc: 'same', uts: 'same', user: 'same', cgroup: 'same', time: 'same', mnt: 'apart', pid: 'apart' });
  });

  it('reach each other on localhost, and have files of their own', () => {
    expect(meanings('api', 'db')).toEqual(expect.arrayContaining([{ kind: 'localhost' }, { kind: 'sharedMemory' }, { kind: 'ownFiles' }]));
    expect(meanings('api', 'db')).not.toContainEqual({ kind: 'sameCgroup' });
  });

  it('see each other only from above, when one pid namespace is below the other', () => {
    expect(meanings('api', 'db')).toContainEqual({ kind: 'seesBelow', upper: 'left' });
    expect(meanings('db', 'api')).toContainEqual({ kind: 'seesBelow', upper: 'right' });
    expect(meanings('api', 'db')).not.toContainEqual({ kind: 'ownProcesses' });
  });
});

describe('half cases', () => {
  it('the same net but other users: only those with rights over its owner may configure it', () => {
    expect(meanings('api', 'rootless')).toContainEqual({ kind: 'mayConfigureNet', left: true, right: false });
    expect(meanings('api', 'db').some(({ kind }) => kind === 'mayConfigureNet')).toBe(false);
  });

  it('the same processes but other users: to see is not to signal', () => {
    expect(meanings('api', 'rootless')).toEqual(expect.arrayContaining([{ kind: 'seeEachOther' }, { kind: 'signalNeedsRights' }, { kind: 'ownUsers' }, { kind: 'userAbove', upper: 'left' }]));
  });

  it('some processes here, some there: partly', () => {
    expect(relations('torn', 'api')['net']).toBe('partly');
    expect(meanings('torn', 'api')).toContainEqual({ kind: 'partlyShared', type: 'net' });
    expect(meanings('torn', 'api')).toContainEqual({ kind: 'sameCgroup' });
  });

  it('what could not be read is unknown, never apart', () => {
    expect(new Set(Object.values(relations('dark', 'api')))).toEqual(new Set(['unknown']));
    expect(meanings('dark', 'api')).toContainEqual({ kind: 'notKnown', type: 'net' });
  });

  it('a zombie shares nothing any more', () => {
    expect(meanings('ended', 'api')).toEqual([{ kind: 'noProcess' }]);
  });
});

it('an object beside itself, and beside none', () => {
  expect(meanings('api', 'api')).toEqual([{ kind: 'sameObject' }]);
  expect(compare(world, 'container/podman:api', 'container/podman:none')).toBeNull();
});

it('above the owner is as good as the owner; where the way up is hidden nothing is said', () => {
  const nested = snapshotOf({
    processes: [{ pid: 1, namespaces: { net: 9, user: 1 } }, { pid: 2, namespaces: { net: 9, user: 3 } }, { pid: 3, namespaces: { net: 8, user: 5 } }, { pid: 4, namespaces: { net: 8, user: 6 } }],
    namespaces: [
      { type: 'user', ino: 1, initial: true }, { type: 'user', ino: 2, parent: 1 }, { type: 'user', ino: 3, parent: 1 }, { type: 'net', ino: 9, owner: 2 },
      { type: 'user', ino: 5, parent: 'hidden' }, { type: 'user', ino: 6, parent: 'hidden' }, { type: 'user', ino: 7, parent: 'hidden' }, { type: 'net', ino: 8, owner: 7 },
    ],
  });
  const keys = nested.processes.map(({ key }) => key);
  expect(compare(nested, `process/${keys[0]}`, `process/${keys[1]}`)?.meanings).toContainEqual({ kind: 'mayConfigureNet', left: true, right: false });
  expect(compare(nested, `process/${keys[2]}`, `process/${keys[3]}`)?.meanings.some(({ kind }) => kind === 'mayConfigureNet')).toBe(false);
});
