'use client';

import { useRef, useState } from 'react';
import type { FailureAnswer } from '@/lib/door-schema';
import type { ExecRequest, ExecResult, Waiting } from '@/lib/exec-schema';
import { withRights } from '../elevation/step-up';
import { DoorError } from '../fetch-json';
import { runCommand } from './run-command';

export type Outcome =
  /** `waiting`: somebody has to confirm it on the host first. */
  | { readonly kind: 'running'; readonly waiting: Waiting | null }
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
  const show = (id: number, outcome: Outcome) => setList((runs) => runs.map((run) => (run.id === id ? { ...run, outcome } : run)));
  const finish = (id: number, outcome: Outcome) => {
    stops.current.delete(id);
    show(id, outcome);
  };
  return {
    list,
    start: (title, request) => {
      lastId += 1;
      const run: Run = { id: lastId, at: Date.now(), title, request, outcome: { kind: 'running', waiting: null } };
      const stop = new AbortController();
      stops.current.set(run.id, stop);
      setList((runs) => [run, ...runs].slice(0, KEPT));
      const hearing = { signal: stop.signal, onWaiting: (waiting: Waiting) => show(run.id, { kind: 'running', waiting }) };
      void ask(request, hearing).then((outcome) => finish(run.id, outcome));
    },
    stop: (id) => stops.current.get(id)?.abort(),
    clear: () => setList((runs) => runs.filter(({ outcome }) => outcome.kind === 'running')),
  };
}

async function ask(request: ExecRequest, hearing: Parameters<typeof runCommand>[1]): Promise<Outcome> {
  try {
    return { kind: 'done', result: await withRights(() => runCommand(request, hearing)) };
  } catch (error) {
    if (error instanceof DoorError) return { kind: 'failed', answer: error.answer };
    if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'stopped' };
    throw error;
  }
}
