/** The newest Snapshot, shared by all who ask, and how the last ones became it. Knows its age; never looks twice at the same time. */
import { diffSnapshots } from '@/lib/change';
import type { Change, Snapshot } from '@/lib/schema';

/** A Snapshot and its number. The number counts up when something changed; a later look without a change keeps it. */
export interface Edition {
  readonly version: number;
  readonly snapshot: Snapshot;
  /** When the look began, by the clock of the cache. */
  readonly startedAt: number;
  /** How long it took. */
  readonly durationMs: number;
}

export interface Step {
  readonly base: number;
  readonly version: number;
  readonly change: Change;
}

export interface CacheOptions {
  readonly take: (previous: Snapshot | null) => Promise<Snapshot>;
  /** Milliseconds that only go forward. */
  readonly clock?: () => number;
  /** The number of the first edition. Another one in each process, so that a page never takes our editions for those of an earlier one. */
  readonly firstVersion: number;
}

const STEPS_KEPT = 30;

export class SnapshotCache {
  readonly #take: CacheOptions['take'];
  readonly #clock: () => number;
  readonly #firstVersion: number;
  readonly #listeners = new Set<(edition: Edition) => void>();
  #latest: Edition | null = null;
  #steps: readonly Step[] = [];
  #running: Promise<Edition> | null = null;

  constructor({ take, clock = () => performance.now(), firstVersion }: CacheOptions) {
    this.#take = take;
    this.#clock = clock;
    this.#firstVersion = firstVersion;
  }

  /** The last good one, however old. */
  get latest(): Edition | null {
    return this.#latest;
  }

  /** Milliseconds since the look of the latest began; endless when there is none. */
  get ageMs(): number {
    return this.#latest === null ? Infinity : this.#clock() - this.#latest.startedAt;
  }

  /** The newest one if its look began within `maxAgeMs`, else that of a new look. Throws what the look throws. */
  async current({ maxAgeMs }: { readonly maxAgeMs: number }): Promise<Edition> {
    const oldest = this.#clock() - maxAgeMs;
    if (this.#running !== null) await this.#running;
    const { latest } = this;
    return latest !== null && latest.startedAt >= oldest ? latest : this.#look();
  }

  /** What leads from that version to the latest, in order; empty when it is the latest, null when that is no longer known. */
  stepsSince(version: number): readonly Step[] | null {
    if (version === this.#latest?.version) return [];
    const first = this.#steps.findIndex(({ base }) => base === version);
    return first < 0 ? null : this.#steps.slice(first);
  }

  /** Called after each look, with or without a change. */
  onEdition(listener: (edition: Edition) => void): void {
    this.#listeners.add(listener);
  }

  #look(): Promise<Edition> {
    this.#running ??= this.#lookOnce().finally(() => (this.#running = null));
    return this.#running;
  }

  async #lookOnce(): Promise<Edition> {
    const startedAt = this.#clock();
    const taken = await this.#take(this.#latest?.snapshot ?? null);
    const edition = { ...this.#number(taken), startedAt, durationMs: this.#clock() - startedAt };
    this.#latest = edition;
    for (const listener of this.#listeners) listener(edition);
    return edition;
  }

  /** What changed too little to be told stays as it was, so that the next change has it. */
  #number(taken: Snapshot): Pick<Edition, 'version' | 'snapshot'> {
    const previous = this.#latest;
    if (previous === null) return { version: this.#firstVersion, snapshot: taken };
    const change = diffSnapshots(previous.snapshot, taken);
    if (change === null) return { version: previous.version, snapshot: { ...previous.snapshot, time: taken.time, observer: taken.observer } };
    const version = previous.version + 1;
    this.#steps = [...this.#steps, { base: previous.version, version, change }].slice(-STEPS_KEPT);
    return { version, snapshot: taken };
  }
}
