/** The program behind `npx nsatlas lsns`: scans once, by itself, and prints. It speaks to no product that runs. */
import { columnsAsked, listedColumns, lsnsHelp, lsnsOutput, type LsnsScene } from '@/lib/lsns-command';
import { needsContainers } from '@/lib/lsns-columns';
import { FilterError } from '@/lib/lsns-filter';
import { decodeLsns, LsnsUsageError, type LsnsOrder } from '@/lib/lsns-order';
import { WordsError } from '@/lib/lsns-words';
import type { Completeness, Snapshot } from '@/lib/schema';
import { makeSnapshot } from '@/lib/snapshot';
import type { HelperAddress } from './helper';
import { isHelperError } from './helper-error';
import { scanHost } from './scan';
import { containersBy, takeSnapshot } from './take-snapshot';
import { readUsers } from './users';

export interface LsnsSetting {
  /** nsatlas-inspect. */
  readonly program: string;
  readonly version: string;
  readonly paper: LsnsScene['paper'];
}

export interface LsnsSaid {
  readonly out: string;
  /** What could not be seen, or what went wrong: lines for people. */
  readonly notes: readonly string[];
  /** As lsns has it: 1 for whatever goes wrong. */
  readonly status: 0 | 1;
}

const NOTHING = { facts: new Map(), states: [] } as const;

/** Throws nothing that a person could have caused. */
export async function lsns(words: readonly string[], setting: LsnsSetting): Promise<LsnsSaid> {
  try {
    return await answer(words, setting);
  } catch (error) {
    if (error instanceof WordsError) return refuse(`${error.message} (npx nsatlas lsns --help lists all)`);
    if (error instanceof LsnsUsageError) return refuse(error.message);
    if (error instanceof FilterError) return refuse(`failed to apply filter: ${error.message}`);
    if (isHelperError(error)) return refuse(error.message);
    throw error;
  }
}

async function answer(words: readonly string[], { program, version, paper }: LsnsSetting): Promise<LsnsSaid> {
  const order = decodeLsns(words);
  if (order.kind === 'help') return { out: lsnsHelp(), notes: [], status: 0 };
  if (order.kind === 'version') return { out: `lsns from nsatlas ${version}\n`, notes: [], status: 0 };
  if (order.kind === 'columns') return { out: listedColumns(order.format), notes: [], status: 0 };
  const [snapshot, users] = await Promise.all([look(order, program), readUsers()]);
  const userNames = new Map(users.map(({ uid, name }) => [uid, name]).reverse() as [number, string][]);
  const out = lsnsOutput({ snapshot, userNames, paper }, order);
  const notes = notesOn(snapshot.completeness);
  return out === null ? refuse(`not found namespace: ${order.selection.ino ?? ''}`, notes) : { out, notes, status: 0 };
}

function refuse(line: string, notes: readonly string[] = []): LsnsSaid {
  return { out: '', notes: [...notes, line], status: 1 };
}

/** Names of containers take further questions, which are asked only for who wants to see them. */
async function look(order: LsnsOrder, program: string): Promise<Snapshot> {
  const inspectDoor: HelperAddress = { transport: 'spawn', program, words: ['--tier', order.tier] };
  if (!needsContainers(columnsAsked(order).map(({ name }) => name))) return makeSnapshot(await scanHost(inspectDoor), NOTHING, null);
  return takeSnapshot({ scan: () => scanHost(inspectDoor), ...containersBy({ inspectDoor }), previous: null });
}

function notesOn({ gaps }: Completeness): string[] {
  return gaps.map(({ what, why, count }) => `not seen: ${what}${count === undefined ? '' : ` (${count})`}: ${why}`);
}
