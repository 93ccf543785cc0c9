/** What is searched and the Snapshot does not carry: addresses, ports, host names, names of users; and for how much of the host it is known. */
import { looksLikeAddress } from './address';
import { whyAlive } from './alive';
import { ALIVE_OTHERWISE, aliveWords, isAliveOtherwise } from './alive-words';
import { objectId } from './object-id';
import type { Query } from './query';
import type { FieldName } from './query-fields';
import type { NamespaceType, Snapshot } from './schema';
import { columnOf, putNumber, putText, type Column } from './search-columns';
import { searchIndexOf, type SearchIndex } from './search-index';
import { rowColumns } from './search-rows';
import type { SearchFacts, SearchedPort } from './search-schema';
import type { Topology } from './topology-schema';

export interface Known {
  readonly snapshot: Snapshot;
  /** Null: not read yet. */
  readonly topology: Topology | null;
  readonly facts: SearchFacts | null;
}

/** Of how many namespaces a field is known. */
export interface KnownOf {
  readonly field: FieldName;
  readonly type: NamespaceType;
  readonly known: number;
  readonly all: number;
  /** The answer has not come yet. */
  readonly isAwaited: boolean;
}

/** Of a field that the Snapshot carries: null. */
export function howMuchIsKnown({ snapshot, topology, facts }: Known, field: FieldName): KnownOf | null {
  const count = (type: NamespaceType, keys: readonly string[] | null) => {
    const rows = snapshot.namespaces.filter((row) => row.type === type);
    const has = new Set(keys);
    return { field, type, known: rows.filter(({ key }) => has.has(key)).length, all: rows.length, isAwaited: keys === null };
  };
  if (field === 'ip') return count('net', topology === null ? null : keysOfTopology(topology));
  if (field === 'port') return count('net', facts === null ? null : facts.nets.filter(({ trouble, leftOut }) => trouble === null && leftOut === 0).map(({ key }) => key));
  if (field === 'hostname') return count('uts', facts === null ? null : facts.hostnames.filter(({ trouble }) => trouble === null).map(({ key }) => key));
  return null;
}

function keysOfTopology({ nets, namespaceKeys }: Topology): string[] {
  return nets.filter(({ trouble, linksLeftOut }) => trouble === null && linksLeftOut === 0).flatMap(({ ino }) => namespaceKeys[String(ino)] ?? []);
}

/** What is asked of the host for a search alone. */
export const FACT_FIELDS: readonly FieldName[] = ['port', 'hostname', 'user'];

/** What the page has to ask for, beside the Snapshot, to answer the query. A word may be a piece of an address. */
export function sourcesOf(query: Query): { readonly topology: boolean; readonly facts: boolean } {
  const asks = (fields: readonly FieldName[]) => query.some(({ field }) => field !== null && fields.includes(field));
  const isOfAddress = query.some(({ field, values }) => field === null && values.some(({ text }) => looksLikeAddress(text)));
  return { topology: asks(['ip']) || isOfAddress, facts: asks(FACT_FIELDS) };
}

const NONE: readonly Column[] = [];

/** The columns of a field, also of those that come from elsewhere. */
export function columnsOf(known: Known, field: FieldName): readonly Column[] {
  const index = searchIndexOf(known.snapshot);
  const make = ELSEWHERE[field];
  return make === undefined ? rowColumns(index, field) : make(known, index);
}

const ELSEWHERE: Readonly<Partial<Record<FieldName, (known: Known, index: SearchIndex) => readonly Column[]>>> = {
  ip: ({ topology }, index) => (topology === null ? NONE : addresses(topology, index)),
  port: ({ facts }, index) => (facts === null ? NONE : ports(facts, index)),
  hostname: ({ facts }, index) => (facts === null ? NONE : hostnames(facts, index)),
  user: ({ facts }, index) => (facts === null ? NONE : users(facts, index)),
  alive: (_, index) => alive(index),
};

/** Kept as long as both the answer and the index are the same. */
function kept<T extends object>(make: (facts: T, index: SearchIndex) => readonly Column[]): (facts: T, index: SearchIndex) => readonly Column[] {
  const made = new WeakMap<T, { readonly index: SearchIndex; readonly columns: readonly Column[] }>();
  return (facts, index) => {
    const last = made.get(facts);
    if (last?.index === index) return last.columns;
    const columns = make(facts, index);
    made.set(facts, { index, columns });
    return columns;
  };
}

const addresses = kept(({ nets, namespaceKeys }: Topology, index) => {
  const rows = nets.flatMap(({ ino, links }) => {
    const at = placeOf(index, namespaceKeys[String(ino)]);
    return at === null ? [] : links.flatMap((link) => link.addresses.filter(({ scope }) => scope !== 'host').map(({ address }) => ({ at, address })));
  });
  const column = columnOf('address', 'address');
  for (const { at, address } of rows.sort(byPlace)) putText(column, at, address);
  return [column];
});

const ports = kept(({ nets }: SearchFacts, index) => {
  const rows = nets.flatMap(({ key, ports: found }) => {
    const at = placeOf(index, key);
    return at === null ? [] : found.flatMap((port) => [{ at, port }, ...holdersOf(index, port)]);
  });
  const column = columnOf('port', 'never');
  for (const { at, port } of rows.sort(byPlace)) putNumber(column, at, port.port, port.lastPort);
  return [column];
});

/** A forwarded port has nobody here who listens at it. */
function holdersOf(index: SearchIndex, port: SearchedPort): { at: number; port: SearchedPort }[] {
  const { processes } = index.snapshot;
  const wanted = new Set(port.pids);
  if (wanted.size === 0) return [];
  return processes.flatMap(({ pid }, at) => (wanted.has(pid) ? [{ at: index.first.process + at, port }] : []));
}

const hostnames = kept(({ hostnames: rows }: SearchFacts, index) => {
  const column = columnOf('hostname', 'part');
  const placed = rows.flatMap(({ key, hostname }) => {
    const at = placeOf(index, key);
    return at === null ? [] : [{ at, hostname }];
  });
  for (const { at, hostname } of placed.sort(byPlace)) putText(column, at, hostname);
  return [column];
});

const users = kept(({ users: named }: SearchFacts, index) => {
  const nameByUid = new Map(named.map(({ uid, name }) => [uid, name]));
  const column = columnOf('user', 'never');
  for (const [at, { uid }] of index.snapshot.processes.entries()) putText(column, index.first.process + at, nameByUid.get(uid) ?? String(uid));
  return [column];
});

const aliveByIndex = new WeakMap<SearchIndex, readonly Column[]>();

function alive(index: SearchIndex): readonly Column[] {
  const made = aliveByIndex.get(index) ?? makeAlive(index);
  aliveByIndex.set(index, made);
  return made;
}

function makeAlive({ snapshot, entries }: SearchIndex): readonly Column[] {
  const column = columnOf('alive', 'never');
  for (const [at, entry] of entries.entries()) {
    if (entry.kind !== 'namespace') continue;
    for (const word of aliveWords(snapshot, entry.row)) putText(column, at, word);
    if (isAliveOtherwise(whyAlive(snapshot, entry.row))) putText(column, at, ALIVE_OTHERWISE);
  }
  return [column];
}

function placeOf({ placeById }: SearchIndex, key: string | undefined): number | null {
  return key === undefined ? null : (placeById.get(objectId('namespace', key)) ?? null);
}

function byPlace(a: { readonly at: number }, b: { readonly at: number }): number {
  return a.at - b.at;
}
