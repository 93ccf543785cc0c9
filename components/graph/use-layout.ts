'use client';

import { useEffect, useRef, useState } from 'react';
import type { Graph, GraphLens } from '@/lib/graph';
import type { Pins, Positions } from '@/lib/layout';
import { startTalk, type LayoutPort, type Question } from './layout-talk';

/** The places of one lens; of another one than asked for until the worker has answered. */
export interface LaidOut {
  readonly lens: GraphLens;
  readonly positions: Positions;
  /** Nodes that were not there before; none in the first picture of a lens. */
  readonly fresh: ReadonlySet<string>;
}

/**
 * Asks the worker for the places of each new graph. Null until the first answer. `arrangement` counts the wishes to have
 * all arranged anew. Throws into the nearest boundary when the worker cannot run.
 */
export function useLayout(graph: Graph, pins: Pins, arrangement: number): LaidOut | null {
  const [laidOut, setLaidOut] = useState<LaidOut | null>(null);
  const [broken, setBroken] = useState<Error | null>(null);
  const ask = useRef<((question: Question) => void) | null>(null);
  const arranged = useRef(arrangement);
  useEffect(() => {
    const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('error', ({ message }) => setBroken(new Error(`the layout worker failed: ${message}`)));
    const port: LayoutPort = worker;
    ask.current = startTalk(port, ({ lens, positions }) => {
      setLaidOut((last) => ({ lens, positions, fresh: last?.lens === lens ? newIn(last.positions, positions) : NOBODY }));
    });
    return () => {
      ask.current = null;
      worker.terminate();
    };
  }, []);
  useEffect(() => {
    ask.current?.({ graph, pins, afresh: arranged.current !== arrangement });
    arranged.current = arrangement;
  }, [graph, pins, arrangement]);
  if (broken !== null) throw broken;
  return laidOut;
}

const NOBODY: ReadonlySet<string> = new Set<string>();

function newIn(before: Positions, now: Positions): ReadonlySet<string> {
  const fresh = [...now.keys()].filter((id) => !before.has(id));
  return fresh.length === 0 ? NOBODY : new Set(fresh);
}
