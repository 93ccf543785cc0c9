/** Terms of a query that switch types and runtimes off, such as `-type:net,uts`: the legend writes them and reads them back. */
import { NAMESPACE_TYPES, RUNTIMES, type NamespaceType, type Runtime } from './schema';

export interface Filters {
  readonly hiddenTypes: readonly NamespaceType[];
  readonly hiddenRuntimes: readonly Runtime[];
}

/** What stands between spaces that are not in quotes. */
const TERM = /(?:"(?:\\.|[^"\\])*"?|[^\s"])+/g;
const FILTER = /^-(type|runtime):([a-z]+(?:,[a-z]+)*)$/i;

const WORDS_BY_FIELD: Readonly<Record<string, readonly string[]>> = { type: NAMESPACE_TYPES, runtime: RUNTIMES };

export function filtersIn(query: string): Filters {
  const words = { type: new Set<string>(), runtime: new Set<string>() };
  for (const term of termsOf(query)) {
    const filter = readFilter(term);
    for (const word of filter?.words ?? []) words[filter?.field ?? 'type'].add(word);
  }
  return { hiddenTypes: NAMESPACE_TYPES.filter((type) => words.type.has(type)), hiddenRuntimes: RUNTIMES.filter((runtime) => words.runtime.has(runtime)) };
}

/** The query with these filters in place of those that it has, behind all else; the same text where it says so already. */
export function withFilters(query: string, { hiddenTypes, hiddenRuntimes }: Filters): string {
  const now = filtersIn(query);
  if (isSame(now.hiddenTypes, hiddenTypes) && isSame(now.hiddenRuntimes, hiddenRuntimes)) return query;
  const rest = termsOf(query).filter((term) => readFilter(term) === null);
  const filters = [termFor('type', NAMESPACE_TYPES.filter((type) => hiddenTypes.includes(type))), termFor('runtime', RUNTIMES.filter((runtime) => hiddenRuntimes.includes(runtime)))];
  return [...rest, ...filters.flat()].join(' ');
}

/** It leaves out and looks for nothing. */
export function isOnlyFilters(query: string): boolean {
  return termsOf(query).every((term) => readFilter(term) !== null);
}

function termsOf(query: string): readonly string[] {
  return query.match(TERM) ?? [];
}

/** Null: it is no filter, or one by words that are no type and no runtime, which only search. */
function readFilter(term: string): { readonly field: 'type' | 'runtime'; readonly words: readonly string[] } | null {
  const [, name = '', list = ''] = FILTER.exec(term) ?? [];
  const field = name.toLowerCase() === 'type' ? 'type' : 'runtime';
  const words = list.toLowerCase().split(',');
  return name !== '' && words.every((word) => WORDS_BY_FIELD[field]?.includes(word) === true) ? { field, words } : null;
}

function termFor(field: string, words: readonly string[]): string[] {
  return words.length === 0 ? [] : [`-${field}:${words.join(',')}`];
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word) => b.includes(word));
}
