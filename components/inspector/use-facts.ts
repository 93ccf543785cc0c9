'use client';

import type { NamespaceAnswer } from '@/lib/door-schema';
import { useContainerFacts, useNamespaceFacts, useProcessFacts, type DoorError } from '../fetch-json';

/** What was asked for when somebody looked: nothing yet, a failure, the facts, or both of the last two. */
export interface Asked<T> {
  readonly known: T | null;
  readonly trouble: NamespaceAnswer['trouble'];
  readonly error: DoorError | undefined;
  readonly isLoading: boolean;
  readonly retry: () => void;
}

/** Null asks nothing. What has ended is not asked again; what was known of it stays. */
export function useInside(key: string | null, hasEnded: boolean): Asked<NonNullable<NamespaceAnswer['facts']>> {
  return asked(useNamespaceFacts(key, !hasEnded), ({ facts }) => facts);
}

export function useProcess(key: string, hasEnded: boolean) {
  return asked(useProcessFacts(key, !hasEnded), ({ facts }) => facts);
}

export function useContainer(key: string, hasEnded: boolean) {
  return asked(useContainerFacts(key, !hasEnded), ({ facts }) => facts);
}

interface Answer<A> {
  readonly data: A | undefined;
  readonly error: DoorError | undefined;
  readonly isLoading: boolean;
  readonly mutate: () => Promise<unknown>;
}

function asked<A extends { readonly trouble: NamespaceAnswer['trouble'] }, T>({ data, error, isLoading, mutate }: Answer<A>, pick: (answer: A) => T | null): Asked<T> {
  return { known: data === undefined ? null : pick(data), trouble: data?.trouble ?? null, error, isLoading, retry: () => void mutate() };
}
