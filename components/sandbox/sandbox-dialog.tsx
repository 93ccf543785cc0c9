'use client';

import { useRef, useState, type SubmitEvent } from 'react';
import type { Session } from '@/lib/door-schema';
import type { ObjectId } from '@/lib/object-id';
import type { Sandbox } from '@/lib/sandbox-schema';
import type { Snapshot } from '@/lib/schema';
import { FailureNotice } from '../failure-notice';
import { Button } from '../ui/button';
import { Copyable } from '../ui/copy';
import { Dialog } from '../ui/dialog';
import { Notice } from '../ui/notice';
import { firstDraft, permitted, previewOf, problemsOf, requestOf, type Draft, type Problems } from './draft';
import styles from './sandbox-dialog.module.css';
import { SandboxForm } from './sandbox-form';
import { SandboxList } from './sandbox-list';
import { SANDBOX_STRINGS } from './strings';
import { useSandboxes, type Doing, type Sandboxes } from './use-sandboxes';
import { WillHappen } from './will-happen';

interface SandboxDialogProps {
  readonly snapshot: Snapshot;
  readonly session: Session | undefined;
  readonly onMade: (sandbox: Sandbox) => void;
  readonly onShow: (id: ObjectId) => void;
  readonly onClose: () => void;
}

/** Makes namespaces: what, as whom, with which root and cable; and what that means, before it is done. Mounted only while it is open. */
export function SandboxDialog({ snapshot, session, onMade, onShow, onClose }: SandboxDialogProps) {
  const sandboxes = useSandboxes(true);
  return (
    <Dialog title={SANDBOX_STRINGS.title} isWide onClose={onClose}>
      {session !== undefined && sandboxes.list !== undefined && (
        <Maker session={session} taken={sandboxes.list.sandboxes.map(({ name }) => name)} sandboxes={sandboxes} onMade={onMade} />
      )}
      <div className={styles['list']}><SandboxList snapshot={snapshot} sandboxes={sandboxes} refused={session?.execRefused ?? null} onShow={onShow} /></div>
    </Dialog>
  );
}

interface MakerProps {
  readonly session: Session;
  readonly taken: readonly string[];
  readonly sandboxes: Sandboxes;
  readonly onMade: (sandbox: Sandbox) => void;
}

function Maker({ session: { execRefused, privileged }, taken, sandboxes, onMade }: MakerProps) {
  const { draft, setDraft, request, shown: lastRequest } = useDraft(() => permitted(firstDraft(taken), privileged));
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems = problemsOf(draft);
  const isBusy = sandboxes.doing.kind === 'doing';
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.size > 0 || request === null) focusFirstProblem(form.current);
    else if (execRefused === null && !isBusy) void sandboxes.make(request).then((made) => (made === null ? focusFirstProblem(form.current) : onMade(made)));
  };
  const shown = new Map([...(isTried ? problems : withoutEmpty(problems)), ...problemOfDoor(sandboxes.doing)]);
  return (
    <form ref={form} className={styles['body']} onSubmit={onSubmit} noValidate>
      <div className={styles['form']}>
        {execRefused === null ? <p className={styles['lead']}>{SANDBOX_STRINGS.lead}</p> : <Notice tone="caution" title={SANDBOX_STRINGS.refusedTitle}><p>{execRefused}</p><p>{SANDBOX_STRINGS.refusedBody}</p></Notice>}
        <SandboxForm draft={draft} onDraft={setDraft} problems={shown} isPrivileged={privileged} />
      </div>
      <div className={styles['side']}>
        {lastRequest !== null && <WillHappen request={lastRequest} isPrivileged={privileged} />}
      </div>
      <div className={styles['end']}>
        <Outcome doing={sandboxes.doing} command={sandboxes.list?.waiting.find(({ name }) => name === draft.name)?.command ?? null} onGiveUp={sandboxes.giveUp} />
        <Button submits look="primary" icon="plus" disabled={execRefused !== null || isBusy}>{isBusy ? SANDBOX_STRINGS.making : SANDBOX_STRINGS.make}</Button>
      </div>
    </form>
  );
}

/** While something is wrong, what will happen is shown as it was before: it does not flicker with each letter. */
function useDraft(first: () => Draft) {
  const [{ draft, shown }, set] = useState(() => {
    const begun = first();
    return { draft: begun, shown: previewOf(begun) };
  });
  const setDraft = (next: Draft) => set((before) => ({ draft: next, shown: previewOf(next) ?? before.shown }));
  return { draft, setDraft, request: requestOf(draft), shown };
}

/** What was not filled in yet is no mistake yet. */
function withoutEmpty(problems: Problems): Problems {
  return new Map([...problems].filter(([field]) => field !== 'root.path' && field !== 'argv'));
}

/** The door names a field as `.uidMap[0].count`. */
function problemOfDoor(doing: Doing): [string, string][] {
  if (doing.kind !== 'failed' || doing.answer.path === undefined) return [];
  return [[doing.answer.path.slice(1).replace(/\[(\d+)\]/g, '.$1'), doing.answer.message]];
}

function focusFirstProblem(form: HTMLFormElement | null): void {
  // The marks are on the page after the next paint.
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

function Outcome({ doing, command, onGiveUp }: { doing: Doing; command: string | null; onGiveUp: () => void }) {
  return (
    <div role="status">
      {doing.kind === 'failed' && <FailureNotice title={SANDBOX_STRINGS.failed} answer={doing.answer} />}
      {doing.kind === 'doing' && command !== null && <Notice tone="caution" title={SANDBOX_STRINGS.waiting} actions={<Button onClick={onGiveUp}>{SANDBOX_STRINGS.giveUp}</Button>}><Copyable mono text={command} what={SANDBOX_STRINGS.waitingWhat} /></Notice>}
    </div>
  );
}
