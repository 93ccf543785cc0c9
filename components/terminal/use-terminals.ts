'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { retryWhenBack } from '../live/retry-when-back';
import { TerminalStore } from './terminal-store';

/** The terminals of this page. `onRestored`: there are some of before it was loaded anew, or one to watch. */
export function useTerminals(onRestored: () => void): TerminalStore {
  const [store] = useState(() => new TerminalStore());
  const restored = useEffectEvent(onRestored);
  useEffect(() => {
    if (store.restore()) restored();
  }, [store]);
  useEffect(() => store.attend(), [store]);
  useEffect(() => retryWhenBack(store.retry), [store]);
  return store;
}
