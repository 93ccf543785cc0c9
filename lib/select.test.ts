import { describe, expect, it } from 'vitest';
import { buildGraph } from './graph';
import { HOME, hostOf, hostWith } from './graph.fixture';
import type { ObjectId } from './object-id';
import { selectGraph } from './select';
import { DEFAULT_VIEW } from './view';

const snapshot = hostOf({ onHost: 4, pods: 2, perContainer: 2 });
const graph = buildGraph(snapshot, 'pods');
const podOf = (at: number): ObjectId => `pod/podman:pod${at}`;

describe('what the View shows', () => {
  it('leaves everything lit when nothing is selected or asked for', () => {
    expect(selectGraph(graph, DEFAULT_VIEW, null)).toMatchObject({ focus: null, lit: null, selected: new Set() });
  });

  it('drops namespaces of a hidden type, and the edges of that type', () => {
    const namespaces = buildGraph(snapshot, 'namespaces');
    const shown = selectGraph(namespaces, { ...DEFAULT_VIEW, hiddenTypes: ['net', 'mnt'] }, null).graph;
    expect(shown.nodes.filter(({ type }) => type === 'net' || type === 'mnt')).toEqual([]);
    expect(shown.edges.filter(({ type }) => type === 'net' || type === 'mnt')).toEqual([]);
    expect(shown.edges.some(({ type }) => type === 'pid')).toBe(true);
  });

  it('leaves no edge without both its ends', () => {
    const { nodes, edges } = selectGraph(buildGraph(snapshot, 'namespaces'), { ...DEFAULT_VIEW, hiddenTypes: ['user'] }, null).graph;
    const ids = new Set(nodes.map(({ id }) => id));
    expect(edges.filter(({ source, target }) => !ids.has(source) || !ids.has(target))).toEqual([]);
  });

  it('shows single kernel threads only when asked to, and one that is selected by what it is rolled up in', () => {
    const threads = buildGraph(hostWith({ processes: [{ pid: 2, kernelThread: true }, { pid: 3, kernelThread: true }] }), 'pods');
    const view = { ...DEFAULT_VIEW, select: 'process/3@1003' } as const;
    expect(selectGraph(threads, view, null)).toMatchObject({ focus: 'threads/', selected: new Set(['threads/']) });
    expect(selectGraph(threads, { ...view, kernelThreads: true }, null)).toMatchObject({ focus: 'process/3@1003' });
  });

  it('puts a pod forward with all in it and its groups, and nothing else', () => {
    const { lit, focus } = selectGraph(graph, { ...DEFAULT_VIEW, select: podOf(0) }, null);
    expect(focus).toBe(podOf(0));
    const inside = graph.nodes.filter(({ parent }) => parent === podOf(0) || parent?.startsWith('container/podman:0-') === true);
    expect(lit).toEqual(new Set([podOf(0), ...inside.map(({ id }) => id)]));
  });

  it('puts a namespace forward with the group that lives in it', () => {
    const { lit } = selectGraph(graph, { ...DEFAULT_VIEW, select: 'namespace/net:i10000.0' }, null);
    expect(lit?.has(podOf(0))).toBe(true);
    expect(lit?.has('container/podman:0-app')).toBe(true);
    expect(lit?.has(podOf(1))).toBe(false);
  });

  it('puts a process forward with its parent, its children and the groups round it', () => {
    const { lit } = selectGraph(graph, { ...DEFAULT_VIEW, select: 'process/1@1001' }, null);
    expect(lit).toEqual(new Set(['process/1@1001', 'process/2@1002', 'process/3@1003', 'process/4@1004', 'host/']));
  });

  it('dims what a query does not find, but for the groups round what it finds', () => {
    const { lit } = selectGraph(graph, DEFAULT_VIEW, new Set(['process/2@1002'] as const));
    expect(lit).toEqual(new Set(['process/2@1002', 'host/']));
    expect(selectGraph(graph, DEFAULT_VIEW, new Set()).lit).toEqual(new Set());
  });

  it('has no focus for what is not in the picture', () => {
    expect(selectGraph(graph, { ...DEFAULT_VIEW, select: 'pod/podman:gone' }, null)).toMatchObject({ focus: null, lit: null });
  });

  it('marks every place of a namespace that several groups share', () => {
    const shared = hostWith({
      processes: [{ pid: 60, namespaces: { net: 900, ipc: 905 } }, { pid: 61, namespaces: { net: 901, ipc: 905 } }],
      namespaces: [{ type: 'net', ino: 900 }, { type: 'net', ino: 901 }, { type: 'ipc', ino: 905 }],
    });
    const { selected } = selectGraph(buildGraph(shared, 'pods'), { ...DEFAULT_VIEW, select: 'namespace/ipc:i905.0' }, null);
    expect(selected).toEqual(new Set(['namespace/ipc:i905.0', 'rim/sandbox/net:i901.0/ipc']));
  });

  it('leaves the graph as it was', () => {
    const before = structuredClone(graph);
    selectGraph(graph, { ...DEFAULT_VIEW, select: podOf(1), hiddenTypes: ['net'] }, new Set([`namespace/net:i${HOME.net}.0`] as const));
    expect(graph).toEqual(before);
  });
});
