'use client';

import type { ReactNode } from 'react';
import { FailureNotice } from '../failure-notice';
import { Skeleton } from '../ui/skeleton';
import { INSIDE_STRINGS } from './inside-strings';
import { Section } from './section';
import { INSPECTOR_STRINGS } from './strings';
import type { Asked } from './use-facts';

interface AskedFactsProps<T> {
  readonly asked: Asked<T>;
  readonly title: string;
  readonly hasEnded: boolean;
  readonly children: (known: T) => ReactNode;
}

/** The states that everything has which is read when it is looked at. A failure leaves what was known before. */
export function AskedFacts<T>({ asked: { known, trouble, error, isLoading, retry }, title, hasEnded, children }: AskedFactsProps<T>) {
  const problem = hasEnded ? null : (trouble ?? error?.answer ?? null);
  return (
    <>
      {problem !== null && <Section title={title}><FailureNotice answer={problem} title={known === null ? INSIDE_STRINGS.failed : INSPECTOR_STRINGS.stale} onRetry={retry} /></Section>}
      {known === null && problem === null && isLoading && <Section title={title}><Skeleton lines={3} label={INSPECTOR_STRINGS.loading} /></Section>}
      {known !== null && children(known)}
    </>
  );
}
