import { expect, it } from 'vitest';
import { buildGraph } from './graph';
import { hostWith, HOME } from './graph.fixture';
import { selectGraph } from './select';
import { DEFAULT_VIEW, type Reach } from './view';
import type { ObjectId } from './object-id';

/** web shares net with log; log's user namespace is its own; lone has nothing to do with them. */
const host = hostWith({
  processes: [
    { pid: 1, comm: 'systemd' }, { pid: 9, ppid: 1, comm: 'conmon', monitorOf: 'podman:web' },
    { pid: 50, comm: 'nginx', container: 'podman:web', namespaces: { net: 900, mnt: 901 } }, { pid: 51, ppid: 50, comm: 'worker', container: 'podman:web', namespaces: { net: 900, mnt: 901 } },
    { pid: 60, comm: 'logger', container: 'podman:log', namespaces: { net: 900, mnt: 902 } },
    { pid: 70, comm: 'alone', container: 'podman:lone', namespaces: { net: 903, mnt: 904 } },
  ],
  namespaces: [{ type: 'net', ino: 900, owner: HOME.user }, { type: 'mnt', ino: 901 }, { type: 'mnt', ino: 902 }, { type: 'net', ino: 903 }, { type: 'mnt', ino: 904 }],
  containers: [{ id: 'web' }, { id: 'log' }, { id: 'lone' }],
});

function near(lens: 'pods' | 'namespaces', select: ObjectId, reach: Reach): { labels: string[]; all: number } {
  const graph = buildGraph(host, lens);
  const { graph: shown, lit } = selectGraph(graph, { ...DEFAULT_VIEW, lens, select, reach }, null);
  expect(reach === 0 || lit === null).toBe(true);
  return { labels: shown.nodes.map(({ label }) => label), all: graph.nodes.length };
}

it('reach 0 shows all, as ever', () => {
  const { labels, all } = near('pods', 'container/podman:web', 0);
  expect(labels).toHaveLength(all);
});

it('one line away is the one that shares a namespace, with all in it, and the monitor; not who has nothing to do with them', () => {
  const { labels } = near('pods', 'container/podman:web', 1);
  expect(labels).toEqual(expect.arrayContaining(['atlas', 'conmon', 'web', 'nginx', 'worker', 'log', 'logger']));
  expect(labels).not.toContain('alone');
  expect(labels).not.toContain('systemd');
});

it('reaches farther by each line', () => {
  const sizesOf = ([1, 2, 3] as const).map((reach) => near('namespaces', 'container/podman:web', reach).labels.length);
  expect(sizesOf[1]).toBeGreaterThan(sizesOf[0] ?? Infinity);
  expect(near('namespaces', 'container/podman:web', 3).labels).not.toContain('lone');
});

it('shows all when nothing is selected, or what is selected has no place', () => {
  const graph = buildGraph(host, 'pods');
  for (const select of [null, 'process/1@1'] as const) expect(selectGraph(graph, { ...DEFAULT_VIEW, select, reach: 2 }, null)).toMatchObject({ isNear: false, graph: { nodes: graph.nodes } });
});
