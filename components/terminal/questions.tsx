'use client';

import { useEffect, useRef } from 'react';
import { showText } from '@/lib/text';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { openAddress, webAddress } from './link-guard';
import type { OpenTerminal } from './open-terminal';
import type { Paste } from './paste-guard';
import type { Question } from './question';
import styles from './questions.module.css';
import { TERMINAL_STRINGS } from './strings';

/** What is not done before somebody has seen what it is. */
export function Questions({ terminal, question }: { terminal: OpenTerminal; question: Question | null }) {
  const end = () => {
    terminal.ask(null);
    terminal.focus();
  };
  switch (question?.kind) {
    case 'paste':
      return <PasteQuestion paste={question.paste} onPaste={() => terminal.paste(question.paste)} onClose={end} />;
    case 'address':
      return <AddressQuestion offered={question.offered} onClose={end} />;
    case 'paste-by-hand':
      return <PasteByHand onPaste={(text) => { end(); terminal.offerPaste(text); }} onClose={end} />;
    case 'copy-by-hand':
      return <CopyByHand text={question.text} onClose={end} />;
    case undefined:
      return null;
  }
}

const SHOWN_LINES = 100;

function PasteQuestion({ paste: { lines, endsLine, dropped }, onPaste, onClose }: { paste: Paste; onPaste: () => void; onClose: () => void }) {
  const go = useFocused();
  return (
    <Dialog title={TERMINAL_STRINGS.pasteTitle} onClose={onClose} actions={<><Button ref={go} look="primary" onClick={onPaste}>{TERMINAL_STRINGS.pasteGo}</Button><Button onClick={onClose}>{TERMINAL_STRINGS.cancel}</Button></>}>
      <p>{lines.length > 1 ? TERMINAL_STRINGS.pasteLines(lines.length) : endsLine ? TERMINAL_STRINGS.pasteEndsLine : TERMINAL_STRINGS.pasteOne} {dropped > 0 && TERMINAL_STRINGS.pasteDropped(dropped)}</p>
      {/* Long texts scroll, and scrolling needs the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles['text']} tabIndex={0} aria-label={TERMINAL_STRINGS.pasteTitle} role="region">
        {lines.slice(0, SHOWN_LINES).map((line, at) => <span key={at} className={styles['line']}>{line === '' ? ' ' : line}</span>)}
      </pre>
      {lines.length > SHOWN_LINES && <p>{TERMINAL_STRINGS.pasteMore(lines.length - SHOWN_LINES)}</p>}
    </Dialog>
  );
}

function AddressQuestion({ offered, onClose }: { offered: string; onClose: () => void }) {
  const url = webAddress(offered);
  const cancel = useFocused();
  const go = () => {
    if (url !== null) openAddress(url);
    onClose();
  };
  return (
    <Dialog title={TERMINAL_STRINGS.linkTitle} onClose={onClose} actions={<>{url !== null && <Button onClick={go} icon="external">{TERMINAL_STRINGS.linkGo}</Button>}<Button ref={cancel} onClick={onClose}>{TERMINAL_STRINGS.cancel}</Button></>}>
      <p>{url === null ? TERMINAL_STRINGS.linkNo : TERMINAL_STRINGS.linkBody}</p>
      <p className={styles['address']}><code>{url === null ? showText(offered) : url.href}</code></p>
    </Dialog>
  );
}

function PasteByHand({ onPaste, onClose }: { onPaste: (text: string) => void; onClose: () => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  return (
    <Dialog title={TERMINAL_STRINGS.pasteHere} onClose={onClose} actions={<Button onClick={onClose}>{TERMINAL_STRINGS.cancel}</Button>}>
      <p>{TERMINAL_STRINGS.pasteHereBody}</p>
      <textarea ref={area} className={styles['area']} rows={4} aria-label={TERMINAL_STRINGS.pasteHere} value="" onChange={({ target }) => onPaste(target.value)} onPaste={(event) => { event.preventDefault(); onPaste(event.clipboardData.getData('text/plain')); }} />
    </Dialog>
  );
}

function CopyByHand({ text, onClose }: { text: string; onClose: () => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.select(), []);
  return (
    <Dialog title={TERMINAL_STRINGS.copyTitle} onClose={onClose} actions={<Button onClick={onClose}>{TERMINAL_STRINGS.close}</Button>}>
      <p>{TERMINAL_STRINGS.copyBody}</p>
      <textarea ref={area} className={styles['area']} rows={8} aria-label={TERMINAL_STRINGS.copyTitle} readOnly value={text} />
    </Dialog>
  );
}

/** The button that Enter presses when the question comes up. */
function useFocused() {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return button;
}
