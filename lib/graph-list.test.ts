import { describe, expect, it } from 'vitest';
import { buildGraph } from './graph';
import { hostOf, hostWith } from './graph.fixture';
import { listNodes, walk } from './graph-list';

const graph = buildGraph(hostOf({ onHost: 6, pods: 3, perContainer: 4 }), 'pods');
const kinds = (nodes: readonly { kind: string }[]) => new Set(nodes.map(({ kind }) => kind));

describe('the picture as a list', () => {
  it('holds everything while that is little', () => {
    expect(listNodes(graph, null, 1000)).toEqual({ nodes: graph.nodes, left: 0 });
  });

  it('leaves out processes when there is too much, but for those of the open group', () => {
    const all = graph.nodes.length;
    const processes = graph.nodes.filter(({ kind }) => kind === 'process').length;
    const { nodes, left } = listNodes(graph, null, all - 10);
    expect(kinds(nodes).has('process')).toBe(false);
    expect(left).toBe(processes);
    const open = listNodes(graph, 'container/podman:1-app', all - 10).nodes;
    expect(open.filter(({ kind }) => kind === 'process').map(({ parent }) => parent)).toEqual(Array(4).fill('container/podman:1-app'));
  });

  it('holds the ground and the open group when that is still too much, and never more than the limit', () => {
    const { nodes } = listNodes(graph, 'pod/podman:pod1', 40);
    expect(nodes.length).toBeLessThanOrEqual(40);
    expect(nodes.filter(({ parent }) => parent === null).map(({ id }) => id)).toEqual(['host/', 'pod/podman:pod0', 'pod/podman:pod1', 'pod/podman:pod2']);
    expect(nodes.some(({ id }) => id === 'container/podman:1-log')).toBe(true);
    expect(nodes.some(({ id }) => id === 'container/podman:2-log')).toBe(false);
    const few = listNodes(graph, 'pod/podman:pod1', 5);
    expect(few.nodes).toHaveLength(5);
    expect(few.nodes[0]?.id).toBe('pod/podman:pod1');
    expect(few.left).toBe(graph.nodes.length - 5);
  });

  it('names a namespace that sits on two groups once', () => {
    const shared = buildGraph(
      hostWith({ processes: [{ pid: 60, namespaces: { net: 900, ipc: 905 } }, { pid: 61, namespaces: { net: 901, ipc: 905 } }], namespaces: [{ type: 'net', ino: 900 }, { type: 'net', ino: 901 }, { type: 'ipc', ino: 905 }] }),
      'pods',
    );
    expect(listNodes(shared, null, 1000).nodes.filter(({ number, type }) => type === 'ipc' && number === 905)).toHaveLength(1);
  });
});

describe('walking the list', () => {
  const list = listNodes(graph, null, 1000);
  const placeOf = (id: string) => list.nodes.findIndex((node) => node.id === id);
  const step = (from: string, way: Parameters<typeof walk>[3]) => list.nodes[walk(list, graph, placeOf(from), way)]?.id;

  it('leads on and back, and stays at the ends', () => {
    expect(walk(list, graph, 3, 'next')).toBe(4);
    expect(walk(list, graph, 3, 'previous')).toBe(2);
    expect(walk(list, graph, 0, 'previous')).toBe(0);
    expect(walk(list, graph, list.nodes.length - 1, 'next')).toBe(list.nodes.length - 1);
    expect(walk(list, graph, 3, 'first')).toBe(0);
    expect(walk(list, graph, 3, 'last')).toBe(list.nodes.length - 1);
  });

  it('leads into a group and out of it', () => {
    expect(step('pod/podman:pod1', 'in')).toBe('namespace/ipc:i10101.0');
    expect(step('namespace/ipc:i10101.0', 'out')).toBe('pod/podman:pod1');
    expect(step('pod/podman:pod1', 'out')).toBe('pod/podman:pod1');
  });

  it('leads along an edge where there is no way in', () => {
    expect(step('process/2@1002', 'in')).toBe('process/1@1001');
  });
});
