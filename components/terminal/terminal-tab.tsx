'use client';

import type { TerminalRequest } from '@/lib/terminal-schema';
import { againOf, hostToolsOf } from './begin-again';
import { TerminalPanel } from './terminal-panel';
import type { Tab, TerminalStore } from './terminal-store';

interface TerminalTabProps {
  readonly tab: Tab;
  readonly store: TerminalStore;
  readonly onClose: () => void;
  readonly onPlay: (id: string) => void;
}

/** The panel of one tab, and what its buttons mean for the tabs. */
export function TerminalTab({ tab: { key, terminal }, store, onClose, onPlay }: TerminalTabProps) {
  const again = againOf(terminal);
  const hostTools = again === null ? null : hostToolsOf(again);
  const open = (request: TerminalRequest | null) => (request === null ? null : () => store.open(terminal.current().title, request, key));
  return <TerminalPanel terminal={terminal} acts={{ onClose, onPlay, onAgain: open(again), onHostTools: open(hostTools) }} />;
}
