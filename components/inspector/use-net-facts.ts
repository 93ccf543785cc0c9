'use client';

import { useNamespaceFacts, usePodFacts } from '../fetch-json';
import type { NetFacts } from './net-section';

/** Null asks nothing. What has ended is not asked again; what was known of it stays. */
export function useNetOfNamespace(key: string | null, hasEnded: boolean): NetFacts {
  const { data, error, isLoading, mutate } = useNamespaceFacts(key, !hasEnded);
  return { net: data?.net ?? null, trouble: data?.trouble ?? null, error, isLoading, retry: () => void mutate() };
}

export function useNetOfPod(key: string, hasEnded: boolean): NetFacts {
  const { data, error, isLoading, mutate } = usePodFacts(key, !hasEnded);
  return { net: data?.net ?? null, trouble: data?.trouble ?? null, error, isLoading, retry: () => void mutate() };
}
