'use client';

import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Session } from '@/lib/door-schema';
import type { ExecRequest } from '@/lib/exec-schema';
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { nameObject, type ObjectName } from '../objects/naming';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { FIRST_DRAFT, type Draft } from './draft';
import styles from './exec-drawer.module.css';
import { ExecForm } from './exec-form';
import { RunList } from './run-list';
import { EXEC_STRINGS } from './strings';
import type { Runs } from './use-runs';

interface ExecDrawerProps {
  readonly snapshot: Snapshot;
  /** What is selected; null when nothing is. */
  readonly target: ObjectId | null;
  readonly session: Session | undefined;
  readonly runs: Runs;
  readonly onClose: () => void;
}

/** Steps into what is selected: joins its namespaces and runs a command there. */
export function ExecDrawer({ snapshot, target, session, runs, onClose }: ExecDrawerProps) {
  const [draft, setDraft] = useState<Draft>(FIRST_DRAFT);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const name = target === null ? null : nameObject(snapshot, target);
  const start = (request: ExecRequest) => {
    if (name !== null) runs.start(name.title, request);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    // Escape closes it from wherever the focus is inside.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className={styles['drawer']} aria-label={EXEC_STRINGS.title} onKeyDown={onKeyDown}>
      <Head name={name} onClose={onClose} />
      <div className={styles['body']}>
        {target === null || name === null ? <div className={styles['nobody']}><Notice title={target === null ? EXEC_STRINGS.noTarget : EXEC_STRINGS.goneTarget} /></div> : <ExecForm snapshot={snapshot} target={target} draft={draft} onDraft={setDraft} refused={session?.execRefused ?? null} onRun={start} inputRef={input} />}
        <RunList runs={runs} draft={draft} onDraft={setDraft} />
      </div>
    </section>
  );
}

function Head({ name, onClose }: { name: ObjectName | null; onClose: () => void }) {
  return (
    <header className={styles['head']}>
      <h2 className={styles['title']}>
        {name === null ? EXEC_STRINGS.title : <>{EXEC_STRINGS.titleIn} <strong>{name.title}</strong> <span className={styles['sort']}>{name.sort}</span></>}
      </h2>
      <Button look="quiet" icon="close" aria-label={EXEC_STRINGS.close} onClick={onClose} />
    </header>
  );
}
