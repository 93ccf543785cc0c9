import type { ChartPort } from './chart-source';

/**
 * Started by whoever imports this first of all: it reads its code and makes ready while the page still reads its own, on
 * another core. Null where there is no page.
 */
let first: ChartPort | null = typeof Worker === 'undefined' ? null : startWorker();

/** The worker that is ready; a new one for whoever comes later. */
export function takeWorker(): ChartPort {
  const port = first ?? startWorker();
  first = null;
  return port;
}

function startWorker(): ChartPort {
  return new Worker(new URL('./chart-worker.ts', import.meta.url), { type: 'module' });
}
