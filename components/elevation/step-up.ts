/** Who wants to run something and lacks a ticket is asked who they are; then it goes on. One question at a time for the whole page. */
import { mutate } from 'swr';
import type { FailureAnswer } from '@/lib/door-schema';
import { wantsTicket } from '@/lib/rights-schema';
import { DoorError } from '../fetch-json';
import { ELEVATION_PATH } from './elevation-door';

export interface StepUpQuestion {
  readonly turn: number;
  /** Why it is asked; null: somebody wants to be recognised beforehand. */
  readonly reason: FailureAnswer | null;
}

export class StepUp {
  readonly #listeners = new Set<() => void>();
  #question: StepUpQuestion | null = null;
  #turns = 0;
  #waiting: ((isGranted: boolean) => void)[] = [];

  readonly current = (): StepUpQuestion | null => this.#question;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** True once somebody was recognised; false when they gave up, or nothing is there to ask. */
  ask(reason: FailureAnswer | null): Promise<boolean> {
    if (this.#listeners.size === 0) return Promise.resolve(false);
    if (this.#question === null) {
      this.#turns += 1;
      this.#set({ turn: this.#turns, reason });
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  end(isGranted: boolean): void {
    this.#set(null);
    for (const resolve of this.#waiting.splice(0)) resolve(isGranted);
  }

  #set(question: StepUpQuestion | null): void {
    this.#question = question;
    for (const listener of this.#listeners) listener();
  }
}

export const stepUp = new StepUp();

/** Does it; where the policy wants to know who asks, again once that is known. Throws what `work` throws. */
export async function withRights<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DoorError && wantsTicket(error.answer) && (await stepUp.ask(error.answer)))) throw error;
    return await work();
  } finally {
    // A use puts the end of a ticket off.
    void mutate(ELEVATION_PATH);
  }
}
