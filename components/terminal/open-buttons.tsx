'use client';

import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import type { TerminalRequest } from '@/lib/terminal-schema';
import type { Draft } from '../exec/draft';
import { Button } from '../ui/button';
import { lineRequestOf, shellRequestOf } from './begin-request';
import { TERMINAL_STRINGS } from './strings';

interface OpenButtonsProps {
  readonly snapshot: Snapshot;
  readonly target: ObjectId;
  readonly draft: Draft;
  /** Why not; null: it may be. */
  readonly refused: string | null;
  readonly onOpen: (request: TerminalRequest) => void;
}

/** Beside Run: the same place in a terminal, with a shell or with the command. */
export function OpenButtons({ snapshot, target, draft, refused, onOpen }: OpenButtonsProps) {
  const shell = refused !== null ? null : shellRequestOf(snapshot, target, draft);
  const line = refused !== null ? null : lineRequestOf(snapshot, target, draft);
  const open = (request: TerminalRequest | null) => () => {
    if (request !== null) onOpen(request);
  };
  return (
    <>
      <Button icon="terminal" disabled={shell === null} title={refused ?? TERMINAL_STRINGS.openHint} onClick={open(shell)}>{TERMINAL_STRINGS.open}</Button>
      <Button look="quiet" disabled={line === null} title={refused ?? TERMINAL_STRINGS.openLineHint} onClick={open(line)}>{TERMINAL_STRINGS.openLine}</Button>
    </>
  );
}
