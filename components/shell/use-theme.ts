'use client';

import { useSyncExternalStore } from 'react';
import { THEME_KEY } from './theme-script';

export const THEME_CHOICES = ['auto', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  listeners.add(listener);
  media.addEventListener('change', showTheme);
  window.addEventListener('storage', takeStored);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', showTheme);
    window.removeEventListener('storage', takeStored);
  };
}

export function useTheme(): [ThemeChoice, (choice: ThemeChoice) => void] {
  return [useSyncExternalStore(subscribe, readChoice, () => 'auto' as const), chooseTheme];
}

function readChoice(): ThemeChoice {
  const kept = localStorage.getItem(THEME_KEY);
  return THEME_CHOICES.find((choice) => choice === kept) ?? 'auto';
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'auto') localStorage.removeItem(THEME_KEY);
  else localStorage.setItem(THEME_KEY, choice);
  takeStored();
}

/** Another window of this browser may have chosen. */
function takeStored(): void {
  showTheme();
  for (const listener of listeners) listener();
}

function showTheme(): void {
  const choice = readChoice();
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = choice === 'auto' ? system : choice;
}
