'use client';

import type { ReactNode } from 'react';
import { objectId, parseObjectId, type ObjectId } from '@/lib/object-id';
import type { NamespaceType } from '@/lib/schema';
import { useSession } from '../fetch-json';
import { KindMark } from '../objects/kind-mark';
import type { ObjectName } from '../objects/naming';
import { Button } from '../ui/button';
import { Copyable } from '../ui/copy';
import { formatTime } from '../ui/format';
import { Notice } from '../ui/notice';
import { usePast } from '../time/past';
import { PAST_STRINGS } from '../time/strings';
import styles from './panel-frame.module.css';
import { TERMINAL_STRINGS } from '../terminal/strings';
import { INSPECTOR_STRINGS } from './strings';

interface PanelFrameProps {
  readonly id: ObjectId;
  readonly name: ObjectName;
  readonly type: NamespaceType | null;
  /** When it was seen to have ended; null while it lives. */
  readonly endedAt: number | null;
  readonly onClose: () => void;
  readonly onExec: () => void;
  readonly onTerminal: () => void;
  readonly onCompare: () => void;
  readonly children: ReactNode;
}

/** The head that all panels have: what it is, what can be done with it. */
export function PanelFrame({ id, name, type, endedAt, onClose, onExec, onTerminal, onCompare, children }: PanelFrameProps) {
  const past = usePast();
  const isHost = id === objectId('host', '');
  return (
    <>
      <header className={styles['head']}>
        <KindMark kind={parseObjectId(id)?.kind ?? 'host'} type={type} />
        <div className={styles['name']}>
          <h2><Copyable text={name.title} what={name.sort} /></h2>
          <p>{name.sort}</p>
        </div>
        <div className={styles['acts']}>
          {endedAt === null && <Button look="quiet" icon="compare" aria-label={INSPECTOR_STRINGS.compare} title={INSPECTOR_STRINGS.compareHint} aria-keyshortcuts="c" onClick={onCompare} />}
          {!isHost && endedAt === null && <WayIn onExec={onExec} onTerminal={onTerminal} />}
        </div>
        <Button look="quiet" icon="close" aria-label={INSPECTOR_STRINGS.close} onClick={onClose} />
      </header>
      {endedAt !== null && (
        <div className={styles['ended']} role="status">
          <Notice tone="caution" title={INSPECTOR_STRINGS.ended(formatTime(endedAt))}>{INSPECTOR_STRINGS.endedBody}</Notice>
        </div>
      )}
      {past !== null && <div className={styles['ended']}><Notice title={PAST_STRINGS.notKept}>{PAST_STRINGS.notKeptBody}</Notice></div>}
      <div className={styles['body']} data-ended={endedAt !== null || undefined}>{children}</div>
    </>
  );
}

/** A terminal, a command; for who may only look, the line to do it by hand. */
function WayIn({ onExec, onTerminal }: Pick<PanelFrameProps, 'onExec' | 'onTerminal'>) {
  const { data: session } = useSession();
  const past = usePast();
  const refused = session?.execRefused ?? null;
  if (past !== null) return <Button disabled title={past.reason}>{refused === null ? INSPECTOR_STRINGS.exec : INSPECTOR_STRINGS.byHand}</Button>;
  if (refused !== null) return <Button title={session?.readOnly === true ? INSPECTOR_STRINGS.byHandHint : refused} aria-keyshortcuts="e" onClick={onExec}>{INSPECTOR_STRINGS.byHand}</Button>;
  return (
    <>
      <Button look="quiet" icon="terminal" aria-label={TERMINAL_STRINGS.openFromInspector} title={TERMINAL_STRINGS.openFromInspectorHint} aria-keyshortcuts="t" onClick={onTerminal} />
      <Button look="primary" title={INSPECTOR_STRINGS.execHint} aria-keyshortcuts="e" onClick={onExec}>{INSPECTOR_STRINGS.exec}</Button>
    </>
  );
}
