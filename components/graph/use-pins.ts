'use client';

import { useMemo, useState } from 'react';
import type { Pins } from '@/lib/layout';
import type { Point } from './drag';

const KEY = 'nsatlas.pins';
const NO_PINS: Pins = new Map();

/** Where groups were dragged to, kept in this browser for this host until it restarts. `isPast`: not beyond this page, where those of the host itself are kept. */
export function usePins(bootId: string, isPast: boolean): { pins: Pins; pin: (id: string, at: Point) => void; unpin: () => void } {
  const kept = useMemo(() => readPins(bootId), [bootId]);
  const [own, setOwn] = useState<ReadonlyMap<string, Pins>>(new Map());
  const pins = own.get(bootId) ?? kept;
  const keep = (next: Pins) => {
    setOwn(new Map([...own, [bootId, next]]));
    if (isPast) return;
    if (next.size === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({ bootId, pins: [...next] }));
  };
  return { pins, pin: (id, at) => keep(new Map([...pins, [id, at]])), unpin: () => keep(NO_PINS) };
}

/** Of this host or of another. */
export function hasKeptPins(): boolean {
  return localStorage.getItem(KEY) !== null;
}

function readPins(bootId: string): Pins {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return isKept(kept) && kept.bootId === bootId ? new Map(kept.pins) : NO_PINS;
  } catch (error) {
    // Somebody wrote there what is no JSON: as good as nothing.
    if (error instanceof SyntaxError) return NO_PINS;
    throw error;
  }
}

function isKept(value: unknown): value is { bootId: string; pins: [string, Point][] } {
  return typeof value === 'object' && value !== null && 'bootId' in value && 'pins' in value && Array.isArray(value.pins) && value.pins.every(isPin);
}

function isPin(value: unknown): value is [string, Point] {
  if (!Array.isArray(value)) return false;
  const [id, at] = value as unknown[];
  return typeof id === 'string' && typeof at === 'object' && at !== null && 'x' in at && 'y' in at && Number.isFinite(at.x) && Number.isFinite(at.y);
}
