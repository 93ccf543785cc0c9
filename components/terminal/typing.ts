/** What is typed: kept until there is somebody to give it to, and counted against what the server has got of it, so that nothing is lost unsaid. */

/** What a terminal of the kernel takes before anybody reads it. */
const AHEAD_LIMIT_BYTES = 4095;

export interface TypingOptions {
  /** False: there is no connection. */
  readonly send: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  /** Told when it changes: bytes that did not arrive. Of several who type one cannot tell whose; then these may be more. */
  readonly onLost: (bytes: number) => void;
}

export class Typing {
  readonly #options: TypingOptions;
  /** Who opens a terminal types at once: that is for the shell, as on any terminal. Null: the terminal is, or was, there. */
  #ahead: Uint8Array<ArrayBuffer>[] | null = null;
  /** Of all pages, when the connection began. */
  #arrived: number | null = null;
  #sent = 0;
  #lost = 0;

  constructor(options: TypingOptions) {
    this.#options = options;
  }

  /** A terminal is being begun. */
  begin(): void {
    this.#ahead = [];
  }

  type(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#ahead !== null && this.#lengthAhead + bytes.length <= AHEAD_LIMIT_BYTES) this.#ahead.push(bytes);
    else if (this.#ahead === null && this.#options.send(bytes)) this.#sent += bytes.length;
    else this.#lose(bytes.length);
  }

  /** A connection begins: so many bytes have arrived in all. */
  greeted(arrived: number): void {
    const missing = this.#arrived === null ? 0 : this.#arrived + this.#sent - arrived;
    this.#arrived = arrived;
    this.#sent = 0;
    if (missing > 0) this.#lose(missing);
    const ahead = this.#ahead ?? [];
    this.#ahead = null;
    for (const bytes of ahead) this.type(bytes);
  }

  /** What was lost has been read. */
  forget(): void {
    this.#lose(-this.#lost);
  }

  get #lengthAhead(): number {
    return this.#ahead?.reduce((sum, { length }) => sum + length, 0) ?? 0;
  }

  #lose(bytes: number): void {
    this.#lost += bytes;
    this.#options.onLost(this.#lost);
  }
}
