import { describe, expect, it } from 'vitest';
import { CHART_LIMIT, chartOf, countBoxes, type Chart, type ChartBox } from './chart';
import { readDot } from './dot.fixture';
import { dotText } from './dot';
import { buildGraph } from './graph';
import { hostOf, hostWith } from './graph.fixture';
import { GRAPH_WORDS_EN } from './graph-strings';
import { heatGraph } from './heat';
import { mermaidText } from './mermaid';
import { networkOf } from './topology.fixture';

const HOSTILE = ['a "quoted" name', 'back\\slash\\N', 'end', '&amp; <b>', '#35;', '`code`', '"]; x --> y', '**bold** _it_', '{{x}}|y|', 'line\nbreak', '%% comment', '中文', '\u202eabc', ''];
const box = (id: string, lines: readonly string[], inside: readonly ChartBox[] = []): ChartBox => ({ id, kind: 'container', lines, inside });
const hostile: Chart = {
  boxes: [box('n1', [HOSTILE[0] ?? ''], HOSTILE.map((text, at) => box(`n${at + 2}`, [text, 'second']))), box('n50', ['alone'])],
  lines: [{ source: 'n1', target: 'n50', label: HOSTILE[3] ?? '', isArrow: false, isDashed: true }, { source: 'n2', target: 'n50', label: '', isArrow: true, isDashed: false }],
  leftOut: 0,
};
/** What cannot be printed stands as \\xNN, as everywhere. */
const shown = (text: string) => text.replace(/[\n\u202e]/g, (sign) => (sign === '\n' ? '\\x0a' : '\\xe2\\x80\\xae'));

describe('a chart', () => {
  it('of pods has them and their containers as boxes, and who lives in them as a number', () => {
    const chart = chartOf(buildGraph(hostOf({ onHost: 5, pods: 2, perContainer: 3 }), 'pods'));
    expect(chart.boxes.map(({ kind, lines: [name] }) => `${kind} ${name ?? ''}`)).toEqual(['host atlas', 'pod pod0', 'pod pod1']);
    expect(chart.boxes[1]).toMatchObject({ lines: ['pod0', 'ipc net uts', 'processes: 7'] });
    expect(chart.boxes[1]?.inside.map(({ lines }) => lines.join(', '))).toEqual(['app, mnt pid, processes: 3', 'infra, mnt pid, processes: 1', 'log, mnt pid, processes: 3']);
  });

  it('of the network has interfaces in their islands, with their addresses, and each wire once', () => {
    const { snapshot, topology } = networkOf(3);
    const chart = chartOf(buildGraph(snapshot, 'network', topology));
    const graph = buildGraph(snapshot, 'network', topology);
    expect(chart.lines.filter(({ label }) => label === 'veth')).toHaveLength(graph.edges.filter(({ wire }) => wire === 'veth').length);
    const island = chart.boxes.find(({ kind }) => kind === 'island');
    expect(island?.inside.find(({ lines: [name] }) => name === 'eth0')?.lines.join(' ')).toMatch(/veth.*10\.\d+\.\d+\.\d+\/\d+/);
  });

  it('says in its boxes what the colours of the picture say of how much is used', () => {
    const snapshot = hostOf({ onHost: 1, pods: 1, perContainer: 2 });
    const graph = buildGraph(snapshot, 'pods');
    const [first, ...others] = snapshot.processes.filter(({ container }) => container === 'podman:0-app');
    const usage = { byKey: new Map([[first?.key ?? '', { cpu: 0.5, memory: 1024 }], ...others.slice(1).map(({ key }) => [key, { cpu: 0, memory: 0 }] as const)]), seenTill: Number.MAX_SAFE_INTEGER };
    const chart = chartOf(graph, { colouring: heatGraph(graph, snapshot, 'cpu', usage), words: GRAPH_WORDS_EN.picture });
    const app = chart.boxes.find(({ kind }) => kind === 'pod')?.inside.find(({ lines: [name] }) => name === 'app');
    expect(app?.lines.at(-1)).toBe('CPU: ≥ 50 %');
    expect(mermaidText(chart, 'x')).toContain('CPU: ≥ 50 %');
    expect(chart.boxes.find(({ kind }) => kind === 'host')?.lines.at(-1)).toBe('CPU: unknown');
  });

  it('has an end', () => {
    const chart = chartOf(buildGraph(hostOf({ onHost: 5, pods: 300, perContainer: 1 }), 'pods'));
    expect(countBoxes(chart.boxes)).toBe(CHART_LIMIT);
    expect(chart.leftOut).toBe(1 + 300 * 4 - CHART_LIMIT);
  });

  it('draws no line from a box to one round it', () => {
    const chart = chartOf(buildGraph(hostWith({ processes: [{ pid: 1 }, { pid: 2, namespaces: { net: 900 } }], namespaces: [{ type: 'net', ino: 900 }] }), 'namespaces'));
    const parents = new Map<string, string>();
    const note = ({ id, inside }: ChartBox) => inside.forEach((child) => { parents.set(child.id, id); note(child); });
    chart.boxes.forEach(note);
    for (const { source, target } of chart.lines) expect([parents.get(source), parents.get(target)]).not.toEqual(expect.arrayContaining([source]));
  });
});

describe('DOT', () => {
  it('keeps names whatever they are made of', () => {
    const { labels, edges, inside } = readDot(dotText(hostile, 'a "title" \\N & more'));
    expect(labels.get('graph')).toBe('a "title" \\N & more');
    for (const [at, text] of HOSTILE.entries()) expect(labels.get(`n${at + 2}`)).toBe(`${shown(text)}\nsecond`);
    expect(edges).toEqual([['n1', 'n50'], ['n2', 'n50']]);
    expect(inside.get('cluster_n1')).toEqual(['n1', ...HOSTILE.map((_, at) => `n${at + 2}`)]);
    expect(labels.get('n1 -> n50')).toBe('&amp; <b>');
  });

  it.each(['pods', 'namespaces', 'network'] as const)('of the %s lens is DOT, and no box is lost', (lens) => {
    const { snapshot, topology } = networkOf(4);
    const chart = chartOf(buildGraph(snapshot, lens, topology));
    const graph = readDot(dotText(chart, 'title'));
    const names = new Set([...graph.inside.values()].flat());
    expect([...names].filter((name) => /^n\d+$/.test(name))).toHaveLength(countBoxes(chart.boxes));
    for (const [source, target] of graph.edges) expect(names.has(source) && names.has(target)).toBe(true);
  });
});

/** A statement of a flowchart as mermaid.js.org documents it; texts stand between quotes. */
const STATEMENT = /^ *(?:flowchart LR|accTitle: [^;%{}]*|subgraph n\d+\["[^"]*"\]|end|n\d+(?:\["[^"]*"\]|\("[^"]*"\)|\(\["[^"]*"\]\))|n\d+ (?:---|-->|-\.-|-\.->)(?:\|"[^"]*"\|)? n\d+|)$/;
const decoded = (text: string) => text.replaceAll('<br/>', '\n').replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

describe('Mermaid', () => {
  it('keeps names whatever they are made of: what means something is an entity', () => {
    const lines = mermaidText(hostile, 'a title; %% {x}').split('\n');
    expect(lines.filter((line) => !STATEMENT.test(line))).toEqual([]);
    const texts = lines.flatMap((line) => /^ *n\d+\["(.*)"\]$/.exec(line)?.[1] ?? []);
    expect(texts.slice(0, -1).map(decoded)).toEqual(HOSTILE.map((text) => `${shown(text)}\nsecond`));
    for (const text of texts) expect(text.replaceAll('<br/>', '').replace(/#\d+;/g, '')).not.toMatch(/["#&<>;`\\]/);
  });

  it.each(['pods', 'namespaces', 'network'] as const)('of the %s lens opens and closes its groups', (lens) => {
    const { snapshot, topology } = networkOf(4);
    const lines = mermaidText(chartOf(buildGraph(snapshot, lens, topology)), 'title').split('\n');
    expect(lines.filter((line) => !STATEMENT.test(line))).toEqual([]);
    expect(lines.filter((line) => /^ *subgraph/.test(line))).toHaveLength(lines.filter((line) => /^ *end$/.test(line)).length);
  });
});
