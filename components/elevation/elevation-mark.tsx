'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import type { Session } from '@/lib/door-schema';
import { showText } from '@/lib/text';
import { DoorError } from '../fetch-json';
import { Button } from '../ui/button';
import { formatTimeLeft } from '../ui/format';
import { useNow } from '../ui/now';
import { giveBackElevation } from './elevation-door';
import styles from './elevation-mark.module.css';
import { stepUp } from './step-up';
import { ELEVATION_STRINGS } from './strings';
import { useElevation, type KnownElevation } from './use-elevation';

/** Who is recognised, and for how long; nothing where there is no policy, or nobody may run anything. */
export function ElevationMark({ session }: { session: Session | undefined }) {
  const { elevation } = useElevation();
  if (elevation === undefined || elevation.policy === null || session?.execRefused !== null) return null;
  if (elevation.ticket === null) return <Button className={styles['step']} look="quiet" icon="lock" aria-label={ELEVATION_STRINGS.stepUp} title={ELEVATION_STRINGS.stepUpHint(showText(elevation.policy))} onClick={() => void stepUp.ask(null)} />;
  return <Recognised ticket={elevation.ticket} ahead={elevation.ahead} />;
}

interface RecognisedProps {
  readonly ticket: NonNullable<KnownElevation['ticket']>;
  readonly ahead: number;
}

function Recognised({ ticket: { user, idleUntil, until }, ahead }: RecognisedProps) {
  const { take, refresh } = useElevation();
  const [failed, setFailed] = useState<string | null>(null);
  const end = Math.min(idleUntil, until) + ahead;
  const left = end - useNow();
  useAt(end, refresh);
  const giveBack = async () => {
    try {
      take(await giveBackElevation());
    } catch (error) {
      if (!(error instanceof DoorError)) throw error;
      setFailed(`${ELEVATION_STRINGS.giveBackFailed}: ${error.message}`);
    }
  };
  return (
    <span className={styles['mark']} title={failed ?? undefined}>
      <span className={styles['words']}>{ELEVATION_STRINGS.recognised}</span>
      <strong className={styles['user']}>{showText(user)}</strong>
      <span className={styles['left']} role="timer">{formatTimeLeft(left)} <span className={styles['words']}>{ELEVATION_STRINGS.left}</span></span>
      <Button look="link" title={ELEVATION_STRINGS.giveBackHint} onClick={() => void giveBack()}>{ELEVATION_STRINGS.giveBack}</Button>
      {failed !== null && <span className="unseen" role="alert">{failed}</span>}
    </span>
  );
}

/** A moment later than that: the host decides when it is over. */
const LATER_MS = 500;

function useAt(moment: number, act: () => void): void {
  const onMoment = useEffectEvent(act);
  useEffect(() => {
    const timer = setTimeout(() => onMoment(), Math.max(0, moment - Date.now()) + LATER_MS);
    return () => clearTimeout(timer);
  }, [moment]);
}
