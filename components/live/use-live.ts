'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { isSignedOut, socketAddress, socketProtocols } from '../door-socket';
import { LIVE_START, LiveFeed, type Live } from './live-feed';

/** The snapshot of now, kept up to date, and how far it can be trusted. `onText` hears what it is made from; it is the same as long as the page lives. */
export function useLive(onText: (text: string) => void): Live & { retry: () => void } {
  const [feed] = useState(() => new LiveFeed({ address, protocols: socketProtocols, onText, isSignedOut }));
  useEffect(() => retryWhenBack(feed.retry), [feed]);
  const live = useSyncExternalStore(feed.subscribe, feed.current, () => LIVE_START);
  return { ...live, retry: feed.retry };
}

function address(have: number | null): string {
  return socketAddress('/api/live', have);
}

/** A waking laptop or a tab that is looked at again does not wait for the timer. */
export function retryWhenBack(retry: () => void): () => void {
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
