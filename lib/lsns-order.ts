/** The words of `npx nsatlas lsns`, read as getopt_long(3) reads them for lsns(8). */
import { columnNamed, DEFAULT_COLUMNS, DEFAULT_COLUMNS_OF_NET, DEFAULT_COLUMNS_OF_PROCESSES, LISTED_COLUMNS, type ListedColumn, type ListedColumnName } from './lsns-columns';
import { FilterSyntaxError, parseFilter, type Filter } from './lsns-filter-parse';
import type { Relation, Selection } from './lsns-forest';
import { wordsOf, type Found, type OptionRow } from './lsns-words';
import { NAMESPACE_TYPES, type NamespaceType } from './schema';

export interface LsnsOrder {
  readonly kind: 'list';
  readonly columns: readonly ListedColumn[];
  readonly selection: Selection;
  readonly filter: Filter | null;
  readonly format: 'table' | 'raw' | 'json';
  readonly headings: boolean;
  readonly truncate: boolean;
  /** Paths of NSFS in one line, with commas. */
  readonly oneLine: boolean;
  readonly tier: Tier;
}

export type Tier = 'auto' | 'bpf' | 'proc';

export type LsnsWords = LsnsOrder | { readonly kind: 'help' } | { readonly kind: 'version' } | { readonly kind: 'columns'; readonly format: LsnsOrder['format'] };

/** What is wrong with the command line, in the words of lsns. */
export class LsnsUsageError extends Error {
  override readonly name = 'LsnsUsageError';
}

/** Those of lsns, and one of ours. */
const OPTIONS = [
  { short: 'J', long: 'json', value: 'none', help: 'JSON' },
  { short: 'l', long: 'list', value: 'none', help: 'a plain list, no tree' },
  { short: 'n', long: 'noheadings', value: 'none', help: 'no line with the names of the columns' },
  { short: 'o', long: 'output', value: 'needed', word: 'LIST', help: 'these columns; +LIST: also these' },
  { short: null, long: 'output-all', value: 'none', help: 'all columns' },
  { short: 'P', long: 'persistent', value: 'none', help: 'only what has no process' },
  { short: 'p', long: 'task', value: 'needed', word: 'PID', help: 'only what this process is in' },
  { short: 'Q', long: 'filter', value: 'needed', word: 'EXPR', help: 'only what meets it: scols-filter(5)' },
  { short: 'r', long: 'raw', value: 'none', help: 'columns apart by a space, odd letters as \\xNN' },
  { short: 'u', long: 'notruncate', value: 'none', help: 'do not cut the command to the width of the terminal' },
  { short: 'W', long: 'nowrap', value: 'none', help: 'paths of NSFS in one line' },
  { short: 't', long: 'type', value: 'needed', word: 'TYPE,…', help: `only these: ${NAMESPACE_TYPES.join(' ')}` },
  { short: 'T', long: 'tree', value: 'maybe', word: 'REL', help: 'a tree by owner (unasked), parent or process' },
  { short: null, long: 'tier', value: 'needed', word: 'auto|bpf|proc', help: 'how to scan, as of npm start' },
  { short: 'H', long: 'list-columns', value: 'none', help: 'the columns there are' },
  { short: 'h', long: 'help', value: 'none', help: 'this list' },
  { short: 'V', long: 'version', value: 'none', help: 'the version' },
] as const satisfies readonly OptionRow[];

export const LSNS_OPTIONS: readonly OptionRow[] = OPTIONS;

type OptionName = (typeof OPTIONS)[number]['long'];

/** In the order in which lsns complains. */
const EXCLUSIVE: readonly (readonly [OptionName, OptionName])[] = [['json', 'raw'], ['persistent', 'task'], ['list', 'tree']];

interface Taken {
  readonly seen: Set<OptionName>;
  readonly types: NamespaceType[];
  pid: number | null;
  tree: Relation | null;
  list: string | null;
  filter: Filter | null;
  tier: Tier;
}

/** Throws LsnsUsageError. */
export function decodeLsns(words: readonly string[]): LsnsWords {
  const taken: Taken = { seen: new Set(), types: [], pid: null, tree: null, list: null, filter: null, tier: 'auto' };
  const operands: string[] = [];
  for (const found of wordsOf(words, LSNS_OPTIONS)) {
    if ('operand' in found) operands.push(found.operand);
    else {
      const early = takeOption(taken, found);
      if (early !== null) return early;
    }
  }
  return orderOf(taken, operands[0] ?? null);
}

/** Some options answer as soon as they are met. */
function takeOption(taken: Taken, { name, value }: Extract<Found, { name: string }>): LsnsWords | null {
  const option = name as OptionName;
  taken.seen.add(option);
  const clash = EXCLUSIVE.find((pair) => pair.includes(option) && pair.every((one) => taken.seen.has(one)));
  if (clash !== undefined) throw new LsnsUsageError(`mutually exclusive arguments: ${clash.map((one) => `--${one}`).join(' ')}`);
  if (option === 'help' || option === 'version') return { kind: option };
  if (option === 'list-columns') return { kind: 'columns', format: formatOf(taken.seen) };
  TAKE_VALUE[option]?.(taken, value);
  return null;
}

/** The others are seen, which says all. */
const TAKE_VALUE: Readonly<Partial<Record<OptionName, (taken: Taken, value: string) => void>>> = {
  task: (taken, value) => { taken.pid = pidOf(value); },
  type: (taken, value) => { taken.types.push(...value.split(',').map(typeOf)); },
  tree: (taken, value) => { taken.tree = relationOf(value); },
  output: (taken, value) => { taken.list = value; },
  filter: (taken, value) => { taken.filter = filterOf(value); },
  tier: (taken, value) => { taken.tier = tierOf(value); },
};

/** 0 is nobody's: lsns then lists all. */
function pidOf(value: string): number | null {
  if (!/^\s*[+-]?\d+$/.test(value) || Math.abs(Number(value)) > 0x7fff_ffff) throw new LsnsUsageError(`invalid PID argument: '${value}'`);
  return Number(value) || null;
}

function typeOf(value: string): NamespaceType {
  const type = NAMESPACE_TYPES.find((known) => known === value);
  if (type === undefined) throw new LsnsUsageError(`unknown namespace type: ${value}`);
  return type;
}

function relationOf(value: string): Relation {
  const word = value.replace(/^=/, '');
  if (word === '') return 'owner';
  if (word === 'owner' || word === 'parent' || word === 'process') return word;
  throw new LsnsUsageError(`unknown tree type: ${word}`);
}

function tierOf(value: string): Tier {
  if (value === 'auto' || value === 'bpf' || value === 'proc') return value;
  throw new LsnsUsageError(`--tier: not one of auto, bpf, proc: ${value}`);
}

function filterOf(value: string): Filter {
  try {
    return parseFilter(value);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    throw new LsnsUsageError(`failed to parse "${value}": ${error.message}`);
  }
}

function orderOf(taken: Taken, operand: string | null): LsnsOrder {
  const { seen, types, pid, filter, tier } = taken;
  if (operand !== null && pid !== null) throw new LsnsUsageError('--task is mutually exclusive with <namespace>');
  const ino = operand === null ? null : inoOf(operand);
  const isAll = seen.has('output-all');
  // lsns draws the tree of processes where nothing else was asked for, and not with all columns.
  const tree = taken.tree ?? (seen.has('list') || (isAll && ino === null) ? null : 'process');
  return {
    kind: 'list',
    columns: columnsOf(taken.list, isAll ? LISTED_COLUMNS.map(({ name }) => name) : defaultsOf(ino, types)),
    selection: { types, pid, persistent: seen.has('persistent'), ino, tree },
    filter,
    format: formatOf(seen),
    headings: !seen.has('noheadings'),
    truncate: !seen.has('notruncate'),
    oneLine: seen.has('nowrap') || seen.has('raw'),
    tier,
  };
}

function inoOf(operand: string): number {
  if (!/^\s*\+?\d+$/.test(operand) || !Number.isSafeInteger(Number(operand))) throw new LsnsUsageError(`invalid namespace argument: '${operand}'`);
  return Number(operand);
}

function formatOf(seen: ReadonlySet<OptionName>): LsnsOrder['format'] {
  if (seen.has('json')) return 'json';
  return seen.has('raw') ? 'raw' : 'table';
}

function defaultsOf(ino: number | null, types: readonly NamespaceType[]): readonly ListedColumnName[] {
  if (ino !== null) return DEFAULT_COLUMNS_OF_PROCESSES;
  return types.includes('net') ? DEFAULT_COLUMNS_OF_NET : DEFAULT_COLUMNS;
}

function columnsOf(list: string | null, defaults: readonly ListedColumnName[]): readonly ListedColumn[] {
  const more = list === null ? '' : list.replace(/^\+/, '');
  const names = [...(list === null || list.startsWith('+') ? defaults : []), ...(list === null ? [] : more.split(','))];
  return names.map((name) => {
    const column = columnNamed(name);
    if (column === undefined) throw new LsnsUsageError(`unknown column: ${name}`);
    return column;
  });
}
