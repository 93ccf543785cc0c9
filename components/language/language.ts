'use client';

import { useSyncExternalStore } from 'react';
import { LANGUAGES } from '@/lib/language';
import { LANGUAGE_KEY } from './language-script';

export const LANGUAGE_CHOICES = ['auto', ...LANGUAGES] as const;
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number];

export function readLanguageChoice(): LanguageChoice {
  const kept = localStorage.getItem(LANGUAGE_KEY);
  return LANGUAGE_CHOICES.find((choice) => choice === kept) ?? 'auto';
}

/** Keeps the choice, and starts the page again in it: the View is in the address, and terminals are taken up again. */
export function chooseLanguage(choice: LanguageChoice, reload: () => void = () => location.reload()): void {
  if (choice === readLanguageChoice()) return;
  if (choice === 'auto') localStorage.removeItem(LANGUAGE_KEY);
  else localStorage.setItem(LANGUAGE_KEY, choice);
  reload();
}

const subscribeToNothing = () => () => undefined;

/** False on the server and while the page takes over what the server rendered, which has no words yet. */
export function useHasWords(): boolean {
  return useSyncExternalStore(subscribeToNothing, () => true, () => false);
}

export function useLanguageChoice(): LanguageChoice {
  return useSyncExternalStore(subscribeToNothing, readLanguageChoice, () => 'auto' as const);
}
