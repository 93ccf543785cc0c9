/** What a person looks for: terms that must all hold. It comes from lib/query-parse.ts and goes back to words by lib/query-print.ts. */
import type { FieldName } from './query-fields';

export const COMPARISONS = ['>=', '<=', '=', '>', '<'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export interface QueryValue {
  /** Without quotes and escapes, as it was typed. */
  readonly text: string;
  /** It stood in quotes: each letter stands for itself, a star too. */
  readonly quoted: boolean;
  /** Null: none was said. */
  readonly comparison: Comparison | null;
}

export interface QueryTerm {
  /** Null: a word, to be found in whatever field. */
  readonly field: FieldName | null;
  readonly negated: boolean;
  /** One of them must fit. Never empty; a word has exactly one. */
  readonly values: readonly QueryValue[];
}

export type Query = readonly QueryTerm[];

/** Characters that take no room and have no shape: they part terms. */
export const SPACE = /\s/;
