/** Tokens that stand in an address to open. Each lets one browser sign in, once. */
import { hashSecret, isSecret, newSecret } from './secret';

const TOKEN_MS = 12 * 60 * 60 * 1000;
const TOKENS_LIMIT = 64;

interface Token {
  readonly hash: Buffer;
  readonly since: number;
}

export class StartTokens {
  readonly #clock: () => number;
  #tokens: readonly Token[] = [];

  /** `clock`: milliseconds. */
  constructor(first: string, clock: () => number = Date.now) {
    this.#clock = clock;
    this.#add(first);
  }

  make(): string {
    const token = newSecret();
    this.#add(token);
    return token;
  }

  /** True once for each token. All are compared, so the time says nothing of which one it was. */
  use(word: string): boolean {
    const now = this.#clock();
    const found = this.#tokens.filter(({ hash }) => isSecret(word, hash));
    this.#tokens = this.#tokens.filter((token) => !found.includes(token));
    return found.some(({ since }) => now - since < TOKEN_MS);
  }

  /** Too many unused ones: the oldest go. */
  #add(token: string): void {
    this.#tokens = [...this.#tokens, { hash: hashSecret(token), since: this.#clock() }].slice(-TOKENS_LIMIT);
  }
}
