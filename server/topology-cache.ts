/** The topology, asked for once for all who ask at the same time. */
import type { ScanTopology } from '@/lib/topology-schema';

const KEPT_MS = 1000;

export class TopologyCache {
  readonly #take: () => Promise<ScanTopology>;
  #pending: Promise<ScanTopology> | null = null;
  #last: { readonly topology: ScanTopology; readonly at: number } | null = null;

  constructor(take: () => Promise<ScanTopology>) {
    this.#take = take;
  }

  /** At most a second old. A failure is for those who waited for it, and not kept. Throws HelperError. */
  async current(): Promise<ScanTopology> {
    if (this.#last !== null && performance.now() - this.#last.at < KEPT_MS) return this.#last.topology;
    this.#pending ??= this.#takeNow();
    return this.#pending;
  }

  async #takeNow(): Promise<ScanTopology> {
    try {
      const topology = await this.#take();
      this.#last = { topology, at: performance.now() };
      return topology;
    } finally {
      this.#pending = null;
    }
  }
}
