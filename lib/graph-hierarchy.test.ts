import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from './graph';
import { hostWith, HOME, shuffled } from './graph.fixture';
import { layOut } from './layout';
import { legendOf } from './legend';
import { shot } from './shot';
import { DEFAULT_VIEW } from './view';
import { readXml } from './xml.fixture';

/** A container in pid and user namespaces of its own, another one inside of it, and one whose parent the kernel hides. */
const host = hostWith({
  processes: [
    { pid: 1, comm: 'systemd' }, { pid: 2, comm: 'kthreadd', kernelThread: true }, { pid: 3, ppid: 2, kernelThread: true }, { pid: 40, ppid: 1, comm: 'conmon' },
    { pid: 50, ppid: 40, comm: 'web', container: 'podman:c1', namespaces: { pid: 900, user: 901, net: 902 } },
    { pid: 51, ppid: 50, comm: 'worker', container: 'podman:c1', namespaces: { pid: 900, user: 901, net: 902 } },
    { pid: 60, ppid: 51, comm: 'inner', namespaces: { pid: 910 } },
    { pid: 70, ppid: 1, comm: 'apart', namespaces: { pid: 920 } },
    { pid: 80, ppid: 1, comm: 'unseen', namespaces: { pid: 999 } },
  ],
  namespaces: [
    { type: 'pid', ino: 900, parent: HOME.pid, owner: 901 }, { type: 'pid', ino: 910, parent: 900, owner: HOME.user }, { type: 'pid', ino: 920, parent: 'hidden', owner: 'hidden' },
    { type: 'user', ino: 901, parent: HOME.user }, { type: 'net', ino: 902, owner: 901 }, { type: 'net', ino: 903, owner: HOME.user },
  ],
  containers: [{ id: 'c1', name: 'web' }],
});

const labelOf = (graph: Graph, id: string | null | undefined) => graph.nodes.find((node) => node.id === id)?.label;
const inside = (graph: Graph, level: string) => graph.nodes.filter(({ parent }) => labelOf(graph, parent) === level).map(({ kind, label, count }) => `${kind} ${label}${kind === 'set' || kind === 'threads' ? ` ${count}` : ''}`);
const hangs = (graph: Graph) => graph.edges.filter(({ type }) => type !== null).map(({ source, target }) => `${labelOf(graph, source) ?? ''} < ${labelOf(graph, target) ?? ''}`);

describe('the hierarchy of pid namespaces', () => {
  const graph = buildGraph(host, 'hierarchy', null, { ...DEFAULT_VIEW, tree: 'pid' });

  it('has a level for each, below its parent, with the processes that live there', () => {
    expect(hangs(graph)).toEqual(['web < atlas', 'inner < web']);
    expect(inside(graph, 'atlas')).toEqual(['process systemd', 'process conmon', 'threads kernel threads 2']);
    expect(inside(graph, 'web')).toEqual(['process web', 'process worker']);
  });

  it('says what it does not know: a parent that is hidden, processes of a namespace nobody saw', () => {
    expect(graph.nodes.filter(({ traits }) => traits.includes('stray')).map(({ label }) => label)).toEqual(['apart']);
    expect(inside(graph, 'pid namespace not known')).toEqual(['process unseen']);
    const processes = graph.nodes.filter(({ kind }) => kind === 'process');
    expect(processes.length).toBe(host.processes.length);
  });

  it('shows a container by the level it has for itself, and the host by its own', () => {
    expect(labelOf(graph, graph.nodeByObject.get('container/podman:c1'))).toBe('web');
    expect(graph.nodeByObject.get('container/podman:c1')).toMatch(/^namespace\/pid:/);
    expect(labelOf(graph, graph.nodeByObject.get('host/'))).toBe('atlas');
  });

  it('who began a level is said when one looks at it', () => {
    expect(graph.edges.filter(({ source, quiet }) => source === 'process/50@1050' || (source.startsWith('process/50@') && quiet)).map(({ quiet }) => quiet)).toEqual([true]);
  });

  it('stands with each level below the one that it hangs from', () => {
    const places = layOut(graph);
    for (const { source, target, type } of graph.edges) {
      const [below, above] = [places.get(source), places.get(target)];
      if (type !== null) expect((below?.y ?? 0) - (below?.r ?? 0)).toBeGreaterThan((above?.y ?? 0) + (above?.r ?? 0));
    }
  });
});

it('what hangs from nothing stands beside the host, above what hangs from that, and the picture is no wider for it', () => {
  const many = hostWith({
    processes: [...Array.from({ length: 80 }, (_, at) => ({ pid: 100 + at })), ...Array.from({ length: 6 }, (_, at) => ({ pid: 500 + at, namespaces: { pid: 900 + at } })), { pid: 800, namespaces: { pid: 999 } }],
    namespaces: Array.from({ length: 6 }, (_, at) => ({ type: 'pid' as const, ino: 900 + at, parent: HOME.pid })),
  });
  const graph = buildGraph(many, 'hierarchy', null, { ...DEFAULT_VIEW, tree: 'pid' });
  const places = layOut(graph);
  const lone = places.get('level/') ?? { x: NaN, y: NaN, r: NaN };
  const hanging = graph.nodes.filter(({ number }) => number !== null && number >= 900 && number < 910).map(({ id }) => places.get(id) ?? lone);
  expect(lone.y + lone.r).toBeLessThan(Math.min(...hanging.map(({ y, r }) => y - r)));
  expect(lone.x - lone.r).toBeGreaterThanOrEqual(Math.min(...hanging.map(({ x, r }) => x - r)));
  expect(lone.x + lone.r).toBeLessThanOrEqual(Math.max(...hanging.map(({ x, r }) => x + r)));
});

it('levels that hang from a large one stand in a row as wide as the picture reads well, not in a heap below it', () => {
  const many = hostWith({
    processes: [...Array.from({ length: 80 }, (_, at) => ({ pid: 100 + at })), ...Array.from({ length: 6 }, (_, at) => ({ pid: 500 + at, namespaces: { pid: 900 + at } }))],
    namespaces: Array.from({ length: 6 }, (_, at) => ({ type: 'pid' as const, ino: 900 + at, parent: HOME.pid })),
  });
  const graph = buildGraph(many, 'hierarchy', null, { ...DEFAULT_VIEW, tree: 'pid' });
  const places = layOut(graph);
  expect(new Set(graph.nodes.filter(({ kind, number }) => kind === 'level' && number !== HOME.pid).map(({ id }) => places.get(id)?.y)).size).toBe(1);
});

describe('the hierarchy of user namespaces', () => {
  const graph = buildGraph(host, 'hierarchy', null, { ...DEFAULT_VIEW, tree: 'user' });

  it('has in each level what it owns, and who lives there rolled up with honest counts', () => {
    expect(hangs(graph)).toEqual(['web < atlas']);
    expect(inside(graph, 'web').sort()).toEqual(['namespace 900', 'namespace 902', 'set web 2']);
    const rolled = graph.nodes.filter(({ kind }) => kind !== 'level' && kind !== 'namespace');
    expect(rolled.reduce((sum, { count }) => sum + count, 0)).toBe(host.processes.length);
    expect(inside(graph, 'user namespace not known')).toEqual(['namespace 920']);
  });

  it('finds each process in the node that stands for it', () => {
    for (const { key } of host.processes) expect(labelOf(graph, graph.nodeByObject.get(`process/${key}`)), key).toBeDefined();
  });
});

it.each(['pid', 'user'] as const)('the tree of %s namespaces is the same whatever the order of the rows, and is drawn as text', (tree) => {
  const graph = buildGraph(host, 'hierarchy', null, { ...DEFAULT_VIEW, tree });
  expect(buildGraph(shuffled(host), 'hierarchy', null, { ...DEFAULT_VIEW, tree })).toEqual(graph);
  expect(legendOf(graph)[0]?.words).toBe(`a ${tree} namespace below its parent`);
  const answer = shot({ snapshot: host, topology: null, facts: null, order: { format: 'svg', lens: 'hierarchy', tree, group: 'pod', colour: 'type', select: null, range: 'all', kernelThreads: false, search: '', language: 'en', theme: 'light', paper: 'fit', caption: ['lens', 'legend'], redact: [] } });
  const texts = readXml('text' in answer ? answer.text : '').filter(({ name }) => name === 'text').map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining(['atlas', 'web', `Hierarchy lens, ${tree} namespaces`]));
});
