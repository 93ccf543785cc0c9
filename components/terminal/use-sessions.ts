'use client';

import useSWR, { type SWRResponse } from 'swr';
import type { TerminalList } from '@/lib/terminal-schema';
import type { DoorError } from '../fetch-json';
import { listTerminals } from './terminal-door';

/** All terminals that this viewer may see: often while they are looked at, else for their number. Null asks nothing. */
export function useSessions(use: 'watched' | 'glanced' | null): SWRResponse<TerminalList & { readonly ahead: number }, DoorError> {
  return useSWR<TerminalList & { readonly ahead: number }, DoorError>(use === null ? null : '/api/terminals', listWithClock, {
    refreshInterval: use === 'watched' ? 2000 : 5000,
    // Two questions are one within it, and it is as long as the shorter interval else: every other one would not be asked.
    dedupingInterval: 1000,
    shouldRetryOnError: false,
    keepPreviousData: true,
  });
}

async function listWithClock(): Promise<TerminalList & { readonly ahead: number }> {
  const list = await listTerminals();
  return { ...list, ahead: Date.now() - list.now };
}
