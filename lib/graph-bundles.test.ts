import { describe, expect, it } from 'vitest';
import { colourGraph } from './colour';
import { crowdOf } from './crowd.fixture';
import { SORTS_BY_LENS, sortOfEdge } from './edge-sorts';
import { buildGraph, type Graph } from './graph';
import { hostWith, shuffled } from './graph.fixture';
import { laidGraph } from './laid-graph';
import { layOut } from './layout';
import { buildScene } from './scene';
import { selectGraph } from './select';
import { shot } from './shot';
import { DEFAULT_VIEW, type Grouping } from './view';

const host = hostWith({
  processes: [
    { pid: 1, comm: 'systemd', uid: 0, cgroup: ['0::/init.scope'] }, { pid: 2, kernelThread: true },
    { pid: 10, ppid: 1, comm: 'sshd', uid: 0, cgroup: ['0::/system.slice/sshd.service'] }, { pid: 11, ppid: 1, comm: 'bash', uid: 1000, cgroup: ['0::/user.slice/user-1000.slice/x.scope'] },
    { pid: 50, comm: 'nginx', uid: 1000, container: 'podman:web', cgroup: ['0::/machine.slice/libpod-web.scope'], namespaces: { net: 900 } },
    { pid: 60, comm: 'db', uid: 999, container: 'docker:db', cgroup: ['4:memory:/docker/db', '1:name=systemd:/docker/db'], namespaces: { net: 901 } },
  ],
  namespaces: [{ type: 'net', ino: 900 }, { type: 'net', ino: 901 }],
  containers: [{ id: 'web', runtime: 'podman' }, { id: 'db', key: 'docker:db', runtime: 'docker' }],
});
const graphBy = (lens: 'pods' | 'namespaces', group: Grouping) => buildGraph(host, lens, null, { ...DEFAULT_VIEW, group });

function bundlesOf({ nodes }: Graph): Record<string, string[]> {
  const bundles = nodes.filter(({ kind }) => kind === 'bundle');
  return Object.fromEntries(bundles.map(({ id, label, parent }) => [`${parent === null ? '' : 'host '}${label}`, nodes.filter((node) => node.parent === id).map((node) => node.label)]));
}

it('the host\'s own processes, gathered by user, are no groups that lack a name', () => {
  const many = hostWith({ processes: Array.from({ length: 40 }, (_, at) => ({ pid: 10 + at, comm: `worker${at}`, uid: 0 })) });
  const graph = buildGraph(many, 'pods', null, { ...DEFAULT_VIEW, group: 'user' });
  const marks = buildScene(selectGraph(graph, DEFAULT_VIEW, null), layOut(laidGraph(graph, DEFAULT_VIEW)), { scale: 1, window: null, fresh: new Set() });
  expect(marks.flatMap((mark) => (mark.kind === 'label' && mark.text.startsWith('+') ? [mark.text] : []))).toEqual([]);
});

describe('groups that stand together', () => {
  it('by runtime: pods and containers of one, and the host as ever', () => {
    expect(bundlesOf(graphBy('pods', 'runtime'))).toEqual({ podman: ['web'], docker: ['db'] });
  });

  it('by user, on the host too', () => {
    expect(bundlesOf(graphBy('pods', 'user'))).toEqual({ 'uid 999': ['db'], 'uid 1000': ['web'], 'host root': ['systemd', 'sshd'], 'host uid 1000': ['bash'] });
  });

  it('by slice, of whatever hierarchy says', () => {
    expect(bundlesOf(graphBy('pods', 'slice'))).toEqual({ docker: ['db'], 'machine.slice': ['web'], 'host init.scope': ['systemd'], 'host system.slice': ['sshd'], 'host user.slice': ['bash'] });
  });

  it.each(['pods', 'namespaces'] as const)('lose nobody in the lens %s, come before what is in them, and stand the same in whatever order the rows come', (lens) => {
    for (const group of ['runtime', 'user', 'slice'] as const) {
      const graph = graphBy(lens, group);
      const seen = new Set<string>();
      for (const { id, parent } of graph.nodes) {
        expect(parent === null || seen.has(parent), id).toBe(true);
        seen.add(id);
      }
      const processes = (nodes: Graph['nodes']) => nodes.reduce((sum, { kind, count }) => sum + (kind === 'process' || kind === 'set' ? count : 0), 0);
      expect(processes(graph.nodes)).toBe(processes(graphBy(lens, 'pod').nodes));
      const other = buildGraph(shuffled(host), lens, null, { ...DEFAULT_VIEW, group });
      expect(other).toEqual(graph);
      const places = layOut(graph);
      expect([...places.keys()].sort()).toEqual([...seen].sort());
      expect(layOut(other, places)).toEqual(places);
    }
  });

  it('a crowd keeps still: one process more moves nobody outside its bundle', () => {
    const crowd = crowdOf({ processes: 400, namespaces: 120 });
    const graph = buildGraph(crowd, 'pods', null, { ...DEFAULT_VIEW, group: 'slice' });
    const places = layOut(graph);
    const [parent] = crowd.processes.slice(-1);
    if (parent === undefined) throw new Error('no process');
    const child = { ...parent, pid: 9_000_000, ppid: parent.pid, key: '9000000@9', startTime: 9 };
    const now = layOut(buildGraph({ ...crowd, processes: [...crowd.processes, child] }, 'pods', null, { ...DEFAULT_VIEW, group: 'slice' }), places);
    const moved = [...places].filter(([id, { x, y }]) => now.get(id)?.x !== x || now.get(id)?.y !== y).map(([id]) => id);
    const grounds = new Map<string, string>();
    for (const { id, parent } of graph.nodes) grounds.set(id, parent === null ? id : (grounds.get(parent) ?? parent));
    expect(grounds.get(`container/${parent.container ?? ''}`)).toBe('bundle/kubepods.slice');
    expect(moved.filter((id) => grounds.get(id) !== 'bundle/kubepods.slice')).toEqual([]);
  });
});

describe('colours', () => {
  const graph = graphBy('pods', 'pod');

  it('by type are the usual ones', () => expect(colourGraph(graph, host, 'type')).toBeNull());

  it('by user say whose each process is, in an order that does not depend on how many there are', () => {
    const colouring = colourGraph(graph, host, 'user');
    expect(colouring?.tones.map(({ word, count }) => `${word} ${count}`)).toEqual(['root 2', 'uid 999 1', 'uid 1000 2']);
    const inkOf = (pid: number) => colouring?.inks.get(graph.nodeByObject.get(`process/${host.processes.find((row) => row.pid === pid)?.key ?? ''}`) ?? '');
    expect(inkOf(11)).toBe(inkOf(50));
    expect(new Set([inkOf(10), inkOf(60), inkOf(50)]).size).toBe(3);
  });

  it('by runtime colour the groups too; what has none is as usual', () => {
    const colouring = colourGraph(graph, host, 'runtime');
    expect(colouring?.inks.get('container/podman:web')).toBe(colouring?.tones[0]?.ink);
    expect(colouring?.inks.has(graph.nodeByObject.get('host/') ?? '')).toBe(false);
  });

  it('the many beyond the palette are counted as others', () => {
    const many = hostWith({ processes: Array.from({ length: 12 }, (_, at) => ({ pid: at + 1, uid: at })) });
    const tones = colourGraph(buildGraph(many, 'pods'), many, 'user')?.tones ?? [];
    expect(tones.at(-1)).toMatchObject({ word: 'others', count: 5 });
    expect(new Set(tones.map(({ ink }) => ink)).size).toBe(tones.length);
  });

  it('and groups are drawn, and said, in what is exported', () => {
    const order = { format: 'svg', lens: 'pods', tree: 'pid', group: 'user', colour: 'user', select: null, range: 'all', kernelThreads: false, search: '', language: 'en', theme: 'light', paper: 'fit', caption: ['lens', 'filter', 'legend'], redact: [] } as const;
    const answer = shot({ snapshot: host, topology: null, facts: null, order: { ...order, caption: [...order.caption], redact: [] } });
    for (const words of ['grouped by user', 'coloured by user', 'uid 1000 (2)']) expect('text' in answer && answer.text.includes(words), words).toBe(true);
  });
});

it('sorts of lines are switched off and on, and only those', () => {
  const graph = graphBy('pods', 'pod');
  for (const sort of SORTS_BY_LENS.pods) {
    const { graph: shown } = selectGraph(graph, { ...DEFAULT_VIEW, hiddenEdges: [sort] }, null);
    expect(shown.edges).toEqual(graph.edges.filter((edge) => sortOfEdge(edge) !== sort && shown.nodes.some(({ id }) => id === edge.source)));
  }
});
