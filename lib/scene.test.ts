import { describe, expect, it } from 'vitest';
import { buildGraph } from './graph';
import { HOME, hostOf, hostWith, shuffled } from './graph.fixture';
import { layOut } from './layout';
import type { ObjectId } from './object-id';
import { buildScene, countDrawn, type Looking, type Mark, type Style } from './scene';
import { hintMarks } from './scene-nodes';
import { labelWidth } from './scene-text';
import type { Snapshot } from './schema';
import { selectGraph } from './select';
import { DEFAULT_VIEW, type View } from './view';

const NEAR: Looking = { scale: 3, window: null, fresh: new Set() };
const snapshot = hostOf({ onHost: 10, pods: 4, perContainer: 3 });

function sceneOf(of: Snapshot, view: Partial<View> = {}, looking: Partial<Looking> = {}, found: ReadonlySet<ObjectId> | null = null): Mark[] {
  const wanted = { ...DEFAULT_VIEW, ...view };
  const graph = buildGraph(of, wanted.lens === 'namespaces' ? 'namespaces' : 'pods');
  const shown = selectGraph(graph, { ...DEFAULT_VIEW, kernelThreads: wanted.kernelThreads }, null).graph;
  return buildScene(selectGraph(graph, wanted, found), layOut(shown), { ...NEAR, ...looking });
}

const ofKind = <K extends Mark['kind']>(scene: readonly Mark[], kind: K) => scene.filter((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);
const bodyOf = (scene: readonly Mark[], id: string) => scene.find((mark) => mark.id === id && mark.kind !== 'label' && mark.kind !== 'ring');
const labelOf = (scene: readonly Mark[], id: string) => ofKind(scene, 'label').find((mark) => mark.id === id);

describe('a scene', () => {
  it('is the same whatever the order of the rows', () => {
    expect(sceneOf(shuffled(snapshot))).toEqual(sceneOf(snapshot));
  });

  it('paints groups before what is in them, lines before bodies, names last', () => {
    const scene = sceneOf(snapshot);
    const at = (id: string, kind: Mark['kind']) => scene.findIndex((mark) => mark.id === id && mark.kind === kind);
    expect(at('pod/podman:pod1', 'disc')).toBeLessThan(at('container/podman:1-app', 'disc'));
    expect(at('container/podman:1-app', 'disc')).toBeLessThan(at('process/1011000@1012000', 'disc'));
    expect(scene.findLastIndex(({ kind }) => kind === 'line')).toBeLessThan(at('process/1011000@1012000', 'disc'));
    expect(scene.findIndex(({ kind }) => kind === 'label')).toBe(scene.length - ofKind(scene, 'label').length);
  });

  it('keeps marks of one style in a row', () => {
    const bodies = sceneOf(snapshot).filter(({ kind }) => kind === 'disc' || kind === 'speck' || kind === 'sign' || kind === 'line');
    const changes = bodies.filter((mark, at) => mark.style !== bodies[at - 1]?.style).length;
    expect(changes).toBeLessThan(30);
    expect(new Set(bodies.map(({ style }) => JSON.stringify(style))).size).toBe(new Set<Style>(bodies.map(({ style }) => style)).size);
  });

  it('has shape, letter and ink for a namespace, none of them alone', () => {
    const net = bodyOf(sceneOf(snapshot), 'namespace/net:i10000.0');
    expect(net).toMatchObject({ kind: 'sign', shape: 'circle', letter: 'N', style: { fill: 'net' } });
  });

  it('shows a namespace without a process hollow', () => {
    const scene = sceneOf(hostWith({ namespaces: [{ type: 'net', ino: 900, mounts: [{ path: '/run/netns/blue', mnt: HOME.mnt }] }] }));
    expect(bodyOf(scene, 'namespace/net:i900.0')).toMatchObject({ letterInk: 'net', style: { fill: 'surface', stroke: 'net' } });
    expect(labelOf(scene, 'namespace/net:i900.0')?.text).toBe('blue');
  });

  it('tells monitors, the ended and the unread from other processes', () => {
    const scene = sceneOf(hostWith({ processes: [{ pid: 1 }, { pid: 2, monitorOf: 'podman:x' }, { pid: 3, state: 'Z' }, { pid: 4, unread: [{ what: 'ns/net', errno: 'EACCES' }] }] }));
    const styles = [1, 2, 3, 4].map((pid) => JSON.stringify(bodyOf(scene, `process/${pid}@${1000 + pid}`)?.style));
    expect(new Set(styles).size).toBe(4);
  });

  it('hides the type that is switched off', () => {
    const signs = ofKind(sceneOf(snapshot, { hiddenTypes: ['net'] }), 'sign');
    expect(signs.some(({ style }) => style.fill === 'net')).toBe(false);
    expect(signs.some(({ style }) => style.fill === 'ipc')).toBe(true);
  });
});

it('a name stands below the foot of its sign, however far that reaches', () => {
  const scene = sceneOf(snapshot, { lens: 'namespaces' }, { scale: 8 });
  for (const [type, reach] of [['mnt', 1.28], ['time', 1.18], ['net', 1]] as const) {
    const sign = ofKind(scene, 'sign').find(({ id }) => id.startsWith(`namespace/${type}:`) && labelOf(scene, id) !== undefined);
    expect(labelOf(scene, sign?.id ?? '')?.y, type).toBeCloseTo((sign?.y ?? 0) + (sign?.r ?? 0) * reach);
  }
});

it('a namespace that nobody lives in is named above its sign where something is below', () => {
  const host = hostWith({ namespaces: [{ type: 'net', ino: 900, mounts: [{ path: '/run/netns/blue', mnt: 5 }] }], processes: [{ pid: 70, container: 'podman:shop' }], containers: [{ id: 'shop', name: 'shop' }] });
  const graph = buildGraph(host, 'pods');
  const lonely = graph.nodes.find(({ label }) => label === 'blue')?.id ?? '';
  const named = (below: number) => {
    const positions = new Map([[lonely, { x: 0, y: 0, r: 10 }], ['container/podman:shop', { x: 0, y: below, r: 22 }]]);
    return labelOf(buildScene(selectGraph(graph, DEFAULT_VIEW, null), positions, { ...NEAR, scale: 1 }), lonely);
  };
  expect(named(400)).toMatchObject({ text: 'blue', y: 10, down: 10 });
  expect(named(45)).toMatchObject({ text: 'blue', y: -10, down: -10 });
});

describe('from far away', () => {
  it('a container is one dot, and so is then a pod', () => {
    const scene = sceneOf(snapshot, {}, { scale: 0.3 });
    expect(bodyOf(scene, 'pod/podman:pod1')).toBeDefined();
    expect(bodyOf(scene, 'process/1011000@1012000')).toBeUndefined();
    const farther = sceneOf(snapshot, {}, { scale: 0.05 });
    expect(bodyOf(farther, 'pod/podman:pod1')).toBeDefined();
    expect(bodyOf(farther, 'container/podman:1-app')).toBeUndefined();
  });

  it('counts whose dots are drawn, and of how many', () => {
    const graph = buildGraph(snapshot, 'pods');
    const selection = selectGraph(graph, DEFAULT_VIEW, null);
    const positions = layOut(graph);
    const processes = snapshot.processes.length;
    expect(countDrawn(selection, positions, 3)).toEqual({ drawn: processes, of: processes });
    // At this scale the host is a circle with dots in it, and each container is one dot.
    const far = countDrawn(selection, positions, 0.4);
    const dots = sceneOf(snapshot, {}, { scale: 0.4 }).filter(({ id, kind }) => id.startsWith('process/') && (kind === 'disc' || kind === 'speck'));
    expect(far).toEqual({ drawn: dots.length, of: processes });
    expect(far.drawn).toBe(10);
  });

  it('dots are specks, signs have no letters, and processes no names', () => {
    const scene = sceneOf(hostOf({ onHost: 400, pods: 0, perContainer: 0 }), {}, { scale: 0.2 });
    expect(ofKind(scene, 'speck').length).toBe(400);
    expect(ofKind(scene, 'sign').every(({ letter }) => letter === null)).toBe(true);
    expect(ofKind(scene, 'label').map(({ text }) => text)).toEqual(['atlas']);
  });
});

describe('names', () => {
  it.each([0.5, 1, 2, 4])('do not lie on each other at scale %d', (scale) => {
    const labels = ofKind(sceneOf(snapshot, {}, { scale }), 'label').filter(({ halo }) => halo !== null);
    const boxes = labels.map((label) => ({ id: label.id, x: label.x * scale, y: label.y * scale + label.down, width: labelWidth(label), height: label.size }));
    for (const [at, a] of boxes.entries()) {
      for (const b of boxes.slice(at + 1)) {
        expect(Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2, `${a.id} and ${b.id}`).toBe(true);
      }
    }
  });

  it('say what is selected, whatever the room', () => {
    const select = 'process/1011000@1012000';
    expect(labelOf(sceneOf(snapshot, {}, { scale: 1 }), select)).toBeUndefined();
    expect(labelOf(sceneOf(snapshot, { select }, { scale: 1 }), select)).toMatchObject({ text: 'app', weight: 600 });
  });

  it('are cut where they are long, and never between the halves of a letter', () => {
    const scene = sceneOf(hostWith({ containers: [{ id: 'c', name: '𝔫'.repeat(60) }] }), { select: 'container/podman:c' });
    expect(labelOf(scene, 'container/podman:c')?.text).toBe(`${'𝔫'.repeat(27)}…`);
  });
});

describe('what is selected', () => {
  const scene = sceneOf(snapshot, { select: 'pod/podman:pod1' });
  it('has rings, its own are lit, the rest is dim', () => {
    expect(ofKind(scene, 'ring').map(({ id }) => id)).toEqual(['pod/podman:pod1', 'pod/podman:pod1']);
    const alphaOf = (id: string) => bodyOf(scene, id)?.style.alpha ?? 0;
    expect(alphaOf('pod/podman:pod1')).toBe(1);
    expect(alphaOf('pod/podman:pod2')).toBeLessThan(1);
    expect(alphaOf('process/1011000@1012000')).toBeGreaterThan(alphaOf('process/1021000@1022000'));
  });

  it('shows the quiet edges of what it touches', () => {
    const net = `namespace/net:i${HOME.net}.0` as const;
    const lines = (view: Partial<View>) => ofKind(sceneOf(hostWith({ namespaces: [{ type: 'net', ino: 900, owner: HOME.user }] }), { lens: 'namespaces', ...view }), 'line').map(({ id }) => id);
    const owner = `owner namespace/net:i900.0 namespace/user:i${HOME.user}.0 user`;
    expect(lines({})).not.toContain(owner);
    expect(lines({ select: 'namespace/net:i900.0' })).toContain(owner);
    expect(lines({ select: net })).not.toContain(owner);
  });
});

it('what a query finds is lit, the rest is dim', () => {
  const scene = sceneOf(snapshot, {}, {}, new Set(['pod/podman:pod2'] as const));
  expect(bodyOf(scene, 'pod/podman:pod2')?.style.alpha).toBe(1);
  expect(bodyOf(scene, 'pod/podman:pod1')?.style.alpha).toBeLessThan(1);
});

it('newcomers are marked as fresh, others are not', () => {
  const scene = sceneOf(snapshot, {}, { fresh: new Set(['process/1@1001']) });
  expect(bodyOf(scene, 'process/1@1001')?.style.fresh).toBe(true);
  expect(bodyOf(scene, 'process/2@1002')?.style.fresh).toBe(false);
});

it('what lies outside the window is left out', () => {
  const whole = sceneOf(snapshot);
  const pod = bodyOf(whole, 'pod/podman:pod1');
  if (pod?.kind !== 'disc') throw new Error('no pod');
  const part = sceneOf(snapshot, {}, { window: { left: pod.x - 1, right: pod.x + 1, top: pod.y - 1, bottom: pod.y + 1 } });
  expect(bodyOf(part, 'pod/podman:pod1')).toBeDefined();
  expect(part.length).toBeLessThan(whole.length / 2);
});

it('a hint lies round what the pointer and the keyboard are at', () => {
  const positions = new Map([['host/', { x: 1, y: 2, r: 3 }]]);
  expect(hintMarks(positions, { pointed: 'host/', visited: null })).toMatchObject([{ kind: 'ring', id: 'host/', x: 1, y: 2, r: 3 }]);
  expect(hintMarks(positions, { pointed: 'gone', visited: 'host/' })).toHaveLength(1);
});

it('rings round processes that stand side by side do not lie on each other', () => {
  const graph = buildGraph(hostOf({ onHost: 60, pods: 1, perContainer: 2 }), 'pods');
  const positions = layOut(graph);
  const processes = graph.nodes.filter(({ kind }) => kind === 'process');
  const selection = { ...selectGraph(graph, DEFAULT_VIEW, null), turns: new Map(processes.map(({ id }) => [id, 'removed'] as const)) };
  // As large as the dots of a hundred processes are on a usual screen.
  const scale = 5.7 / Math.min(...processes.map(({ id }) => positions.get(id)?.r ?? 0));
  const rings = ofKind(buildScene(selection, positions, { ...NEAR, scale }), 'ring');
  expect(rings).toHaveLength(processes.length);
  const outside = ({ r, pad, style: { width } }: (typeof rings)[number]) => r * scale + pad + width / 2;
  for (const ring of rings) {
    const covered = rings.filter((other) => other !== ring && Math.hypot(other.x - ring.x, other.y - ring.y) * scale < outside(other) + outside(ring));
    expect(covered.map(({ id }) => id), ring.id).toEqual([]);
  }
});
