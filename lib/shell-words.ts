/** From one line to argv, by the quoting rules of POSIX sh; nothing is expanded, no shell takes part. */
import { readEscaped } from './shell-escapes';

export interface ShellWord {
  readonly text: string;
  /** Where it stands in the line, quotes included. */
  readonly at: number;
  readonly end: number;
}

/** Something to which a shell would have given a meaning. Here it stays as it is. */
export interface ShellSign {
  readonly sign: string;
  readonly at: number;
}

export interface ShellLine {
  readonly words: readonly ShellWord[];
  /** The line ends inside of a quote, or in a backslash. */
  readonly isOpen: boolean;
  readonly signs: readonly ShellSign[];
}

const SIGNS = new Set('|&;<>()$`*?[');
/** These mean something to a shell only where a word begins. */
const SIGNS_AT_START = new Set('~#{!');
/** What a backslash takes the meaning from between double quotes. */
const ESCAPED_IN_QUOTES = new Set('$`"\\');

/** `known`, sticky: a substitution that is taken as it stands, for who knows what it would give. */
export function shellWords(line: string, known: RegExp | null = null): ShellLine {
  const reader = new Reader(line, known);
  return reader.read();
}

class Reader {
  readonly #line: string;
  readonly #known: RegExp | null;
  readonly #words: ShellWord[] = [];
  readonly #signs: ShellSign[] = [];
  #at = 0;
  #word: string | null = null;
  #wordAt = 0;
  #isOpen = false;

  constructor(line: string, known: RegExp | null) {
    this.#line = line;
    this.#known = known;
  }

  read(): ShellLine {
    while (this.#at < this.#line.length) this.#take();
    this.#endWord();
    return { words: this.#words, isOpen: this.#isOpen, signs: this.#signs };
  }

  #take(): void {
    const character = this.#character();
    if (character === '\\') this.#takeBackslash();
    else if (character === "'") this.#takeSingle();
    else if (character === '"') this.#takeDouble();
    else if (this.#line.startsWith("$'", this.#at)) this.#takeEscaped();
    else if (/\s/.test(character)) this.#takeSpace(character);
    else this.#takePlain(character);
  }

  #takeSpace(character: string): void {
    this.#endWord();
    if (character === '\n') this.#signs.push({ sign: '\n', at: this.#at });
    this.#at += character.length;
  }

  #takePlain(character: string): void {
    if (this.#takeKnown()) return;
    if (SIGNS.has(character) || (this.#word === null && SIGNS_AT_START.has(character))) this.#sign(character);
    this.#append(character);
    this.#at += character.length;
  }

  /** A backslash before the end of a line is no word: the line goes on. */
  #takeBackslash(): void {
    this.#at += 1;
    if (this.#line[this.#at] === '\n') this.#at += 1;
    else {
      const character = this.#character();
      this.#append(character, 1);
      this.#at += character.length;
      if (character === '') this.#isOpen = true;
    }
  }

  #takeSingle(): void {
    const end = this.#line.indexOf("'", this.#at + 1);
    const stop = end < 0 ? this.#line.length : end;
    this.#append(this.#line.slice(this.#at + 1, stop));
    this.#at = stop + 1;
    if (end < 0) this.#isOpen = true;
  }

  #takeEscaped(): void {
    const { text, end, isOpen } = readEscaped(this.#line, this.#at + 2);
    if (text === null) this.#sign(this.#line.slice(this.#at, end));
    this.#append(text ?? this.#line.slice(this.#at, end));
    this.#at = end;
    if (isOpen) this.#isOpen = true;
  }

  #takeDouble(): void {
    this.#append('');
    this.#at += 1;
    while (this.#at < this.#line.length) {
      const character = this.#character();
      if (character === '"') {
        this.#at += 1;
        return;
      }
      this.#takeInDouble(character);
    }
    this.#isOpen = true;
  }

  #takeInDouble(character: string): void {
    const next = this.#line[this.#at + 1] ?? '';
    if (character === '\\' && next === '\n') this.#at += 2;
    else if (character === '\\' && ESCAPED_IN_QUOTES.has(next)) {
      this.#append(next);
      this.#at += 2;
    } else if (!this.#takeKnown()) {
      if (character === '$' || character === '`') this.#sign(character);
      this.#append(character);
      this.#at += character.length;
    }
  }

  #takeKnown(): boolean {
    if (this.#known === null || this.#line[this.#at] !== '$') return false;
    this.#known.lastIndex = this.#at;
    const found = this.#known.exec(this.#line)?.[0];
    if (found === undefined) return false;
    this.#append(found);
    this.#at += found.length;
    return true;
  }

  #character(): string {
    const point = this.#line.codePointAt(this.#at);
    return point === undefined ? '' : String.fromCodePoint(point);
  }

  /** `back`: how far behind the reading place the word begins, should this begin it. */
  #append(text: string, back = 0): void {
    if (this.#word === null) this.#wordAt = this.#at - back;
    this.#word = (this.#word ?? '') + text;
  }

  #sign(sign: string): void {
    this.#signs.push({ sign, at: this.#at });
  }

  #endWord(): void {
    if (this.#word !== null) this.#words.push({ text: this.#word, at: this.#wordAt, end: Math.min(this.#at, this.#line.length) });
    this.#word = null;
  }
}
