/**
 * From what a person typed to a Query, or to where it is wrong and what was expected there. Never throws; time is linear.
 *
 *   query = term *( space term )          term  = [ "-" ] ( field ":" value *( "," value ) / word )
 *   value = [ comparison ] ( quoted / bare )     quoted = DQUOTE …with \" and \\… DQUOTE
 */
import { parseAddress } from './address';
import { COMPARISONS, SPACE, type Comparison, type Query, type QueryTerm, type QueryValue } from './query';
import { fieldNamed, nearestField, type FieldName } from './query-fields';
import { troubleOfValue, type Expected } from './query-values';

export interface QueryTrouble {
  /** The part that is wrong, as places in the text; of what is missing both are where it should stand. */
  readonly start: number;
  readonly end: number;
  readonly expected: Expected;
}

export type Parsed = { readonly query: Query; readonly trouble: null } | { readonly query: null; readonly trouble: QueryTrouble };

export function parseQuery(text: string): Parsed {
  const terms: QueryTerm[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const read = readTerm(text, at);
    if ('expected' in read) return { query: null, trouble: read };
    terms.push(read.term);
    at = skipSpace(text, read.end);
  }
  return { query: terms, trouble: null };
}

/** `net:[4026532177]`, as readlink(1) prints it. */
const LINK = /^[a-z_]+:\[(\d+)\]$/;

/** The ino of such a link; null when the word is none. */
export function inoOfLink(word: string): string | null {
  return LINK.exec(word)?.[1] ?? null;
}

type Read<T> = (T & { readonly end: number }) | QueryTrouble;

function readTerm(text: string, start: number): Read<{ term: QueryTerm }> {
  const negated = text[start] === '-';
  const first = start + Number(negated);
  if (first >= text.length || SPACE.test(text[first] ?? '')) return trouble(first, first, { kind: 'term' });
  const field = readField(text, first);
  if ('expected' in field) return field;
  return field.name === null ? readWord(text, first, negated) : readValues(text, field.end, { field: field.name, negated });
}

function readWord(text: string, start: number, negated: boolean): Read<{ term: QueryTerm }> {
  const value = readText(text, start, ENDS_WORD);
  if ('expected' in value) return value;
  return { term: { field: null, negated, values: [{ text: value.text, quoted: value.quoted, comparison: null }] }, end: value.end };
}

function readValues(text: string, start: number, head: { field: FieldName; negated: boolean }): Read<{ term: QueryTerm }> {
  const values: QueryValue[] = [];
  let at = start;
  for (;;) {
    const read = readValue(text, at, head.field);
    if ('expected' in read) return read;
    values.push(read.value);
    at = read.end;
    if (text[at] !== ',') return { term: { ...head, values }, end: at };
    at += 1;
  }
}

function readValue(text: string, start: number, field: FieldName): Read<{ value: QueryValue }> {
  const comparison = comparisonAt(text, start);
  const first = start + (comparison?.length ?? 0);
  const read = readText(text, first, ENDS_VALUE);
  if ('expected' in read) return read;
  if (read.end === first) return trouble(first, first, { kind: 'value', field });
  const value = { text: read.text, quoted: read.quoted, comparison };
  const expected = troubleOfValue(field, value);
  return expected === null ? { value, end: read.end } : trouble(start, read.end, expected);
}

function comparisonAt(text: string, at: number): Comparison | null {
  return COMPARISONS.find((sign) => text.startsWith(sign, at)) ?? null;
}

const ENDS_WORD = /[\s"]/g;
const ENDS_VALUE = /[\s",]/g;

function readText(text: string, start: number, ends: RegExp): Read<{ text: string; quoted: boolean }> {
  if (text[start] === '"') return readQuoted(text, start, ends === ENDS_VALUE);
  const end = endOf(text, start, ends);
  if (text[end] === '"') return trouble(end, end + 1, { kind: 'space' });
  return { text: text.slice(start, end), quoted: false, end };
}

function endOf(text: string, start: number, ends: RegExp): number {
  ends.lastIndex = start;
  return ends.exec(text)?.index ?? text.length;
}

function readQuoted(text: string, start: number, mayGoOn: boolean): Read<{ text: string; quoted: boolean }> {
  let inside = '';
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) at += 1;
    inside += text[at] ?? '';
    at += 1;
  }
  if (at >= text.length) return trouble(start, text.length, { kind: 'quote' });
  const next = text[at + 1] ?? ' ';
  if (!SPACE.test(next) && !(mayGoOn && next === ',')) return trouble(at + 1, at + 2, { kind: 'space' });
  if (inside === '') return trouble(start, at + 1, { kind: 'term' });
  return { text: inside, quoted: true, end: at + 1 };
}

const FIELD = /[a-z]+:/iy;

/** The field whose name and colon begin here; `name` is null where a word begins. */
function readField(text: string, start: number): Read<{ name: FieldName | null }> {
  FIELD.lastIndex = start;
  const written = FIELD.exec(text)?.[0];
  if (written === undefined) return { name: null, end: start };
  const word = written.slice(0, -1);
  const name = fieldNamed(word);
  if (name !== null) return { name, end: start + written.length };
  const whole = text.slice(start, endOf(text, start, ENDS_WORD));
  if (LINK.test(whole) || parseAddress(whole) !== null || whole.startsWith(`${written}//`)) return { name: null, end: start };
  return trouble(start, start + word.length, { kind: 'field', word: whole, near: nearestField(word) });
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && SPACE.test(text[at] ?? '')) at += 1;
  return at;
}

function trouble(start: number, end: number, expected: Expected): QueryTrouble {
  return { start, end, expected };
}
