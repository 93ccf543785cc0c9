/** One term more or less in a query that a person goes on typing: all else stays as it stands. */
import { parseQuery } from './query-parse';
import { printTerm } from './query-print';

/** The query has this very term, printed as lib/query-print.ts does. */
export function hasTerm(query: string, term: string): boolean {
  return (parseQuery(query).query ?? []).some((found) => printTerm(found) === term);
}

/** With the term at its end, or without it. A query that cannot be read makes way. */
export function toggleTerm(query: string, term: string): string {
  const terms = (parseQuery(query).query ?? []).map(printTerm);
  return (terms.includes(term) ? terms.filter((found) => found !== term) : [...terms, term]).join(' ');
}
