/** How far the output of one terminal has come here, and how much of it is of before we came. */

/** What a program asked before we came was answered before we came. It does not take longer than this to show what was. */
export const REPLAY_LIMIT_MS = 3000;

export class Replay {
  #received = 0;
  #shown = 0;
  #until = 0;
  #ends = 0;

  /** A connection begins with byte `from`; what comes up to `until` was written before. */
  begin(from: number, until: number): void {
    this.#received = from;
    this.#shown = from;
    this.#until = until;
    this.#ends = Date.now() + REPLAY_LIMIT_MS;
  }

  receive(bytes: number): void {
    this.#received += bytes;
  }

  show(bytes: number): void {
    this.#shown += bytes;
  }

  /** So many bytes have come. */
  hasAll(bytes: number): boolean {
    return this.#received >= bytes;
  }

  get isOn(): boolean {
    return this.#shown < this.#until && Date.now() < this.#ends;
  }
}
