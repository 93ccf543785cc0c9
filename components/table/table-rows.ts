/** The rows and columns of the table lens: those of lsns(8), and who they belong to. */
import { whyAlive } from '@/lib/alive';
import { aliveWords, isAliveOtherwise } from '@/lib/alive-words';
import { showAmount } from '@/lib/amount-text';
import { formatCount } from '@/lib/count-text';
import { LSNS_COLUMNS, lsnsRows, showValue, type LsnsColumnName, type LsnsRow } from '@/lib/lsns';
import { indexOf } from '@/lib/members';
import { objectId, type ObjectId } from '@/lib/object-id';
import { containerTitle, podTitle } from '@/lib/object-title';
import type { Snapshot } from '@/lib/schema';
import { amountOf, type Amount, type Measure } from '@/lib/usage';
import type { Found } from '@/lib/search';
import type { View } from '@/lib/view';
import { amountWords } from '../usage/amount-words';
import { NOT_MEASURED, type Measured } from '../usage/use-measured';
import { TABLE_STRINGS } from './strings';

export type ColumnName = LsnsColumnName | 'HELDBY' | 'CONTAINER' | 'POD' | 'CPU' | 'RSS';

export interface TableRow extends LsnsRow {
  readonly id: ObjectId;
  /** What keeps it alive, a word for each reason. */
  readonly heldBy: string;
  readonly isAliveOtherwise: boolean;
  /** The search does not find it, and others are only dimmed. */
  readonly isDim: boolean;
  readonly container: string | null;
  readonly pod: string | null;
  /** Of its processes; null: nothing is measured. */
  readonly used: Readonly<Record<Measure, Amount>> | null;
}

export interface TableColumn {
  readonly name: ColumnName;
  readonly help: string;
  readonly align: 'left' | 'right';
}

export interface Sort {
  readonly column: ColumnName;
  readonly descending: boolean;
}

const WHOSE: readonly TableColumn[] = [
  { name: 'HELDBY', align: 'left', help: TABLE_STRINGS.heldBy },
  { name: 'CONTAINER', align: 'left', help: TABLE_STRINGS.container },
  { name: 'POD', align: 'left', help: TABLE_STRINGS.pod },
];
const USED: readonly TableColumn[] = [
  { name: 'CPU', align: 'right', help: TABLE_STRINGS.cpu },
  { name: 'RSS', align: 'right', help: TABLE_STRINGS.rss },
];
const MEASURE_BY_COLUMN: Partial<Record<ColumnName, Measure>> = { CPU: 'cpu', RSS: 'memory' };
const TABLE_COLUMNS: readonly TableColumn[] = [...LSNS_COLUMNS, ...WHOSE, ...USED];
/** What is shown unasked: what lsns shows, and ours. The command is last, it takes what room is left. */
const DEFAULT_COLUMNS: readonly ColumnName[] = ['NS', 'TYPE', 'NPROCS', 'PID', 'UID', 'ID', 'HELDBY', 'CONTAINER', 'POD', 'COMMAND'];
const MEASURED_COLUMNS: readonly ColumnName[] = ['NS', 'TYPE', 'NPROCS', 'CPU', 'RSS', ...DEFAULT_COLUMNS.slice(3)];

export function columnsFor({ measure }: Measured): readonly TableColumn[] {
  return (measure === null ? DEFAULT_COLUMNS : MEASURED_COLUMNS).flatMap((name) => TABLE_COLUMNS.filter((column) => column.name === name));
}

export function makeRows(snapshot: Snapshot, { measure, usage }: Measured = NOT_MEASURED): TableRow[] {
  const { containerByKey, podByKey, membersByIno } = indexOf(snapshot);
  return lsnsRows(snapshot).map((row) => {
    const container = containerByKey.get(row.leader?.container ?? '');
    const pod = podByKey.get(container?.pod ?? '');
    const members = membersByIno.get(row.namespace.ino) ?? [];
    return {
      ...row,
      id: objectId('namespace', row.namespace.key),
      heldBy: aliveWords(snapshot, row.namespace).join(','),
      isAliveOtherwise: isAliveOtherwise(whyAlive(snapshot, row.namespace)),
      isDim: false,
      container: container === undefined ? null : containerTitle(container),
      pod: pod === undefined ? null : podTitle(pod),
      used: measure === null ? null : { cpu: amountOf(members, usage, 'cpu'), memory: amountOf(members, usage, 'memory') },
    };
  });
}

export interface Filter {
  readonly view: View;
  /** Null: nothing is asked for. */
  readonly found: Found | null;
  /** Objects of runtimes that are switched off. */
  readonly hidden: ReadonlySet<ObjectId>;
}

/** What is switched off is left out; so is what the search does not find, unless that is only to be dimmed. */
export function filterRows(rows: readonly TableRow[], { view, found, hidden }: Filter): TableRow[] {
  const shown = rows.filter(({ id, namespace }) => !view.hiddenTypes.includes(namespace.type) && !hidden.has(id));
  if (found === null) return shown;
  if (view.dimOthers) return shown.map((row) => ({ ...row, isDim: !found.rows.has(row.id) }));
  return shown.filter(({ id }) => found.rows.has(id));
}

/** A copy sorted by one column, empty cells last; equal ones stay in the order of lsns: by ino. */
export function sortRows(rows: readonly TableRow[], { column, descending }: Sort): TableRow[] {
  const turn = descending ? -1 : 1;
  return [...rows].sort((a, b) => compareCells(cellOf(a, column), cellOf(b, column), turn) || a.namespace.ino - b.namespace.ino);
}

function cellOf(row: TableRow, column: ColumnName): number | string | null {
  if (column === 'HELDBY') return row.heldBy;
  if (column === 'CONTAINER') return row.container;
  if (column === 'CPU' || column === 'RSS') return amountIn(row, column)?.value ?? null;
  return column === 'POD' ? row.pod : row.values[column];
}

function amountIn(row: TableRow, column: ColumnName): Amount | null {
  const measure = MEASURE_BY_COLUMN[column];
  return measure === undefined ? null : (row.used?.[measure] ?? null);
}

/** What a cell says to who asks more of it. */
export function explainCell(row: TableRow, column: ColumnName): string | undefined {
  const measure = MEASURE_BY_COLUMN[column];
  const amount = amountIn(row, column);
  if (column === 'COMMAND') return showCell(row, column);
  return measure === undefined || amount === null || amount.of === 0 ? undefined : amountWords(measure, amount);
}

export function showCell(row: TableRow, column: ColumnName): string {
  const measure = MEASURE_BY_COLUMN[column];
  if (measure !== undefined) return showAmount(measure, amountIn(row, column));
  const value = cellOf(row, column);
  return column === 'NPROCS' && typeof value === 'number' ? formatCount(value) : showValue(value);
}

function compareCells(a: number | string | null, b: number | string | null, turn: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return turn * (a - b);
  return turn * String(a).localeCompare(String(b), 'en', { numeric: true });
}
