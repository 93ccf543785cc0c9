'use client';

import { useSyncExternalStore } from 'react';
import { Button } from '../ui/button';
import styles from './first-hints.module.css';
import { HINT_STRINGS } from './strings';

const KEY = 'nsatlas.hints';
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function dismiss(): void {
  localStorage.setItem(KEY, 'seen');
  for (const listener of listeners) listener();
}

/** For who is here the first time; once understood it never comes again in this browser. */
export function FirstHints() {
  const isSeen = useSyncExternalStore(subscribe, () => localStorage.getItem(KEY) !== null, () => true);
  if (isSeen) return null;
  return (
    <section className={styles['strip']} aria-label={HINT_STRINGS.title}>
      <ul className={styles['hints']}>
        {HINT_STRINGS.hints.map(([press, words]) => <li key={press}>{press !== '' && <kbd>{press}</kbd>} {words}</li>)}
      </ul>
      <Button look="quiet" icon="close" aria-label={HINT_STRINGS.dismiss} onClick={dismiss} />
    </section>
  );
}
