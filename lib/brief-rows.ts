/**
 * How the processes of a Snapshot travel to a page. Most of what a row says, an earlier one says too: the members of a container
 * share control groups and namespaces. A row that is `like` an earlier one says only what is its own, a fifth of its length; and
 * who reads it has what both share once.
 */
import { z } from 'zod';
import { isSame } from './change';
import { process, type Process, type Snapshot } from './schema';
import { showText } from './text';

/** `like`: the place of an earlier row, itself written whole, which says all else. */
export const likeProcess = process.pick({ pid: true, startTime: true, ppid: true, nspid: true, argv: true, key: true }).extend({ like: z.int().nonnegative() });
export type LikeProcess = z.infer<typeof likeProcess>;
export type BriefRow = Process | LikeProcess;

/** Of one control group: a host whose processes all differ must not have each compared with each. */
const COMPARED = 8;
const OWN = new Set<string>(['pid', 'startTime', 'ppid', 'nspid', 'argv', 'key'] satisfies (keyof Process)[]);

export function briefSnapshot(snapshot: Snapshot): Omit<Snapshot, 'processes'> & { readonly processes: readonly BriefRow[] } {
  return { ...snapshot, processes: briefRows(snapshot.processes) };
}

function briefRows(processes: readonly Process[]): BriefRow[] {
  const placesByGroup = new Map<string, number[]>();
  return processes.map((row, at) => {
    const group = row.cgroup.map(showText).join('\n');
    const places = placesByGroup.get(group) ?? [];
    const like = places.find((place) => isAlike(processes[place] ?? row, row));
    if (like !== undefined) return { pid: row.pid, like, startTime: row.startTime, ppid: row.ppid, nspid: row.nspid, argv: row.argv, key: row.key };
    placesByGroup.set(group, [at, ...places].slice(0, COMPARED));
    return row;
  });
}

/** The whole row; null where `before`, the rows that were read before it, have none like it. */
export function wholeRow({ like, pid, startTime, ppid, nspid, argv, key }: LikeProcess, before: readonly Process[]): Process | null {
  const other = before[like];
  return other === undefined ? null : { ...other, pid, startTime, ppid, nspid, argv, key };
}

export function isLike(row: object): row is { readonly like: unknown } {
  return 'like' in row;
}

/** But for what is its own. */
function isAlike(a: Process, b: Process): boolean {
  const [one, other]: readonly Readonly<Record<string, unknown>>[] = [a, b];
  for (const name in one) if (!OWN.has(name) && !isSame(one[name], other?.[name])) return false;
  return Object.keys(a).length === Object.keys(b).length;
}
