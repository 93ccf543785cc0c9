/** Rates and amounts from two looks at what processes have used. */
import { describe, expect, it } from 'vitest';
import { testOf } from './conform';
import { processOf } from './snapshot.fixture';
import { amountOf, usageBetween } from './usage';
import { scanUsage, type ScanUsage } from './usage-schema';

type Row = ScanUsage['processes'][number];

function lookAt(bootMs: number, processes: readonly Row[]): ScanUsage {
  return { schema: 1, bootMs, ticksPerSecond: 100, pageSize: 4096, processes: [...processes], unread: [], leftOut: 0 };
}

const before = lookAt(50_000, [[10, 100, 1000, 2560, 5], [11, 100, 40, 0, 6]]);

describe('what a process uses', () => {
  it('is the difference of two looks by the time between the two times it was read', () => {
    // 2 s and, as it was read 45 ms later in the second look, 45 ms.
    const { byKey } = usageBetween(before, lookAt(52_000, [[10, 100, 1409, 51_200, 50], [11, 100, 40, 0, 51]]));
    expect(byKey.get('10@100')?.cpu).toBeCloseTo(4.09 / 2.045, 10);
    expect(byKey.get('10@100')?.memory).toBe(200 * 1024 * 1024);
    expect(byKey.get('11@100')).toEqual({ cpu: 0, memory: 0 });
  });

  it('has no rate in the first look, nor for who has come since, nor for another with its pid', () => {
    expect(usageBetween(null, before).byKey.get('10@100')).toEqual({ cpu: null, memory: 2560 * 4096 });
    const { byKey } = usageBetween(before, lookAt(52_000, [[10, 5100, 3, 10, 5], [12, 5150, 3, 10, 6]]));
    expect(byKey.get('10@5100')?.cpu).toBeNull();
    expect(byKey.get('12@5150')?.cpu).toBeNull();
    expect(byKey.has('10@100')).toBe(false);
  });

  it('has none either over a time that is too long to be called now, or runs backwards', () => {
    for (const bootMs of [61_000, 49_000]) expect(usageBetween(before, lookAt(bootMs, [[10, 100, 2000, 1, 5]])).byKey.get('10@100')?.cpu, String(bootMs)).toBeNull();
  });
});

describe('what several use', () => {
  const usage = usageBetween(before, lookAt(52_000, [[10, 100, 1100, 2560, 5], [11, 100, 140, 256, 6]]));
  const [one, two, unread, later] = [10, 11, 12, 13].map((pid) => processOf({ pid, startTime: pid === 13 ? 5201 : 100, key: `${pid}@${pid === 13 ? 5201 : 100}` }));

  it('is their sum; of whom it is not known is counted, and is no zero', () => {
    expect(amountOf([one, two] as never, usage, 'memory')).toEqual({ value: 11 * 1024 * 1024, of: 2, unknown: 0, measuring: 0 });
    expect(amountOf([one, unread] as never, usage, 'cpu')).toEqual({ value: 0.5, of: 2, unknown: 1, measuring: 0 });
    expect(amountOf([unread] as never, usage, 'cpu')).toEqual({ value: null, of: 1, unknown: 1, measuring: 0 });
  });

  it('is not yet known of who started after the look', () => {
    expect(amountOf([later] as never, usage, 'memory')).toEqual({ value: null, of: 1, unknown: 0, measuring: 1 });
    expect(amountOf([one] as never, null, 'memory')).toEqual({ value: null, of: 1, unknown: 0, measuring: 1 });
  });
});

it('a look conforms by the quick test as by the schema, and what is none does not', () => {
  const quick = testOf(scanUsage);
  const rows: readonly unknown[] = [[10, 100, 1, 2, 3], [10, 100, 1, 2], [10, 100, 1, 2, 3, 4], [0, 100, 1, 2, 3], [10, -1, 1, 2, 3], [10, 100, 1.5, 2, 3], '10'];
  for (const row of rows) {
    const value: unknown = { ...before, processes: [row] };
    expect(quick(value), JSON.stringify(row)).toBe(scanUsage.safeParse(value).success);
  }
});
