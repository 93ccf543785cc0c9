/** The pages that show one session: who gets its output, and who is too slow for it. */
import type { Terminal } from '@/lib/terminal-schema';
import type { Viewer } from '../authorize';

export interface Page {
  readonly viewer: Viewer;
  readonly mayType: boolean;
  /** Comes first; `from` is the number of the next output byte. */
  readonly greet: (from: number, row: Terminal) => void;
  readonly tell: (row: Terminal) => void;
  /** `onSent` is called when the bytes have left us. */
  readonly send: (bytes: Uint8Array, onSent: () => void) => void;
  /** Bytes that have not left us. */
  readonly bufferedBytes: () => number;
  readonly close: (code: number, reason: string) => void;
  /** Reads nothing more of what is typed, and goes on. */
  readonly pause: () => void;
  readonly resume: () => void;
}

interface Seat {
  /** Output bytes that its screen has taken, from the session's first on; null: it has never said. */
  taken: number | null;
  /** When it last took something. */
  movedAt: number;
}

/** So far behind, who types holds the command back. All of it is shown before what a key like Ctrl+C does is seen. */
const HOLD_BYTES = 256 * 1024;
/** So far behind, who watches is sent away. */
const LAG_LIMIT_BYTES = 1024 * 1024;
/** Nobody is kept so far behind: the helper sends without asking while the command reads nothing of what is typed. */
const LAG_END_BYTES = 4 * LAG_LIMIT_BYTES;
/** A browser that has put a page to sleep still answers pings. */
const STANDSTILL_MS = 10_000;

export interface AudienceOptions {
  /** Milliseconds. */
  readonly clock: () => number;
  /** Somebody has taken something. */
  readonly onMove: () => void;
}

export class Audience {
  readonly #clock: () => number;
  readonly #onMove: () => void;
  readonly #seats = new Map<Page, Seat>();

  constructor({ clock, onMove }: AudienceOptions) {
    this.#clock = clock;
    this.#onMove = onMove;
  }

  get pages(): readonly Page[] {
    return [...this.#seats.keys()];
  }

  get size(): number {
    return this.#seats.size;
  }

  join(page: Page): void {
    this.#seats.set(page, { taken: null, movedAt: this.#clock() });
  }

  /** False: it had left before. */
  leave(page: Page): boolean {
    const wasThere = this.#seats.delete(page);
    if (wasThere) this.#onMove();
    return wasThere;
  }

  send(page: Page, bytes: Uint8Array): void {
    if (bytes.length > 0) page.send(bytes, () => this.#moved(page));
  }

  sendAll(bytes: Uint8Array): void {
    for (const page of this.pages) this.send(page, bytes);
  }

  /** `bytes` is the page's own word: it counts only as far as it can be true. */
  take(page: Page, bytes: number, total: number): void {
    const seat = this.#seats.get(page);
    if (seat === undefined) return;
    seat.taken = Math.max(seat.taken ?? 0, Math.min(bytes, total));
    this.#moved(page);
  }

  /** Whether somebody who types is too far behind for more. */
  isBehind(total: number): boolean {
    return [...this.#seats].some(([page, seat]) => page.mayType && lagOf(page, seat, total) > HOLD_BYTES);
  }

  /** Those who have to go: they may come again and go on where they were, or as near to it as is kept. */
  tooSlow(total: number): readonly Page[] {
    const now = this.#clock();
    return [...this.#seats].filter(([page, seat]) => isTooSlow(page.mayType, lagOf(page, seat, total), now - seat.movedAt)).map(([page]) => page);
  }

  #moved(page: Page): void {
    const seat = this.#seats.get(page);
    if (seat === undefined) return;
    seat.movedAt = this.#clock();
    this.#onMove();
  }
}

/** A program that shows nothing needs to say nothing: then what it has received counts. */
function lagOf(page: Page, { taken }: Seat, total: number): number {
  return Math.max(page.bufferedBytes(), taken === null ? 0 : total - taken);
}

function isTooSlow(mayType: boolean, lag: number, standstillMs: number): boolean {
  if (!mayType) return lag > LAG_LIMIT_BYTES;
  return lag > LAG_END_BYTES || (lag > HOLD_BYTES && standstillMs >= STANDSTILL_MS);
}
