/** Snapshots one after the other in little room: a whole one now and then, and what changed since, both packed. Oldest first; bounded by bytes. */
import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRaw } from 'node:zlib';
import { applyChange, diffSnapshots, joinChanges } from '@/lib/change';
import type { Change, Snapshot } from '@/lib/schema';
import { snapshotJson } from '../snapshot-json';

const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);

/** What a change is likely to repeat: the end of the whole Snapshot before it. As much as deflate looks back. */
const WINDOW_BYTES = 32 * 1024;
/** So many changes follow a whole one at most: each has to be read for the last of them. */
const CHANGES_LIMIT = 240;
const LEAST_CHANGES_BYTES = 256 * 1024;
/** Of deflate: where the time it takes still buys much room. */
const LEVEL = constants.Z_BEST_SPEED + 2;
/** Beside its bytes, of each Snapshot: the object that holds them. */
const ROW_BYTES = 512;

interface Piece {
  readonly name: number;
  /** Null until packed. */
  bytes: Buffer | null;
  readonly packed: Promise<void>;
}

/** A whole Snapshot and the changes after it. It is forgotten as one: without its first it says nothing. */
interface Run {
  readonly window: Buffer;
  readonly pieces: Piece[];
  bytes: number;
}

export interface ArchiveOptions {
  readonly limitBytes: number;
  /** Called with the names of those that are no longer there. */
  readonly onForgotten: (names: readonly number[]) => void;
}

export class Archive {
  readonly #options: ArchiveOptions;
  #runs: readonly Run[] = [];
  #last: Snapshot | null = null;

  constructor(options: ArchiveOptions) {
    this.#options = options;
  }

  /** Bytes that it holds. What is not yet packed is not counted: at most a few, for a moment. */
  get usedBytes(): number {
    return this.#runs.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Names count up. Nothing is done to a Snapshot that is as the one before. */
  add(name: number, snapshot: Snapshot): void {
    const change = this.#last === null ? null : diffSnapshots(this.#last, snapshot);
    this.#last = snapshot;
    const run = this.#runs.at(-1);
    if (run === undefined || change === null || isFull(run)) this.#runs = [...this.#runs, this.#begin(name, snapshot)];
    else this.#pack(run, { name, text: JSON.stringify(change), window: run.window });
  }

  /** Null when it is not, or no longer, there. */
  async find(name: number): Promise<Snapshot | null> {
    const run = this.#runs.find(({ pieces }) => pieces.some((piece) => piece.name === name));
    if (run === undefined) return null;
    const pieces = run.pieces.slice(0, 1 + run.pieces.findIndex((piece) => piece.name === name));
    const [whole, ...changes] = await Promise.all(pieces.map((piece, at) => read(piece, at === 0 ? null : run.window)));
    const joined = (changes as Change[]).reduce<Change | null>((first, second) => (first === null ? second : joinChanges(first, second)), null);
    return joined === null ? (whole as Snapshot) : applyChange(whole as Snapshot, joined);
  }

  /** Forgets all up to that name, as far as nothing that stays needs it. */
  forgetTo(name: number): void {
    while (this.#runs.length > 1 && (this.#runs[1]?.pieces[0]?.name ?? Infinity) <= name) this.#forgetFirst();
  }

  #begin(name: number, snapshot: Snapshot): Run {
    const text = snapshotJson(snapshot);
    const window = Buffer.from(text.slice(-WINDOW_BYTES));
    const run: Run = { window, pieces: [], bytes: window.length };
    this.#pack(run, { name, text, window: null });
    return run;
  }

  #pack(run: Run, { name, text, window }: { readonly name: number; readonly text: string; readonly window: Buffer | null }): void {
    const packed = pack(text, { level: LEVEL, ...(window !== null && { dictionary: window }) }).then((bytes) => {
      piece.bytes = bytes;
      run.bytes += bytes.length + ROW_BYTES;
      this.#keepLimit();
    });
    const piece: Piece = { name, bytes: null, packed };
    run.pieces.push(piece);
  }

  /** Also the newest goes when it alone is too large. */
  #keepLimit(): void {
    while (this.#runs.length > 0 && this.usedBytes > this.#options.limitBytes) this.#forgetFirst();
  }

  #forgetFirst(): void {
    const [first, ...rest] = this.#runs;
    this.#runs = rest;
    this.#options.onForgotten(first?.pieces.map(({ name }) => name) ?? []);
  }
}

/** Once the changes take as much room as the whole one, another whole one costs little. */
function isFull({ pieces, bytes }: Run): boolean {
  const whole = WINDOW_BYTES + (pieces[0]?.bytes?.length ?? 0);
  return pieces.length > CHANGES_LIMIT || bytes - whole > Math.max(whole, LEAST_CHANGES_BYTES);
}

async function read(piece: Piece, window: Buffer | null): Promise<unknown> {
  await piece.packed;
  const text = await unpack(piece.bytes ?? Buffer.alloc(0), window === null ? {} : { dictionary: window });
  return JSON.parse(text.toString());
}
