import { expect, it } from 'vitest';
import { wayTo } from './breadcrumbs';
import { hostWith, HOME } from './graph.fixture';
import type { ObjectId } from './object-id';

const host = hostWith({
  processes: [
    { pid: 1 }, { pid: 50, container: 'podman:outer', namespaces: { net: 900 } }, { pid: 60, container: 'podman:inner', namespaces: { net: 901, user: 911 } },
    { pid: 61, container: 'podman:side', namespaces: { net: 901 } },
  ],
  namespaces: [{ type: 'net', ino: 900 }, { type: 'net', ino: 901 }, { type: 'user', ino: 910, parent: HOME.user }, { type: 'user', ino: 911, parent: 910 }],
  containers: [{ id: 'outer' }, { id: 'inner', pod: 'podman:p', outer: 'podman:outer' }, { id: 'side', pod: 'podman:p', outer: 'podman:outer' }],
  pods: [{ id: 'p' }],
});
const process = (pid: number): ObjectId => `process/${host.processes.find((row) => row.pid === pid)?.key ?? ''}`;
const namespace = (ino: number): ObjectId => `namespace/${host.namespaces.find((row) => row.ino === ino)?.key ?? ''}`;

it.each<readonly [string, ObjectId, readonly ObjectId[]]>([
  ['the host has nothing round it', 'host/', []],
  ['a process of the host', process(1), ['host/']],
  ['a process in a container in a pod in a container', process(60), ['host/', 'container/podman:outer', 'pod/podman:p', 'container/podman:inner']],
  ['a pod in a container', 'pod/podman:p', ['host/', 'container/podman:outer']],
  ['a user namespace has its parents', namespace(911), ['host/', namespace(HOME.user), namespace(910)]],
  ['a net namespace of one container', namespace(900), ['host/', 'container/podman:outer']],
  ['a net namespace of a pod', namespace(901), ['host/', 'container/podman:outer', 'pod/podman:p']],
  ['the host’s own', namespace(HOME.net), ['host/']],
  ['what is not there', 'process/4@4', []],
])('%s', (_, id, way) => {
  expect(wayTo(host, id)).toEqual(way);
});

it('a loop of containers ends where it closes', () => {
  const torn = hostWith({ processes: [{ pid: 1 }], containers: [{ id: 'a', outer: 'podman:b' }, { id: 'b', outer: 'podman:a' }] });
  expect(wayTo(torn, 'container/podman:a')).toEqual(['host/', 'container/podman:b']);
});
