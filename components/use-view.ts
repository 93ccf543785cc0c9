'use client';

import { useSyncExternalStore } from 'react';
import { viewFromQuery, viewToQuery, type View } from '@/lib/view';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** The View lives in the URL and nowhere else. What is a step (another object, another lens) the back button undoes. */
export function useView(): [View, (view: View) => void] {
  const query = useSyncExternalStore(subscribe, () => location.search, () => '');
  return [viewFromQuery(query), setView];
}

function setView(next: View): void {
  const now = viewFromQuery(location.search);
  const query = viewToQuery(next);
  if (query === viewToQuery(now)) return;
  const isStep = next.select !== now.select || next.lens !== now.lens;
  const url = query === '' ? location.pathname : `${location.pathname}?${query}`;
  if (isStep) history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  for (const listener of listeners) listener();
}
