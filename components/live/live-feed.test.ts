import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { briefSnapshot } from '@/lib/brief-rows';
import { applyChange, diffSnapshots } from '@/lib/change';
import type { LiveMessage, Snapshot } from '@/lib/schema';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { Lines } from './line';
import { LiveFeed, SILENCE_MS } from './live-feed';
import { Sockets } from './sockets';

/** A WebSocket whose other end is the test. */
class FakeSocket extends EventTarget {
  static all: FakeSocket[] = [];
  isClosed = false;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    super();
    FakeSocket.all.push(this);
  }

  open(): void {
    this.dispatchEvent(new Event('open'));
  }

  say(message: LiveMessage | string): void {
    this.dispatchEvent(new MessageEvent('message', { data: typeof message === 'string' ? message : JSON.stringify(message) }));
  }

  cut(code = 1006): void {
    this.isClosed = true;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }

  close(): void {
    if (!this.isClosed) this.cut(1000);
  }
}

const one = snapshotOf({ processes: [{ pid: 7 }] });
const two = snapshotOf({ processes: [{ pid: 7 }, { pid: 8 }] });

function changeFrom(previous: Snapshot, next: Snapshot) {
  const change = diffSnapshots(previous, next);
  if (change === null) throw new Error('the two snapshots are the same');
  return change;
}

function last(): FakeSocket {
  const socket = FakeSocket.all.at(-1);
  if (socket === undefined) throw new Error('no connection was opened');
  return socket;
}

const settle = () => vi.advanceTimersByTimeAsync(0);
let isSignedOut: () => Promise<boolean>;
let lines: Lines;
let feed: LiveFeed;
/** What the other end of the lines has read. */
let charted: LiveMessage[];
let leave: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.all = [];
  isSignedOut = () => Promise.resolve(false);
  charted = [];
  const sockets = new Sockets({ onNews: (news) => lines.hear(news), onMessage: (message) => charted.push(message) });
  lines = new Lines((ask) => sockets.take(ask));
  feed = new LiveFeed({ address: (have) => `ws://host/api/live${have === null ? '' : `?have=${have}`}`, protocols: () => ['nsatlas.v1'], open: lines.open, isSignedOut: () => isSignedOut() });
  leave = feed.subscribe(() => undefined);
});

afterEach(() => {
  leave();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function beLive(): Promise<void> {
  last().open();
  last().say({ kind: 'snapshot', version: 5, snapshot: one });
  await settle();
}

describe('a live feed', () => {
  it('is loading until the first snapshot, then live', async () => {
    expect(feed.current().state.kind).toBe('loading');
    await beLive();
    expect(feed.current()).toEqual({ snapshot: one, state: { kind: 'live' } });
  });

  it('applies a change to the snapshot it has', async () => {
    await beLive();
    last().say({ kind: 'change', base: 5, version: 6, change: changeFrom(one, two) });
    await settle();
    expect(feed.current().snapshot).toEqual(two);
  });

  it('keeps its picture when the connection is cut, says how old it is, and resumes from its version', async () => {
    await beLive();
    const cutAt = Date.now();
    last().cut();
    await settle();
    expect(feed.current().snapshot).toEqual(one);
    expect(feed.current().state).toMatchObject({ kind: 'stale', since: cutAt });
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.all).toHaveLength(2);
    expect(last().url).toBe('ws://host/api/live?have=5');
    last().open();
    last().say({ kind: 'change', base: 5, version: 6, change: changeFrom(one, two) });
    await settle();
    expect(feed.current()).toEqual({ snapshot: two, state: { kind: 'live' } });
  });

  it('is not live when nothing comes, not even a pulse, and says since when', async () => {
    await beLive();
    await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
    last().say({ kind: 'pulse' });
    const heardAt = Date.now();
    await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
    expect(feed.current().state.kind).toBe('live');
    await vi.advanceTimersByTimeAsync(1);
    expect(feed.current().state).toMatchObject({ kind: 'stale', since: heardAt });
    await vi.advanceTimersByTimeAsync(1000);
    expect(last().url).toBe('ws://host/api/live?have=5');
  });

  it('keeps the time of its last look while one try after the other fails', async () => {
    await beLive();
    const cutAt = Date.now();
    last().cut();
    await vi.advanceTimersByTimeAsync(1000);
    last().cut();
    await vi.advanceTimersByTimeAsync(2000);
    expect(feed.current().state).toMatchObject({ kind: 'stale', since: cutAt });
  });

  it('waits longer after each failure', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const before = FakeSocket.all.length;
      const since = Date.now();
      last().cut();
      while (FakeSocket.all.length === before) await vi.advanceTimersByTimeAsync(50);
      waits.push(Date.now() - since);
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)).toBeGreaterThan(2 * (waits[0] ?? 0));
  });

  it('asks for a whole snapshot when a change is for another base', async () => {
    await beLive();
    last().say({ kind: 'change', base: 9, version: 10, change: changeFrom(one, two) });
    await vi.advanceTimersByTimeAsync(1000);
    expect(feed.current().snapshot).toEqual(one);
    expect(last().url).toBe('ws://host/api/live');
  });

  it('is disconnected, not stale, when there never was a picture', async () => {
    last().cut();
    await settle();
    expect(feed.current()).toMatchObject({ snapshot: null, state: { kind: 'disconnected' } });
  });

  it('is denied when the session is over, and does not come back by itself', async () => {
    isSignedOut = () => Promise.resolve(true);
    last().cut();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(feed.current().state).toEqual({ kind: 'denied' });
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('is denied when the server ends an open connection by its policy', async () => {
    await beLive();
    last().cut(1008);
    await settle();
    expect(feed.current()).toEqual({ snapshot: one, state: { kind: 'denied' } });
  });

  it('does not ask for the session when an open connection is cut', async () => {
    isSignedOut = () => Promise.resolve(true);
    await beLive();
    last().cut();
    await settle();
    expect(feed.current().state.kind).toBe('stale');
  });

  it('shows the trouble of the helper, and is live again with the next change', async () => {
    await beLive();
    last().say({ kind: 'trouble', failure: 'absent', message: 'no helper' });
    await settle();
    expect(feed.current().state).toMatchObject({ kind: 'trouble', message: 'no helper' });
    last().say({ kind: 'change', base: 5, version: 6, change: changeFrom(one, two) });
    await settle();
    expect(feed.current().state.kind).toBe('live');
  });

  it('names the place in a message that is not of the contract, and keeps its picture', async () => {
    await beLive();
    last().say(JSON.stringify({ kind: 'snapshot', version: 6, snapshot: { ...one, processes: [{ pid: -1 }] } }));
    await settle();
    expect(feed.current().snapshot).toEqual(one);
    expect(feed.current().state).toMatchObject({ kind: 'trouble', message: expect.stringContaining('pid') as string });
    expect(charted).toHaveLength(1);
  });

  it('takes messages in their order, also when a large one takes its time', async () => {
    last().open();
    const large = snapshotOf({ processes: Array.from({ length: 3000 }, (_, at) => ({ pid: at + 1 })) });
    const larger = snapshotOf({ processes: Array.from({ length: 3001 }, (_, at) => ({ pid: at + 1 })) });
    last().say({ kind: 'snapshot', version: 1, snapshot: large });
    last().say({ kind: 'change', base: 1, version: 2, change: changeFrom(large, larger) });
    await vi.advanceTimersByTimeAsync(1000);
    expect(feed.current().snapshot?.processes).toHaveLength(3001);
    expect(feed.current().snapshot).toEqual(applyChange(large, changeFrom(large, larger)));
    expect(charted[0]).toEqual({ kind: 'snapshot', version: 1, snapshot: large });
  });

  it('reads rows that are like earlier ones, and names one that is like none', async () => {
    last().open();
    const host = snapshotOf({ processes: Array.from({ length: 20 }, (_, at) => ({ pid: at + 1 })) });
    const brief = briefSnapshot(host);
    last().say(JSON.stringify({ kind: 'snapshot', version: 1, snapshot: brief }));
    await settle();
    expect(feed.current().snapshot).toEqual(host);
    expect(charted).toEqual([{ kind: 'snapshot', version: 1, snapshot: host }]);
    last().say(JSON.stringify({ kind: 'snapshot', version: 2, snapshot: { ...brief, processes: brief.processes.slice(1) } }));
    await settle();
    expect(feed.current().state).toMatchObject({ kind: 'trouble', message: expect.stringContaining('2@') as string });
    expect(charted).toHaveLength(1);
  });

  it('tries at once when asked to', async () => {
    last().cut();
    await settle();
    feed.retry();
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('gives up on a connection that does not open', async () => {
    await vi.advanceTimersByTimeAsync(10_000);
    expect(FakeSocket.all[0]?.isClosed).toBe(true);
  });

  it('comes back when who holds its socket goes', async () => {
    await beLive();
    lines.cut();
    await settle();
    expect(feed.current().state.kind).toBe('stale');
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('closes its connection when nobody listens', async () => {
    await beLive();
    leave();
    expect(last().isClosed).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});
