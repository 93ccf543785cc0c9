/** A Query in the words a person would type. parseQuery(printQuery(query)) gives the same Query. */
import type { Query, QueryTerm, QueryValue } from './query';

export function printQuery(query: Query): string {
  return query.map(printTerm).join(' ');
}

export function printTerm({ field, negated, values }: QueryTerm): string {
  return `${negated ? '-' : ''}${field === null ? '' : `${field}:`}${values.map(printValue).join(',')}`;
}

function printValue({ text, quoted, comparison }: QueryValue): string {
  return `${comparison ?? ''}${quoted ? quoteText(text) : text}`;
}

/** A value of a field that is to be taken as it is: in quotes when it would not come back so. */
export function printText(text: string): string {
  return /^[^\s",*<>=][^\s",*]*$/.test(text) ? text : quoteText(text);
}

function quoteText(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
