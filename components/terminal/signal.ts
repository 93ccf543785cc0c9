/** Something that happens once. */
export class Signal {
  #give: () => void = () => undefined;
  readonly #given = new Promise<void>((resolve) => {
    this.#give = resolve;
  });

  give(): void {
    this.#give();
  }

  /** When it has happened, but not later than in so many milliseconds. */
  async orAfter(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([this.#given, new Promise((resolve) => { timer = setTimeout(resolve, milliseconds); })]);
    clearTimeout(timer);
  }
}
