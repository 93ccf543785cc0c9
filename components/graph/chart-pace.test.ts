import { expect, it, vi } from 'vitest';
import type { PackedChart } from './chart-maker';
import { ChartPace, PATIENCE_MS } from './chart-pace';

const DRAFT: PackedChart = { graph: null, places: new Float32Array(), isDraft: true };
const AHEAD: PackedChart = { graph: null, places: null, isDraft: true };
const WHOLE: PackedChart = { graph: null, places: new Float32Array(), isDraft: false };

function paceOf(...rounds: PackedChart[][]): { pace: ChartPace; told: PackedChart[]; begun: () => number } {
  const told: PackedChart[] = [];
  let begun = 0;
  const pace = new ChartPace({ make: () => (rounds[begun++] ?? []).values(), tell: (chart) => void told.push(chart) });
  pace.makeSoon();
  return { pace, told, begun: () => begun };
}

it('makes nothing after a draft until it is on show, and begins nothing else meanwhile', async () => {
  const { pace, told, begun } = paceOf([DRAFT, AHEAD, WHOLE], [WHOLE]);
  await vi.waitFor(() => expect(told).toEqual([DRAFT]));
  pace.makeSoon();
  await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS / 5));
  expect([told, begun()]).toEqual([[DRAFT], 1]);
  pace.goOn();
  await vi.waitFor(() => expect(told).toEqual([DRAFT, AHEAD, WHOLE, WHOLE]));
});

it('goes on by itself when nobody shows the draft', async () => {
  const { told } = paceOf([DRAFT, WHOLE]);
  await vi.waitFor(() => expect(told).toEqual([DRAFT, WHOLE]), { timeout: 4 * PATIENCE_MS });
});
