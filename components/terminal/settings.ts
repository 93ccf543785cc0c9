'use client';

import { useSyncExternalStore } from 'react';
import type { ScreenSettings } from './screen';

const FONT_KEY = 'nsatlas.terminal.font';
const READ_KEY = 'nsatlas.terminal.read';
const FONT_LIMITS = { initial: 13, least: 8, most: 32 } as const;

const listeners = new Set<() => void>();
let settings: ScreenSettings | null = null;

/** How all terminals of this browser look; it keeps them. */
export function readSettings(): ScreenSettings {
  settings ??= { fontSize: fontSizeOf(localStorage.getItem(FONT_KEY)), isRead: localStorage.getItem(READ_KEY) === '1' };
  return settings;
}

export function keepSettings(next: ScreenSettings): void {
  settings = { ...next, fontSize: clamp(next.fontSize) };
  localStorage.setItem(FONT_KEY, String(settings.fontSize));
  localStorage.setItem(READ_KEY, settings.isRead ? '1' : '0');
  for (const listener of listeners) listener();
}

export function watchSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const START: ScreenSettings = { fontSize: FONT_LIMITS.initial, isRead: false };

export function useSettings(): ScreenSettings {
  return useSyncExternalStore(watchSettings, readSettings, () => START);
}

function fontSizeOf(kept: string | null): number {
  return kept === null || !Number.isFinite(Number(kept)) ? FONT_LIMITS.initial : clamp(Number(kept));
}

function clamp(size: number): number {
  return Math.round(Math.min(FONT_LIMITS.most, Math.max(FONT_LIMITS.least, size)));
}
