import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Scan, WatchLook } from '@/lib/schema';
import { scanOf } from '@/lib/snapshot.fixture';
import { answerBytes, frameBytes, startFakeHelper, type Asker, type FakeHelper } from './fake-helper.fixture';
import { SteadyScan } from './steady-scan';

const HOST = scanOf({ processes: [{ pid: 1 }, { pid: 2 }], namespaces: [{ type: 'net', ino: 100, id: '7' }, { type: 'net', ino: 101, id: null }] });
const NOTHING = { processes: [], namespaces: [] };
let helper: FakeHelper;
let host: SteadyScan;
/** What the helpers answer, look after look; null is silence. */
let looks: (WatchLook | null | 'cut off')[];
let stopping: AbortController;

beforeEach(async () => {
  looks = [];
  helper = await startFakeHelper((_, asker) => {
    next(asker);
    asker.socket.on('data', () => next(asker));
  });
  stopping = new AbortController();
  host = new SteadyScan({ inspectDoor: helper.address, signal: stopping.signal, limits: { silenceMs: 300, restMs: 300, restLooks: 1 } });
});
afterEach(async () => {
  stopping.abort();
  await helper.stop();
});

function next({ socket }: Asker): void {
  const look = looks.shift();
  if (look === null || look === undefined) return;
  if (look === 'cut off') socket.end(frameBytes('answer', Buffer.from('{'), false));
  else socket.write(answerBytes(look));
}

function first(scan: Scan = HOST): WatchLook {
  return lookOf(scan, { first: true });
}

/** `count`: the processes there are then. */
function lookOf(scan: Scan, { first: isFirst = false, gone = NOTHING, count = scan.processes.length }: { first?: boolean; gone?: WatchLook['gone']; count?: number } = {}): WatchLook {
  return { ...scan, completeness: { ...scan.completeness, processes: count }, first: isFirst, gone };
}

function changes(rows: Parameters<typeof scanOf>[0], more: Parameters<typeof lookOf>[1]): WatchLook {
  return lookOf(scanOf({ processes: [], namespaces: [], ...rows }), more);
}

const pids = (scan: Scan): number[] => scan.processes.map(({ pid }) => pid);

describe('a helper that stays', () => {
  it('is asked once by its request, then by LOOK frames, and tells what changed', async () => {
    const [one] = HOST.processes;
    const gone = { processes: [{ pid: 1, startTime: one?.startTime ?? 0 }], namespaces: [{ type: 'net' as const, ino: 101, id: null }] };
    looks = [first(), changes({ processes: [{ pid: 3 }] }, { gone, count: 2 }), changes({ processes: [{ pid: 3, comm: 'new' }] }, { count: 2 })];
    expect(pids(await host.look())).toEqual([1, 2]);
    const second = await host.look();
    expect(pids(second)).toEqual([2, 3]);
    expect(second.namespaces.map(({ ino }) => ino)).toEqual([100]);
    expect((await host.look()).processes.map(({ comm }) => comm)).toEqual([HOST.processes[1]?.comm, 'new']);
    expect(helper.requests).toEqual([{ protocol: 1, verb: 'watch' }]);
  });

  it('leaves lists and rows alone in which nothing changed', async () => {
    looks = [first(), changes({}, { count: 2 }), changes({ processes: [{ pid: 2, comm: 'new' }] }, { count: 2 })];
    const one = await host.look();
    const two = await host.look();
    expect(two.processes).toBe(one.processes);
    expect(two.namespaces).toBe(one.namespaces);
    expect((await host.look()).processes[0]).toBe(one.processes[0]);
  });

  it('takes another process under the same number for another one', async () => {
    const [one] = HOST.processes;
    const startTime = one?.startTime ?? 0;
    looks = [first(), changes({ processes: [{ pid: 1, startTime: startTime + 5 }] }, { gone: { processes: [{ pid: 1, startTime }], namespaces: [] }, count: 2 })];
    await host.look();
    expect((await host.look()).processes.map((row) => [row.pid, row.startTime])).toEqual([[2, HOST.processes[1]?.startTime], [1, startTime + 5]]);
  });

  it('is let go when nobody asks for a while, and another one is there for who asks again', async () => {
    looks = [first(), first()];
    await host.look();
    await vi.waitUntil(() => helper.open() === 0, { timeout: 5000 });
    expect(pids(await host.look())).toEqual([1, 2]);
    expect(helper.requests).toHaveLength(2);
  });

  it('is let go when the server stops', async () => {
    looks = [first()];
    await host.look();
    stopping.abort();
    await vi.waitUntil(() => helper.open() === 0, { timeout: 5000 });
  });
});

describe('a helper that ends', () => {
  it('between two looks, or before it has said a word in one, is replaced at once, and all is told anew', async () => {
    const { play } = helper;
    helper.play = (_, { answer }) => answer(first());
    await host.look();
    helper.play = play;
    looks = [first(scanOf({ processes: [{ pid: 9 }] }))];
    expect(pids(await host.look())).toEqual([9]);
    expect(helper.requests).toHaveLength(2);
  });

  it('in the middle of a look is a failure, and the next look is by another one', async () => {
    looks = [first(), 'cut off', first()];
    await host.look();
    await expect(host.look()).rejects.toMatchObject({ failure: 'fault' });
    expect(helper.requests).toHaveLength(1);
    expect(pids(await host.look())).toEqual([1, 2]);
  });

  it('each time is a failure after two tries, and no loop', async () => {
    helper.play = (_, { socket }) => socket.destroy();
    await expect(host.look()).rejects.toMatchObject({ failure: 'fault' });
    expect(helper.requests.length).toBeLessThanOrEqual(2);
  });

  it('is one that hangs: it is let go, and said to be late', async () => {
    looks = [first(), null, first()];
    await host.look();
    await expect(host.look()).rejects.toMatchObject({ failure: 'late' });
    await vi.waitUntil(() => helper.open() === 0, { timeout: 5000 });
    expect(pids(await host.look())).toEqual([1, 2]);
  });
});

describe('a helper that does not say what it should', () => {
  it.each([
    ['has counted other processes than it told', () => changes({ processes: [{ pid: 3 }] }, { count: 7 })],
    ['speaks of a first look where it is none', () => first()],
  ])('%s', async (_, wrong) => {
    looks = [first(), wrong(), first()];
    await host.look();
    await expect(host.look()).rejects.toMatchObject({ failure: 'fault' });
    expect(pids(await host.look())).toEqual([1, 2]);
  });
});
