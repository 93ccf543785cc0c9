import { formatCount } from '@/lib/count-text';

const PLURALS = new Intl.PluralRules('en');

/** English: `1 process`, `1,234 processes`. Chinese has no plural. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${formatCount(count)} ${pluralOf(count, one, more)}`;
}

/** English: the noun alone. */
export function pluralOf(count: number, one: string, more = `${one}s`): string {
  return PLURALS.select(count) === 'one' ? one : more;
}
