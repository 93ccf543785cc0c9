'use client';

import { useDeferredValue, useMemo, useState } from 'react';
import type { Query } from '@/lib/query';
import { parseQuery, type QueryTrouble } from '@/lib/query-parse';
import type { Snapshot } from '@/lib/schema';
import { find, type Found } from '@/lib/search';
import { sourcesOf, type Known } from '@/lib/search-known';
import { useSearchFactsAnswer } from '../fetch-json';
import { useTopology } from '../use-topology';

/** What the search field asks for, and what that finds. */
export interface Search {
  /** Null before the host is known. */
  readonly known: Known | null;
  /** What is found: by the query, or where that cannot be read by the last one that could. Null: nothing is asked for. */
  readonly found: Found | null;
  /** Where the query cannot be read. */
  readonly trouble: QueryTrouble | null;
}

const NOTHING: Query = [];

/** Addresses and ports are asked for only when the query speaks of them. */
export function useSearch(snapshot: Snapshot | null, query: string): Search {
  const parsed = useMemo(() => parseQuery(query), [query]);
  const [lastGood, setLastGood] = useState<Query>(NOTHING);
  if (parsed.query !== null && parsed.query !== lastGood) setLastGood(parsed.query);
  const good = useDeferredValue(parsed.query ?? lastGood);
  const sources = sourcesOf(good);
  const { topology } = useTopology(snapshot, sources.topology ? 'glanced' : null);
  const { data: facts = null } = useSearchFactsAnswer(sources.facts);
  const known = useMemo(() => (snapshot === null ? null : { snapshot, topology, facts }), [snapshot, topology, facts]);
  const found = useMemo(() => (known === null ? null : find(known, good)), [known, good]);
  return { known, found, trouble: parsed.trouble };
}
