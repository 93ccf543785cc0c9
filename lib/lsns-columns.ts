/** The columns of `npx nsatlas lsns`: those of lsns(8) with their widths and types, and ours behind them. */
import { aliveWords } from './alive-words';
import { LSNS_COLUMNS, lsnsRow, type LsnsColumnName, type LsnsRow } from './lsns';
import { indexOf } from './members';
import { containerTitle, podTitle } from './object-title';
import type { Container, Namespace, Process, Snapshot } from './schema';
import { bytesToText, textBytes, type Text } from './text';

export type ListedColumnName = LsnsColumnName | 'HELDBY' | 'CONTAINER' | 'POD';

/** Null: there is none, or nobody knows. Text can hold anything. */
export type ListedValue = number | Text | null;

export interface ListedColumn {
  readonly name: ListedColumnName;
  readonly help: string;
  readonly align: 'left' | 'right';
  /** The width that lsns asks for: it is taken where a cell is as wide as the head, and narrower than this. */
  readonly hint: number;
  /** In JSON, and where the filter compares. */
  readonly type: 'number' | 'string';
}

const HINTS: Partial<Record<ListedColumnName, number>> = { NS: 10, TYPE: 5, NPROCS: 5, PID: 5, PPID: 5, PNS: 10, ONS: 10 };
const NUMBERS: ReadonlySet<ListedColumnName> = new Set(['NS', 'NPROCS', 'PID', 'PPID', 'UID', 'PNS', 'ONS']);

const OURS = [
  { name: 'HELDBY', align: 'left', help: 'what keeps the namespace alive' },
  { name: 'CONTAINER', align: 'left', help: 'container of the PID' },
  { name: 'POD', align: 'left', help: 'pod of that container' },
] as const;

export const LISTED_COLUMNS: readonly ListedColumn[] = [...LSNS_COLUMNS, ...OURS].map(({ name, align, help }) => ({
  name, align, help, hint: HINTS[name] ?? 0, type: NUMBERS.has(name) ? 'number' : 'string',
}));

/** As `--list-columns` calls them. */
export function typeWord(type: ListedColumn['type']): string {
  return type === 'number' ? '<integer>' : '<string>';
}

/** Unasked; with `-t net` two more. */
export const DEFAULT_COLUMNS: readonly ListedColumnName[] = ['NS', 'TYPE', 'NPROCS', 'PID', 'USER', 'COMMAND'];
export const DEFAULT_COLUMNS_OF_NET: readonly ListedColumnName[] = ['NS', 'TYPE', 'NPROCS', 'PID', 'USER', 'NETNSID', 'NSFS', 'COMMAND'];
/** When one namespace is named, its processes are listed. */
export const DEFAULT_COLUMNS_OF_PROCESSES: readonly ListedColumnName[] = ['PID', 'PPID', 'USER', 'COMMAND'];

/** Whether a listing by these needs to know whose container a process is. */
export function needsContainers(names: Iterable<ListedColumnName>): boolean {
  return [...names].some((name) => name === 'CONTAINER' || name === 'POD');
}

/** Names are taken in any case, as lsns takes them. */
export function columnNamed(word: string): ListedColumn | undefined {
  return LISTED_COLUMNS.find(({ name }) => name === word.toUpperCase());
}

export interface ListedWorld {
  readonly snapshot: Snapshot;
  readonly userNames: ReadonlyMap<number, string>;
  /** Between the paths of NSFS. */
  readonly separator: ',' | '\n';
}

export type Cells = ReadonlyMap<ListedColumnName, ListedValue>;

/** What stands in the named columns of one line. */
export function cellsOf(world: ListedWorld, namespace: Namespace, process: Process | null, names: readonly ListedColumnName[]): Cells {
  const row = lsnsRow(world.snapshot, namespace, process, world.userNames);
  return new Map(names.map((name) => [name, valueOf(world, row, name)]));
}

/** What lsnsRow has for the page already, printable, is had from there. */
const VALUES: Readonly<Partial<Record<ListedColumnName, (world: ListedWorld, row: LsnsRow) => ListedValue>>> = {
  COMMAND: (_, { leader }) => (leader === null ? null : commandText(leader)),
  NSFS: ({ snapshot, separator }, { namespace }) => joinTexts(pathsHere(snapshot, namespace), separator),
  PATH: ({ snapshot }, { leader, namespace, values }) => (leader === null ? (pathsHere(snapshot, namespace)[0] ?? null) : values.PATH),
  HELDBY: ({ snapshot }, { namespace }) => aliveWords(snapshot, namespace).join(','),
  CONTAINER: ({ snapshot }, row) => titleOf(containerOf(snapshot, row), containerTitle),
  POD: ({ snapshot }, row) => titleOf(indexOf(snapshot).podByKey.get(containerOf(snapshot, row)?.pod ?? ''), podTitle),
};

function valueOf(world: ListedWorld, row: LsnsRow, name: ListedColumnName): ListedValue {
  const own = VALUES[name];
  return own === undefined ? row.values[name as LsnsColumnName] : own(world, row);
}

function titleOf<T>(row: T | undefined, title: (row: T) => string): string | null {
  return row === undefined ? null : title(row);
}

function containerOf(snapshot: Snapshot, { leader }: LsnsRow): Container | undefined {
  return indexOf(snapshot).containerByKey.get(leader?.container ?? '');
}

/** Each once. A path in the tree of another mnt namespace leads elsewhere, or nowhere, from here. */
function pathsHere({ observer }: Snapshot, { mounts }: Namespace): Text[] {
  const here = mounts.filter(({ mnt }) => mnt === observer.namespaces.mnt);
  return here.map(({ path }) => path).filter((path, at, all) => all.indexOf(path) === at);
}

/** argv with spaces between, byte by byte; of a process without one its comm. */
function commandText({ argv, comm }: Process): Text {
  return joinTexts(argv, ' ') ?? comm;
}

function joinTexts(texts: readonly Text[], separator: string): Text | null {
  if (texts.length === 0) return null;
  if (texts.every((text) => typeof text === 'string')) return texts.join(separator);
  const pieces = texts.flatMap((text, at) => (at === 0 ? [textBytes(text)] : [textBytes(separator), textBytes(text)]));
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytesToText(bytes);
}
