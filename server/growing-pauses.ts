/** Who is asked about next, when what we want to know comes late or never: pauses double, then it is left alone. */

interface Entry {
  tries: number;
  /** The look at which it is due. */
  nextLook: number;
}

/** A silent one is due in looks 0, 1, 3, 7 … 127. */
const TRIES = 8;

export class GrowingPauses {
  #entries = new Map<string, Entry>();
  #look = 0;

  /** One look: those of `keys` that are due now, and count as asked about. All others are forgotten. */
  take(keys: readonly string[]): string[] {
    const known = this.#entries;
    this.#entries = new Map(keys.map((key) => [key, known.get(key) ?? { tries: 0, nextLook: this.#look }]));
    const due = Array.from(this.#entries).filter(([, { tries, nextLook }]) => tries < TRIES && nextLook <= this.#look);
    for (const [, entry] of due) {
      entry.tries += 1;
      entry.nextLook = this.#look + 2 ** (entry.tries - 1);
    }
    this.#look += 1;
    return due.map(([key]) => key);
  }
}
