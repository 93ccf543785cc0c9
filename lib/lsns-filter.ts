/** Whether a line is kept: the expressions of scols-filter(5), as `lsns --filter` takes them. */
import type { Cells, ListedColumn } from './lsns-columns';
import type { Filter, FilterParam, FilterType } from './lsns-filter-parse';
import { showText } from './text';

/** A cell that cannot be compared as asked. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
}

type Value = string | bigint | number | boolean;

/** Throws FilterError, for one where a text is asked to be a number and is none. */
export function keepsLine(filter: Filter, cells: Cells): boolean {
  switch (filter.kind) {
    case 'param':
      return isFilled(valueOf(filter.param, cells));
    case 'not':
      return !keepsLine(filter.inner, cells);
    case 'and':
      return keepsLine(filter.left, cells) && keepsLine(filter.right, cells);
    case 'or':
      return keepsLine(filter.left, cells) || keepsLine(filter.right, cells);
    case 'match':
      return filter.pattern.test(textOf(valueOf(filter.left, cells))) !== filter.negated;
    case 'compare': {
      const type = commonType(filter.left, filter.right);
      return compare(filter.operator, cast(valueOf(filter.left, cells), type), cast(valueOf(filter.right, cells), type), type);
    }
  }
}

/** The columns that it asks for. */
export function filterColumns(filter: Filter): readonly ListedColumn[] {
  switch (filter.kind) {
    case 'param':
      return columnOf(filter.param);
    case 'not':
      return filterColumns(filter.inner);
    case 'match':
      return columnOf(filter.left);
    case 'compare':
      return [...columnOf(filter.left), ...columnOf(filter.right)];
    case 'and':
    case 'or':
      return [...filterColumns(filter.left), ...filterColumns(filter.right)];
  }
}

function columnOf(param: FilterParam): readonly ListedColumn[] {
  return 'column' in param ? [param.column] : [];
}

/** Null: the cell is empty. */
function valueOf(param: FilterParam, cells: Cells): Value | null {
  if (!('column' in param)) return param.value;
  const cell = cells.get(param.column.name) ?? null;
  if (cell === null) return null;
  if (param.column.type === 'string') return typeof cell === 'number' ? String(cell) : showText(cell);
  // What is hidden is not a number: nobody knows which it is.
  return typeof cell === 'number' ? BigInt(cell) : null;
}

function isFilled(value: Value | null): boolean {
  return value !== null && value !== '' && value !== 0n && value !== 0 && value !== false;
}

function textOf(value: Value | null): string {
  return value === null ? '' : String(value);
}

/** What is written out decides over columns, and a fraction over a whole number. */
function commonType(left: FilterParam, right: FilterParam): FilterType {
  if (left.type === right.type) return left.type;
  const types = [left.type, right.type];
  if (types.includes('float') && types.includes('number')) return 'float';
  return 'column' in left && !('column' in right) ? right.type : left.type;
}

function cast(value: Value | null, type: FilterType): Value | null {
  if (value === null) return null;
  switch (type) {
    case 'string':
      return String(value);
    case 'number':
      return typeof value === 'bigint' ? value : wholeOf(value);
    case 'float':
      return fractionOf(value);
    case 'boolean':
      return typeof value === 'string' ? /^(1|true|y|yes)$/i.test(value) : Boolean(value);
  }
}

function wholeOf(value: Value): bigint {
  if (typeof value !== 'string') return BigInt(Math.trunc(Number(value)));
  if (!/^\s*\d+$/.test(value)) throw new FilterError(`not a number: ${value}`);
  return BigInt(value);
}

function fractionOf(value: Value): number {
  const number = Number(value);
  if (Number.isNaN(number)) throw new FilterError(`not a number: ${String(value)}`);
  return number;
}

/** An empty cell equals nothing and differs from nothing, but where texts are compared: there it is before all others. */
function compare(operator: Extract<Filter, { kind: 'compare' }>['operator'], left: Value | null, right: Value | null, type: FilterType): boolean {
  if ((left === null || right === null) && type !== 'string') return false;
  const order = orderOf(left, right);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function orderOf(left: Value | null, right: Value | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
