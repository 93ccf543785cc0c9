/** The table of namespaces: the columns of lsns(8), as data and as the text lsns prints. */
import { cellWidth } from './cell-width';
import { leader, indexOf, nprocs } from './members';
import { compareWords } from './order';
import type { Namespace, Process, Snapshot } from './schema';
import { showText } from './text';

/** Text is printable already (showText). Null: there is none, or nobody knows. */
export type LsnsValue = number | string | null;

export interface LsnsRow {
  readonly namespace: Namespace;
  readonly leader: Process | null;
  readonly values: Readonly<Record<LsnsColumnName, LsnsValue>>;
}

export interface LsnsColumn {
  readonly name: LsnsColumnName;
  readonly help: string;
  readonly align: 'left' | 'right';
  readonly value: (facts: RowFacts) => LsnsValue;
}

export const LSNS_COLUMN_NAMES = [
  'NS', 'TYPE', 'PATH', 'NPROCS', 'PID', 'PPID', 'COMMAND', 'UID', 'USER', 'NETNSID', 'NSFS', 'PNS', 'ONS', 'ID',
] as const;
export type LsnsColumnName = (typeof LSNS_COLUMN_NAMES)[number];

/** What lsns(8) shows unasked. */
const LSNS_DEFAULT_COLUMNS: readonly LsnsColumnName[] = ['NS', 'TYPE', 'NPROCS', 'PID', 'USER', 'COMMAND'];

interface RowFacts {
  readonly namespace: Namespace;
  readonly leader: Process | null;
  readonly nprocs: number;
  readonly uid: number | null;
  readonly userNames: ReadonlyMap<number, string>;
}

/** The one table of columns, in the order of the man page; ID is ours. */
export const LSNS_COLUMNS: readonly LsnsColumn[] = [
  { name: 'NS', align: 'right', help: 'namespace identifier (inode number)', value: ({ namespace }) => namespace.ino },
  { name: 'TYPE', align: 'left', help: 'type of namespace', value: ({ namespace }) => namespace.type },
  { name: 'PATH', align: 'left', help: 'path to the namespace', value: pathOf },
  { name: 'NPROCS', align: 'right', help: 'number of processes in the namespace', value: (facts) => facts.nprocs },
  { name: 'PID', align: 'right', help: 'lowest PID in the namespace', value: (facts) => facts.leader?.pid ?? null },
  { name: 'PPID', align: 'right', help: 'PPID of the PID', value: (facts) => facts.leader?.ppid ?? null },
  { name: 'COMMAND', align: 'left', help: 'command line of the PID', value: (facts) => (facts.leader === null ? null : commandLine(facts.leader)) },
  { name: 'UID', align: 'right', help: 'UID of the PID', value: ({ uid }) => uid },
  { name: 'USER', align: 'left', help: 'user name of the PID', value: ({ uid, userNames }) => (uid === null ? null : (userNames.get(uid) ?? String(uid))) },
  { name: 'NETNSID', align: 'right', help: 'the id by which the observer’s net namespace knows it', value: netnsidOf },
  { name: 'NSFS', align: 'left', help: 'nsfs mount points (bind mounts of the namespace’s file)', value: nsfsOf },
  { name: 'PNS', align: 'right', help: 'parent namespace identifier (inode number)', value: ({ namespace }) => referenceOf(namespace.parent) },
  { name: 'ONS', align: 'right', help: 'owner namespace identifier (inode number)', value: ({ namespace }) => referenceOf(namespace.owner) },
  { name: 'ID', align: 'right', help: 'namespace id that is never reused (64 bits)', value: ({ namespace }) => namespace.id },
];

/** By ino, as lsns(8) sorts. USER is the number where `userNames` has no name for it. */
export function lsnsRows(snapshot: Snapshot, userNames: ReadonlyMap<number, string> = new Map()): LsnsRow[] {
  return snapshot.namespaces.map((namespace) => lsnsRow(snapshot, namespace, leader(snapshot, namespace.ino), userNames)).sort(byIno);
}

/** What lsns(8) prints: a head, a line for each row, columns apart by one space. */
export function lsnsText(rows: readonly LsnsRow[], names: readonly LsnsColumnName[] = LSNS_DEFAULT_COLUMNS): string {
  const columns = names.map((name, place) => textColumn(rows, name, place === names.length - 1));
  const lines = ['', ...rows].map((_, line) => columns.map((cells) => cells[line] ?? '').join(' '));
  return lines.map((line) => `${line}\n`).join('');
}

function textColumn(rows: readonly LsnsRow[], name: LsnsColumnName, last: boolean): string[] {
  const right = LSNS_COLUMNS.some((column) => column.name === name && column.align === 'right');
  const cells = [name, ...rows.map((row) => showValue(row.values[name]))];
  const width = cells.reduce((most, cell) => Math.max(most, cellWidth(cell)), 0);
  return cells.map((cell) => pad(cell, width, { right, last }));
}

export function showValue(value: LsnsValue): string {
  return value === null ? '' : String(value);
}

/** argv joined by spaces; of a process without one its comm. */
export function commandLine(process: Process): string {
  return process.argv.length === 0 ? showText(process.comm) : process.argv.map(showText).join(' ');
}

/** The row of a namespace and one process in it, by which lsns names it; null: none is. */
export function lsnsRow(snapshot: Snapshot, namespace: Namespace, process: Process | null, userNames: ReadonlyMap<number, string>): LsnsRow {
  const uid = process?.uid ?? creatorUid(snapshot, namespace);
  const facts: RowFacts = { namespace, leader: process, nprocs: nprocs(snapshot, namespace.ino), uid, userNames };
  const values = Object.fromEntries(LSNS_COLUMNS.map(({ name, value }) => [name, value(facts)])) as Record<LsnsColumnName, LsnsValue>;
  return { namespace, leader: process, values };
}

/** Of a namespace without a process: who made the user namespace that it is, or that owns it. */
function creatorUid(snapshot: Snapshot, namespace: Namespace): number | null {
  if (namespace.type === 'user') return namespace.ownerUid;
  return typeof namespace.owner === 'number' ? (indexOf(snapshot).namespaceByIno.get(namespace.owner)?.ownerUid ?? null) : null;
}

function pathOf({ namespace, leader: first }: RowFacts): LsnsValue {
  if (first !== null) return `/proc/${first.pid}/ns/${namespace.type}`;
  const mount = namespace.mounts[0];
  return mount === undefined ? null : showText(mount.path);
}

function netnsidOf({ namespace }: RowFacts): LsnsValue {
  return namespace.type === 'net' ? (namespace.netnsid ?? 'unassigned') : null;
}

function nsfsOf({ namespace }: RowFacts): LsnsValue {
  const paths = new Set(namespace.mounts.map(({ path }) => showText(path)));
  return paths.size === 0 ? null : [...paths].join(',');
}

/** lsns prints 0 for none, and for what it may not see as well; here that is `hidden`. */
function referenceOf(reference: Namespace['parent']): LsnsValue {
  return reference ?? 0;
}

function byIno(a: LsnsRow, b: LsnsRow): number {
  return a.namespace.ino - b.namespace.ino || compareWords(a.namespace.key, b.namespace.key);
}

function pad(cell: string, width: number, { right, last }: { right: boolean; last: boolean }): string {
  const space = ' '.repeat(width - cellWidth(cell));
  if (right) return space + cell;
  return last ? cell : cell + space;
}
