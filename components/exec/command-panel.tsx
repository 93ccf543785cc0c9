'use client';

import type { Ref } from 'react';
import type { Session } from '@/lib/door-schema';
import type { ExecRequest } from '@/lib/exec-schema';
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { nameObject, type ObjectName } from '../objects/naming';
import { OpenButtons } from '../terminal/open-buttons';
import type { TerminalStore } from '../terminal/terminal-store';
import { Notice } from '../ui/notice';
import type { Draft } from './draft';
import styles from './exec-drawer.module.css';
import { ExecForm } from './exec-form';
import { PasteLine } from './paste-line';
import { RunList } from './run-list';
import { EXEC_STRINGS } from './strings';
import type { Runs } from './use-runs';

interface CommandPanelProps {
  readonly snapshot: Snapshot;
  readonly target: ObjectId | null;
  readonly session: Session | undefined;
  readonly runs: Runs;
  readonly terminals: TerminalStore;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

/** What to run in what is selected, and what was run. */
export function CommandPanel({ snapshot, target, session, runs, terminals, draft, onDraft, inputRef }: CommandPanelProps) {
  const name = target === null ? null : nameObject(snapshot, target);
  const refused = session?.execRefused ?? null;
  const start = (request: ExecRequest) => {
    if (name !== null) runs.start(name.title, request);
  };
  const isReadOnly = session?.readOnly === true;
  return (
    <div className={isReadOnly ? styles['alone'] : styles['body']}>
      <div>
        <Title name={name} words={isReadOnly ? EXEC_STRINGS.byHandIn : EXEC_STRINGS.titleIn} />
        {target === null || name === null ? <div className={styles['nobody']}><Notice title={target === null ? EXEC_STRINGS.noTarget : EXEC_STRINGS.goneTarget} /><PasteLine snapshot={snapshot} target={target} draft={draft} onDraft={onDraft} /></div> : (
          <ExecForm snapshot={snapshot} target={target} draft={draft} onDraft={onDraft} refused={refused} isReadOnly={isReadOnly} onRun={start} inputRef={inputRef} beside={isReadOnly ? null : <OpenButtons snapshot={snapshot} target={target} draft={draft} refused={refused} onOpen={(request) => terminals.open(name.title, request)} />} />
        )}
      </div>
      {!isReadOnly && <RunList runs={runs} draft={draft} onDraft={onDraft} />}
    </div>
  );
}

function Title({ name, words }: { name: ObjectName | null; words: string }) {
  return (
    <h2 className={styles['title']}>
      {name === null ? EXEC_STRINGS.title : <>{words} <strong>{name.title}</strong> <span className={styles['sort']}>{name.sort}</span></>}
    </h2>
  );
}
