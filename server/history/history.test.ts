import { describe, expect, it } from 'vitest';
import { diffSnapshots } from '@/lib/change';
import { crowdOf } from '@/lib/crowd.fixture';
import { history as historySchema } from '@/lib/history-schema';
import type { Snapshot } from '@/lib/schema';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { History } from './history';

const START = 1_764_000_000_000;

/** The host after so many seconds: process 1, and one more with each, the older ones gone. */
function hostAt(second: number): Snapshot {
  return snapshotOf({ time: START + second * 1000, processes: [{ pid: 1 }, ...(second > 0 ? [{ pid: 100 + second, comm: `p${second}` }] : [])] });
}

/** As the server has it: what nothing changed in has the version of before. */
function keep(history: History, snapshots: readonly Snapshot[]): void {
  let [version, last] = [1, null as Snapshot | null];
  for (const snapshot of snapshots) {
    if (last !== null && diffSnapshots(last, snapshot) !== null) version += 1;
    last = snapshot;
    history.note({ version, snapshot });
  }
}

const seconds = (count: number) => Array.from({ length: count }, (_, second) => hostAt(second));

describe('the history', () => {
  it('gives back each moment as it was, in their order, also after several whole ones', async () => {
    const history = new History();
    const hosts = seconds(500);
    keep(history, hosts);
    const { moments } = historySchema.parse(history.list());
    expect(moments.map(({ time }) => time)).toEqual(hosts.map(({ time }) => time));
    for (const at of [0, 1, 2, 239, 240, 241, 242, 499]) expect(await history.find(moments[at]?.moment ?? 0)).toEqual(hosts[at]);
  });

  it('counts what came, went and changed against the moment before', () => {
    const history = new History();
    keep(history, [hostAt(0), hostAt(1), hostAt(2)]);
    expect(history.list().moments.map(({ turns, counts }) => [turns?.processes ?? null, counts.processes])).toEqual([[null, 1], [[1, 0, 0], 2], [[1, 1, 0], 2]]);
  });

  it('makes no moment of processes that only run or sleep, but remembers them with the next one', async () => {
    const history = new History();
    const at = (second: number, state: string, more: number[] = []) => snapshotOf({ time: START + second * 1000, processes: [{ pid: 1, state }, ...more.map((pid) => ({ pid }))] });
    keep(history, [at(0, 'S'), at(1, 'R'), at(2, 'S'), at(3, 'R', [7])]);
    const { moments } = history.list();
    expect(moments.map(({ time, until }) => [time - START, until - START])).toEqual([[0, 2000], [3000, 3000]]);
    expect((await history.find(moments[1]?.moment ?? 0))?.processes.map(({ pid, state }) => [pid, state])).toEqual([[1, 'R'], [7, 'S']]);
  });

  it('has a gap where nobody looked, and does not say what changed in it', () => {
    const history = new History({ gapMs: 5000 });
    keep(history, [hostAt(0), hostAt(1), hostAt(60)]);
    const { moments } = history.list();
    expect(moments.map(({ turns }) => turns === null)).toEqual([true, false, true]);
    expect((moments[2]?.time ?? 0) - (moments[1]?.until ?? 0)).toBe(59_000);
  });

  it('forgets what is older than it keeps, and no more', async () => {
    const history = new History({ keptMs: 100_000 });
    keep(history, seconds(400));
    const { moments } = history.list();
    expect(moments[0]?.time).toBe(START + 299_000);
    expect(await history.find(START + 298_000)).toBeNull();
    expect((await history.find(START + 299_000))?.processes[1]?.comm).toBe('p299');
  });

  it('holds no more bytes than it may, and forgets the oldest first', async () => {
    const limitBytes = 300_000;
    const history = new History({ limitBytes });
    keep(history, seconds(1000));
    await history.find(history.list().moments.at(-1)?.moment ?? 0);
    const { moments, usedBytes } = history.list();
    expect(usedBytes).toBeLessThanOrEqual(limitBytes);
    expect(usedBytes).toBeGreaterThan(limitBytes / 4);
    expect(moments.length).toBeGreaterThan(100);
    expect(moments.at(-1)?.time).toBe(START + 999_000);
    expect((await history.find(moments[0]?.moment ?? 0))?.time).toBe(moments[0]?.time);
  });

  it('keeps nothing of a host that is too large for it, and begins anew with the next', async () => {
    const history = new History({ limitBytes: 40_000 });
    const noise = Array.from({ length: 4000 }, (_, at) => ({ pid: at + 1, comm: `${(at * 7_919_993) % 1_000_003}${(at * 104_729) % 999_983}` }));
    keep(history, [snapshotOf({ time: START, processes: noise })]);
    await history.find(START);
    expect(history.list()).toMatchObject({ moments: [], usedBytes: 0 });
    keep(history, [hostAt(1)]);
    expect((await history.find(START + 1000))?.processes).toHaveLength(2);
  });

  it('names moments upwards also when the clock of the host is put back', () => {
    const history = new History();
    keep(history, [hostAt(10), { ...hostAt(11), time: START }, { ...hostAt(12), time: START + 1 }]);
    const names = history.list().moments.map(({ moment }) => moment);
    expect(names).toEqual([...names].sort((a, b) => a - b));
    expect(new Set(names).size).toBe(3);
  });

  it('knows no moment of another number', async () => {
    const history = new History();
    keep(history, [hostAt(0)]);
    expect(await history.find(Number('x'))).toBeNull();
    expect(await history.find(-1)).toBeNull();
  });

  it('takes little room for a crowd in which something changes each second', async () => {
    const history = new History();
    const crowd = { ...crowdOf({ processes: 2000, namespaces: 400 }), time: START };
    const hosts = Array.from({ length: 40 }, (_, second) => ({
      ...crowd,
      time: START + second * 1000,
      processes: crowd.processes.filter((_row, at) => at < 900 || at >= 900 + second).map((row, at) => (at < second ? { ...row, comm: `n${second}` } : row)),
    }));
    keep(history, hosts);
    await history.find(history.list().moments.at(-1)?.moment ?? 0);
    expect(history.list().moments).toHaveLength(40);
    expect(history.list().usedBytes).toBeLessThan(JSON.stringify(hosts[0]).length / 4);
  });
});
