/** What is known of containers from their state files: asked once, kept while the container is there. */
import type { ContainerFacts } from '@/lib/schema';
import { isHelperError, type HelperError } from './helper-error';
import { CONTAINERS_LIMIT, type ContainerName } from './inspect';

type Ask = (containers: readonly ContainerName[]) => Promise<ContainerFacts[]>;

export interface Learnt {
  readonly facts: readonly ContainerFacts[];
  /** Why the newest ones are missing, when the helper could not be asked. */
  readonly trouble: HelperError | null;
}

interface Entry {
  facts: ContainerFacts | null;
  /** How often it was asked about without an answer. */
  tries: number;
  /** The look at which it is asked about next. */
  nextLook: number;
}

/** A runtime writes its files while the container already runs. Pauses double: a silent one is asked about in looks 0, 1, 3, 7 … 127. */
const TRIES = 8;

export class ContainerFactsCache {
  readonly #ask: Ask;
  #entries = new Map<string, Entry>();
  #look = 0;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** `wanted` are all containers that are there now; what is known of others is forgotten. */
  async learn(wanted: readonly ContainerName[]): Promise<Learnt> {
    const known = this.#entries;
    this.#entries = new Map(wanted.map((name) => [keyOf(name), known.get(keyOf(name)) ?? { facts: null, tries: 0, nextLook: this.#look }]));
    const trouble = await this.#askFor(wanted.filter((name) => this.#isDue(name)));
    this.#look += 1;
    return { facts: [...this.#entries.values()].flatMap(({ facts }) => facts ?? []), trouble };
  }

  #isDue(name: ContainerName): boolean {
    const entry = this.#entries.get(keyOf(name));
    return entry !== undefined && isSilent(entry.facts) && entry.tries < TRIES && entry.nextLook <= this.#look;
  }

  async #askFor(names: readonly ContainerName[]): Promise<HelperError | null> {
    for (let at = 0; at < names.length; at += CONTAINERS_LIMIT) {
      const some = names.slice(at, at + CONTAINERS_LIMIT);
      try {
        this.#note(some, await this.#ask(some));
      } catch (error) {
        if (!isHelperError(error)) throw error;
        this.#note(names.slice(at), []);
        return error;
      }
    }
    return null;
  }

  #note(names: readonly ContainerName[], answers: readonly ContainerFacts[]): void {
    for (const [at, name] of names.entries()) {
      const entry = this.#entries.get(keyOf(name));
      if (entry === undefined) continue;
      entry.facts = answers[at] ?? entry.facts;
      entry.tries += 1;
      entry.nextLook = this.#look + 2 ** (entry.tries - 1);
    }
  }
}

function keyOf({ runtime, id }: ContainerName): string {
  return `${runtime}:${id}`;
}

/** No file said anything. */
function isSilent(facts: ContainerFacts | null): boolean {
  return facts === null || (facts.evidence === null && facts.name === null && facts.image === null);
}
