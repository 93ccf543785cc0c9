'use client';

import { useEffect, useEffectEvent } from 'react';
import type { Snapshot } from '@/lib/schema';
import type { Topology } from '@/lib/topology-schema';
import type { Lens } from '@/lib/view';
import { useTopologyAnswer, type DoorError } from './fetch-json';
import { usePast } from './time/past';

/** How often it is asked how the net namespaces hang together. */
type Use = 'watched' | 'glanced' | null;

/** The Pods lens shows only that there are cables: those come and go with their namespaces. */
export const WIRING_BY_LENS: Readonly<Record<Lens, Use>> = { pods: 'glanced', namespaces: null, network: 'watched', hierarchy: null, table: null };

/** How the net namespaces hang together: the last that is known, and what went wrong since. */
export interface Wiring {
  readonly topology: Topology | null;
  readonly error: DoorError | undefined;
  readonly retry: () => void;
}

/** Of what is not of now: the wires that came with it. Else asks when it is needed, and again when net namespaces have come or gone; `watched` every few seconds too. Null asks nothing. */
export function useTopology(snapshot: Snapshot | null, use: Use): Wiring {
  const past = usePast();
  const { data, error, mutate } = useTopologyAnswer(past === null ? use : null);
  const nets = (snapshot?.namespaces ?? []).filter(({ type }) => type === 'net').map(({ key }) => key).join(' ');
  const askAgain = useEffectEvent(() => {
    if (past === null && snapshot !== null && data !== undefined && !knows(data, nets)) void mutate();
  });
  useEffect(() => askAgain(), [nets]);
  if (past !== null) return { topology: use === null ? null : past.topology, error: undefined, retry: () => undefined };
  return { topology: data ?? null, error, retry: () => void mutate() };
}

function knows({ namespaceKeys }: Topology, nets: string): boolean {
  return Object.values(namespaceKeys).sort().join(' ') === nets.split(' ').sort().join(' ');
}
