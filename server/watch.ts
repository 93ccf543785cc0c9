/** Keeps everybody who watches up to date with one loop of looks. When nobody looks, it rests. */
import type { Failure } from '@/lib/failure';
import { isHelperError } from './helper-error';
import type { Edition, SnapshotCache } from './snapshot-cache';
import { briefMessage, noChangeMessage, snapshotMessage, stepMessage, troubleMessage } from './snapshot-json';

export interface Watcher {
  readonly send: (message: string) => void;
  /** How much of what was sent has not left yet. */
  readonly bufferedBytes: () => number;
  /** It reads brief rows (lib/brief-rows.ts). Absent: whole ones. */
  readonly isBrief?: boolean;
}

export interface Rhythm {
  /** From the begin of one look to that of the next. */
  readonly periodMs: number;
  /** How long the loop goes on for a reader who may come again. */
  readonly readerMs: number;
  /** The longest pause after failures. */
  readonly troubleMs: number;
}

const RHYTHM: Rhythm = { periodMs: 1000, readerMs: 5000, troubleMs: 15_000 };
/** Looking takes at most this part of the time. */
const DUTY = 1 / 10;
const LOOKS_JUDGED = 5;
/** After so many looks that found nothing new it takes a smaller part, as long as what is new is then seen within the limit. */
const QUIET_LOOKS = 15;
const QUIET_DUTY = 1 / 100;
const QUIET_LIMIT_MS = 2000;
/** A watcher with so much unsent gets nothing more until it has caught up. */
const BUFFERED_LIMIT_BYTES = 8 * 1024 * 1024;

interface Trouble {
  readonly failure: Failure;
  readonly message: string;
}

interface Place {
  readonly watcher: Watcher;
  /** The version it has; null: none. */
  have: number | null;
  /** It does not know whether what it has is of now. */
  isUnsure: boolean;
}

export class Watch {
  readonly #cache: SnapshotCache;
  readonly #rhythm: Rhythm;
  readonly #places = new Set<Place>();
  #readUntil = 0;
  #version: number | null = null;
  #quietLooks = 0;
  #durations: readonly number[] = [];
  #trouble: Trouble | null = null;
  #failures = 0;
  #isRunning = false;
  #isStopped = false;
  #endRest: (() => void) | null = null;

  constructor(cache: SnapshotCache, rhythm: Rhythm = RHYTHM) {
    this.#cache = cache;
    this.#rhythm = rhythm;
    cache.onEdition((edition) => this.#publish(edition));
  }

  /** `have` is the version the watcher knows from before. Gives the way to leave. */
  join(watcher: Watcher, have: number | null = null): () => void {
    const place = { watcher, have, isUnsure: true };
    this.#places.add(place);
    this.#quietLooks = 0;
    const { latest } = this.#cache;
    if (latest !== null && this.#cache.ageMs < 2 * this.#periodMs()) this.#bringUp(place, latest);
    if (this.#trouble !== null) this.#warn(place, this.#trouble);
    this.#begin();
    return () => {
      this.#places.delete(place);
      if (!this.#isWanted()) this.#endRest?.();
    };
  }

  /** Somebody read the Snapshot, and may do so again soon. */
  noteReader(): void {
    this.#readUntil = performance.now() + this.#rhythm.readerMs;
    this.#begin();
  }

  /** What is seen has just changed by our own doing: whoever watches is told now. */
  hurry(): void {
    if (this.#isWanted()) void this.#look(0);
  }

  stop(): void {
    this.#isStopped = true;
    this.#endRest?.();
  }

  #isWanted(): boolean {
    return !this.#isStopped && (this.#places.size > 0 || performance.now() < this.#readUntil);
  }

  #begin(): void {
    if (this.#isRunning || !this.#isWanted()) return;
    this.#isRunning = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    while (this.#isWanted()) {
      await this.#look();
      if (this.#isWanted()) await this.#rest();
    }
    this.#isRunning = false;
    this.#trouble = null;
  }

  /** A reader may have looked a moment ago; then that look serves. */
  async #look(maxAgeMs = this.#periodMs() / 2): Promise<void> {
    try {
      await this.#cache.current({ maxAgeMs });
    } catch (error) {
      if (this.#isStopped) return;
      this.#failures += 1;
      this.#trouble = troubleOf(error);
      for (const place of this.#places) this.#warn(place, this.#trouble);
    }
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#pauseMs());
      this.#endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #periodMs(): number {
    return periodFor(this.#costMs(), this.#rhythm.periodMs, this.#quietLooks >= QUIET_LOOKS);
  }

  /** What a look takes: the first of a helper loads programs, and one that had to wait for a busy machine was longer than its work. */
  #costMs(): number {
    return this.#durations.length < 2 ? 0 : Math.min(...this.#durations);
  }

  #pauseMs(): number {
    const { periodMs, troubleMs } = this.#rhythm;
    if (this.#trouble !== null) return Math.min(periodMs * 2 ** (this.#failures - 1), troubleMs);
    return Math.max(0, this.#periodMs() - this.#cache.ageMs);
  }

  #publish(edition: Edition): void {
    this.#trouble = null;
    this.#failures = 0;
    this.#quietLooks = edition.version === this.#version ? this.#quietLooks + 1 : 0;
    this.#version = edition.version;
    this.#durations = [...this.#durations, edition.durationMs].slice(-LOOKS_JUDGED);
    for (const place of this.#places) this.#bringUp(place, edition);
  }

  /** One who cannot take more is left as he is: at the next look he gets what he missed, or all of it anew. */
  #bringUp(place: Place, edition: Edition): void {
    const { watcher, have, isUnsure } = place;
    if (watcher.bufferedBytes() > BUFFERED_LIMIT_BYTES) return;
    const steps = have === null ? null : this.#cache.stepsSince(have);
    if (steps === null) watcher.send(watcher.isBrief === true ? briefMessage(edition) : snapshotMessage(edition));
    else for (const step of steps) watcher.send(stepMessage(step));
    if (steps?.length === 0 && isUnsure) watcher.send(noChangeMessage(edition));
    place.have = edition.version;
    place.isUnsure = false;
  }

  #warn(place: Place, trouble: Trouble): void {
    const { latest } = this.#cache;
    if (place.have === null && latest !== null) this.#bringUp(place, latest);
    place.watcher.send(troubleMessage(trouble));
    place.isUnsure = true;
  }
}

/** Milliseconds from the begin of one look, which took so long, to that of the next. Quiet: nothing has changed for some looks. */
export function periodFor(durationMs: number, periodMs: number, isQuiet: boolean): number {
  const quietMs = isQuiet ? Math.min(durationMs / QUIET_DUTY, QUIET_LIMIT_MS) : 0;
  return Math.max(periodMs, durationMs / DUTY, quietMs);
}

/** What is no failure of the helper is a defect of ours: it goes to the log, and the loop goes on. */
function troubleOf(error: unknown): Trouble {
  if (isHelperError(error)) return error;
  console.error('nsatlas: a look at the host failed:', error);
  return { failure: 'fault', message: 'The server could not make a picture of the host; its log says why.' };
}
