/** What is different between two Snapshots of one host, by identity: what came, what went, and what of the rest is not as it was. */
import { isSame } from './change';
import type { Container, Namespace, Pod, Process, Snapshot } from './schema';

export interface ChangedRow<T> {
  readonly before: T;
  readonly after: T;
  /** The names of the fields, in the order of the row. */
  readonly fields: readonly string[];
}

export interface RowDifference<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly changed: readonly ChangedRow<T>[];
}

export interface Difference {
  readonly processes: RowDifference<Process>;
  readonly namespaces: RowDifference<Namespace>;
  readonly containers: RowDifference<Container>;
  readonly pods: RowDifference<Pod>;
}

export const DIFFERENCE_LISTS = ['pods', 'containers', 'namespaces', 'processes'] as const;
export type DifferenceList = (typeof DIFFERENCE_LISTS)[number];

/** How many came, how many went, how many changed. */
export type Count = [added: number, removed: number, changed: number];
export type DifferenceCounts = Record<DifferenceList, Count>;

const NONE: RowDifference<never> = { added: [], removed: [], changed: [] };

/**
 * Threads of the kernel are left aside: they come and go by the hundred and say nothing of who lives where. So is what changes
 * all the time by itself: whether a process runs or sleeps, and how many threads it has.
 */
export function differenceOf(before: Snapshot, after: Snapshot): Difference {
  return {
    processes: differenceOfProcesses(before.processes, after.processes),
    namespaces: differenceOfRows(before.namespaces, after.namespaces),
    containers: differenceOfRows(before.containers, after.containers),
    pods: differenceOfRows(before.pods, after.pods),
  };
}

export function countsOf({ processes, namespaces, containers, pods }: Difference): DifferenceCounts {
  const count = ({ added, removed, changed }: RowDifference<unknown>): Count => [added.length, removed.length, changed.length];
  return { pods: count(pods), containers: count(containers), namespaces: count(namespaces), processes: count(processes) };
}

export function isNothing(counts: DifferenceCounts): boolean {
  return DIFFERENCE_LISTS.every((list) => counts[list].every((count) => count === 0));
}

/** Pids and inos mean something within one boot of one host only: what they name in another is another thing. */
export function areOfOneBoot(a: Snapshot, b: Snapshot): boolean {
  return a.host.bootId === b.host.bootId;
}

function differenceOfProcesses(before: readonly Process[], after: readonly Process[]): RowDifference<Process> {
  if (before === after) return NONE;
  return differenceOfRows(before.filter(isNoThread), after.filter(isNoThread), asSeen);
}

function isNoThread({ kernelThread }: Process): boolean {
  return !kernelThread;
}

const BUSY_OR_IDLE = ['R', 'S', 'D', 'I'];

function asSeen(process: Process): Process {
  return { ...process, threads: 0, state: BUSY_OR_IDLE.includes(process.state) ? 'S' : process.state };
}

function differenceOfRows<T extends { readonly key: string }>(before: readonly T[], after: readonly T[], seen: (row: T) => T = (row) => row): RowDifference<T> {
  if (before === after) return NONE;
  const left = new Map(before.map((row) => [row.key, row]));
  const added: T[] = [];
  const changed: ChangedRow<T>[] = [];
  for (const row of after) {
    const was = left.get(row.key);
    left.delete(row.key);
    if (was === undefined) added.push(row);
    else if (was !== row && !isSame(was, row)) changed.push(...changesOf(was, row, seen));
  }
  return { added, removed: [...left.values()], changed };
}

function changesOf<T extends object>(before: T, after: T, seen: (row: T) => T): ChangedRow<T>[] {
  const [was, is] = [seen(before), seen(after)] as Readonly<Record<string, unknown>>[];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const fields = [...names].filter((name) => !isSame(was?.[name], is?.[name]));
  return fields.length === 0 ? [] : [{ before, after, fields }];
}
