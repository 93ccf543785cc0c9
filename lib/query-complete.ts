/** What may come next in a query that is being typed: names of fields, and the values that this host has, with how many have them. */
import { SPACE } from './query';
import { FIELD_NAMES, FIELDS, fieldNamed, type FieldName } from './query-fields';
import { printText } from './query-print';
import { fold } from './search-columns';
import { columnsOf, type Known } from './search-known';

export interface Completion {
  /** What to write. */
  readonly text: string;
  /** Set for the name of a field. */
  readonly field: FieldName | null;
  /** How many objects of the host have that value; null: it is a field. */
  readonly count: number | null;
}

export interface Completions {
  /** The piece of the query that a completion takes the place of. */
  readonly start: number;
  readonly end: number;
  /** A value was begun, so these are what is wanted next; else they are beside what a word finds. */
  readonly isValue: boolean;
  readonly list: readonly Completion[];
}

const LIMIT = 8;
const NOTHING: Completions = { start: 0, end: 0, isValue: false, list: [] };

/** For the piece in which the caret stands, as far as it is typed up to there. */
export function completeQuery(known: Known, query: string, caret: number): Completions {
  const piece = pieceAt(query, caret);
  if (piece === null) return NOTHING;
  return piece.field === null ? fieldsFor(piece) : valuesFor(known, piece, piece.field);
}

/** The query with the completion in its place, and where the caret goes. */
export function acceptCompletion(query: string, { start, end }: Pick<Completions, 'start' | 'end'>, { text }: Completion): { query: string; caret: number } {
  return { query: query.slice(0, start) + text + query.slice(end), caret: start + text.length };
}

interface Piece {
  readonly field: FieldName | null;
  readonly typed: string;
  readonly start: number;
  readonly end: number;
}

/** Null inside quotes that were not opened at the start of a value. */
function pieceAt(query: string, caret: number): Piece | null {
  const { start, isQuoted } = termAt(query, caret);
  const typed = query.slice(start, Math.max(start, caret));
  const end = endOfPiece(query, caret, isQuoted);
  const [head = '', name = ''] = /^([a-z]+):/i.exec(typed) ?? [];
  const field = fieldNamed(name);
  if (field === null) return isQuoted || head !== '' ? null : { field, typed, start, end };
  const from = lastValue(typed, head.length);
  return { field, typed: typed.slice(from).replace(/^"/, ''), start: start + from, end };
}

/** Where the term at the caret begins, behind its minus, and whether the caret stands in quotes. */
function termAt(query: string, caret: number): { start: number; isQuoted: boolean } {
  let [start, isQuoted] = [0, false];
  for (let at = 0; at < caret; at += 1) {
    if (query[at] === '"' && !(isQuoted && query[at - 1] === '\\')) isQuoted = !isQuoted;
    else if (!isQuoted && SPACE.test(query[at] ?? '')) start = at + 1;
  }
  return { start: query[start] === '-' ? start + 1 : start, isQuoted };
}

function endOfPiece(query: string, caret: number, isQuoted: boolean): number {
  let at = caret;
  while (at < query.length && !(isQuoted ? query[at] === '"' : SPACE.test(query[at] ?? '') || query[at] === ',')) at += 1;
  return isQuoted && at < query.length ? at + 1 : at;
}

/** Where behind the field the last of several values begins. */
function lastValue(typed: string, from: number): number {
  let [start, isQuoted] = [from, false];
  for (let at = from; at < typed.length; at += 1) {
    if (typed[at] === '"') isQuoted = !isQuoted;
    else if (typed[at] === ',' && !isQuoted) start = at + 1;
  }
  return start;
}

function fieldsFor({ typed, start, end }: Piece): Completions {
  const wanted = fold(typed);
  const list = wanted === '' ? [] : FIELD_NAMES.filter((field) => field.startsWith(wanted)).map((field) => ({ text: `${field}:`, field, count: null }));
  return { start, end, isValue: false, list };
}

/** Nobody picks a pid or an ino out of thousands. */
const ENDLESS: readonly FieldName[] = ['pid', 'nspid', 'ino', 'id'];

function valuesFor(known: Known, { typed, start, end }: Piece, field: FieldName): Completions {
  const wanted = fold(typed);
  const values = ENDLESS.includes(field) ? [] : countValues(known, field);
  const fitting = values.filter(({ folded }) => (FIELDS[field].kind === 'text' ? folded.includes(wanted) : folded.startsWith(wanted)));
  const list = fitting.sort((a, b) => Number(b.folded.startsWith(wanted)) - Number(a.folded.startsWith(wanted)) || b.count - a.count || (a.folded < b.folded ? -1 : 1));
  const isDone = list.length === 1 && list[0]?.folded === wanted;
  return { start, end, isValue: true, list: isDone ? [] : list.slice(0, LIMIT).map(({ shown, count }) => ({ text: printText(shown), field: null, count })) };
}

interface Value {
  readonly shown: string;
  readonly folded: string;
  count: number;
}

/** Each value once. Of few words all that there are, also those that nothing has. */
function countValues(known: Known, field: FieldName): Value[] {
  const values = new Map<string, Value>((FIELDS[field].words ?? []).map((word) => [word, { shown: word, folded: word, count: 0 }]));
  const [column] = columnsOf(known, field);
  for (const [nth, folded] of (column?.folded ?? []).entries()) {
    if (column?.at[nth] === column?.at[nth - 1] && folded === column?.folded[nth - 1]) continue;
    const value = values.get(folded);
    if (value === undefined) values.set(folded, { shown: column?.shown[nth] ?? '', folded, count: 1 });
    else value.count += 1;
  }
  return [...values.values()];
}
