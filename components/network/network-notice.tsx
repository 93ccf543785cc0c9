'use client';

import { useState, type ReactNode } from 'react';
import { cutLines } from '@/lib/net-words';
import type { Topology } from '@/lib/topology-schema';
import { FailureNotice } from '../failure-notice';
import { Told } from '../language/told';
import { partWords, toldWords } from '../language/told-words';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import { UI_STRINGS } from '../ui/strings';
import type { Wiring } from '../use-topology';
import styles from './network-notice.module.css';
import { NETWORK_STRINGS } from './strings';

/** What there is to know about the picture of the network: that it is not there yet, is old, is not all, or is all there is. */
export function NetworkNotice({ wiring: { topology, error, retry } }: { wiring: Wiring }) {
  if (error !== undefined) {
    return <Strip label={NETWORK_STRINGS.failed}><FailureNotice answer={error.answer} title={topology === null ? NETWORK_STRINGS.failed : NETWORK_STRINGS.stale} onRetry={retry} /></Strip>;
  }
  if (topology === null) return <Strip label={NETWORK_STRINGS.reading}><Skeleton lines={2} label={NETWORK_STRINGS.reading} /></Strip>;
  return (
    <>
      {topology.nets.length <= 1 && <Closable title={NETWORK_STRINGS.aloneTitle}>{NETWORK_STRINGS.alone}</Closable>}
      <Missing topology={topology} />
    </>
  );
}

/** One line each, so that the picture keeps its room. */
const REASONS_LIMIT = 4;

/** Counted, each reason once, and never in the way for longer than somebody wants to read it. */
function Missing({ topology: { nets, gaps } }: { topology: Topology }) {
  const closed = nets.filter(({ trouble }) => trouble !== null);
  if (closed.length === 0 && gaps.length === 0) return null;
  const reasons = [...new Set([...closed.map(({ trouble }) => toldWords(trouble ?? '') ?? trouble ?? ''), ...gaps.map(({ what, why }) => `${partWords(what)}${UI_STRINGS.colon}${toldWords(why) ?? why}`)])];
  return (
    <Closable tone="caution" title={closed.length > 0 ? NETWORK_STRINGS.closedTitle(closed.length, nets.length) : NETWORK_STRINGS.gapsTitle}>
      <ul className={styles['reasons']}>{cutLines(reasons, REASONS_LIMIT).map((reason) => <li key={reason}><Told text={reason} /></li>)}</ul>
    </Closable>
  );
}

function Closable({ title, tone = 'info', children }: { title: string; tone?: 'info' | 'caution'; children: ReactNode }) {
  const [isClosed, setClosed] = useState(false);
  if (isClosed) return null;
  return (
    <Strip label={title}>
      <div className={styles['line']} data-tone={tone}>
        <span className={styles['icon']}><Icon name={tone === 'info' ? 'info' : 'warning'} size={14} /></span>
        <strong>{title}</strong>
        <div className={styles['more']}>{children}</div>
        <Button look="quiet" icon="close" aria-label={UI_STRINGS.close} onClick={() => setClosed(true)} />
      </div>
    </Strip>
  );
}

function Strip({ label, children }: { label: string; children: ReactNode }) {
  return <section className={styles['strip']} aria-label={label}>{children}</section>;
}
