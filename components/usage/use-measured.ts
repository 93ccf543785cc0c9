'use client';

import { createContext, use, useEffect, useState } from 'react';
import { useSWRConfig } from 'swr';
import { isMeasure } from '@/lib/colour';
import type { Measure, Usage } from '@/lib/usage';
import type { View } from '@/lib/view';
import { USAGE_PATH, usageAnswer, useUsageAnswer } from '../fetch-json';
import { usePast } from '../time/past';
import { makeMeter } from './meter';
import { USAGE_STRINGS } from './strings';

/** What is measured of the host while somebody looks at it, and only then. */
export interface Measured {
  /** What the colours say; null: something else, and nothing is measured. */
  readonly measure: Measure | null;
  /** Null: not yet, or not at all. */
  readonly usage: Usage | null;
  /** Why not, in a sentence. */
  readonly trouble: string | null;
}

export const NOT_MEASURED: Measured = { measure: null, usage: null, trouble: null };
export const MeasuredContext = createContext(NOT_MEASURED);

export function useMeasured(): Measured {
  return use(MeasuredContext);
}

/** Asks every two seconds while the colours say how much, the page is seen, and it shows now. */
export function useMeasuring({ colour, lens }: Pick<View, 'colour' | 'lens'>, isLive: boolean): Measured {
  const past = usePast();
  const [schema] = useState(() => usageAnswer(makeMeter()));
  // The network has no processes in it to colour.
  const measure = isMeasure(colour) && lens !== 'network' ? colour : null;
  const isAsked = measure !== null && past === null;
  const [isHalf, setHalf] = useState(false);
  // One look gives no rate: who holds the picture still before the second came would be told that it is measured for ever.
  const { data, error } = useUsageAnswer(isAsked ? schema : null, isLive || isHalf);
  const isOneLook = data !== undefined && !hasRates(data);
  if (isOneLook !== isHalf) setHalf(isOneLook);
  const { mutate } = useSWRConfig();
  // What was measured is not of now any more when somebody comes back to it.
  useEffect(() => {
    if (!isAsked) void mutate(USAGE_PATH, undefined, { revalidate: false });
  }, [isAsked, mutate]);
  if (measure === null) return NOT_MEASURED;
  if (past !== null) return { measure, usage: null, trouble: USAGE_STRINGS.notKept };
  const usage = data ?? null;
  if (error !== undefined) return { measure, usage: null, trouble: USAGE_STRINGS.failed(error.message) };
  return { measure, usage, trouble: usage === null && !isLive ? USAGE_STRINGS.paused : null };
}

function hasRates({ byKey }: Usage): boolean {
  for (const { cpu } of byKey.values()) if (cpu !== null) return true;
  return false;
}
