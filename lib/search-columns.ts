/** What the objects of a Snapshot have, field by field, in columns: one pass over a column answers one term. */
import type { ColumnName } from './search-strings';
import { showText, type Text } from './text';

/** The objects that have something in this field, in rising order, and what they have; an object may stand there several times. */
export interface Column {
  readonly said: ColumnName;
  /** How a bare word is found in it: in a part; so when it looks like a piece of an address; only by the whole, since many share it (a sort); never. */
  readonly words: 'part' | 'address' | 'sort' | 'never';
  readonly at: number[];
  readonly shown: string[];
  readonly folded: string[];
  /** Of numbers and ranges of ports: the first and the last. Empty in the others. */
  readonly first: number[];
  readonly last: number[];
}

export function columnOf(said: ColumnName, words: Column['words']): Column {
  return { said, words, at: [], shown: [], folded: [], first: [], last: [] };
}

export function fold(value: string): string {
  return value.toLowerCase();
}

/** What is absent or empty is left out. */
export function putText(column: Column, at: number, value: Text | null | undefined): void {
  if (value === null || value === undefined || value === '') return;
  const shown = showText(value);
  putFolded(column, at, { shown, folded: fold(shown) });
}

export interface Folded {
  readonly shown: string;
  readonly folded: string;
}

export function putFolded(column: Column, at: number, { shown, folded }: Folded): void {
  column.at.push(at);
  column.shown.push(shown);
  column.folded.push(folded);
}

export function putNumber(column: Column, at: number, value: number, last = value): void {
  const shown = last === value ? String(value) : `${value}-${last}`;
  putFolded(column, at, { shown, folded: shown });
  column.first.push(value);
  column.last.push(last);
}
