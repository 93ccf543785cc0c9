/** What `npx nsatlas lsns` prints for a Snapshot. */
import { DEFAULT_COLUMNS, LISTED_COLUMNS, typeWord, type ListedColumn } from './lsns-columns';
import { filterColumns, keepsLine } from './lsns-filter';
import { linesOf } from './lsns-forest';
import { jsonOfColumns, jsonOfLines } from './lsns-json';
import { LSNS_OPTIONS, type LsnsOrder } from './lsns-order';
import { rawText, tableText, type Paper } from './lsns-table';
import type { OptionRow } from './lsns-words';
import type { Snapshot } from './schema';

export interface LsnsScene {
  readonly snapshot: Snapshot;
  readonly userNames: ReadonlyMap<number, string>;
  readonly paper: Paper;
}

/** Null: the namespace that was named is not there. Throws FilterError. */
export function lsnsOutput({ snapshot, userNames, paper }: LsnsScene, order: LsnsOrder): string | null {
  const { columns, selection, filter, format, oneLine, headings, truncate } = order;
  const lines = linesOf({
    world: { snapshot, userNames, separator: oneLine ? ',' : '\n' },
    selection,
    columns: columnsAsked(order).map(({ name }) => name),
    keeps: (cells) => filter === null || keepsLine(filter, cells),
  });
  if (lines === null) return null;
  if (format === 'json') return jsonOfLines(lines, columns);
  const options = { columns, treeAt: treeAt(order), headings, truncate, paper };
  return format === 'raw' ? rawText(lines, options) : tableText(lines, options);
}

/** Those that are printed, and those the filter looks at. */
export function columnsAsked({ columns, filter }: LsnsOrder): readonly ListedColumn[] {
  return [...new Set([...columns, ...(filter === null ? [] : filterColumns(filter))])];
}

/** The tree of processes stands before their commands, the others before the inos. */
function treeAt({ columns, selection: { tree } }: LsnsOrder): number | null {
  if (tree === null) return null;
  const at = columns.findIndex(({ name }) => name === (tree === 'process' ? 'COMMAND' : 'NS'));
  return at < 0 ? null : at;
}

/** `--list-columns`. */
export function listedColumns(format: LsnsOrder['format']): string {
  if (format === 'json') return jsonOfColumns(LISTED_COLUMNS);
  const wide = Math.max(...LISTED_COLUMNS.map(({ name }) => name.length));
  const apart = Math.max(...LISTED_COLUMNS.map(({ type }) => typeWord(type).length));
  return LISTED_COLUMNS.map(({ name, type, help }) => {
    const cells = format === 'raw' ? [name, typeWord(type), help.replaceAll(' ', '\\x20')] : [name.padStart(wide), typeWord(type).padEnd(apart), help];
    return `${cells.join(' ')}\n`;
  }).join('');
}

const HELP_COLUMN = 26;

export function lsnsHelp(): string {
  const options = LSNS_OPTIONS.map((row) => ` ${formOf(row).padEnd(HELP_COLUMN)}${row.help}\n`);
  return `usage: npx nsatlas lsns [options] [NAMESPACE]

Lists the namespaces that the kernel holds, or the processes of one of them, named by its inode number. Options and columns are
those of lsns(8) of util-linux 2.42; ID, HELDBY, CONTAINER and POD are ours. It scans by itself: no product has to run.

${options.join('')}
Columns unless told: ${DEFAULT_COLUMNS.join(' ')}; --list-columns lists all. \`hidden\` is what the kernel would not tell.
`;
}

function formOf({ short, long, value, word = '' }: OptionRow): string {
  const name = short === null ? `    --${long}` : `-${short}, --${long}`;
  if (value === 'none') return name;
  return value === 'maybe' ? `${name}[=${word}]` : `${name} ${word}`;
}

