'use client';

import type { NamespaceAnswer } from '@/lib/door-schema';
import { homeNet } from '@/lib/graph-islands';
import type { Snapshot } from '@/lib/schema';
import type { DoorError } from '../fetch-json';
import { usePast } from '../time/past';
import { Notice } from '../ui/notice';
import { Skeleton } from '../ui/skeleton';
import { Addresses } from './addresses';
import { Dns } from './dns';
import { Forwards } from './forwards';
import { FailureNotice } from '../failure-notice';
import styles from './net-section.module.css';
import { Routes } from './routes';
import { Section } from './section';
import { Sockets } from './sockets';
import { INSPECTOR_STRINGS, NET_STRINGS } from './strings';
import { WayOut } from './way-out';

/** What is known of a net namespace's inside: nothing yet, a failure, the facts, or both of the last two. */
export interface NetFacts {
  readonly net: NamespaceAnswer['net'];
  readonly trouble: NamespaceAnswer['trouble'];
  readonly error: DoorError | undefined;
  readonly isLoading: boolean;
  readonly retry: () => void;
}

interface NetSectionProps {
  readonly facts: NetFacts;
  readonly snapshot: Snapshot;
  /** It is the net namespace of the host. */
  readonly isHosts?: boolean;
  /** It has ended: a failure to read it again is no news. */
  readonly hasEnded: boolean;
}

/** Addresses first, then who can be reached there, then routes and neighbours. */
export function NetSection(props: NetSectionProps) {
  // What is not of now was not asked about.
  return usePast() === null ? <NetSections {...props} /> : null;
}

function NetSections({ facts, snapshot, isHosts = false, hasEnded }: NetSectionProps) {
  const { net, trouble, error, retry } = facts;
  const problem = hasEnded ? null : (trouble ?? error?.answer ?? null);
  return (
    <>
      <Section title={NET_STRINGS.title} term="addresses">
        {isHosts && <p className={styles['guest']}>{NET_STRINGS.hostNetwork}</p>}
        {problem !== null && <FailureNotice answer={problem} title={net === null ? NET_STRINGS.failed : INSPECTOR_STRINGS.stale} onRetry={retry} />}
        {net === null ? problem === null && <NotYet isLoading={facts.isLoading} /> : <Addresses net={net} snapshot={snapshot} />}
      </Section>
      {net !== null && (
        <>
          {!hasEnded && net.ino !== homeNet(snapshot) && <WayOut net={net} snapshot={snapshot} />}
          <Forwards net={net} snapshot={snapshot} hasEnded={hasEnded} />
          <Sockets net={net} snapshot={snapshot} />
          <Dns dns={net.dns} />
          <Routes net={net} />
        </>
      )}
    </>
  );
}

function NotYet({ isLoading }: { isLoading: boolean }) {
  if (isLoading) return <Skeleton lines={4} label={INSPECTOR_STRINGS.loading} />;
  return <Notice title={NET_STRINGS.unreadable}>{NET_STRINGS.unreadableBody}</Notice>;
}

/** In place of the addresses when it is not known which net namespace it is. */
export function NoNet({ title, body }: { title: string; body: string }) {
  return <Section title={NET_STRINGS.title} term="addresses"><Notice title={title}>{body}</Notice></Section>;
}
