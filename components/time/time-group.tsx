'use client';

import type { ReactNode } from 'react';
import type { LogEntry } from '@/lib/happenings';
import type { Snapshot } from '@/lib/schema';
import { isThere } from '../objects/naming';
import { Button } from '../ui/button';
import { ChangeLog } from './change-log';
import type { ReelUse } from './use-reel';
import { TIME_STRINGS } from './strings';
import styles from './time-group.module.css';
import { Unfold } from './unfold';
import { turnsInWords } from './words';

interface TimeGroupProps {
  readonly reel: ReelUse;
  readonly isTimelineOpen: boolean;
  readonly onTimeline: (isOpen: boolean) => void;
  /** What else can be done with it. */
  readonly files: ReactNode;
}

/** Pause and step, what has just come and gone, and the way to the hour before. */
export function TimeGroup({ reel, isTimelineOpen, onTimeline, files }: TimeGroupProps) {
  const { shown, log, snapshot } = reel;
  return (
    <div className={styles['group']} role="group" aria-label={TIME_STRINGS.group}>
      {shown.kind === 'live' && <Button look="quiet" icon="pause" aria-label={TIME_STRINGS.pause} title={TIME_STRINGS.pauseHint} aria-keyshortcuts="p" disabled={snapshot === null} onClick={reel.pause} />}
      {shown.kind === 'paused' && (
        <>
          <Button look="quiet" icon="play" aria-label={TIME_STRINGS.resume} title={TIME_STRINGS.resumeHint} aria-keyshortcuts="p" onClick={reel.resume} />
          <Button look="quiet" icon="step" aria-label={TIME_STRINGS.step} title={TIME_STRINGS.stepHint} aria-keyshortcuts="." disabled={shown.waiting === 0} onClick={reel.step} />
        </>
      )}
      {/* Beside another moment, that nothing has changed since the page was opened would seem to be said of that. */}
      {(log.length > 0 || shown.kind === 'live' || shown.kind === 'paused') && <Changes log={log} snapshot={snapshot} />}
      <Button look="quiet" icon="history" aria-label={TIME_STRINGS.timeline} title={TIME_STRINGS.timelineHint} aria-keyshortcuts="h" aria-pressed={isTimelineOpen} onClick={() => onTimeline(!isTimelineOpen)} />
      {files}
    </div>
  );
}

/** The last change in words, said aloud when it comes; a press unfolds all of them. */
function Changes({ log, snapshot }: { readonly log: readonly LogEntry[]; readonly snapshot: Snapshot | null }) {
  const [last] = log;
  return (
    <Unfold label={TIME_STRINGS.changes} hint={TIME_STRINGS.changesHint} face={<span className={styles['words']} aria-live="polite" data-quiet={last === undefined || undefined}>{last === undefined ? TIME_STRINGS.noChanges : turnsInWords(last.counts)}</span>}>
      {(close) => <ChangeLog log={log} isThere={({ id }) => snapshot !== null && isThere(snapshot, id)} onGo={close} />}
    </Unfold>
  );
}
