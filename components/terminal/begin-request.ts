/** What a terminal is to be begun with, from what the exec form says. Its size is set when its screen is there. */
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import type { TerminalRequest } from '@/lib/terminal-schema';
import { FIRST_DRAFT, terminalRequestOf, type Draft } from '../exec/draft';
import { joinTargetOf } from '../exec/join-target';

const USUAL_SIZE = { columns: 80, rows: 24 } as const;

/** The command of the form, or a shell where it has none. Null when there is something missing or nothing to join. */
export function lineRequestOf(snapshot: Snapshot, target: ObjectId, draft: Draft): TerminalRequest | null {
  const joinTarget = joinTargetOf(snapshot, target);
  return joinTarget.problem === null ? terminalRequestOf(draft, { target, joinTarget }, USUAL_SIZE) : null;
}

/** A shell with the join and the options of the form. */
export function shellRequestOf(snapshot: Snapshot, target: ObjectId, draft: Draft): TerminalRequest | null {
  return lineRequestOf(snapshot, target, { ...draft, line: '', inShell: false });
}

/** A shell in all that makes the object different from the host. */
export function usualRequestOf(snapshot: Snapshot, target: ObjectId): TerminalRequest | null {
  return shellRequestOf(snapshot, target, { ...FIRST_DRAFT, way: 'like' });
}
