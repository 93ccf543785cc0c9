'use client';

import type { LiveState } from '../live/live-feed';
import type { Shown } from '../time/reel';
import { TIME_STRINGS } from '../time/strings';
import { clockTime } from '../time/words';
import { Age } from '../ui/age';
import styles from './live-mark.module.css';
import { LIVE_WORDS } from './strings';

/** The dot and its words: how far the picture can be trusted. Colour is never alone. */
export function LiveMark({ state, shown, time }: { readonly state: LiveState; readonly shown: Shown; /** Of what is shown. */ readonly time: number }) {
  if (shown.kind !== 'live' && state.kind !== 'denied') return <NotNow shown={shown} time={time} />;
  return (
    <p className={styles['mark']} data-state={state.kind}>
      <span className={styles['dot']} />
      <span role="status">{LIVE_WORDS[state.kind]}</span>
      {'since' in state && state.since !== null && <span className={styles['age']}><Age since={state.since} isBare /></span>}
    </p>
  );
}

function NotNow({ shown, time }: { readonly shown: Shown; readonly time: number }) {
  return (
    <p className={styles['mark']} data-state={shown.kind}>
      <span className={styles['dot']} />
      <span className={styles['which']} role="status">{shown.kind === 'paused' ? TIME_STRINGS.paused(clockTime(time)) : shown.kind === 'file' ? TIME_STRINGS.file : TIME_STRINGS.past(clockTime(time))}</span>
      {shown.kind === 'paused' && <span className={styles['since']}>· {TIME_STRINGS.waiting(shown.waiting)}</span>}
    </p>
  );
}
