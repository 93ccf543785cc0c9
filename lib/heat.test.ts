/** Colours that say how much: whose they are, and that nothing moves for them. */
import { describe, expect, it } from 'vitest';
import { colourGraph, isColouredAlike, type Colouring } from './colour';
import { crowdOf } from './crowd.fixture';
import { buildGraph } from './graph';
import { hostWith } from './graph.fixture';
import { heatGraph, STEPS_BY_MEASURE } from './heat';
import { layOut } from './layout';
import { legendOf } from './legend';
import { MEASURES, type Measure, type ProcessUsage, type Usage } from './usage';
import { buildScene, type Mark } from './scene';
import { selectGraph } from './select';
import { DEFAULT_VIEW } from './view';

const MIB = 1024 * 1024;
const host = hostWith({
  processes: [
    { pid: 1 }, { pid: 2, kernelThread: true },
    { pid: 40, ppid: 1, container: 'podman:web' }, { pid: 41, ppid: 40, container: 'podman:web' }, { pid: 42, ppid: 40, container: 'podman:web' },
  ],
  containers: [{ id: 'web', pod: 'podman:shop' }],
  pods: [{ id: 'shop' }],
});
const graph = buildGraph(host, 'pods');

/** Of those named, by pid; who is not named is not known. */
function usageOf(rows: Readonly<Record<number, Partial<ProcessUsage>>>): Usage {
  return { byKey: new Map(host.processes.flatMap(({ pid, key }) => (rows[pid] === undefined ? [] : [[key, { cpu: 0, memory: 0, ...rows[pid] }] as const]))), seenTill: Infinity };
}

const nodeOf = (object: string) => graph.nodeByObject.get(object as never) ?? '';
const processNode = (pid: number) => nodeOf(`process/${host.processes.find((row) => row.pid === pid)?.key ?? ''}`);
const inkOf = ({ inks }: Colouring, node: string) => inks.get(node);

function sceneOf(colouring: Colouring | null): readonly Mark[] {
  return buildScene({ ...selectGraph(graph, DEFAULT_VIEW, null), colouring }, layOut(graph), { scale: 2, window: null, fresh: new Set() });
}

describe('a picture coloured by what is used', () => {
  it('has each step from its least amount on', () => {
    const samples: Readonly<Record<Measure, readonly (readonly [number, string])[]>> = {
      cpu: [[0, 'heat1'], [0.0099, 'heat1'], [0.01, 'heat2'], [0.1, 'heat3'], [0.4, 'heat4'], [0.9, 'heat5'], [1, 'heat5'], [2, 'heat6'], [64, 'heat6']],
      memory: [[0, 'heat1'], [8 * MIB, 'heat2'], [32 * MIB, 'heat3'], [200 * MIB, 'heat4'], [512 * MIB, 'heat5'], [2048 * MIB, 'heat6']],
    };
    for (const measure of MEASURES) for (const [value, ink] of samples[measure]) expect(inkOf(heatGraph(graph, host, measure, usageOf({ 1: { [measure]: value } })), processNode(1)), `${measure} ${value}`).toBe(ink);
  });

  it('has container and pod in the colour of the sum of theirs, and counts whom it does not know', () => {
    const heat = heatGraph(graph, host, 'cpu', usageOf({ 1: { cpu: 0.02 }, 40: { cpu: 0.3 }, 41: { cpu: 0.7 } }));
    expect(heat.amounts?.get(nodeOf('pod/podman:shop'))).toEqual({ value: 1, of: 3, unknown: 1, measuring: 0 });
    expect(inkOf(heat, nodeOf('pod/podman:shop'))).toBe('heat5');
    expect(heat.tones.filter(({ count }) => count > 0).map(({ word, count }) => `${word}: ${count}`)).toEqual(['1–10 %: 1', '10–40 %: 1', '40–90 %: 1', 'unknown: 1']);
  });

  it('has kernel threads in the colour of what they use together, and counts them in no step', () => {
    const heat = heatGraph(graph, host, 'cpu', usageOf({ 1: { cpu: 0 }, 2: { cpu: 0.5 }, 40: {}, 41: {}, 42: {} }));
    const threads = graph.nodes.find(({ kind }) => kind === 'threads');
    expect(inkOf(heat, threads?.id ?? '')).toBe('heat4');
    expect(inkOf(heat, nodeOf('host/'))).toBe('heat4');
    expect(heat.tones.map(({ count }) => count)).toEqual([4, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('has who is unknown hollow and broken, as nobody else', () => {
    const heat = heatGraph(graph, host, 'memory', usageOf({ 1: { memory: 0 } }));
    const marks = sceneOf(heat).filter(({ kind }) => kind === 'disc' || kind === 'speck');
    const hollow = marks.filter(({ style }) => style.dash === 'dashes' && style.stroke === 'inkFaint').map(({ id }) => id);
    expect(hollow).toEqual(expect.arrayContaining([processNode(42), nodeOf('pod/podman:shop')]));
    expect(hollow).not.toContain(processNode(1));
    expect(marks.find(({ id }) => id === processNode(1))?.style).toMatchObject({ fill: 'heat1', alpha: 1, dash: 'none' });
  });

  it('says that it measures while there is no second look', () => {
    const { tones, unknown } = heatGraph(graph, host, 'cpu', null);
    expect(tones.find(({ count }) => count > 0)).toMatchObject({ word: 'measuring', count: 4 });
    expect(unknown?.size).toBe(0);
  });

  it('moves no mark: only looks are other', () => {
    const bare = (marks: readonly Mark[]) => marks.map((mark) => JSON.stringify({ ...mark, style: null, letterInk: null })).sort();
    const usual = bare(sceneOf(null));
    for (const measure of MEASURES) expect(bare(sceneOf(heatGraph(graph, host, measure, usageOf({ 40: { cpu: 3, memory: 4096 * MIB } }))))).toEqual(usual);
  });

  it('is known to look the same as long as nobody takes a step', () => {
    const heat = (cpu: number) => heatGraph(graph, host, 'cpu', usageOf({ 1: { cpu } }));
    expect(isColouredAlike(heat(0.5), heat(0.6))).toBe(true);
    expect(isColouredAlike(heat(0.5), heat(0.95))).toBe(false);
    expect(isColouredAlike(heat(0.5), heatGraph(graph, host, 'cpu', usageOf({})))).toBe(false);
    expect(isColouredAlike(heat(0.5), null)).toBe(false);
  });

  it('has the whole scale in its legend, with its units', () => {
    const words = legendOf(graph, heatGraph(graph, host, 'memory', usageOf({ 1: { memory: MIB } }))).map((item) => item.words);
    expect(words).not.toContain('not measured yet (0)');
    expect(words.slice(0, 7)).toEqual(['< 8 MiB (1)', '8–32 MiB (0)', '32–128 MiB (0)', '128–512 MiB (0)', '0.5–2 GiB (0)', '≥ 2 GiB (0)', 'unknown (3)']);
  });
});

it('the steps go up, without a gap', () => {
  for (const measure of MEASURES) {
    const from = STEPS_BY_MEASURE[measure].map((step) => step.from);
    expect(from).toEqual([...from].sort((a, b) => a - b));
    expect(from[0]).toBe(0);
  }
});

it('10,000 processes are coloured within a frame or two', () => {
  const crowd = crowdOf({ processes: 10_000, namespaces: 1800 });
  const big = buildGraph(crowd, 'pods');
  const usage: Usage = { byKey: new Map(crowd.processes.map(({ key }, at) => [key, { cpu: (at % 300) / 100, memory: at * 4096 }])), seenTill: Infinity };
  const took = Array.from({ length: 9 }, () => {
    const began = performance.now();
    colourGraph(big, crowd, 'cpu', usage);
    return performance.now() - began;
  });
  // The machine may be busy: what it can is the least of several.
  expect(Math.min(...took)).toBeLessThan(50);
});
