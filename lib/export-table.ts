/** The table of namespaces for documents: what lsns prints, and whose it is. */
import { csvText } from './csv';
import { lsnsRows, LSNS_COLUMNS, type LsnsColumnName, type LsnsRow, type LsnsValue } from './lsns';
import { codeMarkdown, escapeMarkdown, markdownTable } from './markdown';
import { indexOf } from './members';
import { objectId, type ObjectId } from './object-id';
import { containerTitle, podTitle } from './object-title';
import type { Redactor } from './redact';
import type { NamespaceType, Snapshot } from './schema';
import { showText } from './text';

export type ExportColumn = LsnsColumnName | 'CONTAINER' | 'POD';

/** As the table of the page has them. */
const COLUMNS: readonly ExportColumn[] = ['NS', 'TYPE', 'NPROCS', 'PID', 'UID', 'ID', 'CONTAINER', 'POD', 'COMMAND'];

export interface ExportTable {
  readonly columns: readonly { readonly name: ExportColumn; readonly align: 'left' | 'right' }[];
  /** Redacted already. Ids pass 2^53: they are text. */
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface TableFilter {
  readonly hiddenTypes: readonly NamespaceType[];
  /** The namespaces to list; null: all. */
  readonly only: ReadonlySet<ObjectId> | null;
}

export function tableOf(snapshot: Snapshot, { hiddenTypes, only }: TableFilter, redactor: Redactor): ExportTable {
  const rows = lsnsRows(snapshot).filter(({ namespace: { type, key } }) => !hiddenTypes.includes(type) && only?.has(objectId('namespace', key)) !== false);
  return {
    columns: COLUMNS.map((name) => ({ name, align: LSNS_COLUMNS.find((column) => column.name === name)?.align ?? 'left' })),
    rows: rows.map((row) => COLUMNS.map((name) => shown(cellOf(row, name, { snapshot, redactor }), redactor))),
  };
}

interface World {
  readonly snapshot: Snapshot;
  readonly redactor: Redactor;
}

function cellOf(row: LsnsRow, name: ExportColumn, { snapshot, redactor }: World): LsnsValue {
  if (name === 'COMMAND') return commandOf(row, redactor);
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

export function tableAsCsv({ columns, rows }: ExportTable): string {
  return csvText([columns.map(({ name }) => name), ...rows]);
}

export function tableAsMarkdown({ columns, rows }: ExportTable): string {
  const command = columns.findIndex(({ name }) => name === 'COMMAND');
  return markdownTable(columns, rows.map((row) => row.map((value, at) => (at === command ? codeMarkdown(String(value)) : escapeMarkdown(String(value))))));
}
