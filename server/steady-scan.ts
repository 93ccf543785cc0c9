/**
 * The host as one helper sees it that stays, has its BPF programs loaded, and tells what changed since the look before. It looks
 * when it is asked, and only then. Nobody asks for a while: it is let go. It ends: the next look starts another.
 */
import { testOf } from '@/lib/conform';
import { watchLook, type Scan } from '@/lib/schema';
import { applyLook } from '@/lib/watch-look';
import { decodeAnswer } from './decode';
import { parseJson, type HelperAddress } from './helper';
import { HelperError, isHelperError } from './helper-error';
import { WatchingHelper } from './watching-helper';

export interface SteadyScanOptions {
  readonly inspectDoor: HelperAddress;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: SteadyLimits;
}

export interface SteadyLimits {
  /** A helper that was silent for so long in a look is hung. */
  readonly silenceMs: number;
  /** Without a question for so long it is let go, or for so many times what its last look took. */
  readonly restMs: number;
  readonly restLooks: number;
}

const CONFORMS = testOf(watchLook);
const LIMITS: SteadyLimits = { silenceMs: 20_000, restMs: 30_000, restLooks: 20 };

export class SteadyScan {
  readonly #options: SteadyScanOptions;
  readonly #limits: SteadyLimits;
  #helper: WatchingHelper | null = null;
  #scan: Scan | null = null;
  #rest: NodeJS.Timeout | undefined;

  constructor(options: SteadyScanOptions) {
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
  }

  /** Looks now. One look at a time. Throws HelperError; the next look then begins with a new helper. */
  async look(): Promise<Scan> {
    clearTimeout(this.#rest);
    const began = performance.now();
    try {
      this.#scan = this.#apply(await this.#ask());
    } catch (error) {
      this.#letGo();
      throw error;
    }
    this.#restAfter(performance.now() - began);
    return this.#scan;
  }

  /** One that has ended between two looks, or before it had said a word in this, has told nothing wrong: another one looks. */
  async #ask(): Promise<unknown> {
    const stayed = this.#helper;
    if (stayed === null || stayed.isOver) return this.#askNew();
    try {
      return parseJson(await stayed.look());
    } catch (error) {
      if (!isHelperError(error) || error.failure !== 'fault' || stayed.hasSpoken) throw error;
      return this.#askNew();
    }
  }

  async #askNew(): Promise<unknown> {
    this.#letGo();
    const { inspectDoor, signal } = this.#options;
    this.#helper = new WatchingHelper({ inspectDoor, signal, silenceMs: this.#limits.silenceMs });
    return parseJson(await this.#helper.look());
  }

  /** The helper counts its rows: with another number of them one of us has missed something. */
  #apply(answer: unknown): Scan {
    const look = decodeAnswer(watchLook, answer, CONFORMS);
    if (look.first !== (this.#scan === null)) throw new HelperError('fault', 'The watching helper and the server do not speak of the same look.');
    const scan = applyLook(this.#scan, look);
    const { processes } = scan.completeness;
    if (scan.processes.length !== processes) throw new HelperError('fault', `The watching helper has ${processes} processes, and the server ${scan.processes.length}.`);
    return scan;
  }

  #restAfter(lookMs: number): void {
    const { restMs, restLooks } = this.#limits;
    this.#rest = setTimeout(() => this.#letGo(), Math.max(restMs, restLooks * lookMs));
    this.#rest.unref();
  }

  #letGo(): void {
    this.#helper?.close();
    this.#helper = null;
    this.#scan = null;
  }
}
