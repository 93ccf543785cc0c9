/** What is known of containers from their state files: asked once, kept while the container is there. */
import { rememberStill } from '@/lib/attribute-still';
import { wantedFacts, type WantedFacts } from '@/lib/attribute-wanted';
import type { ContainerFacts } from '@/lib/schema';
import { GrowingPauses } from './growing-pauses';
import { isHelperError, type HelperError } from './helper-error';
import { CONTAINERS_LIMIT } from './inspect';

type Ask = (containers: readonly WantedFacts[]) => Promise<ContainerFacts[]>;

export interface LearntFacts {
  /** By container key. The same map as long as it says the same. */
  readonly facts: ReadonlyMap<string, ContainerFacts>;
  /** Why the newest ones are missing, when the helper could not be asked. */
  readonly trouble: HelperError | null;
}

export class ContainerFactsCache {
  /** The containers of a scan that are worth asking about. */
  readonly wanted = rememberStill(wantedFacts);
  readonly #ask: Ask;
  readonly #pauses = new GrowingPauses();
  #facts: ReadonlyMap<string, ContainerFacts> = new Map();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** `wanted` are all containers that are there now; what is known of others is forgotten. A runtime writes its files while the container already runs. */
  async learn(wanted: readonly WantedFacts[]): Promise<LearntFacts> {
    const there = new Set(wanted.map(({ key }) => key));
    const kept = Array.from(this.#facts).filter(([key]) => there.has(key));
    const due = new Set(this.#pauses.take(wanted.map(({ key }) => key)));
    const silent = wanted.filter(({ key }) => due.has(key) && isSilent(this.#facts.get(key)));
    if (silent.length === 0 && kept.length === this.#facts.size) return { facts: this.#facts, trouble: null };
    const facts = new Map(kept);
    const trouble = await this.#askFor(silent.map((name) => this.#withMonitor(name)), facts);
    this.#facts = facts;
    return { facts, trouble };
  }

  /** The files of an engine with a data root of its own are looked for after the usual place was empty: that takes a process of the helper's. */
  #withMonitor(wanted: WantedFacts): WantedFacts {
    const engine = wanted.engine ?? (this.#facts.has(wanted.key) ? wanted.monitor : undefined);
    return engine === undefined ? wanted : { ...wanted, engine };
  }

  async #askFor(wanted: readonly WantedFacts[], facts: Map<string, ContainerFacts>): Promise<HelperError | null> {
    for (let at = 0; at < wanted.length; at += CONTAINERS_LIMIT) {
      const some = wanted.slice(at, at + CONTAINERS_LIMIT);
      try {
        for (const [place, answer] of (await this.#ask(some)).entries()) facts.set(some[place]?.key ?? '', answer);
      } catch (error) {
        if (!isHelperError(error)) throw error;
        return error;
      }
    }
    return null;
  }
}

/** No file said anything. */
function isSilent(facts: ContainerFacts | undefined): boolean {
  return facts === undefined || (facts.evidence === null && facts.name === null && facts.image === null);
}
