'use client';

import { Told } from '../language/told';
import type { LiveState } from '../live/live-feed';
import { Age } from '../ui/age';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { Notice } from '../ui/notice';
import { useNow } from '../ui/now';
import { Skeleton } from '../ui/skeleton';
import { UI_STRINGS } from '../ui/strings';
import styles from './live-notice.module.css';
import { SignInForm } from './sign-in-form';
import { LIVE_STRINGS, SHELL_STRINGS, SIGN_IN_STRINGS } from './strings';

interface LiveNoticeProps {
  readonly state: LiveState;
  readonly onRetry: () => void;
}

/** Above a picture that is no longer of now. */
export function LiveNotice({ state, onRetry }: LiveNoticeProps) {
  if (state.kind === 'stale') return <StaleNotice since={state.since} retryAt={state.retryAt} onRetry={onRetry} />;
  if (state.kind === 'trouble') return <TroubleNotice state={state} />;
  if (state.kind === 'denied') return <section className={styles['over']} aria-label={SIGN_IN_STRINGS.titleEnded}><Notice tone="bad" title={SIGN_IN_STRINGS.titleEnded} actions={<SignInForm />}>{SIGN_IN_STRINGS.body}</Notice></section>;
  return null;
}

function StaleNotice({ since, retryAt, onRetry }: { since: number; retryAt: number | null; onRetry: () => void }) {
  return (
    <section className={styles['over']} aria-label={LIVE_STRINGS.staleTitle}>
      <Notice isWide tone="caution" title={LIVE_STRINGS.staleTitle} actions={<Button icon="refresh" onClick={onRetry}>{LIVE_STRINGS.retry}</Button>}>
        <p>{LIVE_STRINGS.seenAt} <Age since={since} />{UI_STRINGS.stop} {LIVE_STRINGS.stale} {retryAt !== null && <NextTry at={retryAt} />}</p>
      </Notice>
    </section>
  );
}

function TroubleNotice({ state }: { state: Extract<LiveState, { kind: 'trouble' }> }) {
  return (
    <section className={styles['over']} aria-label={LIVE_STRINGS.troubleTitle}>
      <Notice tone="caution" title={LIVE_STRINGS.troubleTitle}>
        <p><Told text={state.message} /></p>
        {state.since !== null && <p>{LIVE_STRINGS.seenAt} <Age since={state.since} />{UI_STRINGS.stop} {LIVE_STRINGS.stale}</p>}
      </Notice>
    </section>
  );
}

function NextTry({ at }: { at: number }) {
  const now = useNow();
  return <span className={styles['next']}>{LIVE_STRINGS.retryIn(Math.ceil((at - now) / 1000))}</span>;
}

/** In place of the picture, while there is none. */
export function NoPicture({ state, onRetry }: LiveNoticeProps) {
  switch (state.kind) {
    case 'disconnected':
      return (
        <EmptyState icon="warning" title={LIVE_STRINGS.disconnectedTitle} causes={LIVE_STRINGS.disconnectedCauses} actions={<Button icon="refresh" onClick={onRetry}>{LIVE_STRINGS.retry}</Button>}>
          {state.retryAt !== null && <NextTry at={state.retryAt} />}
        </EmptyState>
      );
    case 'trouble':
      return <EmptyState icon="warning" title={LIVE_STRINGS.troubleTitle} causes={LIVE_STRINGS.troubleCauses}><Told text={state.message} /></EmptyState>;
    case 'denied':
      return <SignedOut reason={null} />;
    case 'loading':
    case 'live':
    case 'stale':
      return <div className={styles['loading']}><Skeleton lines={6} label={SHELL_STRINGS.reading} /></div>;
  }
}

/** No session: how to get one. */
export function SignedOut({ reason }: { reason: string | null }) {
  return (
    <EmptyState icon="lock" title={SIGN_IN_STRINGS.title} causes={SIGN_IN_STRINGS.causes} actions={<SignInForm />}>
      {reason !== null && <p><strong><Told text={reason} /></strong></p>}
      <p>{SIGN_IN_STRINGS.body}</p>
    </EmptyState>
  );
}
