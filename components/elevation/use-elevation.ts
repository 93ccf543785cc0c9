'use client';

import useSWR from 'swr';
import type { Elevation } from '@/lib/rights-schema';
import type { DoorError } from '../fetch-json';
import { ELEVATION_PATH, readElevation } from './elevation-door';

/** With the moment at which this browser's clock was read, so that what is left can be told here. */
export type KnownElevation = Elevation & { readonly ahead: number };

export interface ElevationUse {
  /** Undefined until known. */
  readonly elevation: KnownElevation | undefined;
  /** What an answer of the door says is what is known now. */
  readonly take: (elevation: Elevation) => void;
  readonly refresh: () => void;
}

/** Read again now and then while somebody is recognised: other pages use the same ticket. */
const WATCHED_MS = 30_000;

export function useElevation(): ElevationUse {
  const { data, mutate } = useSWR<KnownElevation, DoorError>(ELEVATION_PATH, async () => withClock(await readElevation()), {
    refreshInterval: (known) => (known?.ticket == null ? 0 : WATCHED_MS), revalidateOnFocus: true, shouldRetryOnError: false,
  });
  return { elevation: data, take: (elevation) => void mutate(withClock(elevation), { revalidate: false }), refresh: () => void mutate() };
}

function withClock(elevation: Elevation): KnownElevation {
  return { ...elevation, ahead: Date.now() - elevation.now };
}
