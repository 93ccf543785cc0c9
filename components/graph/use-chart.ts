'use client';

import { createContext, use, useEffect, useSyncExternalStore } from 'react';
import { ChartSource, type Chart } from './chart-source';
import { sceneOf } from '@/lib/view';
import { PAGE_LANGUAGE } from '../language/bilingual';
import type { ChartWish } from './chart-maker';

/** The page's source of charts. */
export const ChartContext = createContext(new ChartSource());

interface ChartUse extends Omit<ChartWish, 'language'> {
  /** There is no host yet: nothing is wished, and nothing shown that nobody sees. */
  readonly isAhead: boolean;
}

/** The newest chart of the wished scene; null until it is made. Throws into the nearest boundary when the worker cannot run. */
export function useChart({ lens, tree, group, kernelThreads, topology, pins, arrangement, isAhead }: ChartUse): Chart | null {
  const source = use(ChartContext);
  useEffect(() => {
    if (!isAhead) source.want({ lens, tree, group, kernelThreads, topology, pins, arrangement, language: PAGE_LANGUAGE });
  }, [source, lens, tree, group, kernelThreads, topology, pins, arrangement, isAhead]);
  const { chart, error } = useSyncExternalStore(source.subscribe, source.current, source.current);
  if (error !== null) throw error;
  return !isAhead && chart?.graph.scene === sceneOf({ lens, tree, group }) ? chart : null;
}
