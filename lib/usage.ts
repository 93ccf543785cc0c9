/** What processes use, from two looks at what they have used: a rate has no single moment. */
import { processKey } from './identity';
import type { Process } from './schema';
import type { ScanUsage } from './usage-schema';

export const MEASURES = ['cpu', 'memory'] as const;
export type Measure = (typeof MEASURES)[number];

export interface ProcessUsage {
  /** How many cores it keeps busy. Null: there is one look at it so far, and a rate takes two. */
  readonly cpu: number | null;
  /** Bytes of it in memory (RSS). What it shares with others counts for each of them. */
  readonly memory: number;
}

export interface Usage {
  /** Who is not there is not known, or came later. */
  readonly byKey: ReadonlyMap<string, ProcessUsage>;
  /** In the unit of `startTime`: who started then or later need not have been seen. */
  readonly seenTill: number;
}

/** Two looks further apart than this tell of the time between them, but no more of now. */
const LONGEST_MS = 10_000;

/** `before` is an earlier look at the same host, null for the first one. What has come since, or has the pid of another now, has no rate yet. */
export function usageBetween(before: ScanUsage | null, now: ScanUsage): Usage {
  const earlier = new Map((before?.processes ?? []).map((row) => [row[0], row]));
  const between = now.bootMs - (before?.bootMs ?? 0);
  const byKey = new Map<string, ProcessUsage>();
  for (const row of now.processes) {
    const [pid, startTime, , pages] = row;
    byKey.set(processKey({ pid, startTime }), { cpu: coresBetween(earlier.get(pid), row, { between, ticksPerSecond: now.ticksPerSecond }), memory: pages * now.pageSize });
  }
  return { byKey, seenTill: Math.floor((now.bootMs / 1000) * now.ticksPerSecond) - 1 };
}

type Row = ScanUsage['processes'][number];

/** `between`: milliseconds from the beginning of the one look to that of the other. */
function coresBetween(before: Row | undefined, now: Row, { between, ticksPerSecond }: { readonly between: number; readonly ticksPerSecond: number }): number | null {
  if (before?.[1] !== now[1]) return null;
  const ms = between + now[4] - before[4];
  if (ms <= 0 || ms > LONGEST_MS) return null;
  return Math.max(0, ((now[2] - before[2]) / ticksPerSecond) * (1000 / ms));
}

/** Of one process, or of several together. */
export interface Amount {
  /** Cores or bytes, of those of whom it is known; null: of none. */
  readonly value: number | null;
  readonly of: number;
  /** Of how many it is not known, and of how many not yet. */
  readonly unknown: number;
  readonly measuring: number;
}

/** `usage` null: nothing is measured yet. */
export function amountOf(processes: readonly Measurable[], usage: Usage | null, measure: Measure): Amount {
  const sum: Sum = { value: null, of: 0, unknown: 0, measuring: 0 };
  for (const process of processes) addAmount(sum, amountOfOne(process, usage, measure));
  return sum;
}

type Measurable = Pick<Process, 'key' | 'startTime'>;

export function amountOfOne({ key, startTime }: Measurable, usage: Usage | null, measure: Measure): Amount {
  if (usage === null) return MEASURING;
  const used = usage.byKey.get(key);
  if (used === undefined) return startTime < usage.seenTill ? UNKNOWN : MEASURING;
  const value = used[measure];
  return value === null ? MEASURING : { value, of: 1, unknown: 0, measuring: 0 };
}

const MEASURING: Amount = { value: null, of: 1, unknown: 0, measuring: 1 };
const UNKNOWN: Amount = { value: null, of: 1, unknown: 1, measuring: 0 };

/** Added to in place: of a crowded host there are tens of thousands of them, every two seconds. */
export type Sum = { -readonly [K in keyof Amount]: Amount[K] };

export function addAmount(sum: Sum, { value, of, unknown, measuring }: Amount): void {
  if (value !== null) sum.value = (sum.value ?? 0) + value;
  sum.of += of;
  sum.unknown += unknown;
  sum.measuring += measuring;
}
