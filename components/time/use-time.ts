'use client';

import { useDeferredValue, useMemo } from 'react';
import type { Snapshot } from '@/lib/schema';
import { happeningsOf, type Turn } from '@/lib/happenings';
import type { ObjectId } from '@/lib/object-id';
import type { View } from '@/lib/view';
import { compareMoments, type Compared } from './difference-panel';
import { useFiles } from './files';
import type { Past } from './past';
import { FILE_STRINGS, PAST_STRINGS } from './strings';
import { useNewcomers, type Turns } from './turns';
import { useKept, useMoment, type MomentState } from './use-moment';
import { useReel, type ReelUse } from './use-reel';

export interface TimeUse {
  readonly reel: ReelUse;
  /** What is shown. */
  readonly snapshot: Snapshot | null;
  /** Null: what is shown is of now. */
  readonly past: Past | null;
  readonly moment: MomentState;
  readonly files: ReturnType<typeof useFiles>;
  readonly turns: Turns;
  readonly compared: Compared | null;
  readonly marked: number | null;
  readonly mark: (moment: number | null) => void;
  /** Null before there is a now. */
  readonly compareWithNow: (() => void) | null;
  readonly isWithNow: boolean;
  readonly endComparison: () => void;
  readonly toNow: () => void;
}

/** All of the page that has to do with when. */
export function useTime(view: View, setView: (view: View) => void): TimeUse {
  const reel = useReel();
  const moment = useMoment(view.then, reel);
  const { against } = view;
  const kept = useKept(against === 'now' ? null : against);
  const setAgainst = (wanted: View['against']) => setView({ ...view, against: wanted });
  // So that React may rest while it renders a large host.
  const snapshot = useDeferredValue(reel.snapshot);
  const newest = useDeferredValue(reel.live.snapshot);
  const { shown } = reel;
  const isNow = shown.kind === 'live' || shown.kind === 'paused';
  const past = useMemo(() => (isNow ? null : { reason: shown.kind === 'file' ? FILE_STRINGS.reason : PAST_STRINGS.reason, topology: shown.kind === 'file' ? shown.file.topology : null }), [isNow, shown]);
  const files = useFiles((name, file) => {
    if (view.then !== null) setView({ ...view, then: null });
    reel.showFile(name, file);
  });
  const isLive = shown.kind === 'live';
  const compared = useMemo(() => {
    const other = against === 'now' ? (newest === null ? null : { snapshot: newest, isNow: true }) : kept === null ? null : { snapshot: kept, isNow: false };
    // What is of now is no different from now.
    return snapshot === null || other === null || (isLive && other.isNow) ? null : compareMoments(snapshot, other, isLive);
  }, [snapshot, newest, against, kept, isLive]);
  const newcomers = useNewcomers(reel.log);
  const told = useMemo(() => (compared === null ? null : turnsIn(compared)), [compared]);
  return {
    reel, snapshot, past, moment, files, compared,
    turns: told ?? (isLive ? newcomers : NOBODY),
    marked: against === 'now' ? null : against,
    mark: setAgainst,
    compareWithNow: newest === null ? null : () => setAgainst(against === 'now' ? null : 'now'),
    isWithNow: against === 'now',
    endComparison: () => setAgainst(null),
    toNow: () => {
      if (view.then !== null) setView({ ...view, then: null, against: against === 'now' ? null : against });
      else reel.resume();
    },
  };
}

const NOBODY: Turns = new Map();

/** Of what is on the screen: what has come when it is the later one, what will go when it is the earlier one. */
function turnsIn({ difference, shown, to }: Compared): Turns {
  if (difference === null) return NOBODY;
  const unseen: Turn = shown === to ? 'removed' : 'added';
  return new Map(happeningsOf(difference).filter(({ turn }) => turn !== unseen).map(({ id, turn }): [ObjectId, Turn] => [id, turn]));
}
