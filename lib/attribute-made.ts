/**
 * What nsatlas itself has made or started. The helpers of one nsatlas share a control group, and make theirs below it: only there
 * does a name tell of us, anywhere else it is free text of whoever owns the place.
 */
import { cgroupReader, pathOf, type CgroupMark } from './attribute-cgroup';
import type { Monitor } from './attribute-parents';
import { processKey } from './identity';
import { SANDBOX_NAME } from './sandbox-schema';
import type { Namespace, Scan, ScanProcess, Snapshot } from './schema';
import { plainText, type Text } from './text';

/** The process that holds a sandbox of ours, as the helper told it. */
export interface Made {
  readonly name: string;
  readonly pid: number;
  readonly startTime: number;
}

const EXEC_GROUP = /^nsatlas-exec-\d+$/;
const PIN = /^\/run\/nsatlas\/ns\/([^/]+)\/([a-z]+)$/;

/** The path of the observer's group of version 2, `` for the root; null when it is not known. */
export function homeGroup({ processes, observer }: Pick<Scan, 'processes' | 'observer'>): string | null {
  const own = processes.find(({ pid }) => pid === observer.pid);
  const line = own?.cgroup.map(plainText).find((text) => text.startsWith('0::/'));
  if (line === undefined) return null;
  const path = pathOf(line);
  // Outside the observer's cgroup namespace: what stands there is no path.
  return path.startsWith('/..') ? null : path.replace(/\/$/, '');
}

/** A command or a terminal that nsatlas runs, by the lines of /proc/PID/cgroup. */
export function isStarted(lines: readonly Text[], home: string | null): boolean {
  if (home === null) return false;
  return lines.some((line) => {
    const text = plainText(line);
    if (!text.startsWith('0::')) return false;
    const path = pathOf(text);
    return path.startsWith(`${home}/`) && EXEC_GROUP.test(path.slice(home.length + 1).split('/', 1)[0] ?? '');
  });
}

/** Those whose group does not tell: an ordinary user may make none. */
export function madeWithoutGroup(scan: Scan, made: readonly Made[]): readonly Made[] {
  if (made.length === 0) return NONE;
  const read = cgroupReader(homeGroup(scan));
  const rowByKey = new Map(scan.processes.map((row) => [processKey(row), row]));
  const left = made.filter((row) => {
    const process = rowByKey.get(processKey(row));
    return process !== undefined && !isOurs(read(process.cgroup));
  });
  return left.length === 0 ? NONE : left;
}

function isOurs(mark: CgroupMark | null): boolean {
  for (let at = mark; at !== null; at = at.outer) if (at.runtime === 'nsatlas') return true;
  return false;
}

/** Nothing was made that its group does not tell of. */
export const NONE: readonly Made[] = [];

/** By pid of the holder. */
export function readMade(made: readonly Made[], processes: readonly ScanProcess[]): ReadonlyMap<number, Monitor> {
  const rowByKey = new Map(made.length === 0 ? [] : processes.map((row) => [processKey(row), row]));
  return new Map(made.flatMap((row) => {
    const process = rowByKey.get(processKey(row));
    return process === undefined ? [] : [[row.pid, startOf(row, process)] as const];
  }));
}

function startOf({ name }: Made, process: ScanProcess): Monitor {
  const evidence = `nsatlas made it, and its helper named process ${process.pid}`;
  return { process, runtime: 'nsatlas', id: name, kind: 'sandbox', wholePod: false, name, scope: '', isInside: true, owner: process.uid, evidence };
}

/**
 * The sandbox that a bind mount keeps the namespace for, also when no process lives in it. Only root can mount there, in the mount
 * namespace of the observer; in any other the same path is anybody's.
 */
export function pinnedBy({ observer }: Pick<Snapshot, 'observer'>, { type, mounts }: Pick<Namespace, 'type' | 'mounts'>): string | null {
  for (const { path, mnt } of mounts) {
    const [, name = '', last] = PIN.exec(plainText(path)) ?? [];
    if (last === type && mnt === observer.namespaces.mnt && SANDBOX_NAME.test(name)) return name;
  }
  return null;
}
