'use client';

import type { ReactNode } from 'react';
import { areOfOneBoot } from '@/lib/difference';
import type { Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { FailureNotice } from '../failure-notice';
import { Button } from '../ui/button';
import { formatTime } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import styles from './past-banner.module.css';
import { FILE_STRINGS, PAST_STRINGS } from './strings';
import type { MomentState } from './use-moment';
import type { ReelUse } from './use-reel';
import { clockTime } from './words';

interface PastBannerProps {
  readonly reel: ReelUse;
  readonly moment: MomentState;
  readonly onNow: () => void;
  /** Null where a comparison says nothing. */
  readonly onCompare: (() => void) | null;
  readonly isComparing: boolean;
}

/** As long as something else than now is shown, it says so, and how to get back. */
export function PastBanner({ reel: { shown, snapshot, live }, moment, onNow, onCompare, isComparing }: PastBannerProps) {
  const compare = onCompare !== null && <Button aria-pressed={isComparing} icon="compare" onClick={onCompare}>{PAST_STRINGS.compare}</Button>;
  if (moment.failed !== null) {
    const { answer } = moment.failed;
    return (
      <Banner kind="failed" icon="warning" title={PAST_STRINGS.failed(formatTime(moment.failed.moment))} body={PAST_STRINGS.failedBody} actions={<Button onClick={onNow}>{PAST_STRINGS.toNow}</Button>}>
        {answer.failure !== 'gone' && <FailureNotice answer={answer} title={PAST_STRINGS.region} onRetry={onNow} />}
      </Banner>
    );
  }
  if (shown.kind === 'past' && snapshot !== null) {
    return <Banner kind="past" icon="history" title={PAST_STRINGS.title(showText(snapshot.host.hostname), formatTime(snapshot.time))} body={PAST_STRINGS.body} actions={<>{compare}<Button look="primary" onClick={onNow}>{PAST_STRINGS.toNow}</Button></>} />;
  }
  if (shown.kind === 'file') {
    const { file, name } = shown;
    const isOurs = live.snapshot !== null && areOfOneBoot(live.snapshot, file.snapshot);
    return (
      <Banner kind="file" icon="file" title={FILE_STRINGS.title(showText(file.snapshot.host.hostname), formatTime(file.snapshot.time))} body={FILE_STRINGS.body(name, file.product)} actions={<>{compare}<Button look="primary" onClick={onNow}>{FILE_STRINGS.leave}</Button></>}>
        <span className={styles['whose']}>{isOurs ? FILE_STRINGS.sameHost : FILE_STRINGS.otherHost}</span>
      </Banner>
    );
  }
  return moment.reading === null ? null : <Reading moment={moment.reading} snapshot={snapshot} />;
}

function Reading({ moment, snapshot }: { readonly moment: number; readonly snapshot: Snapshot | null }) {
  if (snapshot === null) return null;
  return <section className={styles['banner']} data-kind="past" aria-label={PAST_STRINGS.region}><Skeleton lines={1} label={PAST_STRINGS.reading(clockTime(moment))} /></section>;
}

interface BannerProps {
  readonly kind: 'past' | 'file' | 'failed';
  readonly icon: IconName;
  readonly title: string;
  readonly body: string;
  readonly actions: ReactNode;
  readonly children?: ReactNode;
}

function Banner({ kind, icon, title, body, actions, children }: BannerProps) {
  return (
    <section className={styles['banner']} data-kind={kind} aria-label={PAST_STRINGS.region}>
      <span className={styles['icon']}><Icon name={icon} /></span>
      <div className={styles['words']} role="status">
        <strong>{title}</strong>
        {children}
        <span className={styles['body']}>{body}</span>
      </div>
      <div className={styles['actions']}>{actions}</div>
    </section>
  );
}
