'use client';

import { createContext, use, useEffect, useSyncExternalStore } from 'react';
import { ChartSource, type Chart } from './chart-source';
import type { ChartWish } from './chart-maker';

/** The page's source of charts. */
export const ChartContext = createContext(new ChartSource());

/** The newest chart of the wished lens; null until it is made. Throws into the nearest boundary when the worker cannot run. */
export function useChart({ lens, kernelThreads, topology, pins, arrangement }: ChartWish): Chart | null {
  const source = use(ChartContext);
  useEffect(() => source.want({ lens, kernelThreads, topology, pins, arrangement }), [source, lens, kernelThreads, topology, pins, arrangement]);
  const { chart, error } = useSyncExternalStore(source.subscribe, source.current, source.current);
  if (error !== null) throw error;
  return chart?.graph.lens === lens ? chart : null;
}
