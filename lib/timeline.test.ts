import { describe, expect, it } from 'vitest';
import type { Moment } from './history-schema';
import { momentAt, neighbourOf, timelineOf } from './timeline';

function momentOf(time: number, until: number, processes: number, turns: [number, number, number] | null): Moment {
  const none: [number, number, number] = [0, 0, 0];
  return { moment: time, time, until, counts: { pods: 0, containers: 0, namespaces: 8, processes }, turns: turns === null ? null : { pods: none, containers: none, namespaces: none, processes: turns } };
}

const MOMENTS = [momentOf(0, 30_000, 50, null), momentOf(31_000, 40_000, 100, [50, 0, 0]), momentOf(90_000, 100_000, 25, null)];

describe('the timeline', () => {
  it('has a place for each change, and none where nobody looked', () => {
    const line = timelineOf(MOMENTS, { now: 100_000, gapMs: 20_000 });
    expect(line?.ticks).toEqual([{ moment: 31_000, at: 0.31, came: 50, went: 0 }]);
    expect(line?.stretches.map(({ from, to }) => [from, to])).toEqual([[0, 0.4], [0.9, 1]]);
    expect(line?.stretches[0]?.line).toEqual([[0, 0.5], [0.3, 0.5], [0.31, 1], [0.4, 1]]);
  });

  it('is at least a minute long, and nothing without a moment', () => {
    expect(timelineOf([momentOf(95_000, 95_000, 1, null)], { now: 100_000, gapMs: 1 })?.start).toBe(40_000);
    expect(timelineOf([], { now: 5, gapMs: 1 })).toBeNull();
  });

  it('finds the moment of a time, and the ones beside it', () => {
    expect(momentAt(MOMENTS, 35_000)?.moment).toBe(31_000);
    expect(momentAt(MOMENTS, -1)?.moment).toBe(0);
    expect(neighbourOf(MOMENTS, null, -1)?.moment).toBe(31_000);
    expect(neighbourOf(MOMENTS, 31_000, 1)?.moment).toBe(90_000);
    expect(neighbourOf(MOMENTS, 0, -1)).toBeNull();
  });
});
