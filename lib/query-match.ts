/** Which objects a Query finds, and how well each fits. Time is linear in what the host has, for each term. */
import type { Query, QueryTerm } from './query';
import { FIELD_NAMES, type FieldName } from './query-fields';
import { RANK, testOf } from './query-test';
import { searchIndexOf, type SearchIndex } from './search-index';
import type { Homes } from './search-homes';
import { columnsOf, type Known } from './search-known';

/** A rank for each entry of the index; RANK.none: it does not fit. */
export type Marks = Uint8Array;

/**
 * How far what belongs to one object counts for others. `up`: what a process has, for its container, pod and own namespaces.
 * `in`: what a pod or container has, for what is in it. `down`: what a namespace has, for who lives there. `net`: the same, and
 * a pod or container with a namespace of its own has it as its own.
 */
type Reach = 'none' | 'up' | 'in' | 'down' | 'net' | 'word';

const REACH: Readonly<Partial<Record<FieldName, Reach>>> = {
  pid: 'up', nspid: 'up', comm: 'up', cmd: 'up', user: 'up', uid: 'up', state: 'up', cgroup: 'up', port: 'up',
  runtime: 'in', pod: 'in', container: 'in', image: 'in', label: 'in', kubens: 'in',
  ino: 'down', ip: 'net', hostname: 'net',
};

/** What a query finds. */
export interface Matched {
  /** All terms hold. */
  readonly found: Marks;
  /** The same, and what lives in it is enough for all of them: for a table of namespaces. */
  readonly rows: Marks;
}

/**
 * All terms must hold, and with one of them at least the object must have it itself; what else is said may hold of what lives
 * in it, or in what it lives. Of an object to which a negated term applies either way nothing is found.
 */
export function matchQuery(known: Known, query: Query): Matched {
  const index = searchIndexOf(known.snapshot);
  const sought = query.filter(({ negated }) => !negated).map((term) => marksOf(known, index, term));
  const shunned = query.filter(({ negated }) => negated).map((term) => marksOf(known, index, term));
  const rows = new Uint8Array(index.entries.length).fill(RANK.whole);
  const best = new Uint8Array(index.entries.length).fill(sought.length === 0 ? RANK.whole : RANK.none);
  for (const marks of sought) {
    for (let at = 0; at < rows.length; at += 1) {
      const rank = marks[at] ?? RANK.none;
      if (rank < (rows[at] ?? 0)) rows[at] = rank;
      if (rank > (best[at] ?? 0)) best[at] = rank;
    }
  }
  for (const marks of shunned) for (let at = 0; at < rows.length; at += 1) if (marks[at] !== RANK.none) rows[at] = RANK.none;
  return { found: rows.map((rank, at) => ((best[at] ?? 0) > RANK.lent ? rank : RANK.none)), rows };
}

/** How well each object fits one term, whether that is negated or not. */
function marksOf(known: Known, index: SearchIndex, term: QueryTerm): Marks {
  if (term.field !== null) return marksIn(known, index, { term, fields: [term.field], reach: REACH[term.field] ?? 'none' });
  const marks = marksIn(known, index, { term, fields: WORD_FIELDS, reach: 'word' });
  for (const field of NET_FIELDS) {
    for (const [at, rank] of marksIn(known, index, { term, fields: [field], reach: 'net' }).entries()) if (rank > (marks[at] ?? 0)) marks[at] = rank;
  }
  return marks;
}

const NET_FIELDS = FIELD_NAMES.filter((field) => REACH[field] === 'net');
const WORD_FIELDS = FIELD_NAMES.filter((field) => REACH[field] !== 'net');

function marksIn(known: Known, index: SearchIndex, { term, fields, reach }: { term: QueryTerm; fields: readonly FieldName[]; reach: Reach }): Marks {
  const marks = new Uint8Array(index.entries.length);
  const test = testOf(term);
  for (const column of fields.flatMap((field) => columnsForWords(known, field, term.field === null))) {
    for (let nth = 0; nth < column.at.length; nth += 1) {
      const rank = test(column, nth);
      const at = column.at[nth] ?? 0;
      if (rank > (marks[at] ?? 0)) marks[at] = rank;
    }
  }
  if (marks.some((rank) => rank > RANK.none)) spread(marks, index, reach);
  return marks;
}

/** What keeps a namespace alive takes long to tell, so words do not ask for it. */
export function columnsForWords(known: Known, field: FieldName, isWord: boolean) {
  if (!isWord) return columnsOf(known, field);
  return field === 'alive' ? [] : columnsOf(known, field).filter(({ words }) => words !== 'never');
}

/** Each way is gone only where somebody has something to lend on it. */
function spread(marks: Marks, index: SearchIndex, reach: Reach): void {
  if (reach === 'none') return;
  const own = marks.slice();
  const { first } = index;
  const ofGroups = isAnyMarked(own, 0, first.namespace);
  const ofNamespaces = isAnyMarked(own, first.namespace, first.process);
  const ofProcesses = isAnyMarked(own, first.process, own.length);
  const isWord = reach === 'word';
  const each = (step: (at: At) => void) => {
    for (const [nth, home] of index.homes().entries()) step({ home, process: first.process + nth });
  };
  if (ofProcesses && (isWord || reach === 'up')) each((at) => lendUp(marks, own, at));
  if (ofGroups && (isWord || reach === 'in')) each((at) => lendIn(marks, own, { at, asOwn: !isWord }));
  if (ofNamespaces && reach === 'down') each((at) => lendDown(marks, own, at));
  if (ofNamespaces && reach === 'net') each((at) => lendNet(marks, own, at));
}

function isAnyMarked(marks: Marks, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (marks[at] !== RANK.none) return true;
  return false;
}

interface At {
  readonly home: Homes;
  readonly process: number;
}

function lend(marks: Marks, places: readonly number[], rank: number): void {
  for (const at of places) lendTo(marks, at, rank);
}

function lendTo(marks: Marks, at: number, rank: number): void {
  if ((marks[at] ?? 0) < rank) marks[at] = rank;
}

function lendUp(marks: Marks, own: Marks, { home, process }: At): void {
  if (own[process] === RANK.none) return;
  lend(marks, home.containers, RANK.lent);
  lend(marks, home.pods, RANK.lent);
  lend(marks, home.namespaces, RANK.lent);
}

/** A process is as much of the pod as the pod itself. */
function lendIn(marks: Marks, own: Marks, { at: { home, process }, asOwn }: { at: At; asOwn: boolean }): void {
  const [ofContainers, ofPods] = [best(own, home.containers), best(own, home.pods)];
  if (ofContainers === RANK.none && ofPods === RANK.none) return;
  const given = asOwn ? RANK.part : RANK.lent;
  lendTo(marks, process, given);
  // What a pod has, its containers have; what one of them has, the pod only holds.
  if (ofPods !== RANK.none) lend(marks, home.containers, given);
  lend(marks, home.pods, RANK.lent);
  lend(marks, home.namespaces, RANK.lent);
}

function lendDown(marks: Marks, own: Marks, { home, process }: At): void {
  if (best(own, home.namespaces) === RANK.none && best(own, home.initial) === RANK.none) return;
  lendTo(marks, process, RANK.lent);
  lend(marks, home.containers, RANK.lent);
  lend(marks, home.pods, RANK.lent);
}

/** An address of the host is not one of each of its processes, but of the containers that use its network. */
function lendNet(marks: Marks, own: Marks, { home, process }: At): void {
  const rank = best(own, home.namespaces);
  if (rank === RANK.none && (home.containers.length === 0 || best(own, home.initial) === RANK.none)) return;
  const given = rank === RANK.none ? RANK.lent : rank;
  lendTo(marks, process, RANK.lent);
  lend(marks, home.containers, given);
  lend(marks, home.pods, given);
}

function best(marks: Marks, places: readonly number[]): number {
  let rank: number = RANK.none;
  for (const at of places) {
    const other = marks[at] ?? RANK.none;
    if (other > rank) rank = other;
  }
  return rank;
}
