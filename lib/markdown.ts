/** Pieces of Markdown (CommonMark, and the tables of GitHub's). What comes from elsewhere is text, never markup. */
import { printable } from './printable';

const SIGN = /[\\`*_[\]<>&|~#!]/g;

/** One line of text. */
export function escapeMarkdown(text: string): string {
  return printable(text).replace(SIGN, String.raw`\$&`);
}

/** Monospaced: the fence is longer than any run of backticks in it. In a table a bar must be told from that of the table. */
export function codeMarkdown(text: string): string {
  const shown = printable(text).replaceAll('|', String.raw`\|`);
  if (shown === '') return '';
  const fence = '`'.repeat(Math.max(0, ...Array.from(shown.matchAll(/`+/g), ([run]) => run.length)) + 1);
  return /^`|`$|^ .* $/.test(shown) ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

export interface MarkdownColumn {
  readonly name: string;
  readonly align: 'left' | 'right';
}

/** Cells are Markdown already. */
export function markdownTable(columns: readonly MarkdownColumn[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns.map(({ name }) => escapeMarkdown(name))), line(columns.map(({ align }) => (align === 'right' ? '---:' : ':---'))), ...rows.map(line), ''].join('\n');
}
