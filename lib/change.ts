/** What turned one snapshot into the next, keyed by identity, in whole rows. */
import { byKey, byPid, byTypeAndIno } from './order';
import { isRecord } from './record';
import type { Change, Process, Snapshot } from './schema';

interface Keyed {
  readonly key: string;
}
interface RowChange<T> {
  put: T[];
  drop: string[];
}

/**
 * Null when nothing changed but the time of the look, the pid of the one who looked, and what kernel threads call themselves: a
 * worker of the kernel bears the name of its present work, and another one each second. Time is linear in the rows.
 */
export function diffSnapshots(previous: Snapshot, next: Snapshot): Change | null {
  const change: Change = {
    time: next.time,
    host: next.host,
    observer: next.observer,
    completeness: next.completeness,
    processes: diffRows(previous.processes, next.processes),
    namespaces: diffRows(previous.namespaces, next.namespaces),
    containers: diffRows(previous.containers, next.containers),
    pods: diffRows(previous.pods, next.pods),
  };
  const isQuiet = isEmpty({ ...change, processes: withoutRenamed(previous.processes, change.processes) });
  return isQuiet && sameFrame(previous, next) ? null : change;
}

function withoutRenamed(previous: readonly Process[], { put, drop }: RowChange<Process>): RowChange<Process> {
  const threads = put.filter(({ kernelThread }) => kernelThread);
  if (threads.length === 0) return { put, drop };
  const keys = new Set(threads.map(({ key }) => key));
  const before = new Map(previous.filter(({ key }) => keys.has(key)).map((row) => [row.key, row]));
  return { put: put.filter((row) => !row.kernelThread || !isSame(before.get(row.key), { ...row, comm: before.get(row.key)?.comm })), drop };
}

/** Rows that did not change stay the same objects; a list without a change stays the same list. */
export function applyChange(snapshot: Snapshot, change: Change): Snapshot {
  return {
    schema: snapshot.schema,
    time: change.time,
    host: change.host,
    observer: change.observer,
    completeness: change.completeness,
    processes: applyRows(snapshot.processes, change.processes, byPid),
    namespaces: applyRows(snapshot.namespaces, change.namespaces, byTypeAndIno),
    containers: applyRows(snapshot.containers, change.containers, byKey),
    pods: applyRows(snapshot.pods, change.pods, byKey),
  };
}

/** One change that does what the two do, one after the other. */
export function joinChanges(first: Change, second: Change): Change {
  return {
    time: second.time,
    host: second.host,
    observer: second.observer,
    completeness: second.completeness,
    processes: joinRows(first.processes, second.processes),
    namespaces: joinRows(first.namespaces, second.namespaces),
    containers: joinRows(first.containers, second.containers),
    pods: joinRows(first.pods, second.pods),
  };
}

function joinRows<T extends Keyed>(first: RowChange<T>, second: RowChange<T>): RowChange<T> {
  if (second.put.length === 0 && second.drop.length === 0) return first;
  const put = new Map(first.put.map((row) => [row.key, row]));
  const drop = new Set(first.drop);
  for (const key of second.drop) {
    put.delete(key);
    drop.add(key);
  }
  for (const row of second.put) {
    put.set(row.key, row);
    drop.delete(row.key);
  }
  return { put: [...put.values()], drop: [...drop] };
}

function diffRows<T extends Keyed>(previous: readonly T[], next: readonly T[]): RowChange<T> {
  if (previous === next) return { put: [], drop: [] };
  if (previous.length === next.length && previous.every(({ key }, at) => key === next[at]?.key)) return { put: next.filter((row, at) => !isSame(previous[at], row)), drop: [] };
  const before = new Map(previous.map((row) => [row.key, row]));
  const put: T[] = [];
  for (const row of next) {
    if (!isSame(before.get(row.key), row)) put.push(row);
    before.delete(row.key);
  }
  return { put, drop: [...before.keys()] };
}

function isEmpty(change: Change): boolean {
  const lists = [change.processes, change.namespaces, change.containers, change.pods];
  return lists.every(({ put, drop }) => put.length === 0 && drop.length === 0);
}

/** Every scan is made by a helper of its own, so its pid says nothing of the host. */
function sameFrame(previous: Snapshot, next: Snapshot): boolean {
  return (
    isSame(previous.host, next.host) &&
    isSame(previous.completeness, next.completeness) &&
    isSame({ ...previous.observer, pid: 0 }, { ...next.observer, pid: 0 })
  );
}

function applyRows<T extends Keyed>(rows: T[], change: RowChange<T>, order: (a: T, b: T) => number): T[] {
  if (change.put.length === 0 && change.drop.length === 0) return rows;
  const put = new Map(change.put.map((row) => [row.key, row]));
  const dropped = new Set(change.drop);
  const kept: T[] = [];
  for (const row of rows) {
    if (dropped.has(row.key)) continue;
    kept.push(put.get(row.key) ?? row);
    put.delete(row.key);
  }
  return [...kept, ...put.values()].sort(order);
}

/** Equality of JSON values. Plain loops: this runs over every field of every row of the host, every second. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && isSameList(a, b);
  return isRecord(a) && isRecord(b) && isSameRecord(a, b);
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let place = 0; place < a.length; place += 1) {
    if (a[place] !== b[place] && !isSame(a[place], b[place])) return false;
  }
  return true;
}

/** JSON has no undefined, so a missing name differs from every value. */
function isSameRecord(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  let names = 0;
  for (const name in a) {
    if (a[name] !== b[name] && !isSame(a[name], b[name])) return false;
    names += 1;
  }
  return names === Object.keys(b).length;
}
