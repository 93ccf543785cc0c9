'use client';

import { useState } from 'react';
import type { Snapshot } from '@/lib/schema';
import { GRAPH_STRINGS, type Counted } from './strings';

/** One sentence on what came and went since the snapshot before; empty when nothing did. */
export function useChanges(snapshot: Snapshot): string {
  const [last, setLast] = useState({ snapshot, words: '' });
  if (last.snapshot !== snapshot) setLast({ snapshot, words: wordsOf(last.snapshot, snapshot) || last.words });
  return last.words;
}

export function wordsOf(before: Snapshot, now: Snapshot): string {
  return GRAPH_STRINGS.changed([
    ...changeOf(before.processes, now.processes, 'process'),
    ...changeOf(before.pods, now.pods, 'pod'),
    ...changeOf(before.namespaces, now.namespaces, 'namespace'),
  ]);
}

interface Row {
  readonly key: string;
}

function changeOf(before: readonly Row[], now: readonly Row[], what: Counted): readonly string[] {
  if (before === now) return [];
  const keys = new Set(before.map(({ key }) => key));
  const stayed = now.filter(({ key }) => keys.has(key)).length;
  return GRAPH_STRINGS.change(now.length - stayed, before.length - stayed, what);
}
