/** Looks in which nothing changed that tells who is who: what was found in one holds in the next. */
import { isSame } from './change';
import { isOver } from './first-process';
import { processKey } from './identity';
import type { Process, Scan, ScanProcess } from './schema';

type Rows = Pick<Scan, 'processes' | 'namespaces' | 'observer'>;

/** Rows that did not change are the same objects in both, as `applyLook` leaves them; of others each field is compared. Linear in the processes. */
export function isStill(before: Rows, now: Rows): boolean {
  return before.namespaces === now.namespaces && isSame(before.observer, now.observer) && areStill(before.processes, now.processes);
}

function areStill(before: readonly ScanProcess[], now: readonly ScanProcess[]): boolean {
  if (before === now) return true;
  return before.length === now.length && before.every((row, at) => row === now[at] || isStillRow(row, now[at]));
}

/** Whether it runs or sleeps, and with how many threads, tells nothing; nor how a thread of the kernel calls itself, which a worker does by its present work. */
function isStillRow(before: ScanProcess, now: ScanProcess | undefined): boolean {
  if (now === undefined || isOver(before) !== isOver(now)) return false;
  const { state, threads } = before;
  return isSame(before, { ...now, state, threads, ...(before.kernelThread && now.kernelThread && { comm: before.comm }) });
}

/** The rows of now, with what was found of those of before. `found` are the Snapshot's of a look that was still `before`. */
export function renewProcesses(found: Process[], before: readonly ScanProcess[], now: readonly ScanProcess[]): Process[] {
  const fresh = new Map(now.filter((row, at) => row !== before[at]).map((row) => [processKey(row), row]));
  if (fresh.size === 0) return found;
  return found.map((process) => {
    const row = fresh.get(process.key);
    const { key, container, monitorOf, started } = process;
    return row === undefined ? process : { ...row, key, container, monitorOf, ...(started !== undefined && { started }) };
  });
}

/** Finds anew only where something changed that tells who is who, or `also` is another. */
export function rememberStill<A, R>(find: (scan: Scan, also: A) => R): (scan: Scan, also: A) => R {
  let last: { readonly scan: Scan; readonly also: A; readonly found: R } | null = null;
  return (scan, also) => {
    const found = last?.also === also && isStill(last.scan, scan) ? last.found : find(scan, also);
    last = { scan, also, found };
    return found;
  };
}
