/** Finds objects of the host by what people know of them: a name, an id, a pid, an address, a port, a path … */
import { commandLine } from './lsns';
import { leader } from './members';
import type { ObjectId } from './object-id';
import { podTitle, containerTitle } from './object-title';
import type { Query, QueryTerm } from './query';
import { FIELD_NAMES, type FieldName } from './query-fields';
import { columnsForWords, matchQuery } from './query-match';
import { printTerm } from './query-print';
import { RANK, testOf } from './query-test';
import type { NamespaceType, Snapshot } from './schema';
import { fold, type Column } from './search-columns';
import { searchIndexOf, type Entry } from './search-index';
import { howMuchIsKnown, type Known, type KnownOf } from './search-known';
import { pathsOf } from './search-rows';
import type { SearchWords } from './search-strings';
import { showText } from './text';

export interface Hit {
  readonly id: ObjectId;
  /** Of a namespace. */
  readonly type: NamespaceType | null;
  readonly title: string;
  readonly subtitle: string;
  /** The field that decided, and what it holds: `image docker.io/library/nginx`. */
  readonly why: string;
}

export interface Found {
  readonly query: Query;
  /** The best first: whole fields, then beginnings, then parts; among equals pods, containers, namespaces, processes. */
  readonly ids: readonly ObjectId[];
  readonly has: ReadonlySet<ObjectId>;
  /** The namespaces in which something of it lives, beside those that are found themselves. For tables of namespaces. */
  readonly rows: ReadonlySet<ObjectId>;
  /** How many objects were looked at. */
  readonly all: number;
  /** What the query asks for and is not known of all. */
  readonly partly: readonly KnownOf[];
}

/** Null: nothing was asked for. */
export function find(known: Known, query: Query): Found | null {
  if (query.length === 0) return null;
  const { ids: all, entries } = searchIndexOf(known.snapshot);
  const { found, rows } = matchQuery(known, query);
  const ids = inOrderOfRank(found).flatMap((at) => all[at] ?? []);
  return {
    query,
    ids,
    has: new Set(ids),
    rows: new Set(all.filter((_, at) => rows[at] !== RANK.none && entries[at]?.kind === 'namespace')),
    all: all.length,
    partly: fieldsOf(query).flatMap((field) => partlyKnown(known, field)),
  };
}

/** The places of what is found, the best first; equals stay in order. */
function inOrderOfRank(marks: Uint8Array): number[] {
  const byRank: number[][] = [[], [], [], [], []];
  for (const [at, rank] of marks.entries()) if (rank !== RANK.none) byRank[rank]?.push(at);
  return byRank.reverse().flat();
}

function fieldsOf(query: Query): FieldName[] {
  return [...new Set(query.flatMap(({ field }) => field ?? []))];
}

function partlyKnown(known: Known, field: FieldName): KnownOf[] {
  const much = howMuchIsKnown(known, field);
  return much === null || (much.known === much.all && !much.isAwaited) ? [] : [much];
}

/** What to show of one that was found; null when it is no more. */
function hitOf(known: Known, query: Query, id: ObjectId, words: SearchWords): Hit | null {
  const { entries, placeById } = searchIndexOf(known.snapshot);
  const at = placeById.get(id);
  const entry = at === undefined ? undefined : entries[at];
  if (at === undefined || entry === undefined) return null;
  return { id, type: entry.kind === 'namespace' ? entry.row.type : null, title: titleOf(entry), subtitle: clip(subtitleOf(known.snapshot, entry, words), 0), why: whyFound(known, query, at, words) };
}

/** What was found as people see it, at most `limit`. */
export function hitsOf(known: Known, { query, ids }: Found, limit: number, words: SearchWords): Hit[] {
  return ids.slice(0, limit).flatMap((id) => hitOf(known, query, id, words) ?? []);
}

interface Reason {
  readonly rank: number;
  readonly why: string;
}

/** Of several terms the one that fits worst says most; of equal ones the first. */
function whyFound(known: Known, query: Query, at: number, words: SearchWords): string {
  const reasons = query.filter(({ negated }) => !negated).map((term) => reasonOf(known, term, { at, words }));
  return reasons.reduce<Reason | null>((worst, reason) => (worst === null || reason.rank < worst.rank ? reason : worst), null)?.why ?? '';
}

function reasonOf(known: Known, term: QueryTerm, { at, words }: { readonly at: number; readonly words: SearchWords }): Reason {
  const test = testOf(term);
  let found: Reason = { rank: RANK.none, why: printTerm(term) };
  const columns = (term.field === null ? FIELD_NAMES : [term.field]).flatMap((field) => columnsForWords(known, field, term.field === null));
  for (const column of columns) {
    for (const nth of nthsAt(column, at)) {
      const rank = test(column, nth);
      if (rank > found.rank) found = { rank, why: `${words.columns[column.said]} ${clip(column.shown[nth] ?? '', placeIn(column, nth, term))}` };
    }
  }
  return found;
}

/** Where in the value the searched text stands; 0 when it fits as a whole. */
function placeIn({ folded }: Column, nth: number, { values }: QueryTerm): number {
  const places = values.map(({ text }) => (folded[nth] ?? '').indexOf(fold(text)));
  return Math.max(0, places.find((place) => place > 0) ?? 0);
}

/** A column stands in the order of the entries. */
function nthsAt({ at: places }: Column, at: number): number[] {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const nths: number[] = [];
  while (places[low] === at) nths.push(low++);
  return nths;
}

const SHOWN_LIMIT = 80;

/** A piece of at most 80 characters that holds the place; command lines can be very long. */
function clip(value: string, at: number): string {
  if (value.length <= SHOWN_LIMIT) return value;
  const start = at < SHOWN_LIMIT / 2 ? 0 : at - SHOWN_LIMIT / 4;
  const end = start + SHOWN_LIMIT;
  return `${start > 0 ? '…' : ''}${value.slice(start, end)}${end < value.length ? '…' : ''}`;
}

function titleOf({ kind, row }: Entry): string {
  switch (kind) {
    case 'pod':
      return podTitle(row);
    case 'container':
      return containerTitle(row);
    case 'namespace':
      return `${row.type} ${row.ino}`;
    case 'process':
      return showText(row.comm);
  }
}

function subtitleOf(snapshot: Snapshot, { kind, row }: Entry, words: SearchWords): string {
  switch (kind) {
    case 'pod':
      return words.pod(row.runtime, row.namespace === null ? null : showText(row.namespace));
    case 'container':
      return words.container(row.runtime, row.kind, row.image === null ? null : showText(row.image));
    case 'namespace': {
      const first = leader(snapshot, row.ino);
      return pathsOf(row.mounts)[0] ?? (first === null ? words.noProcess : `${first.pid} ${commandLine(first)}`);
    }
    case 'process':
      return `${row.pid} ${commandLine(row)}`;
  }
}

/** The next one that was found after the selected one, round at the end; -1 for the one before. Null: nothing was found. */
export function nextFound({ ids }: Found, selected: ObjectId | null, step: 1 | -1): { id: ObjectId; place: number } | null {
  const now = selected === null ? -1 : ids.indexOf(selected);
  const place = now < 0 ? (step > 0 ? 0 : ids.length - 1) : (now + step + ids.length) % ids.length;
  const id = ids[place];
  return id === undefined ? null : { id, place };
}

