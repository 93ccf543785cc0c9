'use client';

import { nsenterLine, type NsenterRequest } from '@/lib/nsenter';
import { nsenterNotes } from '@/lib/nsenter-notes';
import { CopyButton } from '../ui/copy';
import styles from './by-hand.module.css';
import { EXEC_STRINGS } from './strings';

/** The equal nsenter(1) line: for the runbook, and for who may not run commands from here. */
export function ByHand({ request }: { request: NsenterRequest | null }) {
  if (request === null) return null;
  const line = nsenterLine(request);
  return (
    <div className={styles['hand']}>
      <span className={styles['label']}>{EXEC_STRINGS.byHand}</span>
      <code className={styles['nsenter']}>{line}</code>
      <CopyButton text={line} what={EXEC_STRINGS.nsenter} />
      <details className={styles['notes']}>
        <summary>{EXEC_STRINGS.nsenterDiffers}</summary>
        <ul>{nsenterNotes(request).map((note) => <li key={note}>{EXEC_STRINGS.nsenterNotes[note]}</li>)}</ul>
      </details>
    </div>
  );
}
