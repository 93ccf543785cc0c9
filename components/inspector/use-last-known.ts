'use client';

import { useState } from 'react';
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { isThere } from '../objects/naming';

export interface LastKnown {
  /** The newest Snapshot that has the object; null when none that this page saw had it. */
  readonly snapshot: Snapshot | null;
  /** Time of the first Snapshot without it; null while it is there. */
  readonly endedAt: number | null;
}

/** An object that ends while it is looked at does not vanish: its last facts stay. */
export function useLastKnown(snapshot: Snapshot, id: ObjectId): LastKnown {
  const [known, setKnown] = useState<LastKnown & { readonly id: ObjectId; readonly seen: Snapshot | null }>({ id, snapshot: null, endedAt: null, seen: null });
  if (known.seen === snapshot && known.id === id) return known;
  const next = { id, seen: snapshot, ...nextKnown(known.id === id ? known : null, snapshot, id) };
  setKnown(next);
  return next;
}

function nextKnown(known: LastKnown | null, snapshot: Snapshot, id: ObjectId): LastKnown {
  if (isThere(snapshot, id)) return { snapshot, endedAt: null };
  if (known?.snapshot == null) return { snapshot: null, endedAt: null };
  return { snapshot: known.snapshot, endedAt: known.endedAt ?? snapshot.time };
}
