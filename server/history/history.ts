/** The last hour, as the looks of those who watched have it. It costs no look of its own: where nobody looked, it has a gap, and says so. */
import { countsOf, differenceOf, isNothing } from '@/lib/difference';
import type { History as HistoryAnswer, Moment } from '@/lib/history-schema';
import type { Snapshot } from '@/lib/schema';
import type { Edition } from '../snapshot-cache';
import { Archive } from './archive';

export interface HistoryOptions {
  readonly keptMs?: number;
  readonly limitBytes?: number;
  readonly gapMs?: number;
}

const KEPT_MS = 60 * 60 * 1000;
const LIMIT_BYTES = 64 * 1024 * 1024;
/** Longer than the pause between two looks at a large host, and than the longest after failures. */
const GAP_MS = 20_000;
/** A look each second makes no more in an hour. */
const MOMENTS_LIMIT = 4000;

export class History {
  readonly #keptMs: number;
  readonly #limitBytes: number;
  readonly #gapMs: number;
  readonly #archive: Archive;
  #moments: Moment[] = [];
  #last: Snapshot | null = null;
  #version: number | null = null;

  constructor({ keptMs = KEPT_MS, limitBytes = LIMIT_BYTES, gapMs = GAP_MS }: HistoryOptions = {}) {
    this.#keptMs = keptMs;
    this.#limitBytes = limitBytes;
    this.#gapMs = gapMs;
    this.#archive = new Archive({ limitBytes, onForgotten: (names) => this.#forget(new Set(names)) });
  }

  /** After each look, with or without a change. */
  note({ version, snapshot }: Pick<Edition, 'version' | 'snapshot'>): void {
    const last = this.#moments.at(-1);
    const isQuiet = last !== undefined && version === this.#version;
    this.#version = version;
    const counts = isQuiet || this.#last === null ? null : countsOf(differenceOf(this.#last, snapshot));
    const isGap = last === undefined || snapshot.time - last.until > this.#gapMs;
    if (last !== undefined && !isGap && (counts === null || isNothing(counts))) this.#moments[this.#moments.length - 1] = { ...last, until: Math.max(last.until, snapshot.time) };
    else this.#begin(snapshot, isGap ? null : counts);
    this.#forgetOld(snapshot.time);
  }

  list(): HistoryAnswer {
    return { moments: this.#moments, keptMs: this.#keptMs, limitBytes: this.#limitBytes, usedBytes: this.#archive.usedBytes, gapMs: this.#gapMs };
  }

  /** Null when that moment is not, or no longer, kept. */
  find(moment: number): Promise<Snapshot | null> {
    return this.#moments.some((known) => known.moment === moment) ? this.#archive.find(moment) : Promise.resolve(null);
  }

  #begin(snapshot: Snapshot, turns: Moment['turns']): void {
    const { pods, containers, namespaces, processes, time } = snapshot;
    // Also where the clock of the host was put back.
    const moment = Math.max(time, (this.#moments.at(-1)?.moment ?? 0) + 1);
    const counts = { pods: pods.length, containers: containers.length, namespaces: namespaces.length, processes: processes.filter(({ kernelThread }) => !kernelThread).length };
    this.#moments.push({ moment, time, until: time, counts, turns });
    this.#last = snapshot;
    this.#archive.add(moment, snapshot);
  }

  #forgetOld(now: number): void {
    const first = this.#moments.findIndex(({ until }) => until >= now - this.#keptMs);
    const tooMany = this.#moments.length - MOMENTS_LIMIT;
    const gone = Math.max(first < 0 ? this.#moments.length - 1 : first, tooMany);
    if (gone <= 0) return;
    this.#moments = this.#moments.slice(gone);
    this.#archive.forgetTo(this.#moments[0]?.moment ?? 0);
  }

  #forget(names: ReadonlySet<number>): void {
    this.#moments = this.#moments.filter(({ moment }) => !names.has(moment));
    // The last one was too large by itself: the next begins anew.
    if (this.#moments.length === 0) this.#last = null;
  }
}
