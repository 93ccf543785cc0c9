import { beforeEach, describe, expect, it } from 'vitest';
import { applyChange } from '@/lib/change';
import type { Change, Snapshot } from '@/lib/schema';
import { snapshotOf } from '@/lib/snapshot.fixture';
import type { Live } from '../live/live-feed';
import { LOG_LIMIT, ReelKeeper, WAITING_LIMIT, wholeMessage, type ReelCharts, type ReelFeed } from './reel';

/** Process 1, and one more that is another at each time. */
const at = (time: number, more: object = {}): Snapshot => snapshotOf({ time, processes: [{ pid: 1, ...more }, { pid: 100 + time }] });

class FakeFeed implements ReelFeed {
  live: Live = { snapshot: null, state: { kind: 'loading' } };
  #version = 0;
  #listener: () => void = () => undefined;

  readonly current = (): Live => this.live;
  readonly version = (): number | null => (this.live.snapshot === null ? null : this.#version);
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listener = listener;
    return () => undefined;
  };

  bring(snapshot: Snapshot): void {
    this.#version += 1;
    this.live = { snapshot, state: { kind: 'live' } };
    this.#listener();
  }
}

/** What the picture would show. */
class FakeCharts implements ReelCharts {
  readonly editions = new Map<number, Snapshot>();
  held: Snapshot | null = null;
  readonly hold = (version: number): void => void (this.held = this.editions.get(version) ?? null);
  readonly step = (change: Change): void => void (this.held = this.held === null ? null : applyChange(this.held, change));
  readonly show = (text: string): void => void (this.held = (JSON.parse(text) as { snapshot: Snapshot }).snapshot);
  readonly release = (): void => void (this.held = null);
}

let feed: FakeFeed;
let charts: FakeCharts;
let reel: ReelKeeper;

function bring(snapshot: Snapshot): void {
  charts.editions.set((feed.version() ?? 0) + 1, snapshot);
  feed.bring(snapshot);
}

beforeEach(() => {
  feed = new FakeFeed();
  charts = new FakeCharts();
  reel = new ReelKeeper(feed, charts);
  reel.subscribe(() => undefined);
});

describe('the reel', () => {
  it('shows what is newest, and writes down what came and went', () => {
    bring(at(1));
    bring(at(2));
    expect(reel.current()).toMatchObject({ snapshot: at(2), shown: { kind: 'live' } });
    expect(reel.current().log.map(({ time, counts }) => [time, counts.processes])).toEqual([[2, [1, 1, 0]]]);
  });

  it('stands still when it is paused, counts what changes meanwhile, and goes on change by change, the picture with it', () => {
    bring(at(1));
    reel.pause();
    for (const time of [2, 3, 4]) bring(at(time));
    expect(reel.current()).toMatchObject({ snapshot: at(1), shown: { kind: 'paused', waiting: 3 }, live: { snapshot: at(4) } });
    expect(charts.held).toEqual(at(1));
    reel.step();
    expect(reel.current()).toMatchObject({ snapshot: at(2), shown: { kind: 'paused', waiting: 2 } });
    expect(charts.held).toEqual(at(2));
    reel.step();
    reel.step();
    reel.step();
    expect(reel.current()).toMatchObject({ snapshot: at(4), shown: { kind: 'paused', waiting: 0 } });
    reel.resume();
    expect(reel.current()).toMatchObject({ snapshot: at(4), shown: { kind: 'live' } });
    expect(charts.held).toBeNull();
    expect(reel.current().log).toHaveLength(3);
  });

  it('does not count what only ran or slept, but steps to it with the change before', () => {
    bring(at(1));
    reel.pause();
    bring(at(1, { state: 'R' }));
    expect(reel.current().shown).toEqual({ kind: 'paused', waiting: 0 });
    bring(at(2));
    bring(at(2, { state: 'R' }));
    reel.step();
    expect(reel.current().snapshot).toEqual(at(2, { state: 'R' }));
    expect(charts.held).toEqual(at(2, { state: 'R' }));
  });

  it('joins the oldest steps of a long pause, and loses no change', () => {
    bring(at(1));
    reel.pause();
    for (let time = 2; time <= WAITING_LIMIT + 11; time += 1) bring(at(time));
    expect(reel.current().shown).toEqual({ kind: 'paused', waiting: WAITING_LIMIT + 10 });
    reel.step();
    expect(reel.current()).toMatchObject({ snapshot: at(12), shown: { waiting: WAITING_LIMIT - 1 } });
    for (let steps = 0; steps < WAITING_LIMIT; steps += 1) reel.step();
    expect(reel.current()).toMatchObject({ snapshot: at(WAITING_LIMIT + 11), shown: { waiting: 0 } });
    expect(charts.held).toEqual(at(WAITING_LIMIT + 11));
  });

  it('shows a moment and a file in its place, while the log goes on, and comes back to now', () => {
    bring(at(5));
    reel.showMoment(1, { snapshot: at(1), text: wholeMessage(JSON.stringify(at(1))) });
    bring(at(6));
    expect(reel.current()).toMatchObject({ snapshot: at(1), shown: { kind: 'past', moment: 1 } });
    expect(charts.held).toEqual(at(1));
    reel.showFile('x.json', { product: '0', snapshot: at(9), topology: null });
    expect(reel.current()).toMatchObject({ snapshot: at(9), shown: { kind: 'file', name: 'x.json' } });
    expect(charts.held).toEqual(at(9));
    reel.pause();
    expect(reel.current().shown.kind).toBe('file');
    reel.resume();
    expect(reel.current()).toMatchObject({ snapshot: at(6), shown: { kind: 'live' } });
    expect(reel.current().log).toHaveLength(1);
  });

  it('has nothing to hold before there is anything, and a log that ends', () => {
    reel.pause();
    expect(reel.current().shown.kind).toBe('live');
    for (let time = 1; time < LOG_LIMIT + 50; time += 1) bring(at(time));
    expect(reel.current().log).toHaveLength(LOG_LIMIT);
  });
});
