'use client';

import { areOfOneBoot, countsOf, differenceOf, DIFFERENCE_LISTS, isNothing, type Difference } from '@/lib/difference';
import { happeningsOf, type Happening } from '@/lib/happenings';
import type { Snapshot } from '@/lib/schema';
import { isThere } from '../objects/naming';
import { Button } from '../ui/button';
import { Disclosure } from '../ui/disclosure';
import { LongList } from '../ui/long-list';
import { HappeningRow } from './change-log';
import styles from './difference-panel.module.css';
import { DIFFERENCE_STRINGS } from './strings';
import { clockTime } from './words';

/** Two Snapshots, the older one first. */
export interface Compared {
  readonly from: Snapshot;
  readonly to: Snapshot;
  /** What is on the screen. */
  readonly shown: Snapshot;
  /** One of the two is of now. */
  readonly isToNow: boolean;
  /** Null: they are of two boots, and cannot be compared. */
  readonly difference: Difference | null;
}

export function compareMoments(shown: Snapshot, other: { readonly snapshot: Snapshot; readonly isNow: boolean }, isShownNow: boolean): Compared {
  const [from, to] = shown.time <= other.snapshot.time ? [shown, other.snapshot] : [other.snapshot, shown];
  const isToNow = to === shown ? isShownNow : other.isNow;
  return { from, to, shown, isToNow, difference: areOfOneBoot(from, to) ? differenceOf(from, to) : null };
}

/** Nothing while nothing is compared. What came, went and changed between two moments, by kind; what is on the screen can be gone to. */
export function DifferencePanel({ compared, onEnd }: { readonly compared: Compared | null; readonly onEnd: () => void }) {
  if (compared === null) return null;
  const { from, to, isToNow, difference } = compared;
  return (
    <section className={styles['panel']} aria-label={DIFFERENCE_STRINGS.title}>
      <header className={styles['head']}>
        <div>
          <h2>{DIFFERENCE_STRINGS.title}</h2>
          <p className={styles['between']}>{DIFFERENCE_STRINGS.between(clockTime(from.time), isToNow ? DIFFERENCE_STRINGS.now : clockTime(to.time))}</p>
        </div>
        <Button look="quiet" icon="close" aria-label={DIFFERENCE_STRINGS.end} onClick={onEnd} />
      </header>
      {difference === null ? <p className={styles['words']}>{DIFFERENCE_STRINGS.otherBoot}</p> : <Lists difference={difference} shown={compared.shown} />}
    </section>
  );
}

function Lists({ difference, shown }: { readonly difference: Difference; readonly shown: Snapshot }) {
  const counts = countsOf(difference);
  if (isNothing(counts)) return <p className={styles['words']}>{DIFFERENCE_STRINGS.none}</p>;
  const all = happeningsOf(difference);
  return (
    <>
      {DIFFERENCE_LISTS.filter((list) => counts[list].some((count) => count > 0)).map((list) => {
        const kind = list === 'processes' ? 'process' : list.slice(0, -1);
        const [added, removed, changed] = counts[list];
        return (
          <Disclosure key={list} title={DIFFERENCE_STRINGS.names[list]} aside={DIFFERENCE_STRINGS.heading(added, removed, changed)} open>
            <LongList label={DIFFERENCE_STRINGS.names[list]} rows={all.filter((row) => row.kind === kind)} keyOf={({ id }) => id}>
              {(happening) => <HappeningRow happening={happening} isThere={isThere(shown, happening.id)} aside={asideOf(happening)} absent={DIFFERENCE_STRINGS.later} />}
            </LongList>
          </Disclosure>
        );
      })}
      <p className={styles['key']}>{DIFFERENCE_STRINGS.key}</p>
    </>
  );
}

function asideOf({ turn, fields }: Happening): string | undefined {
  return turn === 'changed' ? fields.join(', ') : undefined;
}
