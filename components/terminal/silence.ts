/** Notices that the other end has fallen silent: a network that breaks between two ends tells neither of them. */
import { TERMINAL_PULSE_MS } from '@/lib/terminal-schema';

/** Who has typed gets a new row within a second. */
export const ANSWER_MS = 6000;
/** Whatever happens, there is a row with each pulse. */
export const SILENCE_MS = 4 * TERMINAL_PULSE_MS;

export class Silence {
  readonly #onSilent: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsked = false;

  constructor(onSilent: () => void) {
    this.#onSilent = onSilent;
  }

  /** Something came. */
  heard(): void {
    this.#isAsked = false;
    this.#wait(SILENCE_MS);
  }

  /** Something was sent that is answered. What is sent while an answer is due does not put it off. */
  asked(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#wait(ANSWER_MS);
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
