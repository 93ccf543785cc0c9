'use client';

import { createContext, use } from 'react';
import type { Topology } from '@/lib/topology-schema';

/** What is shown is not this host as it is now: nothing of it can be asked or acted on. */
export interface Past {
  /** A sentence for whoever wants to do something with it. */
  readonly reason: string;
  /** The wires that came with it; null: they are not known. */
  readonly topology: Topology | null;
}

/** Null: what is shown is of now. */
export const PastContext = createContext<Past | null>(null);

export function usePast(): Past | null {
  return use(PastContext);
}
