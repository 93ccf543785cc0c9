import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from './graph';
import { HOME, hostOf, hostWith, shuffled } from './graph.fixture';
import { containerOf } from './snapshot.fixture';

const nodeOf = (graph: Graph, id: string | undefined) => graph.nodes.find((node) => node.id === id);
const processId = (pid: number) => `process/${pid}@${1000 + pid}` as const;

describe('the Namespaces lens', () => {
  it('is the same whatever the order of the rows', () => {
    const snapshot = hostOf({ onHost: 20, pods: 4, perContainer: 3 });
    expect(buildGraph(shuffled(snapshot), 'namespaces')).toEqual(buildGraph(snapshot, 'namespaces'));
  });

  it('rolls processes in the very same namespaces into one node, named after the leader', () => {
    const graph = buildGraph(hostWith({ processes: [{ pid: 5, comm: 'cron' }, { pid: 4, comm: 'sshd' }] }), 'namespaces');
    const id = graph.nodeByObject.get(processId(5));
    expect(id).toBe(graph.nodeByObject.get(processId(4)));
    expect(nodeOf(graph, id)).toMatchObject({ kind: 'set', label: 'sshd', number: 4, count: 2, parent: 'host/' });
  });

  it('shows a set of one as the process, under the id that the set had', () => {
    const two = buildGraph(hostWith({ processes: [{ pid: 4 }, { pid: 5 }] }), 'namespaces');
    const one = buildGraph(hostWith({ processes: [{ pid: 4, comm: 'sshd' }] }), 'namespaces');
    expect(one.nodeByObject.get(processId(4))).toBe(two.nodeByObject.get(processId(4)));
    expect(nodeOf(one, one.nodeByObject.get(processId(4)))).toMatchObject({ kind: 'process', object: processId(4), label: 'sshd' });
  });

  it('keeps apart what lives in the same namespaces but in two containers', () => {
    const graph = buildGraph(
      hostWith({ processes: [{ pid: 4, container: 'podman:a' }, { pid: 5, container: 'podman:b' }], containers: [containerOf({ id: 'a' }), containerOf({ id: 'b' })] }),
      'namespaces',
    );
    expect(graph.nodeByObject.get(processId(4))).not.toBe(graph.nodeByObject.get(processId(5)));
  });

  it('has an edge from whoever holds a namespace without living there, once', () => {
    const holders = [{ kind: 'thread', pid: 4, startTime: 1004, tid: 6 }, { kind: 'descriptor', pid: 4, startTime: 1004, fd: 3 }, { kind: 'descriptor', pid: 5, startTime: 1005, fd: 3 }, { kind: 'socket', pid: 9, startTime: 1, fd: 3 }] as const;
    const graph = buildGraph(hostWith({ processes: [{ pid: 4 }, { pid: 5, namespaces: { net: 900 } }], namespaces: [{ type: 'net', ino: 900, id: '7', holders: [...holders] }] }), 'namespaces');
    expect(graph.edges.filter(({ kind }) => kind === 'holder').map(({ source, target }) => [source, target])).toEqual([[graph.nodeByObject.get(processId(4)), 'namespace/net:7']]);
  });

  it('has an edge for each membership; that to the host’s own is quiet', () => {
    const graph = buildGraph(hostWith({ processes: [{ pid: 4, namespaces: { net: 900 } }], namespaces: [{ type: 'net', ino: 900 }] }), 'namespaces');
    const members = graph.edges.filter(({ kind }) => kind === 'member');
    expect(members.map(({ type, quiet }) => [type, quiet])).toEqual([
      ['cgroup', true], ['ipc', true], ['mnt', true], ['net', false], ['pid', true], ['time', true], ['user', true], ['uts', true],
    ]);
    expect(members.find(({ type }) => type === 'net')?.target).toBe('namespace/net:i900.0');
  });

  it('has one edge from a user namespace to its parent, which is also its owner', () => {
    const graph = buildGraph(
      hostWith({
        namespaces: [
          { type: 'user', ino: 900, owner: HOME.user, parent: HOME.user },
          { type: 'user', ino: 901, owner: 900, parent: 900 },
          { type: 'net', ino: 902, owner: 901 },
          { type: 'net', ino: 903, owner: 'hidden' },
        ],
      }),
      'namespaces',
    );
    const relations = graph.edges.map(({ kind, source, target, quiet }) => ({ kind, source, target, quiet }));
    expect(relations).toEqual([
      { kind: 'owner', source: 'namespace/net:i902.0', target: 'namespace/user:i901.0', quiet: false },
      { kind: 'parent', source: 'namespace/user:i900.0', target: `namespace/user:i${HOME.user}.0`, quiet: true },
      { kind: 'parent', source: 'namespace/user:i901.0', target: 'namespace/user:i900.0', quiet: false },
    ]);
  });

  it('puts a namespace into the group that has all its members, one that two groups share on the ground', () => {
    const snapshot = hostWith({
      processes: [{ pid: 4, container: 'podman:a', namespaces: { net: 900, ipc: 901 } }, { pid: 5, container: 'podman:b', namespaces: { ipc: 901 } }],
      namespaces: [{ type: 'net', ino: 900 }, { type: 'ipc', ino: 901 }, { type: 'uts', ino: 902 }],
      containers: [containerOf({ id: 'a' }), containerOf({ id: 'b' })],
    });
    const graph = buildGraph(snapshot, 'namespaces');
    expect(nodeOf(graph, 'namespace/net:i900.0')?.parent).toBe('container/podman:a');
    expect(nodeOf(graph, 'namespace/ipc:i901.0')?.parent).toBeNull();
    expect(nodeOf(graph, 'namespace/uts:i902.0')).toMatchObject({ parent: null, traits: ['empty'] });
    expect(nodeOf(graph, `namespace/net:i${HOME.net}.0`)).toMatchObject({ parent: 'host/', traits: ['initial', 'home'] });
  });

  it('lets the area of a namespace grow with its processes', () => {
    const processes = Array.from({ length: 16 }, (_, at) => ({ pid: at + 1, namespaces: { net: at < 4 ? 900 : 901 } }));
    const graph = buildGraph(hostWith({ processes, namespaces: [{ type: 'net', ino: 900 }, { type: 'net', ino: 901 }] }), 'namespaces');
    const area = (ino: number) => (nodeOf(graph, `namespace/net:i${ino}.0`)?.radius ?? 0) ** 2;
    expect(area(901) / area(900)).toBeCloseTo(3);
  });

  it('keeps kernel threads in a set of their own', () => {
    const graph = buildGraph(hostWith({ processes: [{ pid: 2, kernelThread: true }, { pid: 3, kernelThread: true }, { pid: 4 }] }), 'namespaces');
    expect(nodeOf(graph, graph.nodeByObject.get(processId(2)))).toMatchObject({ kind: 'threads', count: 2, traits: ['kernel'] });
    expect(nodeOf(graph, graph.nodeByObject.get(processId(4)))).toMatchObject({ kind: 'process', traits: [] });
  });
});
