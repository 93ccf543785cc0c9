'use client';

import { useRef, useState } from 'react';
import useSWR from 'swr';
import type { FailureAnswer } from '@/lib/door-schema';
import { sandboxAnswer, sandboxList, type Sandbox, type SandboxList, type SandboxRequest } from '@/lib/sandbox-schema';
import { withRights } from '../elevation/step-up';
import { askDoor, DoorError } from '../fetch-json';

const PATH = '/api/sandboxes';
const WATCHED_MS = 5000;
/** While somebody has to confirm one on the host. */
const WAITING_MS = 1000;

export type Doing = { readonly kind: 'nothing' } | { readonly kind: 'doing' } | { readonly kind: 'done' } | { readonly kind: 'failed'; readonly answer: FailureAnswer };

export interface Sandboxes {
  /** Undefined until known. */
  readonly list: SandboxList | undefined;
  readonly failure: FailureAnswer | null;
  /** Null when it was not made; `doing` says why. */
  readonly make: (request: SandboxRequest) => Promise<Sandbox | null>;
  /** Nobody waits any more for the one that is being made. */
  readonly giveUp: () => void;
  readonly remove: (name: string) => Promise<void>;
  readonly doing: Doing;
}

/** The sandboxes of ours. Nothing is asked while nobody looks. */
export function useSandboxes(isLooking: boolean): Sandboxes {
  const [doing, setDoing] = useState<Doing>({ kind: 'nothing' });
  const refreshInterval = doing.kind === 'doing' ? WAITING_MS : WATCHED_MS;
  const { data, error, mutate } = useSWR<SandboxList, DoorError>(isLooking ? PATH : null, (path: string) => askDoor(sandboxList, path), { refreshInterval, dedupingInterval: refreshInterval / 2, keepPreviousData: true });
  const aborter = useRef<AbortController | null>(null);
  const attempt = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null> => {
    const { signal } = (aborter.current = new AbortController());
    setDoing({ kind: 'doing' });
    try {
      const result = await withRights(() => work(signal));
      setDoing({ kind: 'done' });
      return result;
    } catch (cause) {
      if (signal.aborted) setDoing({ kind: 'nothing' });
      if (signal.aborted) return null;
      if (!(cause instanceof DoorError)) throw cause;
      setDoing({ kind: 'failed', answer: cause.answer });
      return null;
    }
  };
  return {
    list: data,
    failure: error?.answer ?? null,
    doing,
    make: async (request) => {
      const made = await attempt((signal) => askDoor(sandboxAnswer, PATH, { method: 'POST', body: request, signal }));
      await mutate();
      return made?.sandbox ?? null;
    },
    giveUp: () => aborter.current?.abort(),
    remove: async (name) => {
      const left = await attempt(() => askDoor(sandboxList, `${PATH}/${encodeURIComponent(name)}`, { method: 'DELETE' }));
      await (left === null ? mutate() : mutate(left, { revalidate: false }));
    },
  };
}
