'use client';

import { useId, useState, type KeyboardEvent } from 'react';
import type { ObjectId } from '@/lib/object-id';
import { pasteLine } from '@/lib/paste-line';
import type { Pasted } from '@/lib/pasted';
import type { Snapshot } from '@/lib/schema';
import { useSelect } from '../objects/select-context';
import { Button } from '../ui/button';
import type { Draft } from './draft';
import { draftOfPasted } from './paste-draft';
import styles from './paste-line.module.css';
import { PasteOffer } from './paste-offer';
import { EXEC_STRINGS } from './strings';

interface PasteLineProps {
  readonly snapshot: Snapshot;
  readonly target: ObjectId | null;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
}

const WORDS = EXEC_STRINGS.paste;

/** Ctrl+Enter runs the form from its other fields; what is pasted here has not filled it in yet. */
function keepEnter(event: KeyboardEvent) {
  if (event.key === 'Enter') event.stopPropagation();
}

/** A line of another tool, in the command field or in a field of its own: it fills the form, and runs nothing. */
export function PasteLine({ snapshot, target, draft, onDraft }: PasteLineProps) {
  const id = useId();
  const select = useSelect();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [wasTerminal, setWasTerminal] = useState(false);
  const use = (pasted: Pasted) => {
    if (pasted.target !== target) select(pasted.target);
    onDraft(draftOfPasted(pasted, draft));
    setWasTerminal(pasted.terminal);
    setOpen(false);
    setText('');
  };
  const line = isOpen ? text : draft.line;
  return (
    <div className={styles['paste']}>
      {!isOpen && <Button look="link" onClick={() => setOpen(true)}>{WORDS.open}</Button>}
      {isOpen && (
        <>
          <label htmlFor={id}>{WORDS.label}</label>
          {/* It was asked for just now. */}
          {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
          <textarea id={id} className={styles['text']} autoFocus rows={3} spellCheck={false} autoComplete="off" autoCapitalize="off" placeholder={WORDS.placeholder} value={text} onChange={(event) => setText(event.target.value)} onKeyDown={keepEnter} />
          <div className={styles['row']}><Button onClick={() => setOpen(false)}>{WORDS.close}</Button></div>
          {text.trim() !== '' && pasteLine(snapshot, text) === null && <p className={styles['none']}>{WORDS.unknown}</p>}
        </>
      )}
      <PasteOffer key={line} snapshot={snapshot} line={line} onUse={use} />
      <p className={styles['none']} role="status">{wasTerminal ? WORDS.wasTerminal : ''}</p>
    </div>
  );
}
