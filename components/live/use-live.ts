'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { session } from '@/lib/door-schema';
import { askDoor, DoorError } from '../fetch-json';
import { readToken } from '../token';
import { LIVE_START, LiveFeed, type Live } from './live-feed';

/** The snapshot of now, kept up to date, and how far it can be trusted. */
export function useLive(): Live & { retry: () => void } {
  const [feed] = useState(() => new LiveFeed({ address, protocols, isSignedOut }));
  useEffect(() => retryWhenBack(feed.retry), [feed]);
  const live = useSyncExternalStore(feed.subscribe, feed.current, () => LIVE_START);
  return { ...live, retry: feed.retry };
}

function address(have: number | null): string {
  const url = new URL('/api/live', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  if (have !== null) url.searchParams.set('have', String(have));
  return url.href;
}

/** A browser can send no header with a WebSocket: the token travels as a sub-protocol. */
function protocols(): string[] {
  const token = readToken();
  return token === null ? ['nsatlas.v1'] : ['nsatlas.v1', `nsatlas.auth.${token}`];
}

async function isSignedOut(): Promise<boolean> {
  try {
    await askDoor(session, '/api/session');
    return false;
  } catch (error) {
    if (error instanceof DoorError) return error.isSignedOut;
    throw error;
  }
}

/** A waking laptop or a tab that is looked at again does not wait for the timer. */
function retryWhenBack(retry: () => void): () => void {
  const whenSeen = () => {
    if (document.visibilityState === 'visible') retry();
  };
  window.addEventListener('online', retry);
  document.addEventListener('visibilitychange', whenSeen);
  return () => {
    window.removeEventListener('online', retry);
    document.removeEventListener('visibilitychange', whenSeen);
  };
}
