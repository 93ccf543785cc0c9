/** How often something may happen. */
import { DoorRefusal } from '../door-refusal';

export interface Rate {
  readonly count: number;
  readonly windowMs: number;
}

export class RateLimit {
  readonly #rates: readonly Rate[];
  readonly #clock: () => number;
  readonly #longestMs: number;
  #times: readonly number[] = [];

  /** All rates hold at once. `clock`: milliseconds that only go forward. */
  constructor(rates: readonly Rate[], clock: () => number = () => performance.now()) {
    this.#rates = rates;
    this.#clock = clock;
    this.#longestMs = Math.max(...rates.map(({ windowMs }) => windowMs));
  }

  /** Milliseconds until it may happen again; 0: now. */
  get waitMs(): number {
    const now = this.#clock();
    const waits = this.#rates.map(({ count, windowMs }) => (this.#times.at(-count) ?? -Infinity) + windowMs - now);
    return Math.max(0, ...waits);
  }

  /** It happened. */
  note(): void {
    const now = this.#clock();
    this.#times = [...this.#times.filter((time) => now - time < this.#longestMs), now];
  }
}

/** A limit for each name. A name that did nothing of late costs nothing. */
export class RateLimits {
  readonly #rates: readonly Rate[];
  readonly #limits = new Map<string, RateLimit>();

  constructor(rates: readonly Rate[]) {
    this.#rates = rates;
  }

  /** Notes one more. Throws DoorRefusal `limit` when there were too many. `things`: commands, terminals. */
  keep(name: string, things: string): void {
    const limit = this.#of(name);
    const [{ count, windowMs } = { count: 0, windowMs: 0 }] = this.#rates;
    if (limit.waitMs > 0) throw new DoorRefusal('limit', `At most ${count} ${things} in ${windowMs / 1000} s: try again in ${Math.ceil(limit.waitMs / 1000)} s.`);
    limit.note();
  }

  #of(name: string): RateLimit {
    for (const [other, limit] of this.#limits) {
      if (other !== name && limit.waitMs === 0 && this.#limits.size > NAMES_KEPT) this.#limits.delete(other);
    }
    const limit = this.#limits.get(name) ?? new RateLimit(this.#rates);
    this.#limits.set(name, limit);
    return limit;
  }
}

const NAMES_KEPT = 64;
