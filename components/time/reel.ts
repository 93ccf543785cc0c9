/**
 * What the page shows of the host's life: now; now held still, and then change by change; a moment of the last hour; or a file.
 * The worker that makes the charts is told the same, so that the picture and all around it show one Snapshot.
 */
import { diffSnapshots } from '@/lib/change';
import { countsOf, differenceOf, isNothing } from '@/lib/difference';
import { logEntryOf, type LogEntry } from '@/lib/happenings';
import type { Change, Snapshot } from '@/lib/schema';
import type { SnapshotFile } from '@/lib/snapshot-file';
import type { Live } from '../live/live-feed';

export type Shown =
  | { readonly kind: 'live' }
  /** `waiting`: how often something has changed since. */
  | { readonly kind: 'paused'; readonly waiting: number }
  | { readonly kind: 'past'; readonly moment: number }
  | { readonly kind: 'file'; readonly name: string; readonly file: SnapshotFile };

export interface Reel {
  /** The newest, and how far it can be trusted. */
  readonly live: Live;
  /** What is shown. */
  readonly snapshot: Snapshot | null;
  readonly shown: Shown;
  /** What came and went while this page was open, newest first. */
  readonly log: readonly LogEntry[];
}

/** What of the live feed is needed. */
export interface ReelFeed {
  readonly current: () => Live;
  readonly version: () => number | null;
  readonly subscribe: (listener: () => void) => () => void;
}

/** What of the source of charts is needed. */
export interface ReelCharts {
  /** Shows that version from now on, whatever else is read. */
  readonly hold: (version: number) => void;
  readonly step: (change: Change) => void;
  /** The text of a live message with a whole Snapshot: it is shown, whatever is read. */
  readonly show: (text: string) => void;
  /** Shows what is read again. */
  readonly release: () => void;
}

interface Waiting {
  readonly snapshot: Snapshot;
  /** How many changes lead to it. */
  readonly changes: number;
}

export const LOG_LIMIT = 200;
/** Of a pause that lasts, the oldest steps become one. */
export const WAITING_LIMIT = 100;

export class ReelKeeper {
  readonly #feed: ReelFeed;
  readonly #charts: ReelCharts;
  readonly #listeners = new Set<() => void>();
  #leave: (() => void) | null = null;
  #waiting: readonly Waiting[] = [];
  #reel: Reel;

  constructor(feed: ReelFeed, charts: ReelCharts) {
    this.#feed = feed;
    this.#charts = charts;
    const live = feed.current();
    this.#reel = { live, snapshot: live.snapshot, shown: { kind: 'live' }, log: [] };
  }

  readonly current = (): Reel => this.#reel;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#leave ??= this.#feed.subscribe(() => this.#follow());
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#leave?.();
      this.#leave = null;
    };
  };

  readonly pause = (): void => {
    const version = this.#feed.version();
    const { live } = this.#reel;
    if (this.#reel.shown.kind !== 'live' || version === null || live.snapshot === null) return;
    this.#waiting = [];
    this.#charts.hold(version);
    this.#set({ snapshot: live.snapshot, shown: { kind: 'paused', waiting: 0 } });
  };

  /** To the next change; nothing when there is none. */
  readonly step = (): void => {
    const { shown, snapshot } = this.#reel;
    const [next, ...rest] = this.#waiting;
    if (shown.kind !== 'paused' || snapshot === null || next === undefined) return;
    const change = diffSnapshots(snapshot, next.snapshot);
    if (change !== null) this.#charts.step(change);
    this.#waiting = rest;
    this.#set({ snapshot: next.snapshot, shown: { kind: 'paused', waiting: shown.waiting - next.changes } });
  };

  /** Back to now, from wherever. */
  readonly resume = (): void => {
    if (this.#reel.shown.kind === 'live') return;
    this.#waiting = [];
    this.#charts.release();
    this.#set({ snapshot: this.#reel.live.snapshot, shown: { kind: 'live' } });
  };

  /** `text`: the live message that carries the Snapshot. */
  readonly showMoment = (moment: number, { snapshot, text }: { readonly snapshot: Snapshot; readonly text: string }): void => this.#showOther({ kind: 'past', moment }, snapshot, text);

  readonly showFile = (name: string, file: SnapshotFile): void => this.#showOther({ kind: 'file', name, file }, file.snapshot, wholeMessage(JSON.stringify(file.snapshot)));

  #showOther(shown: Shown, snapshot: Snapshot, text: string): void {
    this.#waiting = [];
    this.#charts.show(text);
    this.#set({ snapshot, shown });
  }

  #follow(): void {
    const live = this.#feed.current();
    const [before, now] = [this.#reel.live.snapshot, live.snapshot];
    const isNews = before !== null && now !== null && before !== now;
    const difference = isNews ? differenceOf(before, now) : null;
    const entry = difference === null || now === null ? null : logEntryOf(difference, now);
    const log = entry === null ? this.#reel.log : [entry, ...this.#reel.log].slice(0, LOG_LIMIT);
    if (this.#reel.shown.kind === 'live') this.#set({ live, log, snapshot: now });
    else if (this.#reel.shown.kind === 'paused' && now !== null && difference !== null) this.#set({ live, log, shown: this.#queue(this.#reel.shown.waiting, now, !isNothing(countsOf(difference))) });
    else this.#set({ live, log });
  }

  /** What changed too little to be told goes with the change before it. */
  #queue(waiting: number, snapshot: Snapshot, isChange: boolean): Shown {
    const last = this.#waiting.at(-1);
    if (isChange) this.#waiting = joined([...this.#waiting, { snapshot, changes: 1 }]);
    else if (last !== undefined) this.#waiting = [...this.#waiting.slice(0, -1), { ...last, snapshot }];
    return { kind: 'paused', waiting: waiting + Number(isChange) };
  }

  #set(next: Partial<Reel>): void {
    this.#reel = { ...this.#reel, ...next };
    for (const listener of this.#listeners) listener();
  }
}

/** The live message that carries a Snapshot, of its JSON. */
export function wholeMessage(json: string): string {
  return `{"kind":"snapshot","version":0,"snapshot":${json}}`;
}

function joined(waiting: readonly Waiting[]): readonly Waiting[] {
  const [first, second, ...rest] = waiting;
  if (waiting.length <= WAITING_LIMIT || first === undefined || second === undefined) return waiting;
  return [{ snapshot: second.snapshot, changes: first.changes + second.changes }, ...rest];
}
