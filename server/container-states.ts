/** What the state files of runc and crun say, asked for when a process is there that nothing else explains. */
import { wantedStates } from '@/lib/attribute-wanted';
import { rememberStill } from '@/lib/attribute-still';
import type { ContainerState, ContainerStatesAnswer, Scan } from '@/lib/schema';
import { GrowingPauses } from './growing-pauses';
import { isHelperError, type HelperError } from './helper-error';

export interface LearntStates {
  readonly states: readonly ContainerState[];
  /** What could not be read of them, in words. */
  readonly gaps: ContainerStatesAnswer['gaps'];
  readonly trouble: HelperError | null;
}

export class ContainerStatesCache {
  readonly #ask: () => Promise<ContainerStatesAnswer>;
  readonly #wanted = rememberStill(wantedStates);
  readonly #pauses = new GrowingPauses();
  #answer: ContainerStatesAnswer = { states: [], gaps: [] };

  constructor(ask: () => Promise<ContainerStatesAnswer>) {
    this.#ask = ask;
  }

  async learn(scan: Scan): Promise<LearntStates> {
    const due = this.#pauses.take(this.#wanted(scan, this.#answer.states));
    const trouble = due.length === 0 ? null : await this.#askAnew();
    return { ...this.#answer, trouble };
  }

  async #askAnew(): Promise<HelperError | null> {
    try {
      const answer = await this.#ask();
      if (JSON.stringify(answer) !== JSON.stringify(this.#answer)) this.#answer = answer;
      return null;
    } catch (error) {
      if (!isHelperError(error)) throw error;
      return error;
    }
  }
}
