'use client';

import type { LiveState } from '../live/live-feed';
import { Age } from '../ui/age';
import styles from './live-mark.module.css';
import { LIVE_WORDS } from './strings';

/** The dot and its words: how far the picture can be trusted. Colour is never alone. */
export function LiveMark({ state }: { state: LiveState }) {
  return (
    <p className={styles['mark']} data-state={state.kind}>
      <span className={styles['dot']} />
      <span role="status">{LIVE_WORDS[state.kind]}</span>
      {'since' in state && state.since !== null && <span className={styles['age']}><Age since={state.since} isBare /></span>}
    </p>
  );
}
