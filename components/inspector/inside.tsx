'use client';

import type { ReactNode } from 'react';
import type { NamespaceFacts } from '@/lib/inspect-schema';
import type { Namespace, Snapshot } from '@/lib/schema';
import { AskedFacts } from './asked-facts';
import { CgroupRoots } from './inside-cgroup';
import { IpcObjects } from './inside-ipc';
import { Mounts } from './inside-mnt';
import { PidView } from './inside-pid';
import { Clocks } from './inside-time';
import { Users } from './inside-user';
import { Names } from './inside-uts';
import { NetOf } from './net-of';
import { NAMESPACES_STRINGS } from './strings';
import { useInside } from './use-facts';

interface InsideProps {
  readonly namespace: Namespace;
  readonly snapshot: Snapshot;
  readonly hasEnded: boolean;
}

/** What a namespace is about, by its type. */
export function Inside({ namespace, snapshot, hasEnded }: InsideProps) {
  if (namespace.type === 'net') return <NetOf namespace={namespace} snapshot={snapshot} hasEnded={hasEnded} isGuest={false} />;
  if (namespace.type === 'pid') return <PidView namespace={namespace} snapshot={snapshot} />;
  return <AskedInside namespace={namespace} snapshot={snapshot} hasEnded={hasEnded} />;
}

function AskedInside({ namespace, snapshot, hasEnded }: InsideProps) {
  const asked = useInside(namespace.key, hasEnded);
  return (
    <AskedFacts asked={asked} title={NAMESPACES_STRINGS.insideOf(namespace.type)} hasEnded={hasEnded}>
      {(facts) => <Facts facts={facts} namespace={namespace} snapshot={snapshot} />}
    </AskedFacts>
  );
}

function Facts({ facts, namespace, snapshot }: { facts: NamespaceFacts; namespace: Namespace; snapshot: Snapshot }): ReactNode {
  switch (facts.type) {
    case 'uts':
      return <Names facts={facts} />;
    case 'time':
      return <Clocks facts={facts} />;
    case 'user':
      return <Users facts={facts} namespace={namespace} snapshot={snapshot} />;
    case 'mnt':
      return <Mounts facts={facts} namespace={namespace} snapshot={snapshot} />;
    case 'ipc':
      return <IpcObjects facts={facts} snapshot={snapshot} />;
    case 'cgroup':
      return <CgroupRoots facts={facts} />;
  }
}
