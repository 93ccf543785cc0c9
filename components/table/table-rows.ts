/** The rows and columns of the table lens: those of lsns(8), and who they belong to. */
import { whyAlive } from '@/lib/alive';
import { aliveWords, isAliveOtherwise } from '@/lib/alive-words';
import { LSNS_COLUMNS, lsnsRows, showValue, type LsnsColumnName, type LsnsRow } from '@/lib/lsns';
import { indexOf } from '@/lib/members';
import { objectId, type ObjectId } from '@/lib/object-id';
import { containerTitle, podTitle } from '@/lib/object-title';
import type { Snapshot } from '@/lib/schema';
import type { Found } from '@/lib/search';
import type { View } from '@/lib/view';
import { TABLE_STRINGS } from './strings';

export type ColumnName = LsnsColumnName | 'HELDBY' | 'CONTAINER' | 'POD';

export interface TableRow extends LsnsRow {
  readonly id: ObjectId;
  /** What keeps it alive, a word for each reason. */
  readonly heldBy: string;
  readonly isAliveOtherwise: boolean;
  /** The search does not find it, and others are only dimmed. */
  readonly isDim: boolean;
  readonly container: string | null;
  readonly pod: string | null;
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
export const TABLE_COLUMNS: readonly TableColumn[] = [...LSNS_COLUMNS, ...WHOSE];
/** What is shown unasked: what lsns shows, and ours. The command is last, it takes what room is left. */
export const DEFAULT_COLUMNS: readonly ColumnName[] = ['NS', 'TYPE', 'NPROCS', 'PID', 'UID', 'ID', 'HELDBY', 'CONTAINER', 'POD', 'COMMAND'];

export function makeRows(snapshot: Snapshot): TableRow[] {
  const { containerByKey, podByKey } = indexOf(snapshot);
  return lsnsRows(snapshot).map((row) => {
    const container = containerByKey.get(row.leader?.container ?? '');
    const pod = podByKey.get(container?.pod ?? '');
    return {
      ...row,
      id: objectId('namespace', row.namespace.key),
      heldBy: aliveWords(snapshot, row.namespace).join(','),
      isAliveOtherwise: isAliveOtherwise(whyAlive(snapshot, row.namespace)),
      isDim: false,
      container: container === undefined ? null : containerTitle(container),
      pod: pod === undefined ? null : podTitle(pod),
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
  return column === 'POD' ? row.pod : row.values[column];
}

export function showCell(row: TableRow, column: ColumnName): string {
  return showValue(cellOf(row, column));
}

function compareCells(a: number | string | null, b: number | string | null, turn: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return turn * (a - b);
  return turn * String(a).localeCompare(String(b), 'en', { numeric: true });
}
