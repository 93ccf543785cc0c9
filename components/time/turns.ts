'use client';

import { createContext, useEffect, useState } from 'react';
import type { LogEntry, Turn } from '@/lib/happenings';
import type { ObjectId } from '@/lib/object-id';

export type Turns = ReadonlyMap<ObjectId, Turn>;
const NO_TURNS: Turns = new Map();

/** What of all that is shown came, went or changed, and is to be told from the rest. */
export const TurnsContext = createContext<Turns>(NO_TURNS);

/** Long enough to be found by who looked elsewhere. */
const SHOWN_MS = 5000;

/** Those of the last change that have come, for a moment. */
export function useNewcomers(log: readonly LogEntry[]): Turns {
  const [last] = log;
  const [shown, setShown] = useState<{ readonly entry: LogEntry | undefined; readonly turns: Turns }>({ entry: last, turns: NO_TURNS });
  if (shown.entry !== last) setShown({ entry: last, turns: newcomersOf(last) });
  useEffect(() => {
    if (last === undefined) return undefined;
    const timer = setTimeout(() => setShown({ entry: last, turns: NO_TURNS }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [last]);
  return shown.turns;
}

function newcomersOf(entry: LogEntry | undefined): Turns {
  const came = (entry?.happenings ?? []).filter(({ turn }) => turn === 'added');
  return came.length === 0 ? NO_TURNS : new Map(came.map(({ id, turn }) => [id, turn]));
}
