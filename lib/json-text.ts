/** Walks through a long JSON text value by value, so that whoever reads may rest in between. Each value is parsed by JSON.parse. */
export class JsonText {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Into the object or list that comes next; nothing is read. False when something else comes. */
  enter(open: '{' | '['): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== open) return false;
    this.#at += 1;
    return true;
  }

  /** The name of the next member of the object, whose value comes next; null at its end, which is then behind. */
  name(): string | null {
    if (!this.next('}')) return null;
    const name = this.value();
    this.#skipSpace();
    if (typeof name !== 'string' || this.#text[this.#at] !== ':') throw this.#unexpected();
    this.#at += 1;
    return name;
  }

  /** Whether one more value comes before the end of the object or list, which is then behind. */
  next(close: '}' | ']'): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] === ',') this.#at += 1;
    this.#skipSpace();
    if (this.#text[this.#at] !== close) return true;
    this.#at += 1;
    return false;
  }

  /** Throws SyntaxError. */
  value(): unknown {
    this.#skipSpace();
    const start = this.#at;
    this.#at = endOfValue(this.#text, start);
    if (this.#at === start) throw this.#unexpected();
    return JSON.parse(this.#text.slice(start, this.#at));
  }

  /** The next values of the list that was entered, some at once, which costs less; none at its end, which is then behind. Throws SyntaxError. */
  values(): unknown[] {
    if (!this.next(']')) return [];
    return this.#leap() ?? this.#walk();
  }

  /**
   * As far as where the next object but some hundreds seems to begin, as the first one does. Whether it does is told by JSON.parse:
   * what ends within a string or an inner list is no whole JSON. Null when it does not.
   */
  #leap(): unknown[] | null {
    const start = this.#at;
    BEGINNING.lastIndex = start;
    const beginning = BEGINNING.exec(this.#text)?.[0];
    const end = beginning === undefined ? -1 : this.#text.indexOf(`},${beginning}`, start + AT_ONCE);
    if (end < 0) return null;
    try {
      const values = JSON.parse(`[${this.#text.slice(start, end + 1)}]`) as unknown[];
      this.#at = end + 1;
      return values;
    } catch {
      return null;
    }
  }

  /** Value by value, and parsed at once. */
  #walk(): unknown[] {
    const start = this.#at;
    for (let hasMore = true; hasMore; ) {
      const from = this.#at;
      this.#at = endOfValue(this.#text, from);
      if (this.#at === from) throw this.#unexpected();
      this.#skipSpace();
      hasMore = this.#text[this.#at] === ',' && this.#at - start < AT_ONCE;
      if (hasMore) {
        this.#at += 1;
        this.#skipSpace();
      }
    }
    return JSON.parse(`[${this.#text.slice(start, this.#at)}]`) as unknown[];
  }

  /** Throws SyntaxError when anything is left. */
  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected();
  }

  #skipSpace(): void {
    while (' \n\r\t'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`Unexpected ${this.#text[this.#at] ?? 'end'} in JSON at position ${this.#at}`);
  }
}

/** Characters that are parsed at once, about: a millisecond's work. */
const AT_ONCE = 128 * 1024;
/** Of an object, to behind the name of its first member. */
const BEGINNING = /\{"[\w-]+":/y;

const [QUOTE, COMMA, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = Array.from('",\\[]{}', (letter) => letter.charCodeAt(0));

/** Where the value that begins at `from` ends. What is no JSON is found by who parses it. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN || code === OPEN_LIST) depth += 1;
    else if (depth === 0 && (code === COMMA || code === CLOSE || code === CLOSE_LIST)) return at;
    else if (code === CLOSE || code === CLOSE_LIST) depth -= 1;
    else continue;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** The place of its closing quote. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
