'use client';

import type { ReactNode } from 'react';
import { formatBytes } from '@/lib/amount-text';
import { formatCount } from '@/lib/count-text';
import type { HostFacts, Session } from '@/lib/door-schema';
import type { Snapshot } from '@/lib/schema';
import { formatDuration } from '../ui/format';
import { Icon } from '../ui/icon';
import styles from './facts-strip.module.css';
import { SHELL_STRINGS } from './strings';

interface FactsStripProps {
  readonly snapshot: Snapshot | null;
  readonly facts: HostFacts | undefined;
  readonly session: Session | undefined;
  /** The folded partial banner, when there is one. */
  readonly partial: ReactNode;
  /** Pause, changes, the way to other times. */
  readonly time: ReactNode;
}

/** How much of everything, and how the machine is doing. */
export function FactsStrip({ snapshot, facts, session, partial, time }: FactsStripProps) {
  return (
    <section className={styles['strip']} aria-label={SHELL_STRINGS.facts}>
      {snapshot !== null && <Counts snapshot={snapshot} />}
      {partial}
      {session?.readOnly === true && <span className={styles['chip']} title={SHELL_STRINGS.readOnlyHint}><Icon name="lock" size={12} />{SHELL_STRINGS.readOnly}</span>}
      {time}
      {facts !== undefined && <Machine facts={facts} />}
    </section>
  );
}

function Counts({ snapshot }: { snapshot: Snapshot }) {
  return (
    <dl className={styles['counts']}>
      <Count words={SHELL_STRINGS.pods} count={snapshot.pods.length} />
      <Count words={SHELL_STRINGS.containers} count={snapshot.containers.filter(({ kind }) => kind === 'container').length} />
      <Count words={SHELL_STRINGS.namespaces} count={snapshot.namespaces.length} />
      <Count words={SHELL_STRINGS.processes} count={snapshot.processes.length} />
    </dl>
  );
}

function Count({ words, count }: { words: (count: number) => string; count: number }) {
  return (
    <div className={styles['count']}>
      <dt>{words(count)}</dt>
      <dd>{formatCount(count)}</dd>
    </div>
  );
}

function Machine({ facts }: { facts: HostFacts }) {
  const used = facts.memoryTotal === 0 ? 0 : facts.memoryUsed / facts.memoryTotal;
  return (
    <dl className={styles['machine']}>
      <div className={styles['fact']} title={`${facts.cpu}; ${SHELL_STRINGS.loadHint(facts.cores)}`}>
        <dt>{SHELL_STRINGS.load}</dt>
        <dd>{facts.load.toFixed(2)} <span className={styles['of']}>/ {facts.cores}</span></dd>
      </div>
      <div className={styles['fact']} title={SHELL_STRINGS.memoryHint(formatBytes(facts.memoryUsed), formatBytes(facts.memoryTotal))}>
        <dt>{SHELL_STRINGS.memory}</dt>
        <dd className={styles['gauge']}>
          <span className={styles['bar']}><span style={{ width: `${Math.round(used * 100)}%` }} /></span>
          {Math.round(used * 100)} %
        </dd>
      </div>
      <div className={styles['fact']}>
        <dt>{SHELL_STRINGS.uptime}</dt>
        <dd>{formatDuration(facts.uptime)}</dd>
      </div>
    </dl>
  );
}
