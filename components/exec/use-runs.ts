'use client';

import { useRef, useState } from 'react';
import type { FailureAnswer } from '@/lib/door-schema';
import { execResult, type ExecRequest, type ExecResult } from '@/lib/exec-schema';
import { askDoor, DoorError } from '../fetch-json';

export type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: ExecResult }
  | { readonly kind: 'failed'; readonly answer: FailureAnswer }
  /** The viewer stopped it; how it ended nobody waited for. */
  | { readonly kind: 'stopped' };

export interface Run {
  readonly id: number;
  readonly at: number;
  /** What the target is called. */
  readonly title: string;
  readonly request: ExecRequest;
  readonly outcome: Outcome;
}

export interface Runs {
  /** Newest first; of this page only. */
  readonly list: readonly Run[];
  readonly start: (title: string, request: ExecRequest) => void;
  readonly stop: (id: number) => void;
  readonly clear: () => void;
}

const KEPT = 50;
let lastId = 0;

export function useRuns(): Runs {
  const [list, setList] = useState<readonly Run[]>([]);
  const stops = useRef(new Map<number, AbortController>());
  const finish = (id: number, outcome: Outcome) => {
    stops.current.delete(id);
    setList((runs) => runs.map((run) => (run.id === id ? { ...run, outcome } : run)));
  };
  return {
    list,
    start: (title, request) => {
      lastId += 1;
      const run: Run = { id: lastId, at: Date.now(), title, request, outcome: { kind: 'running' } };
      const stop = new AbortController();
      stops.current.set(run.id, stop);
      setList((runs) => [run, ...runs].slice(0, KEPT));
      void ask(request, stop.signal).then((outcome) => finish(run.id, outcome));
    },
    stop: (id) => stops.current.get(id)?.abort(),
    clear: () => setList((runs) => runs.filter(({ outcome }) => outcome.kind === 'running')),
  };
}

async function ask(request: ExecRequest, signal: AbortSignal): Promise<Outcome> {
  try {
    return { kind: 'done', result: await askDoor(execResult, '/api/exec', { method: 'POST', body: request, signal }) };
  } catch (error) {
    if (error instanceof DoorError) return { kind: 'failed', answer: error.answer };
    if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'stopped' };
    throw error;
  }
}
