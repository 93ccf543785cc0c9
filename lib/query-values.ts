/** Whether a value may stand behind a field. */
import { parsePrefix } from './address';
import type { QueryValue } from './query';
import { FIELDS, wordMeant, type FieldKind, type FieldName } from './query-fields';

/** What should have stood where a query is wrong. */
export type Expected =
  | { readonly kind: 'field'; readonly word: string; readonly near: FieldName | null }
  | { readonly kind: 'term' | 'quote' | 'space' }
  | { readonly kind: 'value' | 'number' | 'address' | 'label'; readonly field: FieldName }
  | { readonly kind: 'word'; readonly field: FieldName; readonly words: readonly string[] }
  /** The field knows no greater and smaller. */
  | { readonly kind: 'comparison'; readonly field: FieldName };

/** Null: it may. */
export function troubleOfValue(field: FieldName, value: QueryValue): Expected | null {
  const { kind, words = [] } = FIELDS[field];
  const isSize = value.comparison !== null && value.comparison !== '=';
  if (isSize && kind !== 'number') return { kind: 'comparison', field };
  if (kind === 'text' || kind === 'start' || FITS[kind](value, field)) return null;
  return kind === 'word' ? { kind, field, words } : { kind, field };
}

const FITS: Readonly<Record<Exclude<FieldKind, 'text' | 'start'>, (value: QueryValue, field: FieldName) => boolean>> = {
  number: isNumber,
  address: ({ text }) => isAddress(text),
  label: ({ text }) => !text.startsWith('='),
  word: isWord,
};

/** Stars are for the digits of an ino; sizes are compared with whole numbers. */
function isNumber({ text, comparison }: QueryValue): boolean {
  return comparison === null ? /^[\d*]{1,20}$/.test(text) : /^\d{1,20}$/.test(text);
}

/** The beginning of one will do: it is typed letter by letter. */
function isAddress(text: string): boolean {
  if (text.includes('/')) return parsePrefix(text) !== null;
  if (/^[\d.*]+$/.test(text)) return text.split('.').length <= 4 && text.split('.').every((part) => !/^\d+$/.test(part) || Number(part) <= 255);
  return /^[0-9a-f:.*]+$/i.test(text) && (text.includes(':') || text.length <= 4);
}

function isWord(value: QueryValue, field: FieldName): boolean {
  const { words = [] } = FIELDS[field];
  return words.includes(wordMeant(field, value.text)) || (value.text.includes('*') && !value.quoted);
}
