'use client';

import { useId, type KeyboardEvent, type Ref, type SubmitEvent } from 'react';
import { commandLine } from '@/lib/lsns';
import type { ObjectId } from '@/lib/object-id';
import type { NamespaceType, Snapshot } from '@/lib/schema';
import { Choice } from '../ui/choice';
import { CopyButton } from '../ui/copy';
import { Notice } from '../ui/notice';
import { CommandField } from './command-field';
import { argvOf, LIMITS_MS, requestOf, type Draft } from './draft';
import styles from './exec-form.module.css';
import { JoinChoice } from './join-choice';
import { joinTargetOf, nsenterOf, typesOf, type JoinTarget } from './join-target';
import { EXEC_STRINGS } from './strings';

interface ExecFormProps {
  readonly snapshot: Snapshot;
  readonly target: ObjectId;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  /** Null: allowed. Else the sentence that says why not. */
  readonly refused: string | null;
  readonly onRun: (types: readonly NamespaceType[]) => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

export function ExecForm({ snapshot, target, draft, onDraft, refused, onRun, inputRef }: ExecFormProps) {
  const joinTarget = joinTargetOf(snapshot, target);
  const types = typesOf(draft.way, joinTarget, draft.custom);
  const isReady = refused === null && requestOf(draft, target, types) !== null;
  const run = () => {
    if (isReady) onRun(types);
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
  };
  if (joinTarget.problem !== null) return <div className={styles['form']}><Notice title={joinTarget.problem} /></div>;
  return (
    // Ctrl+Enter runs from every field of the form.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form className={styles['form']} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      {refused !== null && <Notice tone="caution" title={EXEC_STRINGS.refusedTitle}><p>{refused}</p><p>{EXEC_STRINGS.refusedBody}</p></Notice>}
      <CommandField draft={draft} onDraft={onDraft} isReady={isReady} inputRef={inputRef} />
      <JoinChoice target={joinTarget} id={target} draft={draft} onDraft={onDraft} />
      <Options draft={draft} onDraft={onDraft} />
      <Whose target={joinTarget} />
      <ByHand line={nsenterOf(snapshot, { target, types, argv: argvOf(draft), as: draft.as })} />
    </form>
  );
}

const AS_OPTIONS = (['target', 'root'] as const).map((value) => ({ value, label: EXEC_STRINGS.asNames[value], title: EXEC_STRINGS.asHints[value] }));

function Options({ draft, onDraft }: Pick<ExecFormProps, 'draft' | 'onDraft'>) {
  const id = useId();
  return (
    <div className={styles['options']}>
      <div className={styles['option']}>
        <span className={styles['label']}>{EXEC_STRINGS.as}</span>
        <Choice legend={EXEC_STRINGS.as} options={AS_OPTIONS} value={draft.as} onChange={(as) => onDraft({ ...draft, as })} />
      </div>
      <div className={styles['option']}>
        <label className={styles['label']} htmlFor={id}>{EXEC_STRINGS.limit}</label>
        <select id={id} className={styles['select']} value={draft.limitMs} onChange={({ target }) => onDraft({ ...draft, limitMs: LIMITS_MS.find((limit) => String(limit) === target.value) ?? draft.limitMs })}>
          {LIMITS_MS.map((limit) => <option key={limit} value={limit}>{EXEC_STRINGS.limits[limit]}</option>)}
        </select>
      </div>
    </div>
  );
}

function Whose({ target: { process } }: { target: JoinTarget }) {
  return <p className={styles['whose']}>{process === null ? EXEC_STRINGS.joinsAlone : EXEC_STRINGS.joinsAs(process.pid, shorten(commandLine(process)))}</p>;
}

const COMMAND_SHOWN = 60;

function shorten(command: string): string {
  return command.length > COMMAND_SHOWN ? `${command.slice(0, COMMAND_SHOWN)}…` : command;
}

/** The equal nsenter(1) line: for the runbook, and for who may not run commands from here. */
function ByHand({ line }: { line: string | null }) {
  if (line === null) return null;
  return (
    <div className={styles['hand']}>
      <span className={styles['label']}>{EXEC_STRINGS.byHand}</span>
      <code className={styles['nsenter']}>{line}</code>
      <CopyButton text={line} what={EXEC_STRINGS.nsenter} />
    </div>
  );
}
