/** The page's side of a conversation of PAM: what is asked now, and what went wrong. Nothing that was typed is kept here. */
import type { FailureAnswer } from '@/lib/door-schema';
import type { Elevation, ElevationAnswer } from '@/lib/rights-schema';
import type { Text } from '@/lib/text';
import { DoorError } from '../fetch-json';
import { answerElevation, beginElevation, breakOffElevation } from './elevation-door';
import { ELEVATION_STRINGS } from './strings';

type Asked = Extract<ElevationAnswer, { kind: 'ask' }>;

export type TalkStage =
  /** Whose conversation is it to be? */
  | { readonly kind: 'name' }
  | { readonly kind: 'busy'; readonly what: keyof typeof ELEVATION_STRINGS.busy }
  | { readonly kind: 'asked'; readonly round: number; readonly prompts: Asked['prompts'] };

export interface TalkView {
  readonly stage: TalkStage;
  readonly notes: readonly Text[];
  /** Said once: the next answer takes it away. */
  readonly problem: string | null;
}

export class Talk {
  readonly #onGranted: (elevation: Elevation) => void;
  readonly #listeners = new Set<() => void>();
  #view: TalkView = { stage: { kind: 'name' }, notes: [], problem: null };
  #aborter = new AbortController();
  #id: string | null = null;
  #user = '';
  #round = 0;

  constructor(onGranted: (elevation: Elevation) => void) {
    this.#onGranted = onGranted;
  }

  readonly current = (): TalkView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async begin(user: string, problem: string | null = null): Promise<void> {
    this.#user = user;
    this.#set({ stage: { kind: 'busy', what: 'begin' }, notes: [], problem });
    await this.#attempt(() => beginElevation(user, this.#aborter.signal), false);
  }

  async answer(answers: readonly string[]): Promise<void> {
    const id = this.#id;
    if (id === null) return;
    this.#set({ ...this.#view, stage: { kind: 'busy', what: 'answer' }, problem: null });
    await this.#attempt(() => answerElevation(id, answers, this.#aborter.signal), true);
  }

  /** Back to the name. */
  restart(problem: string | null): void {
    this.leave();
    this.#aborter = new AbortController();
    this.#set({ stage: { kind: 'name' }, notes: [], problem });
  }

  /** Nobody answers any more. What the host does not hear of ends after a minute. */
  leave(): void {
    this.#aborter.abort();
    if (this.#view.stage.kind === 'asked' && this.#id !== null) breakOffElevation(this.#id).catch(() => undefined);
    this.#id = null;
  }

  async #attempt(ask: () => Promise<ElevationAnswer>, hasAnswered: boolean): Promise<void> {
    const { signal } = this.#aborter;
    try {
      this.#take(await ask(), hasAnswered);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof DoorError)) throw error;
      this.#fail(error.answer, hasAnswered);
    }
  }

  #take(answer: ElevationAnswer, hasAnswered: boolean): void {
    if (answer.kind === 'granted') {
      this.#id = null;
      this.#onGranted(answer.elevation);
      return;
    }
    const { id, prompts } = answer;
    const notes = [...this.#view.notes, ...answer.notes];
    this.#id = id;
    this.#round += 1;
    const isSaid = prompts.length === 0;
    this.#set({ ...this.#view, notes, stage: isSaid ? { kind: 'busy', what: 'hear' } : { kind: 'asked', round: this.#round, prompts } });
    if (isSaid) void this.#attempt(() => answerElevation(id, [], this.#aborter.signal), hasAnswered);
  }

  /** A wrong answer is asked for again, as in a terminal. */
  #fail(answer: FailureAnswer, hasAnswered: boolean): void {
    this.#id = null;
    if (answer.errno === 'EACCES' && answer.stage === 'authenticate' && hasAnswered) void this.begin(this.#user, ELEVATION_STRINGS.notRecognised);
    else this.restart(problemOf(answer));
  }

  #set(view: TalkView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}

function problemOf({ failure, errno, message }: FailureAnswer): string {
  if (errno === 'EACCES') return ELEVATION_STRINGS.notRecognised;
  if (errno === 'ETIMEDOUT') return ELEVATION_STRINGS.tooLong;
  return failure === 'limit' && errno === 'EUSERS' ? ELEVATION_STRINGS.lockedOut(message) : message;
}
