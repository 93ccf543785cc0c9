/** The hour as a strip: where each moment stands in it, and how many processes there were. */
import { DIFFERENCE_LISTS } from './difference';
import type { Moment } from './history-schema';

export interface Tick {
  readonly moment: number;
  /** From the left end, 0, to the right end, 1. */
  readonly at: number;
  readonly came: number;
  readonly went: number;
}

/** So long the host was seen, without a gap. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Corners of the line of counts: x as `at` of a tick, y from 0 to 1, the most there were. */
  readonly line: readonly (readonly [number, number])[];
}

export interface Timeline {
  readonly start: number;
  readonly end: number;
  readonly ticks: readonly Tick[];
  readonly stretches: readonly Stretch[];
  readonly most: number;
}

/** Shorter than this the strip would be all one change. */
const LEAST_MS = 60_000;

/** Null when there is nothing to show. `now`: milliseconds since the epoch, by the clock of the host. */
export function timelineOf(moments: readonly Moment[], { now, gapMs }: { readonly now: number; readonly gapMs: number }): Timeline | null {
  const [first] = moments;
  if (first === undefined) return null;
  const end = Math.max(now, moments.at(-1)?.until ?? now);
  const start = Math.min(first.time, end - LEAST_MS);
  const atOf = (time: number) => Math.min(1, Math.max(0, (time - start) / (end - start)));
  const most = Math.max(1, ...moments.map(({ counts }) => counts.processes));
  const ticks = moments.flatMap(({ moment, time, turns }) => (turns === null ? [] : [{ moment, at: atOf(time), came: sum(turns, 0), went: sum(turns, 1) }]));
  return { start, end, ticks, stretches: stretchesOf(moments, { gapMs, atOf, most }), most };
}

function sum(turns: NonNullable<Moment['turns']>, place: 0 | 1): number {
  return DIFFERENCE_LISTS.reduce((all, list) => all + turns[list][place], 0);
}

function stretchesOf(moments: readonly Moment[], { gapMs, atOf, most }: { readonly gapMs: number; readonly atOf: (time: number) => number; readonly most: number }): Stretch[] {
  const runs: Moment[][] = [];
  for (const row of moments) {
    const run = runs.at(-1);
    if (run === undefined || row.turns === null || row.time - (run.at(-1)?.until ?? 0) > gapMs) runs.push([row]);
    else run.push(row);
  }
  return runs.map((run) => {
    const line = run.flatMap(({ time, until, counts }): (readonly [number, number])[] => [[atOf(time), counts.processes / most], [atOf(until), counts.processes / most]]);
    return { from: line[0]?.[0] ?? 0, to: line.at(-1)?.[0] ?? 0, line };
  });
}

/** The moment in which the host was as it was at that time: the last one that had begun. The first one, where none had. */
export function momentAt(moments: readonly Moment[], time: number): Moment | null {
  return moments[Math.max(0, countTo(moments, (row) => row.time <= time) - 1)] ?? null;
}

/** The moment before or behind; null beyond the ends. Null instead of a moment is now. */
export function neighbourOf(moments: readonly Moment[], shown: number | null, by: -1 | 1): Moment | null {
  const place = shown === null ? moments.length - 1 : countTo(moments, ({ moment }) => moment <= shown) - 1;
  return moments[place + by] ?? null;
}

/** How many stand before the first one of which it is not true. */
function countTo(moments: readonly Moment[], isBefore: (row: Moment) => boolean): number {
  const first = moments.findIndex((row) => !isBefore(row));
  return first < 0 ? moments.length : first;
}
