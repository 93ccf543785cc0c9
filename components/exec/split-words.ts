/** From one line to argv, by the quoting rules of POSIX sh; nothing is expanded, no shell takes part. */
export interface SplitLine {
  readonly words: readonly string[];
  /** The line ends inside of a quote, or in a backslash. */
  readonly isOpen: boolean;
  /** Unquoted characters to which a shell would have given a meaning. Here they stay as they are. */
  readonly shellSigns: readonly string[];
}

const SIGNS = new Set('|&;<>()$`*?[');
/** These mean something to a shell only where a word begins. */
const SIGNS_AT_START = new Set('~#{!');
/** What a backslash takes the meaning from between double quotes. */
const ESCAPED_IN_QUOTES = new Set('$`"\\');

type Quote = '"' | "'" | null;

interface Reading {
  readonly words: string[];
  readonly signs: Set<string>;
  word: string | null;
  quote: Quote;
}

export function splitWords(line: string): SplitLine {
  const reading: Reading = { words: [], signs: new Set(), word: null, quote: null };
  let isEscaped = false;
  for (const character of line) {
    if (isEscaped) {
      takeEscaped(reading, character);
      isEscaped = false;
    } else if (character === '\\' && reading.quote !== "'") {
      isEscaped = true;
      reading.word ??= '';
    } else {
      take(reading, character);
    }
  }
  endWord(reading);
  return { words: reading.words, isOpen: isEscaped || reading.quote !== null, shellSigns: [...reading.signs] };
}

function take(reading: Reading, character: string): void {
  if (reading.quote !== null) takeQuoted(reading, character);
  else if (character === '"' || character === "'") openQuote(reading, character);
  else if (/\s/.test(character)) endWord(reading);
  else takePlain(reading, character);
}

function takePlain(reading: Reading, character: string): void {
  if (SIGNS.has(character) || (reading.word === null && SIGNS_AT_START.has(character))) reading.signs.add(character);
  reading.word = (reading.word ?? '') + character;
}

function takeQuoted(reading: Reading, character: string): void {
  if (character === reading.quote) {
    reading.quote = null;
    return;
  }
  if (reading.quote === '"' && (character === '$' || character === '`')) reading.signs.add(character);
  reading.word = (reading.word ?? '') + character;
}

function takeEscaped(reading: Reading, character: string): void {
  const keepsBackslash = reading.quote === '"' && !ESCAPED_IN_QUOTES.has(character);
  reading.word = (reading.word ?? '') + (keepsBackslash ? '\\' : '') + character;
}

function openQuote(reading: Reading, quote: Quote): void {
  reading.quote = quote;
  reading.word ??= '';
}

function endWord(reading: Reading): void {
  if (reading.word !== null) reading.words.push(reading.word);
  reading.word = null;
}
