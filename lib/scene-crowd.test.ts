import { describe, expect, it } from 'vitest';
import { crowdOf } from './crowd.fixture';
import { crowdTopology } from './crowd-topology.fixture';
import { buildGraph, type Graph, type GraphLens } from './graph';
import { HOME, hostOf, hostWith } from './graph.fixture';
import { laidGraph } from './laid-graph';
import { layOut, type Positions } from './layout';
import { buildScene, type LabelMark } from './scene';
import { labelWidth } from './scene-text';
import { selectGraph } from './select';
import { DEFAULT_VIEW, type View } from './view';

const crowd = crowdOf({ processes: 10_000, namespaces: 1800 });
/** The same pods: where each process is a dot the layout of all takes seconds. */
const fewer = crowdOf({ processes: 2000, namespaces: 1800 });

interface Pictured {
  readonly graph: Graph;
  readonly positions: Positions;
  /** At which all of it is on a usual canvas beside the inspector. */
  readonly fit: number;
}

function pictured(graph: Graph): Pictured {
  const positions = layOut(laidGraph(graph, DEFAULT_VIEW));
  const places = [...positions.values()];
  const reach = (of: (place: (typeof places)[number]) => number) => places.reduce((most, place) => Math.max(most, of(place)), -Infinity);
  const [width, height] = [reach(({ x, r }) => x + r) + reach(({ x, r }) => r - x), reach(({ y, r }) => y + r) + reach(({ y, r }) => r - y)];
  return { graph, positions, fit: Math.min(808 / width, 540 / height) };
}

const pictures = new Map<GraphLens, Pictured>();
function crowdIn(lens: GraphLens): Pictured {
  const host = lens === 'pods' ? fewer : crowd;
  const made = pictures.get(lens) ?? pictured(buildGraph(host, lens, crowdTopology(host)));
  pictures.set(lens, made);
  return made;
}

function labelsOf({ graph, positions, fit }: Pictured, closer: number, view: Partial<View> = {}, isDraft = false): LabelMark[] {
  const selection = selectGraph(graph, { ...DEFAULT_VIEW, lens: graph.lens, ...view }, null);
  return buildScene(selection, positions, { scale: fit * closer, window: null, fresh: new Set(), isDraft }).filter((mark): mark is LabelMark => mark.kind === 'label');
}

function clashesOf(labels: readonly LabelMark[], scale: number): string[] {
  const boxes = labels.map((label) => ({ text: label.text, x: label.x * scale + label.across, y: label.y * scale + label.down, width: labelWidth(label), height: label.size })).sort((a, b) => a.y - b.y);
  return boxes.flatMap((a, at) => {
    const found: string[] = [];
    for (let next = at + 1; next < boxes.length && (boxes[next]?.y ?? 0) - a.y < 20; next++) {
      const b = boxes[next];
      if (b !== undefined && Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2) found.push(`${a.text} and ${b.text}`);
    }
    return found;
  });
}

const isCounted = ({ id }: LabelMark) => id.startsWith('counted/');
const sumOf = (labels: readonly LabelMark[], what: RegExp) => labels.filter(isCounted).reduce((sum, { text }) => sum + Number(what.exec(text)?.[1] ?? 0), 0);

describe('thousands of processes in 1,800 namespaces', () => {
  it.each(['pods', 'namespaces', 'network'] as const)('have no two names on each other in the %s lens, however close one looks', (lens) => {
    const picture = crowdIn(lens);
    for (const closer of [1, 1.5, 2, 3, 4, 10]) expect(clashesOf(labelsOf(picture, closer), picture.fit * closer), `${closer}`).toEqual([]);
  });

  it.each([['pods', 0.55], ['namespaces', 0.6], ['network', 0.6]] as const)('have names in the %s lens at first sight, more as one looks closer, and in the end all', (lens, least) => {
    const picture = crowdIn(lens);
    const ground = picture.graph.nodes.filter(({ parent }) => parent === null);
    const share = (closer: number) => {
      const named = new Set(labelsOf(picture, closer).map(({ id }) => id));
      return ground.filter(({ id }) => named.has(id)).length / ground.length;
    };
    const shares = [1, 1.5, 2, 3, 6].map(share);
    expect(shares[0]).toBeGreaterThan(least);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('are counted where they have no name: pods, and the namespaces in them', () => {
    const namespacesOf = (pod: string) => 3 + 3 * crowd.containers.filter((row) => `pod/${row.pod ?? ''}` === pod).length;
    for (const closer of [1, 1.5]) {
      const labels = labelsOf(crowdIn('namespaces'), closer);
      const named = new Set(labels.map(({ id }) => id));
      const nameless = crowd.pods.map(({ key }) => `pod/${key}`).filter((id) => !named.has(id));
      expect(nameless.length).toBeGreaterThan(10);
      expect(sumOf(labels, /^\+(\d+) pods/)).toBe(nameless.length);
      expect(sumOf(labels, /with (\d+) namespaces/)).toBe(nameless.reduce((sum, id) => sum + namespacesOf(id), 0));
    }
    const islands = labelsOf(crowdIn('network'), 1);
    expect(sumOf(islands, /(\d+) net namespaces/)).toBe(201 - islands.filter(({ id }) => id.startsWith('namespace/net:')).length);
  });

  it.each(['pods', 'namespaces', 'network'] as const)('have the whole name of the one that is selected in the %s lens, on nothing', (lens) => {
    const picture = crowdIn(lens);
    for (const pod of [crowd.pods[7], crowd.pods[150]]) {
      for (const closer of [0.5, 1, 3]) {
        const labels = labelsOf(picture, closer, { select: `pod/${pod?.key ?? ''}` });
        expect(labels.map(({ text }) => text), `${closer}`).toContain(pod?.name);
        expect(clashesOf(labels, picture.fit * closer), `${closer}`).toEqual([]);
      }
    }
  });
});

it('namespaces that stand alone are counted by their type', () => {
  const alone = Array.from({ length: 340 }, (_, at) => ({ type: 'net' as const, ino: 5000 + at }));
  const picture = pictured(buildGraph(hostWith({ namespaces: alone }), 'namespaces'));
  const labels = labelsOf(picture, 1);
  const named = labels.filter(({ id }) => id.startsWith('namespace/net:i5'));
  expect(sumOf(labels, /(\d+) net namespaces/)).toBe(340 - named.length);
  expect(clashesOf(labels, picture.fit)).toEqual([]);
  expect(labels.some(({ text }) => text.includes(String(HOME.net)))).toBe(false);
});

it('a handful is not counted: it is seen', () => {
  const picture = pictured(buildGraph(hostWith({ namespaces: [{ type: 'net', ino: 5000 }, { type: 'ipc', ino: 5001 }] }), 'namespaces'));
  expect(labelsOf(picture, 0.1).filter(isCounted)).toEqual([]);
});

it('a name that was cut to a word is written up to that word where nothing is beside it', () => {
  const host = crowdOf({ processes: 500, namespaces: 280 });
  for (const lens of ['pods', 'namespaces'] as const) {
    const picture = pictured(buildGraph(host, lens));
    const radiusOf = (id: string) => (picture.positions.get(id)?.r ?? 0) * picture.fit;
    const small = labelsOf(picture, 1).filter(({ id }) => id.startsWith('pod/') && radiusOf(id) < 33);
    const longer = small.filter(({ text }) => text.startsWith('service-'));
    expect(longer.length).toBeGreaterThanOrEqual(3);
    expect(longer.length).toBeLessThan(small.length);
    // A draft is gone before anybody has read so far.
    const drafted = new Map(labelsOf(picture, 1, {}, true).map(({ id, text }) => [id, text]));
    expect(longer.filter(({ id, text }) => drafted.get(id) === text).length).toBeLessThan(longer.length);
    expect(clashesOf(labelsOf(picture, 1), picture.fit)).toEqual([]);
  }
});

it('a name whose first word tells it from the others is written whole where nothing is beside it', () => {
  const names = ['shop-of-the-north', 'mail-of-the-north', 'wiki-of-the-north'];
  const graph = buildGraph(hostOf({ onHost: 10, pods: names.length, perContainer: 3 }), 'pods');
  const pods = graph.nodes.filter(({ kind }) => kind === 'pod');
  const nodes = graph.nodes.map((node) => (node.kind === 'pod' ? { ...node, label: names[pods.indexOf(node)] ?? '' } : node));
  const picture = pictured({ ...graph, nodes });
  const radius = (picture.positions.get(pods[0]?.id ?? '')?.r ?? 0) * picture.fit;
  const texts = labelsOf(picture, 22 / radius).map(({ text }) => text);
  expect(texts.filter((text) => names.includes(text)).length, texts.join()).toBeGreaterThan(0);
  expect(texts).not.toContain('shop-…');
});

it('a name of one word that is a little wider than its circle is written all the same where nothing is beside it', () => {
  const names = ['payments', 'gateways', 'accounts'];
  const graph = buildGraph(hostOf({ onHost: 10, pods: names.length, perContainer: 3 }), 'pods');
  const pods = graph.nodes.filter(({ kind }) => kind === 'pod');
  const nodes = graph.nodes.map((node) => (node.kind === 'pod' ? { ...node, label: names[pods.indexOf(node)] ?? '' } : node));
  const picture = pictured({ ...graph, nodes });
  const radius = (picture.positions.get(pods[0]?.id ?? '')?.r ?? 0) * picture.fit;
  const labels = labelsOf(picture, 20 / radius);
  expect(labels.filter(({ text }) => names.includes(text)).length, labels.map(({ text }) => text).join()).toBeGreaterThanOrEqual(2);
  expect(clashesOf(labels, 20 * picture.fit / radius)).toEqual([]);
});

it('a name of what stands in a group stands in that group', () => {
  const picture = pictured(buildGraph(crowdOf({ processes: 500, namespaces: 280 }), 'pods'));
  const nodeById = new Map(picture.graph.nodes.map((node) => [node.id, node]));
  for (const { id, y, down, text } of labelsOf(picture, 1).filter((label) => nodeById.get(label.id)?.kind === 'container')) {
    const pod = picture.positions.get(nodeById.get(id)?.parent ?? '');
    if (pod !== undefined) expect(y * picture.fit + down, text).toBeLessThan((pod.y + pod.r) * picture.fit + 2);
  }
});
