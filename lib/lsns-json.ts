/** Lines as `lsns --json` prints them. It is always JSON: text that is no UTF-8 stands in its printable form. */
import { typeWord, type ListedColumn, type ListedValue } from './lsns-columns';
import type { Line } from './lsns-forest';
import { showText } from './text';

const STEP = 3;

export function jsonOfLines(lines: readonly Line[], columns: readonly ListedColumn[]): string {
  return `{\n   "namespaces": [\n${objectsOf(lines, columns)}\n   ]\n}\n`;
}

/** What `--list-columns --json` prints. */
export function jsonOfColumns(columns: readonly ListedColumn[]): string {
  const rows = columns.map(({ name, type, help }) => {
    const members = [['holder', name], ['type', typeWord(type)], ['description', help]].map(([key, value]) => `         "${key}": ${JSON.stringify(value)}`);
    return `{\n${members.join(',\n')}\n      }`;
  });
  return `{\n   "lsns-columns": [\n      ${rows.join(',')}\n   ]\n}\n`;
}

/** Without recursion: a chain of processes can be as long as there are processes. */
function objectsOf(lines: readonly Line[], columns: readonly ListedColumn[]): string {
  const pieces: string[] = [];
  const open = [{ lines, at: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const space = ' '.repeat(2 * STEP * open.length);
    const above = level.lines[level.at - 1];
    if (above !== undefined) pieces.push(above.children.length > 0 ? `\n${space}   ]\n${space}}` : `\n${space}}`);
    const line = level.lines[level.at];
    level.at += 1;
    if (line === undefined) {
      open.pop();
      continue;
    }
    pieces.push(above === undefined ? space : ',', `{\n${membersOf(line, columns, `${space}   `)}`);
    if (line.children.length === 0) continue;
    pieces.push(`,\n${space}   "children": [\n`);
    open.push({ lines: line.children, at: 0 });
  }
  return pieces.join('');
}

function membersOf({ cells }: Line, columns: readonly ListedColumn[], space: string): string {
  return columns.map((column) => `${space}"${column.name.toLowerCase()}": ${valueOf(cells.get(column.name) ?? null, column)}`).join(',\n');
}

/** What is hidden is null where numbers stand: 0 is "none". */
function valueOf(value: ListedValue, { type }: ListedColumn): string {
  if (value === null) return 'null';
  if (type === 'number') return typeof value === 'number' ? String(value) : 'null';
  return JSON.stringify(typeof value === 'object' ? showText(value) : String(value));
}
