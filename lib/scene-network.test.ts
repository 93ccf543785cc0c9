import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from './graph';
import { HOME, hostWith } from './graph.fixture';
import { edgeId } from './graph-node';
import { layOut } from './layout';
import { SIGN_BY_WIRE } from './palette';
import { buildScene, type Mark } from './scene';
import { linesThatFit } from './scene-plates';
import { cutToWidth, labelWidth } from './scene-text';
import { selectGraph } from './select';
import { networkOf, topologyLinkOf, topologyOf } from './topology.fixture';
import { DEFAULT_VIEW, type View } from './view';

function sceneOf(graph: Graph, scale: number, view: Partial<View> = {}): Mark[] {
  return buildScene(selectGraph(graph, { ...DEFAULT_VIEW, lens: 'network', ...view }, null), layOut(graph), { scale, window: null, fresh: new Set() });
}

/** The scale at which all of it fits on a usual canvas beside the inspector. */
function scaleToFit(graph: Graph): number {
  const places = [...layOut(graph).values()];
  const span = (low: readonly number[], high: readonly number[]) => Math.max(...high) - Math.min(...low);
  const width = span(places.map(({ x, r }) => x - r), places.map(({ x, r }) => x + r));
  const height = span(places.map(({ y, r }) => y - r), places.map(({ y, r }) => y + r));
  return 2 ** (Math.round(Math.log2(Math.min(808 / width, 540 / height)) * 4) / 4);
}

const ofKind = <K extends Mark['kind']>(scene: readonly Mark[], kind: K) => scene.filter((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);
const networkGraph = (pods: number) => {
  const { snapshot, topology } = networkOf(pods);
  return buildGraph(snapshot, 'network', topology);
};

describe('islands at first sight', () => {
  it.each([3, 20, 60])('all have their names, and no two texts lie on each other, with %d pods', (pods) => {
    const graph = networkGraph(pods);
    const scale = scaleToFit(graph);
    const labels = ofKind(sceneOf(graph, scale), 'label');
    const named = new Set(labels.map(({ id }) => id));
    expect(graph.nodes.filter(({ kind, id }) => kind === 'island' && !named.has(id)).map(({ label }) => label)).toEqual([]);
    const boxes = labels.map((label) => ({ label, x: label.x * scale + label.across, y: label.y * scale + label.down, width: labelWidth(label), height: label.size }));
    const clashes = boxes.flatMap((a, at) => boxes.slice(at + 1).filter((b) => Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2).map((b) => `${a.label.text} and ${b.label.text}`));
    expect(clashes).toEqual([]);
  });

  it('say who lives there also when all have long names that begin alike', () => {
    const { snapshot, topology } = networkOf(40);
    const pods = snapshot.pods.map((pod, at) => ({ ...pod, name: `customer-frontend-${at}` }));
    const graph = buildGraph({ ...snapshot, pods }, 'network', topology);
    const islands = new Set(graph.nodes.filter(({ kind }) => kind === 'island').map(({ id }) => id));
    const texts = ofKind(sceneOf(graph, scaleToFit(graph)), 'label').filter(({ id }) => islands.has(id)).map(({ text }) => text);
    expect(texts).toHaveLength(40);
    expect(new Set(texts).size).toBe(40);
  });

  it('have their address on them where there is room, twenty of them', () => {
    const graph = networkGraph(20);
    const texts = ofKind(sceneOf(graph, scaleToFit(graph)), 'label').map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith('10.88.0.'))).toHaveLength(21);
  });

  it('are one dot each from far away', () => {
    const scene = sceneOf(networkGraph(20), 0.1);
    expect(ofKind(scene, 'disc')).toHaveLength(21);
    expect(ofKind(scene, 'sign')).toEqual([]);
  });
});

describe('what is written on an island', () => {
  const lines = ['eth0 10.88.0.2/16', 'eth0 fd00:1:2:3::2/64', 'net1 10.9.0.7/24'];
  it('is all of it where there is room, then the addresses, then fewer, and what is left out is counted', () => {
    const written = (radius: number) => linesThatFit(lines, radius).lines;
    expect(written(80)).toEqual(lines);
    expect(written(50)).toEqual(['10.88.0.2/16', 'fd00:1:2:3::2/64', '10.9.0.7/24']);
    expect(written(28)).toEqual(['10.88.0.2', '+2']);
    expect(written(10)).toEqual([]);
    expect(linesThatFit(Array.from({ length: 1000 }, () => 'eth0 10.0.0.1/32'), 400).lines).toHaveLength(13);
    expect(linesThatFit(['eth0 10.88.0.2/16'], 23)).toEqual({ lines: ['10.88.0.2'], size: 9 });
  });

  it('lies on top of the wires, with a halo of the island’s own ink', () => {
    const scene = sceneOf(networkGraph(2), 2);
    const plate = ofKind(scene, 'label').filter(({ id }) => id.startsWith('plate/'));
    expect(plate.every(({ halo }) => halo === 'surface')).toBe(true);
    expect(scene.findLastIndex(({ kind }) => kind === 'line')).toBeLessThan(scene.findIndex(({ kind }) => kind === 'label'));
  });

  it('is a word where there is no address, or no way in', () => {
    const graph = buildGraph(hostWith({ namespaces: [{ type: 'net', ino: 900 }, { type: 'net', ino: 901 }] }), 'network', topologyOf([{ ino: HOME.net }, { ino: 900 }, { ino: 901, trouble: 'denied: EPERM' }]));
    expect(ofKind(sceneOf(graph, 2), 'label').filter(({ id }) => id.startsWith('plate/')).map(({ text }) => text).sort()).toEqual(['no address', 'no address', 'no entry']);
  });
});

describe('interfaces and wires', () => {
  it('say without colour whether one is up', () => {
    const links = [topologyLinkOf({ ifindex: 2, name: 'a' }), topologyLinkOf({ ifindex: 3, name: 'b', operstate: 'DOWN' })];
    const [up, down] = ofKind(sceneOf(buildGraph(hostWith({}), 'network', topologyOf([{ ino: HOME.net, links }])), 2), 'sign');
    expect(up?.style.fill).not.toBe('surface');
    expect(down?.style).toMatchObject({ fill: 'surface', stroke: 'inkFaint' });
  });

  it('differ by kind in more than ink', () => {
    const signs = Object.values(SIGN_BY_WIRE).map(({ ink, dash, width }) => `${ink} ${dash} ${width}`);
    expect(new Set(signs).size).toBe(signs.length);
  });

  it('pass below the islands between their ends; the way that is looked at lies on top', () => {
    const graph = networkGraph(3);
    const scene = sceneOf(graph, 1, { select: 'pod/podman:pod1' });
    const at = (id: string) => scene.findIndex((mark) => mark.kind === 'line' && mark.id === id);
    const firstIsland = scene.findIndex(({ kind }) => kind === 'disc');
    const cable = (pod: number) => graph.edges.filter(({ wire, target }) => wire === 'veth' && target.includes(`i10${pod}00.`)).map(edgeId)[0] ?? '';
    expect(at(cable(0))).toBeLessThan(firstIsland);
    expect(at(cable(1))).toBeGreaterThan(firstIsland);
    expect(scene[at(cable(1))]?.style).toMatchObject({ stroke: 'accent', alpha: 1 });
    expect(scene[at(cable(0))]?.style.alpha).toBeLessThan(0.5);
  });

  it('name every interface of the way', () => {
    const texts = ofKind(sceneOf(networkGraph(3), 0.7, { select: 'pod/podman:pod1' }), 'label').filter(({ id }) => id.startsWith('interface/')).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['eth0', 'veth1', 'podman0', 'ens3']));
  });

  it('end in a stub where nobody can find the other end', () => {
    const links = [topologyLinkOf({ ifindex: 2, name: 'eth0', kind: 'veth', peer: { ifindex: 9, namespace: 'hidden' } })];
    const scene = sceneOf(buildGraph(hostWith({}), 'network', topologyOf([{ ino: HOME.net, links }])), 2);
    expect(ofKind(scene, 'line')).toHaveLength(1);
    expect(ofKind(scene, 'label').map(({ text }) => text)).toContain('eth0 → elsewhere, hidden');
  });
});

it('a text is cut to a width, or left out when hardly anything would be left', () => {
  expect(cutToWidth({ text: 'coredns-5d78c9869d', size: 10 }, 60)).toBe('cored…869d');
  expect(cutToWidth({ text: 'web', size: 10 }, 60)).toBe('web');
  expect(cutToWidth({ text: 'coredns', size: 10 }, 20)).toBeNull();
});
