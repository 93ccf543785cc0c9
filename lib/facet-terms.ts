/** The legend of users and slices as terms of the search: what is pressed away there stands in the query, and in the link. */
import { byFacet, facetOf, type Facet } from './facets';
import { printText } from './query-print';
import type { Snapshot } from './schema';

/** Runtimes are switched off by lib/query-filters.ts. */
export type SearchedFacet = Exclude<Facet, 'runtime'>;

export interface FacetCount {
  readonly word: string;
  /** Processes that have it; threads of the kernel are not among them. */
  readonly count: number;
}

/** The term that leaves out those who have it: `-uid:1000`, `-slice:=user.slice`. `word` is one of facetOf. */
export function facetTerm(facet: SearchedFacet, word: string): string {
  if (facet === 'user') return `-uid:${word === 'root' ? 0 : word.replace(/^uid /, '')}`;
  return `-slice:=${printText(word)}`;
}

/** The most frequent ones, at most `limit`, in the order that stays while counts change. */
export function facetCounts(snapshot: Snapshot, facet: SearchedFacet, limit: number): readonly FacetCount[] {
  const counts = new Map<string, number>();
  for (const process of snapshot.processes) {
    const word = process.kernelThread ? null : facetOf(snapshot, process, facet);
    if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const most = [...counts].sort(([a, few], [b, many]) => many - few || byFacet(a, b)).slice(0, limit);
  return most.map(([word, count]) => ({ word, count })).sort((a, b) => byFacet(a.word, b.word));
}
