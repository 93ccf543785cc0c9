'use client';

import { useEffect, useRef, useState } from 'react';
import type { FailureAnswer, Session } from '@/lib/door-schema';
import { execRuns, type ExecRequest, type ExecResult, type ExecRun, type Waiting } from '@/lib/exec-schema';
import { withRights } from '../elevation/step-up';
import { askDoor, DoorError, useEarlierRuns } from '../fetch-json';
import { runCommand } from './run-command';

export type Outcome =
  /** `waiting`: somebody has to confirm it on the host first. */
  | { readonly kind: 'running'; readonly waiting: Waiting | null }
  | { readonly kind: 'done'; readonly result: ExecResult }
  | { readonly kind: 'failed'; readonly answer: FailureAnswer }
  /** The viewer stopped it, or left the page; how it ended nobody waited for. */
  | { readonly kind: 'stopped' };

export interface Run {
  /** Below zero: of the page as it was before it was loaded again. */
  readonly id: number;
  readonly at: number;
  /** What the target is called. */
  readonly title: string;
  readonly request: ExecRequest;
  readonly outcome: Outcome;
}

export interface Runs {
  /** Newest first; those of this page, and what the session ran before. */
  readonly list: readonly Run[];
  /** Why it is not known what that was. */
  readonly trouble: FailureAnswer | null;
  readonly start: (title: string, request: ExecRequest) => void;
  readonly stop: (id: number) => void;
  readonly clear: () => void;
}

const KEPT = 50;
let lastId = 0;

export function useRuns(session: Session | undefined): Runs {
  const [list, setList] = useState<readonly Run[]>([]);
  const earlier = useEarlierRuns(session?.execRefused === null);
  const stops = useRef(new Map<number, AbortController>());
  useLeaveGuard(list.some(({ outcome }) => outcome.kind === 'running'));
  const show = (id: number, outcome: Outcome) => setList((runs) => runs.map((run) => (run.id === id ? { ...run, outcome } : run)));
  const finish = (id: number, outcome: Outcome) => {
    stops.current.delete(id);
    show(id, outcome);
  };
  return {
    list: [...list, ...(earlier.data?.runs ?? []).map(ofBefore)],
    trouble: earlier.error?.answer ?? null,
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
    clear: () => {
      setList((runs) => runs.filter(({ outcome }) => outcome.kind === 'running'));
      void earlier.mutate(askDoor(execRuns, '/api/exec', { method: 'DELETE' }), { revalidate: false });
    },
  };
}

function ofBefore({ id, ...run }: ExecRun): Run {
  return { ...run, id: -id };
}

/** The browser asks before a page goes away whose commands would end with it. */
function useLeaveGuard(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', beforeUnload);
    return () => window.removeEventListener('beforeunload', beforeUnload);
  }, [isOn]);
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
