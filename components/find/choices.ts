/** What the list under the search field offers, in one order for the arrow keys. */
import type { Completion, Completions } from '@/lib/query-complete';
import { FIELD_NAMES, FIELDS, type FieldName } from '@/lib/query-fields';
import type { Hit } from '@/lib/search';

export type Choice =
  | { readonly kind: 'example'; readonly field: FieldName; readonly text: string }
  | { readonly kind: 'completion'; readonly completion: Completion; readonly piece: Pick<Completions, 'start' | 'end'> }
  | { readonly kind: 'hit'; readonly hit: Hit };

export interface Choices {
  readonly list: readonly Choice[];
  /** The one that Enter takes unless another is walked to; -1: none. */
  readonly first: number;
}

const EXAMPLES: readonly Choice[] = FIELD_NAMES.map((field) => ({ kind: 'example', field, text: FIELDS[field].example }));
/** Beside what a word finds, names of fields are a hint only. */
const FIELDS_OFFERED = 3;

export function choicesFor(query: string, completions: Completions | null, hits: readonly Hit[]): Choices {
  if (query.trim() === '') return { list: EXAMPLES, first: -1 };
  const found = hits.map((hit): Choice => ({ kind: 'hit', hit }));
  if (completions === null) return { list: found, first: 0 };
  const offered = completions.list.map((completion): Choice => ({ kind: 'completion', completion, piece: completions }));
  if (completions.isValue) return { list: [...offered, ...found], first: 0 };
  // A word that is typed is most often meant as it is: Enter goes to what it finds.
  const few = offered.slice(0, FIELDS_OFFERED);
  return { list: [...few, ...found], first: found.length > 0 ? few.length : 0 };
}
