/** Lines as libsmartcols prints them: aligned columns with a tree in one of them, or raw. */
import { cellWidth } from './cell-width';
import type { ListedColumn, ListedValue } from './lsns-columns';
import type { Line } from './lsns-forest';
import { showText, textBytes, type Text } from './text';

export interface Paper {
  /** The cells of a terminal's line; null: as wide as it takes. */
  readonly width: number | null;
  /** The terminal's letters are Unicode; else all others stand as `\xNN`, and the tree is drawn with ASCII. */
  readonly unicode: boolean;
}

export interface TableOptions {
  readonly columns: readonly ListedColumn[];
  /** The place of the column in which the tree is drawn; null: in none. */
  readonly treeAt: number | null;
  readonly headings: boolean;
  /** COMMAND may be cut to fit the paper. */
  readonly truncate: boolean;
  readonly paper: Paper;
}

interface Ink {
  readonly branch: string;
  readonly last: string;
  readonly through: string;
}

const UNICODE: Ink = { branch: '├─', last: '└─', through: '│ ' };
const ASCII: Ink = { branch: '|-', last: '`-', through: '| ' };
const NOTHING = '  ';

/** One line with what the tree draws before it, and before the further lines of a cell that has several. */
interface Drawn {
  readonly line: Line;
  readonly before: string;
  readonly below: string;
}

/** Nothing at all without lines, as lsns has it. */
export function tableText(lines: readonly Line[], options: TableOptions): string {
  const drawn = drawForest(lines, options);
  if (drawn.length === 0) return '';
  const grid = drawn.flatMap((row) => gridRows(row, options));
  const head = options.columns.map(({ name }) => name);
  const widths = widthsOf(options, grid);
  const rows = options.headings ? [head, ...grid] : grid;
  return rows.map((cells) => `${cells.map((cell, at) => fit(cell, at, options, widths)).join(' ')}\n`).join('');
}

/** Columns apart by one space; whatever is no plain letter stands as `\xNN`. */
export function rawText(lines: readonly Line[], options: TableOptions): string {
  const drawn = drawForest(lines, options);
  if (drawn.length === 0) return '';
  const head = options.columns.map(({ name }) => name);
  const rows = drawn.map(({ line, before }) => options.columns.map(({ name }, at) => rawCell(line.cells.get(name) ?? null, at === options.treeAt ? before : '')));
  return [...(options.headings ? [head] : []), ...rows].map((cells) => `${cells.join(' ')}\n`).join('');
}

function rawCell(value: ListedValue, before: string): string {
  const tree = before === '' ? '' : escapeRaw(before);
  return tree + (value === null ? '' : escapeRaw(typeof value === 'number' ? String(value) : value));
}

function escapeRaw(text: Text): string {
  return Array.from(textBytes(text), (byte) => (byte > 0x20 && byte < 0x7f && byte !== 0x5c ? String.fromCharCode(byte) : escapeByte(byte))).join('');
}

function escapeByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

function drawForest(roots: readonly Line[], { treeAt, paper }: TableOptions): Drawn[] {
  const ink = paper.unicode ? UNICODE : ASCII;
  const drawn: Drawn[] = [];
  // Without recursion: a chain of processes can be as long as there are processes.
  const open = roots.map((line) => ({ line, before: '', below: '' })).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { line, below } = next;
    drawn.push({ ...next, below: treeAt !== null && line.children.length > 0 ? `${below}${ink.through}` : below });
    const children = line.children.map((child, at) => {
      const isLast = at === line.children.length - 1;
      return { line: child, before: below + (isLast ? ink.last : ink.branch), below: below + (isLast ? NOTHING : ink.through) };
    });
    open.push(...children.reverse());
  }
  return drawn;
}

/** A line of the table, and one more for each further line of a cell. */
function gridRows({ line, before, below }: Drawn, { columns, treeAt, paper }: TableOptions): string[][] {
  const chunks = columns.map(({ name }) => showValue(line.cells.get(name) ?? null, name === 'NSFS').map((cell) => (paper.unicode ? cell : escapeForeign(cell))));
  const height = Math.max(...chunks.map(({ length }) => length));
  return Array.from({ length: height }, (_, row) =>
    chunks.map((cell, at) => (at === treeAt ? (row === 0 ? before : below) : '') + (cell[row] ?? '')));
}

function showValue(value: ListedValue, hasLines: boolean): string[] {
  if (value === null) return [''];
  if (typeof value === 'number') return [String(value)];
  return hasLines && typeof value === 'string' ? value.split('\n').map(showText) : [showText(value)];
}

function escapeForeign(cell: string): string {
  return cell.replace(/[^\x20-\x7e]/gu, (letter) => Array.from(textBytes(letter), escapeByte).join(''));
}

function widthsOf({ columns, truncate, paper }: TableOptions, grid: readonly (readonly string[])[]): number[] {
  const widths = columns.map(({ name, hint }, at) => {
    const widest = grid.reduce((most, cells) => Math.max(most, cellWidth(cells[at] ?? '')), 0);
    if (widest < name.length) return name.length;
    return Math.max(widest, name.length < hint ? hint : 0);
  });
  const command = columns.findIndex(({ name }) => name === 'COMMAND');
  if (paper.width === null || !truncate || command < 0) return widths;
  const tooMuch = widths.reduce((sum, width) => sum + width + 1, -1) - paper.width;
  return widths.map((width, at) => (at === command && tooMuch > 0 ? Math.max('COMMAND'.length, width - tooMuch) : width));
}

function fit(cell: string, at: number, { columns, treeAt }: TableOptions, widths: readonly number[]): string {
  const width = widths[at] ?? 0;
  const shown = cut(cell, width);
  const space = ' '.repeat(Math.max(0, width - cellWidth(shown)));
  const isLast = at === columns.length - 1;
  if (isLast && shown === '') return '';
  if (columns[at]?.align === 'right' && at !== treeAt) return space + shown;
  return isLast ? shown : shown + space;
}

function cut(cell: string, width: number): string {
  if (cellWidth(cell) <= width) return cell;
  let shown = '';
  for (const letter of cell) {
    if (cellWidth(shown + letter) > width) break;
    shown += letter;
  }
  return shown;
}
