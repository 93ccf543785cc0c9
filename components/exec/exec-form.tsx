'use client';

import type { KeyboardEvent, ReactNode, Ref, SubmitEvent } from 'react';
import type { ExecRequest } from '@/lib/exec-schema';
import { commandLine } from '@/lib/lsns';
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { Notice } from '../ui/notice';
import { ByHand } from './by-hand';
import { CommandField } from './command-field';
import { groundOf, nsenterRequestOf, requestOf, type Draft } from './draft';
import styles from './exec-form.module.css';
import { JoinChoice } from './join-choice';
import { JoinCalls } from './join-calls';
import { callsOf, joinTargetOf, typesOf, type JoinTarget } from './join-target';
import { OptionsFold } from './options-fold';
import { PasteLine } from './paste-line';
import { EXEC_STRINGS } from './strings';

interface ExecFormProps {
  readonly snapshot: Snapshot;
  readonly target: ObjectId;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  /** Null: allowed. Else the sentence that says why not. */
  readonly refused: string | null;
  /** Nobody may: there is nothing to run with, only the line to do it by hand. */
  readonly isReadOnly: boolean;
  readonly onRun: (request: ExecRequest) => void;
  readonly inputRef: Ref<HTMLInputElement>;
  /** Beside Run: what else can be done with the command. */
  readonly beside: ReactNode;
}

export function ExecForm({ snapshot, target, draft, onDraft, refused, isReadOnly, onRun, inputRef, beside }: ExecFormProps) {
  const joinTarget = joinTargetOf(snapshot, target);
  const request = requestOf(draft, { target, joinTarget });
  const isReady = refused === null && request !== null;
  const run = () => {
    if (isReady) onRun(request);
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
  };
  const paste = <PasteLine snapshot={snapshot} target={target} draft={draft} onDraft={onDraft} />;
  if (joinTarget.problem !== null) return <div className={styles['form']}><Notice title={joinTarget.problem} />{paste}</div>;
  return (
    // Ctrl+Enter runs from every field of the form.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form className={styles['form']} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      {isReadOnly && <Notice title={EXEC_STRINGS.readOnlyTitle}>{EXEC_STRINGS.readOnlyBody}</Notice>}
      {!isReadOnly && refused !== null && <Notice tone="caution" title={EXEC_STRINGS.refusedTitle}><p>{refused}</p><p>{EXEC_STRINGS.refusedBody}</p></Notice>}
      <CommandField draft={draft} onDraft={onDraft} isReady={isReady} isReadOnly={isReadOnly} inputRef={inputRef} beside={beside} />
      {paste}
      <JoinChoice target={joinTarget} id={target} draft={draft} onDraft={onDraft} />
      <OptionsFold options={draft.options} onOptions={(options) => onDraft({ ...draft, options })} ground={groundOf(draft, joinTarget)} isByHand={isReadOnly} />
      <Whose target={joinTarget} />
      <ByHand request={nsenterRequestOf(snapshot, draft, { target, joinTarget })} />
      <JoinCalls steps={callsOf(snapshot, { target, types: typesOf(draft.way, joinTarget, draft.custom) })} />
    </form>
  );
}

function Whose({ target: { process } }: { target: JoinTarget }) {
  return <p className={styles['whose']}>{process === null ? EXEC_STRINGS.joinsAlone : EXEC_STRINGS.joinsAs(process.pid, shorten(commandLine(process)))}</p>;
}

const COMMAND_SHOWN = 60;

function shorten(command: string): string {
  return command.length > COMMAND_SHOWN ? `${command.slice(0, COMMAND_SHOWN)}…` : command;
}
