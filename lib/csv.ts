import { printable } from './printable';

/** A cell that begins so is a formula to a spreadsheet, and runs. */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180: commas, quotes where needed, CRLF. A text that a spreadsheet would take for a formula has an apostrophe before it, as spreadsheets themselves write it; numbers are left as they are. */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = printable(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
