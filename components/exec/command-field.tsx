'use client';

import { useId, type ClipboardEvent, type ReactNode, type Ref } from 'react';
import { shellWords } from '@/lib/shell-words';
import { showText } from '@/lib/text';
import { Button } from '../ui/button';
import { READY_COMMANDS, type ReadyCommand } from './commands';
import styles from './command-field.module.css';
import { argvOf, type Draft } from './draft';
import { inOneLine } from './paste-draft';
import { EXEC_STRINGS } from './strings';

interface CommandFieldProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  /** Nothing is missing, and it is permitted. */
  readonly isReady: boolean;
  /** There is no running it at all. */
  readonly isReadOnly: boolean;
  readonly inputRef: Ref<HTMLInputElement>;
  /** Below Run: what else can be done with the command. */
  readonly beside: ReactNode;
}

/** A line, and the words the kernel will get: what is seen is what is run. */
export function CommandField({ draft, onDraft, isReady, isReadOnly, inputRef, beside }: CommandFieldProps) {
  const id = useId();
  // A field of one line would lose the line ends, and with them what the backslashes before them mean.
  const pasteWhole = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text/plain');
    if (!/\\\r?\n/.test(text)) return;
    event.preventDefault();
    onDraft({ ...draft, line: inOneLine(text), inShell: false });
  };
  return (
    <div className={styles['field']}>
      <div className={styles['line']}>
        <label className="unseen" htmlFor={id}>{EXEC_STRINGS.command}</label>
        <input ref={inputRef} id={id} className={styles['input']} type="text" autoComplete="off" autoCapitalize="off" spellCheck={false} placeholder={EXEC_STRINGS.placeholder} aria-describedby={`${id}-words`} value={draft.line} onChange={({ target }) => onDraft({ ...draft, line: target.value })} onPaste={pasteWhole} />
        {!isReadOnly && <Button submits look="primary" icon="play" disabled={!isReady} title={EXEC_STRINGS.runHint} aria-keyshortcuts="Control+Enter">{EXEC_STRINGS.run}</Button>}
      </div>
      {beside !== null && <div className={styles['beside']}>{beside}</div>}
      <div id={`${id}-words`}><Words draft={draft} onDraft={onDraft} /></div>
      <ul className={styles['ready']} aria-label={EXEC_STRINGS.presets}>
        {READY_COMMANDS.map((command) => (
          <li key={command.line}><button type="button" className={styles['command']} onClick={() => onDraft(take(draft, command))}>{command.line}</button></li>
        ))}
      </ul>
    </div>
  );
}

function take(draft: Draft, { line, way }: ReadyCommand): Draft {
  return { ...draft, line, inShell: false, way: draft.way === 'custom' ? 'custom' : way };
}

function Words({ draft, onDraft }: Pick<CommandFieldProps, 'draft' | 'onDraft'>) {
  const { isOpen, signs } = shellWords(draft.line);
  const shellSigns = [...new Set(signs.map(({ sign }) => sign))];
  const argv = argvOf(draft);
  return (
    <>
      {draft.line !== '' && (
        <ol className={styles['words']} aria-label={EXEC_STRINGS.argv}>
          {argv.map((word, place) => <li key={place}><code>{word === '' ? '\u2009' : showText(word)}</code></li>)}
        </ol>
      )}
      {isOpen && !draft.inShell && <p className={styles['problem']}>{EXEC_STRINGS.openQuote}</p>}
      {(draft.inShell || shellSigns.length > 0) && (
        <p className={styles['shell']}>
          {!draft.inShell && <span>{EXEC_STRINGS.signs(shellSigns.join(' '))}</span>}
          <label title={EXEC_STRINGS.shellHint}>
            <input type="checkbox" checked={draft.inShell} onChange={({ target }) => onDraft({ ...draft, inShell: target.checked })} />
            {EXEC_STRINGS.shell}
          </label>
        </p>
      )}
    </>
  );
}
