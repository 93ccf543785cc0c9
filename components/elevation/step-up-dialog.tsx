'use client';

import { useEffect, useId, useRef, useState, useSyncExternalStore, type SubmitEvent } from 'react';
import type { Elevation } from '@/lib/rights-schema';
import { elevationReply, elevationRequest } from '@/lib/rights-schema';
import { showText, type Text } from '@/lib/text';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import styles from './step-up-dialog.module.css';
import { stepUp, type StepUpQuestion } from './step-up';
import { ELEVATION_STRINGS } from './strings';
import { Talk, type TalkStage } from './talk';
import { useElevation } from './use-elevation';

/** Asks who somebody is when it has to be known; mounted once for the page. */
export function StepUpDialog() {
  const question = useSyncExternalStore(stepUp.subscribe, stepUp.current, stepUp.current);
  return question === null ? null : <Question key={question.turn} question={question} />;
}

/** Of this page, so that the next time it is there already. */
let lastUser = '';

function Question({ question: { reason } }: { question: StepUpQuestion }) {
  const { elevation, take } = useElevation();
  const grant = (granted: Elevation) => {
    take(granted);
    stepUp.end(true);
  };
  const [talk] = useState(() => new Talk(grant));
  const { stage, notes, problem } = useSyncExternalStore(talk.subscribe, talk.current, talk.current);
  const close = () => {
    talk.leave();
    stepUp.end(false);
  };
  const formId = useId();
  const isBusy = stage.kind === 'busy';
  const actions = (
    <>
      <Button onClick={close}>{ELEVATION_STRINGS.cancel}</Button>
      <Button submits form={formId} look="primary" disabled={isBusy}>{stage.kind === 'name' ? ELEVATION_STRINGS.next : ELEVATION_STRINGS.send}</Button>
    </>
  );
  return (
    <Dialog title={ELEVATION_STRINGS.title} onClose={close} actions={actions}>
      <p>{ELEVATION_STRINGS.lead(showText(elevation?.policy ?? ''))}</p>
      {reason !== null && <p>{showText(reason.message)}</p>}
      <Notes notes={notes} />
      <p className={styles['problem']} role="alert">{problem}</p>
      <Form key={keyOf(stage)} id={formId} talk={talk} stage={stage} />
      <p className="unseen" role="status">{isBusy && ELEVATION_STRINGS.busy[stage.what]}</p>
    </Dialog>
  );
}

function keyOf(stage: TalkStage): string {
  return stage.kind === 'asked' ? `asked ${stage.round}` : stage.kind;
}

/** It comes from modules of the host, and shows as what it is: their words, not ours. */
function Notes({ notes }: { notes: readonly Text[] }) {
  if (notes.length === 0) return null;
  return (
    <div className={styles['notes']}>
      <p>{ELEVATION_STRINGS.saysPam}</p>
      {notes.map((note, at) => <p key={at} className={styles['note']}>{showText(note)}</p>)}
    </div>
  );
}

interface FormProps {
  readonly id: string;
  readonly talk: Talk;
  readonly stage: TalkStage;
}

interface Field {
  readonly label: string;
  readonly isSecret: boolean;
}

/** A field for the name, or one for each prompt. */
function Form({ id, talk, stage }: FormProps) {
  const fields: readonly Field[] = stage.kind === 'name' ? [{ label: ELEVATION_STRINGS.user, isSecret: false }]
    : stage.kind === 'asked' ? stage.prompts.map(({ text, echo }) => ({ label: labelOf(showText(text)), isSecret: !echo })) : [];
  const [values, setValues] = useState<readonly string[]>(() => (stage.kind === 'name' ? [lastUser] : fields.map(() => '')));
  const [wrong, setWrong] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  // Once the dialog is open: to open it takes the focus to its first button.
  useEffect(() => {
    const frame = requestAnimationFrame(() => form.current?.querySelector('input')?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setWrong(stage.kind === 'name' ? sendName(talk, values[0] ?? '') : sendAnswers(talk, values));
  };
  return (
    <form ref={form} id={id} className={styles['form']} onSubmit={onSubmit} noValidate>
      {stage.kind === 'busy' && <p className={styles['busy']}>{ELEVATION_STRINGS.busy[stage.what]}</p>}
      {fields.map(({ label, isSecret }, at) => (
        <label key={at} className={styles['field']}>
          <span>{label}</span>
          <input
            className={styles['input']} type={isSecret ? 'password' : 'text'} autoComplete={isSecret ? 'current-password' : stage.kind === 'name' ? 'username' : 'off'} autoCapitalize="off" spellCheck={false}
            value={values[at] ?? ''} onChange={({ target }) => setValues(values.map((value, place) => (place === at ? target.value : value)))}
          />
        </label>
      ))}
      <p className={styles['problem']} role="alert">{wrong}</p>
    </form>
  );
}

function labelOf(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' ? ELEVATION_STRINGS.unnamed : trimmed;
}

/** Null: it is on its way. */
function sendName(talk: Talk, name: string): string | null {
  const user = name.trim();
  if (!elevationRequest.safeParse({ user }).success) return ELEVATION_STRINGS.noName;
  lastUser = user;
  void talk.begin(user);
  return null;
}

function sendAnswers(talk: Talk, answers: readonly string[]): string | null {
  if (!elevationReply.safeParse({ answers }).success) return ELEVATION_STRINGS.tooLarge;
  void talk.answer(answers);
  return null;
}
