import { describe, expect, it } from 'vitest';
import type { ObjectId } from './object-id';
import { sharedWith, type SharedNamespace } from './sharing';
import { snapshotOf } from './snapshot.fixture';

/** A pod of infra, api and db; db has a child in a pid namespace of its own. Beside them a host process, and one that joined the pod's net. */
const world = snapshotOf({
  processes: [
    { pid: 1, namespaces: { net: 2, mnt: 3, pid: 4 } },
    { pid: 10, namespaces: { net: 20, mnt: 30, pid: 40 }, container: 'podman:infra' },
    { pid: 11, namespaces: { net: 20, mnt: 31, pid: 41 }, container: 'podman:api' },
    { pid: 12, namespaces: { net: 20, mnt: 32, pid: 4 }, container: 'podman:db' },
    { pid: 13, namespaces: { net: 20, mnt: 32, pid: 42 }, container: 'podman:db' },
    { pid: 14, namespaces: { net: 20, mnt: 3, pid: 4 } },
    { pid: 15, namespaces: { net: 2, mnt: 33, pid: 43 }, container: 'podman:lone' },
    { pid: 16, state: 'Z', namespaces: { pid: 41 }, container: 'podman:api' },
  ],
  namespaces: [
    { type: 'net', ino: 2, initial: true },
    { type: 'mnt', ino: 3, initial: true },
    { type: 'pid', ino: 4, initial: true },
    { type: 'net', ino: 20 },
    { type: 'pid', ino: 41 },
  ],
  containers: [{ id: 'infra', pod: 'podman:p', infra: true }, { id: 'api', pod: 'podman:p' }, { id: 'db', pod: 'podman:p' }, { id: 'lone' }],
  pods: [{ id: 'p' }],
});

const rows = (id: ObjectId, type: string): readonly SharedNamespace[] => sharedWith(world, id)?.filter((row) => row.type === type) ?? [];
const told = ({ with: others }: SharedNamespace) => ({
  containers: others.containers.map(({ id }) => id),
  pods: others.pods.map(({ id }) => id),
  processes: others.processes.map(({ pid }) => pid),
  host: others.host,
});

describe('with whom a namespace is shared', () => {
  it('a container: the others of its pod, and who joined from outside', () => {
    const [net] = rows('container/podman:api', 'net');
    expect(net).toMatchObject({ ino: 20, initial: false, count: 1 });
    expect(net && told(net)).toEqual({ containers: ['db', 'infra'], pods: [], processes: [14], host: false });
  });

  it('a namespace of its own is shared with nobody', () => {
    const [mnt] = rows('container/podman:api', 'mnt');
    expect(mnt && told(mnt)).toEqual({ containers: [], pods: [], processes: [], host: false });
  });

  it('the host’s: says so and does not list the host', () => {
    const [net] = rows('container/podman:lone', 'net');
    expect(net).toMatchObject({ ino: 2, initial: true });
    expect(net && told(net)).toEqual({ containers: [], pods: [], processes: [], host: true });
  });

  it('a container in two pid namespaces has two rows, its first process’s before', () => {
    expect(rows('container/podman:db', 'pid').map(({ ino, count }) => [ino, count])).toEqual([[4, 1], [42, 1]]);
  });

  it('a pod: one net namespace, a mnt namespace for each container', () => {
    expect(rows('pod/podman:p', 'net').map(told)).toEqual([{ containers: [], pods: [], processes: [14], host: false }]);
    expect(rows('pod/podman:p', 'mnt').map(({ ino }) => ino)).toEqual([30, 31, 32]);
  });

  it('a process that joined: the pod it shares with', () => {
    const [net] = rows('process/14@1014', 'net');
    expect(net && told(net)).toEqual({ containers: ['api', 'db', 'infra'], pods: ['p'], processes: [], host: false });
  });

  it('a namespace itself: all who live in it', () => {
    expect(sharedWith(world, 'namespace/net:i20.0')?.map(told)).toEqual([{ containers: ['api', 'db', 'infra'], pods: ['p'], processes: [14], host: false }]);
  });

  it('a type that could not be read is a row of its own, without a namespace', () => {
    expect(rows('process/16@1016', 'net')).toMatchObject([{ ino: null, namespace: null, count: 0, initial: false }]);
    expect(sharedWith(world, 'process/16@1016')).toHaveLength(8);
  });

  it('the host: shares its namespaces with the containers that kept them', () => {
    const [net] = rows('host/', 'net');
    expect(net && told(net)).toEqual({ containers: ['lone'], pods: [], processes: [], host: false });
  });

  it('services and sandboxes of the host count as the host in its own namespaces, and are named in others', () => {
    const host = snapshotOf({
      processes: [{ pid: 1, namespaces: { net: 2 } }, { pid: 20, namespaces: { net: 2, mnt: 30 }, container: 'systemd:cups' }, { pid: 21, namespaces: { net: 2, mnt: 30 }, container: 'podman:a' }],
      namespaces: [{ type: 'net', ino: 2, initial: true }, { type: 'mnt', ino: 30 }],
      containers: [{ id: 'cups', runtime: 'systemd', kind: 'service' }, { id: 'a' }],
    });
    const sharers = (type: string) => sharedWith(host, 'container/podman:a')?.filter((row) => row.type === type).map(told);
    expect(sharers('net')).toEqual([{ containers: [], pods: [], processes: [], host: true }]);
    expect(sharers('mnt')).toEqual([{ containers: ['cups'], pods: [], processes: [], host: false }]);
  });

  it('an object that is gone has no answer', () => {
    expect(sharedWith(world, 'container/podman:x')).toBeNull();
  });
});
