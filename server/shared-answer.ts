/** What all viewers are told alike, asked for once for all who ask at the same time. */
const KEPT_MS = 1000;

export class SharedAnswer<T> {
  readonly #ask: () => Promise<T>;
  #pending: Promise<T> | null = null;
  #last: { readonly answer: T; readonly at: number } | null = null;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  /** At most a second old. A failure is for those who waited for it, and not kept. Throws HelperError. */
  async current(): Promise<T> {
    if (this.#last !== null && performance.now() - this.#last.at < KEPT_MS) return this.#last.answer;
    this.#pending ??= this.#askNow();
    return this.#pending;
  }

  async #askNow(): Promise<T> {
    try {
      const answer = await this.#ask();
      this.#last = { answer, at: performance.now() };
      return answer;
    } finally {
      this.#pending = null;
    }
  }
}
