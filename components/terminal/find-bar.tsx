'use client';

import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '../ui/button';
import styles from './find-bar.module.css';
import type { OpenTerminal, TerminalView } from './open-terminal';
import { TERMINAL_STRINGS } from './strings';

/** Finds words in what was printed, as far back as it is kept. */
export function FindBar({ terminal, found }: { terminal: OpenTerminal; found: TerminalView['found'] }) {
  const [words, setWords] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const find = (text: string, direction: 'next' | 'previous') => terminal.screen?.find(text, direction);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      terminal.setFinding(false);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      find(words, event.shiftKey ? 'previous' : 'next');
    }
  };
  return (
    <search className={styles['find']}>
      <input ref={input} type="text" className={styles['input']} aria-label={TERMINAL_STRINGS.findLabel} autoComplete="off" spellCheck={false} value={words} onKeyDown={onKeyDown} onChange={({ target }) => { setWords(target.value); find(target.value, 'previous'); }} />
      <span className={styles['found']} role="status">{words === '' ? '' : found.count === 0 ? TERMINAL_STRINGS.foundNothing : TERMINAL_STRINGS.foundAt(found.at, found.count)}</span>
      <Button look="quiet" icon="up" aria-label={TERMINAL_STRINGS.findPrevious} onClick={() => find(words, 'previous')} />
      <Button look="quiet" icon="down" aria-label={TERMINAL_STRINGS.findNext} onClick={() => find(words, 'next')} />
      <Button look="quiet" icon="close" aria-label={TERMINAL_STRINGS.findEnd} onClick={() => terminal.setFinding(false)} />
    </search>
  );
}
