'use client';

import type { ReactNode } from 'react';
import type { View } from '@/lib/view';
import { MeasuredContext, useMeasuring } from './use-measured';

interface MeasuredProviderProps {
  readonly view: View;
  /** What is shown is now, and not held still. */
  readonly isLive: boolean;
  readonly children: ReactNode;
}

/** By itself, so that a new measurement renders only what shows it. */
export function MeasuredProvider({ view, isLive, children }: MeasuredProviderProps) {
  return <MeasuredContext value={useMeasuring(view, isLive)}>{children}</MeasuredContext>;
}
