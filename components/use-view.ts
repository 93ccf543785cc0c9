'use client';

import { useSyncExternalStore } from 'react';
import { inStep, roundGaze, sceneOf, viewFromQuery, viewToQuery, type Gaze, type View } from '@/lib/view';

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

/** The camera has a way of its own (keepGaze), so a View that was read a moment ago does not take it back; another scene has another. */
function setView(wanted: View): void {
  const now = viewFromQuery(location.search);
  const next = inStep(now, wanted);
  const query = viewToQuery({ ...next, gaze: sceneOf(next) === sceneOf(now) ? now.gaze : null });
  if (query === viewToQuery(now)) return;
  const isStep = next.select !== now.select || sceneOf(next) !== sceneOf(now);
  const url = addressOf(query);
  if (isStep) history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  for (const listener of listeners) listener();
}

/** Long enough that a wheel writes once: browsers let a page write some hundred addresses in half a minute. */
const QUIET_MS = 400;
let waiting: ReturnType<typeof setTimeout> | null = null;

/** Writes where the camera stands once it has stood there for a moment. Nobody has to draw anew for it, so nobody is told. */
export function keepGaze(gaze: Gaze | null): void {
  if (waiting !== null) clearTimeout(waiting);
  const { pathname } = location;
  const scene = sceneOf(viewFromQuery(location.search));
  waiting = setTimeout(() => {
    waiting = null;
    const now = viewFromQuery(location.search);
    // It was the camera of another scene, or of another page.
    if (sceneOf(now) !== scene || location.pathname !== pathname) return;
    const query = viewToQuery({ ...now, gaze: gaze === null ? null : roundGaze(gaze) });
    if (query !== viewToQuery(now)) history.replaceState(null, '', addressOf(query));
  }, QUIET_MS);
}

/** Where the address says that the camera stands. */
export function gazeInAddress(): Gaze | null {
  return viewFromQuery(location.search).gaze;
}

function addressOf(query: string): string {
  return query === '' ? location.pathname : `${location.pathname}?${query}`;
}
