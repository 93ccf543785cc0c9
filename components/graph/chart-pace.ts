import type { PackedChart } from './chart-maker';

/** A page that is not on show draws nothing. */
export const PATIENCE_MS = 250;

export interface PaceOptions {
  /** The charts that are due. */
  readonly make: () => Iterator<PackedChart>;
  readonly tell: (chart: PackedChart) => void;
}

/**
 * When charts are made: what came meanwhile is read before the next is begun; and after a draft nothing is made until it is on
 * show, since on two cores the page needs twice as long to draw it beside a worker that works.
 */
export class ChartPace {
  readonly #options: PaceOptions;
  readonly #later = new MessageChannel();
  #isDue = false;
  /** What comes after the draft that is waited for. */
  #rest: Iterator<PackedChart> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#later.port1.onmessage = () => {
      this.#isDue = false;
      this.#makeAll(options.make());
    };
  }

  makeSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    if (this.#rest === null) this.#later.port2.postMessage(null);
  }

  /** The draft is on show. */
  goOn(): void {
    const rest = this.#rest;
    if (rest === null) return;
    clearTimeout(this.#timer);
    this.#rest = null;
    if (this.#isDue) this.#later.port2.postMessage(null);
    this.#makeAll(rest);
  }

  #makeAll(charts: Iterator<PackedChart>): void {
    for (let next = charts.next(); next.done !== true; next = charts.next()) {
      this.#options.tell(next.value);
      if (!next.value.isDraft || next.value.places === null) continue;
      this.#rest = charts;
      this.#timer = setTimeout(() => this.goOn(), PATIENCE_MS);
      return;
    }
  }
}
