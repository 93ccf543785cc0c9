'use client';

import { useState } from 'react';

export interface SizeLimits {
  readonly initial: number;
  readonly least: number;
  readonly most: number;
}

/** A size in pixels that the viewer sets by hand; this browser keeps it under `key`. */
export function useSize(key: string, limits: SizeLimits): [number, (size: number) => void] {
  const [size, setSize] = useState(() => clamp(Number(localStorage.getItem(key) ?? limits.initial), limits));
  const keep = (next: number) => {
    const clamped = clamp(next, limits);
    setSize(clamped);
    localStorage.setItem(key, String(clamped));
  };
  return [size, keep];
}

function clamp(size: number, { initial, least, most }: SizeLimits): number {
  return Number.isFinite(size) ? Math.round(Math.min(most, Math.max(least, size))) : initial;
}
