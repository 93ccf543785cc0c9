/** Notices that the other end has fallen silent: a network that breaks between two ends tells neither of them. */

export interface SilenceLimits {
  /** Whatever happens, something comes before so long. */
  readonly silenceMs: number;
  /** What was sent is answered before so long. */
  readonly answerMs: number;
}

export class Silence {
  readonly #limits: SilenceLimits;
  readonly #onSilent: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsked = false;

  constructor(limits: SilenceLimits, onSilent: () => void) {
    this.#limits = limits;
    this.#onSilent = onSilent;
  }

  /** Something came. */
  heard(): void {
    this.#isAsked = false;
    this.#wait(this.#limits.silenceMs);
  }

  /** Something was sent that is answered. What is sent while an answer is due does not put it off. */
  asked(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#wait(this.#limits.answerMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isAsked = false;
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onSilent, ms);
  }
}
