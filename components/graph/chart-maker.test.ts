import { expect, it } from 'vitest';
import { crowdOf } from '@/lib/crowd.fixture';
import { unpackPlaces } from '@/lib/layout-wire';
import type { Snapshot } from '@/lib/schema';
import { ChartMaker, type ChartWish, type PackedChart } from './chart-maker';

const PODS: ChartWish = { lens: 'pods', tree: 'pid', group: 'pod', kernelThreads: false, topology: null, pins: new Map(), arrangement: 0, language: 'en' };

function chartsOf(snapshot: Snapshot, wish: Partial<ChartWish> = {}): PackedChart[] {
  const maker = new ChartMaker();
  maker.want({ ...PODS, ...wish });
  maker.read({ kind: 'snapshot', version: 1, snapshot });
  return [...maker.make()];
}

const few = crowdOf({ processes: 300, namespaces: 100 });
const many = crowdOf({ processes: 1600, namespaces: 100 });

it('draws few at once, and many as an outline before', () => {
  expect(chartsOf(few).map(({ isDraft }) => isDraft)).toEqual([false]);
  const [draft, ahead, chart, ...more] = chartsOf(many);
  expect([draft?.isDraft, chart?.isDraft, more]).toEqual([true, false, []]);
  expect(draft?.graph?.kinds).toEqual(['host', 'pod', 'container']);
  // The page unpacks the graph while it is arranged.
  expect([ahead?.places, chart?.graph]).toEqual([null, null]);
  expect(ahead?.graph?.ids.length).toBeGreaterThan(1600);
  expect(chart?.places?.length).toBe(3 * (ahead?.graph?.ids.length ?? 0));
});

it('draws many in another lens packed before they are arranged, as one graph', () => {
  const [draft, chart] = chartsOf(many, { group: 'runtime' });
  expect([draft?.isDraft, chart?.isDraft, chart?.graph]).toEqual([true, false, null]);
});

it('has no draft where places are known, and the draft leaves no trace in them', () => {
  const maker = new ChartMaker();
  maker.want(PODS);
  maker.read({ kind: 'snapshot', version: 1, snapshot: many });
  const [, ahead, first] = [...maker.make()];
  const others = many.processes.filter((row) => row.pid !== many.processes.at(-1)?.pid);
  maker.read({ kind: 'snapshot', version: 2, snapshot: { ...many, processes: others } });
  const [next, ...more] = [...maker.make()];
  expect([next?.isDraft, more]).toEqual([false, []]);
  const before = unpackPlaces(ahead?.graph?.ids ?? [], first?.places ?? new Float32Array());
  const after = unpackPlaces(next?.graph?.ids ?? [], next?.places ?? new Float32Array());
  expect(after.size).toBeGreaterThan(1600);
  for (const [id, place] of after) expect(before.get(id), id).toEqual(place);
});

it('arranges anew what is on show without an outline', () => {
  const maker = new ChartMaker();
  maker.want(PODS);
  maker.read({ kind: 'snapshot', version: 1, snapshot: many });
  const shown = [...maker.make()].at(-1);
  maker.want({ ...PODS, arrangement: 1 });
  const again = [...maker.make()];
  expect(again.map(({ graph, isDraft }) => [graph, isDraft])).toEqual([[null, true], [null, false]]);
  expect(again.at(-1)?.places).toEqual(shown?.places);
});
