/** The table of namespaces for documents: what lsns prints, whose it is, and what is used while that is measured. */
import { aliveWords } from './alive-words';
import { countAmount, showAmount } from './amount-text';
import { csvText } from './csv';
import { lsnsRows, LSNS_COLUMNS, type LsnsColumnName, type LsnsRow, type LsnsValue } from './lsns';
import { codeMarkdown, escapeMarkdown, markdownTable } from './markdown';
import { indexOf } from './members';
import { objectId, type ObjectId } from './object-id';
import { containerTitle, podTitle } from './object-title';
import type { Redactor } from './redact';
import type { NamespaceType, Snapshot } from './schema';
import { showText } from './text';
import { amountOf, type Amount, type Measure, type Usage } from './usage';

type UsedColumn = 'CPU' | 'RSS';
type PlainColumn = LsnsColumnName | 'HELDBY' | 'CONTAINER' | 'POD';
export type ExportColumn = PlainColumn | UsedColumn;

/** As the table of the page has them. */
const COLUMNS: readonly ExportColumn[] = ['NS', 'TYPE', 'NPROCS', 'PID', 'UID', 'ID', 'HELDBY', 'CONTAINER', 'POD', 'COMMAND'];
const USED_COLUMNS: readonly ExportColumn[] = [...COLUMNS.slice(0, 3), 'CPU', 'RSS', ...COLUMNS.slice(3)];
const MEASURE_BY_COLUMN: Readonly<Record<UsedColumn, Measure>> = { CPU: 'cpu', RSS: 'memory' };
/** Above cells that are numbers alone. */
const HEAD_BY_COLUMN: Readonly<Partial<Record<ExportColumn, string>>> = { CPU: 'CPU (% of one core)', RSS: 'RSS (bytes)' };

interface UsedCell {
  readonly measure: Measure;
  readonly amount: Amount;
}

type ExportCell = string | number | UsedCell;

export interface ExportTable {
  readonly columns: readonly { readonly name: ExportColumn; readonly align: 'left' | 'right' }[];
  /** Redacted already. Ids pass 2^53: they are text. */
  readonly rows: readonly (readonly ExportCell[])[];
}

export interface TableFilter {
  readonly hiddenTypes: readonly NamespaceType[];
  /** The namespaces to list; null: all. */
  readonly only: ReadonlySet<ObjectId> | null;
  /** With the columns of what is used, of which `usage` null knows nothing yet; null: without. */
  readonly used: { readonly usage: Usage | null } | null;
}

export function tableOf(snapshot: Snapshot, { hiddenTypes, only, used }: TableFilter, redactor: Redactor): ExportTable {
  const rows = lsnsRows(snapshot).filter(({ namespace: { type, key } }) => !hiddenTypes.includes(type) && only?.has(objectId('namespace', key)) !== false);
  const columns = used === null ? COLUMNS : USED_COLUMNS;
  const world = { snapshot, redactor, usage: used?.usage ?? null };
  return {
    columns: columns.map((name) => ({ name, align: isUsed(name) ? 'right' : (LSNS_COLUMNS.find((column) => column.name === name)?.align ?? 'left') })),
    rows: rows.map((row) => columns.map((name) => (isUsed(name) ? usedCell(row, MEASURE_BY_COLUMN[name], world) : shown(cellOf(row, name, world), redactor)))),
  };
}

function isUsed(name: ExportColumn): name is UsedColumn {
  return name in MEASURE_BY_COLUMN;
}

interface World {
  readonly snapshot: Snapshot;
  readonly redactor: Redactor;
  readonly usage: Usage | null;
}

function usedCell({ namespace }: LsnsRow, measure: Measure, { snapshot, usage }: World): UsedCell {
  return { measure, amount: amountOf(indexOf(snapshot).membersByIno.get(namespace.ino) ?? [], usage, measure) };
}

function cellOf(row: LsnsRow, name: PlainColumn, { snapshot, redactor }: World): LsnsValue {
  if (name === 'COMMAND') return commandOf(row, redactor);
  if (name === 'HELDBY') return aliveWords(snapshot, row.namespace).join(',');
  const { containerByKey, podByKey } = indexOf(snapshot);
  const container = containerByKey.get(row.leader?.container ?? '');
  const pod = podByKey.get(container?.pod ?? '');
  if (name === 'CONTAINER') return container === undefined ? null : containerTitle(container);
  if (name === 'POD') return pod === undefined ? null : podTitle(pod);
  return row.values[name];
}

/** The first argument may hold all the others (setproctitle), so without arguments it is the name of the thread. */
function commandOf({ leader, values }: LsnsRow, redactor: Redactor): LsnsValue {
  if (leader === null) return values.NSFS;
  return redactor.has('args') ? showText(leader.comm) : values.COMMAND;
}

function shown(value: LsnsValue, redactor: Redactor): string | number {
  return typeof value === 'number' ? value : redactor.text(value ?? '');
}

/** What is used stands there as numbers, and the head says of what. */
export function tableAsCsv({ columns, rows }: ExportTable): string {
  const heads = columns.map(({ name }) => HEAD_BY_COLUMN[name] ?? name);
  return csvText([heads, ...rows.map((row) => row.map((cell) => (typeof cell === 'object' ? countAmount(cell.measure, cell.amount) : cell)))]);
}

export function tableAsMarkdown({ columns, rows }: ExportTable): string {
  const command = columns.findIndex(({ name }) => name === 'COMMAND');
  const text = (cell: ExportCell) => (typeof cell === 'object' ? showAmount(cell.measure, cell.amount) : String(cell));
  return markdownTable(columns, rows.map((row) => row.map((cell, at) => (at === command ? codeMarkdown(text(cell)) : escapeMarkdown(text(cell))))));
}
