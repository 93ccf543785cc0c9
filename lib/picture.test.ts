import { describe, expect, it } from 'vitest';
import { crowdOf } from './crowd.fixture';
import { buildGraph, type GraphLens } from './graph';
import { hostOf, shuffled } from './graph.fixture';
import { laidGraph } from './laid-graph';
import { layOut } from './layout';
import { objectId } from './object-id';
import { makePicture, type PictureChoices, type Shown } from './picture';
import { parseQuery } from './query-parse';
import { find } from './search';
import { selectGraph } from './select';
import type { Snapshot } from './schema';
import { networkOf } from './topology.fixture';
import type { Topology } from './topology-schema';
import { DEFAULT_VIEW, type View } from './view';
import { readXml } from './xml.fixture';

const PLAIN: PictureChoices = { range: 'all', paper: 'fit', theme: 'light', caption: [], redact: [] };
const host = hostOf({ onHost: 12, pods: 3, perContainer: 2 });
const wired = networkOf(4);

function shownOf(snapshot: Snapshot, patch: Partial<View> & { lens: GraphLens }, topology: Topology | null = null): Shown {
  const view = { ...DEFAULT_VIEW, ...patch };
  const graph = buildGraph(snapshot, patch.lens, topology);
  const selection = selectGraph(graph, view, find({ snapshot, topology: null, facts: null }, parseQuery(view.query).query ?? [])?.has ?? null);
  return { snapshot, view, selection, positions: layOut(laidGraph(graph, view)), seen: null };
}
const pictureOf = (shown: Shown, choices: Partial<PictureChoices> = {}) => makePicture(shown, { ...PLAIN, ...choices });
const textsOf = (svg: string) => readXml(svg).filter(({ name }) => name === 'text').map(({ text }) => text);

describe('a picture', () => {
  it.each(['pods', 'namespaces', 'network'] as const)('of the %s lens is well-formed, in every theme and on every paper', (lens) => {
    const shown = shownOf(wired.snapshot, { lens }, wired.topology);
    for (const theme of ['light', 'dark', 'print'] as const) {
      for (const paper of ['fit', 'a4', 'a4-landscape', 'slide', { width: 300, height: 200 }] as const) {
        const { svg } = pictureOf(shown, { theme, paper, caption: ['host', 'time', 'lens', 'filter', 'legend'] });
        expect(readXml(svg).length, `${theme} ${JSON.stringify(paper)}`).toBeGreaterThan(10);
      }
    }
  });

  it('is the same bytes for the same host, whatever the order of its rows', () => {
    const choices = { caption: ['host', 'time', 'lens', 'filter', 'legend'], redact: ['addresses', 'hosts'] } as const;
    expect(pictureOf(shownOf(shuffled(host), { lens: 'pods' }), choices).svg).toBe(pictureOf(shownOf(host, { lens: 'pods' }), choices).svg);
  });

  it('fits its paper, the caption too', () => {
    const root = readXml(pictureOf(shownOf(host, { lens: 'pods' }), { paper: 'a4', caption: ['host', 'legend'] }).svg)[0];
    expect(root?.attributes).toMatchObject({ width: '210mm', height: '297mm', viewBox: '0 0 794 1123' });
    expect(pictureOf(shownOf(host, { lens: 'pods' }), { paper: 'slide', caption: ['host'] })).toMatchObject({ width: 1280, height: 720 });
  });

  it('explains the dots and each sort of line that is in it', () => {
    const wordsOf = (view: Partial<View>) => textsOf(pictureOf(shownOf(host, { ...view, lens: 'pods' }), { caption: ['legend'] }).svg);
    expect(wordsOf({})).toEqual(expect.arrayContaining(['process', 'process and its parent']));
    expect(wordsOf({ hiddenEdges: ['family'] })).not.toContain('process and its parent');
  });

  it.each(['light', 'dark', 'print'] as const)('has a dot in its legend that looks as those of processes do, %s', (theme) => {
    const elements = readXml(pictureOf(shownOf(host, { lens: 'pods' }), { theme, caption: ['legend'] }).svg);
    const told = elements.findIndex(({ name, text }) => name === 'text' && text === 'process');
    const look = elements[told - 1]?.attributes['class'];
    expect(look).toBeDefined();
    expect(elements.filter(({ name, attributes }, at) => at < told - 1 && name === 'path' && attributes['class'] === look).length).toBeGreaterThan(0);
  });

  it('on paper has names that tell the pods from each other, whole where there is room, none beyond the edge', () => {
    const { svg } = pictureOf(shownOf(crowdOf({ processes: 500, namespaces: 280 }), { lens: 'pods' }), { theme: 'print', paper: 'a4' });
    const names = readXml(svg).filter(({ name, text }) => name === 'text' && /service|^…\d+…$/.test(text));
    const cutToWord = names.filter(({ text }) => text.startsWith('…'));
    expect(cutToWord.length).toBeLessThan(5);
    expect(names.filter(({ text }) => !text.endsWith('…')).length).toBeGreaterThanOrEqual(3);
    for (const { text, attributes } of names) {
      const [middle, half] = [Number(attributes['x']), Number(attributes['textLength'] ?? 0) / 2];
      expect(middle - half, text).toBeGreaterThan(0);
      expect(middle + half, text).toBeLessThan(794);
    }
  });

  it('says of the selection only what it holds', () => {
    const shown = shownOf(host, { lens: 'pods', select: objectId('pod', 'podman:pod1') });
    expect(textsOf(pictureOf(shown).svg)).toEqual(expect.arrayContaining(['pod0', 'pod1', 'pod2']));
    const only = textsOf(pictureOf(shown, { range: 'selection' }).svg);
    expect(only).toContain('pod1');
    expect(only.filter((text) => /^(pod[02]|systemd|daemon)/.test(text))).toEqual([]);
  });

  it('of the selection only is the whole where nothing is selected', () => {
    const shown = shownOf(host, { lens: 'pods' });
    expect(pictureOf(shown, { range: 'selection' }).svg).toBe(pictureOf(shown).svg);
  });

  it('of what is seen has the size and the camera of the page', () => {
    const shown = { ...shownOf(host, { lens: 'pods' }), seen: { camera: { x: 400, y: 300, k: 1 }, width: 640, height: 480, sceneScale: 1 } };
    expect(pictureOf(shown, { range: 'seen' })).toMatchObject({ width: 640, height: 480 });
    expect(pictureOf(shown, { range: 'seen', paper: 'slide' })).toMatchObject({ width: 1280, height: 720 });
  });

  it('carries a caption, part by part', () => {
    const shown = shownOf(host, { lens: 'pods', query: 'app', hiddenTypes: ['uts'], select: objectId('pod', 'podman:pod1') });
    const all = textsOf(pictureOf(shown, { caption: ['host', 'time', 'lens', 'filter', 'legend'] }).svg);
    expect(all.slice(-6)).toEqual(['atlas', 'Pods lens', 'selected: pod1', 'search: app', 'not shown: uts', '2026-01-01 00:00:00 UTC']);
    expect(all).toContain('mnt');
    expect(all).not.toContain('uts');
    const none = pictureOf(shown, { caption: [] }).svg;
    expect(none).not.toContain('2026');
    expect(textsOf(none)).not.toContain('mnt');
  });

  it('owns up to what could not be read, where it says anything', () => {
    const partial = { ...host, completeness: { ...host.completeness, unreadable: 3, processes: 30 } };
    expect(textsOf(pictureOf(shownOf(partial, { lens: 'pods' }), { caption: ['host'] }).svg).at(-1)).toBe('3 processes could not be read');
  });

  it('names the view as a link, unless something is redacted', () => {
    const shown = shownOf(host, { lens: 'pods', select: objectId('pod', 'podman:pod1') });
    expect(pictureOf(shown).svg).toContain('?select=pod/podman:pod1');
    expect(pictureOf(shown, { redact: ['args'] }).svg).not.toContain('?select');
  });
});

describe('a redacted picture', () => {
  const snapshot = { ...wired.snapshot, host: { ...wired.snapshot.host, hostname: 'db7.corp.example' } };
  const ADDRESSES = wired.topology.nets.flatMap(({ links }) => links.flatMap(({ mac, addresses }) => [...(mac === null ? [] : [mac]), ...addresses.map(({ address }) => address)])).filter((address) => !/^(127\.|::1$)/.test(address));

  it('has none of the addresses and names anywhere, titles included', () => {
    const shown = shownOf(snapshot, { lens: 'network', query: `10.88.0.2 db7` }, wired.topology);
    const caption = ['host', 'time', 'lens', 'filter', 'legend'] as const;
    const open = pictureOf(shown, { caption, paper: 'a4' }).svg;
    expect(ADDRESSES.filter((address) => open.includes(address)).length).toBeGreaterThan(3);
    expect(open).toContain('db7.corp.example');
    const { svg } = pictureOf(shown, { caption, paper: 'a4', redact: ['addresses', 'hosts'] });
    expect([...ADDRESSES, 'db7', 'corp'].filter((value) => svg.includes(value))).toEqual([]);
    expect(svg).toContain('ip4-1');
    expect(svg).toContain('host-1');
  });

  it('stands where the open one stands', () => {
    const shown = shownOf(snapshot, { lens: 'network' }, wired.topology);
    const circles = (svg: string) => readXml(svg).filter(({ name }) => name === 'path').map(({ attributes }) => attributes['d']);
    expect(circles(pictureOf(shown, { redact: ['addresses', 'hosts'] }).svg)).toEqual(circles(pictureOf(shown).svg));
  });
});
