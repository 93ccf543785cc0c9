'use client';

import type { Namespace, Snapshot } from '@/lib/schema';
import { NetSection, NoNet } from './net-section';
import { NET_STRINGS } from './strings';
import { useNetOfNamespace } from './use-net-facts';

interface NetOfProps {
  /** Null: which one it is could not be read. */
  readonly namespace: Namespace | null;
  readonly snapshot: Snapshot;
  readonly hasEnded: boolean;
  /** It belongs to another object than the one on the panel. */
  readonly isGuest?: boolean;
}

/** The inside of a net namespace, on whatever panel it matters. */
export function NetOf({ namespace, snapshot, hasEnded, isGuest = true }: NetOfProps) {
  const facts = useNetOfNamespace(namespace?.key ?? null, hasEnded);
  if (namespace === null) return <NoNet title={NET_STRINGS.unreadable} body={NET_STRINGS.unreadableBody} />;
  return <NetSection facts={facts} snapshot={snapshot} isHosts={isGuest && namespace.initial} hasEnded={hasEnded} />;
}
