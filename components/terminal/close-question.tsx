'use client';

import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TERMINAL_STRINGS } from './strings';
import { endTerminal } from './terminal-door';
import type { TerminalStore } from './terminal-store';

interface CloseQuestionProps {
  readonly store: TerminalStore;
  readonly tabKey: string;
  readonly onEnd: () => void;
}

/** A tab is closed whose terminal still runs: is that to end, too? */
export function CloseQuestion({ store, tabKey, onEnd }: CloseQuestionProps) {
  const leave = () => {
    store.close(tabKey);
    onEnd();
  };
  const end = () => {
    const id = store.idOf(tabKey);
    // Where it cannot be ended, Sessions has it still, and says so.
    if (id !== null) endTerminal(id).catch(() => store.show('sessions'));
    leave();
  };
  return (
    <Dialog title={TERMINAL_STRINGS.closeTitle} onClose={onEnd} actions={<><Button look="primary" onClick={end}>{TERMINAL_STRINGS.closeEnd}</Button><Button onClick={leave}>{TERMINAL_STRINGS.closeLeave}</Button><Button onClick={onEnd}>{TERMINAL_STRINGS.cancel}</Button></>}>
      <p>{TERMINAL_STRINGS.closeBody}</p>
    </Dialog>
  );
}
