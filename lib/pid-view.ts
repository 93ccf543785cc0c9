/** Who is seen from inside a pid namespace, and by which PID: pid_namespaces(7). */
import { byFamily } from './graph-places';
import { lineage } from './lineage';
import { indexOf } from './members';
import type { Namespace, Process, Snapshot } from './schema';

export interface SeenProcess {
  readonly process: Process;
  /** Its PID in this namespace; null where the levels between are not known. */
  readonly pid: number | null;
  readonly depth: number;
  /** It lives in a pid namespace below this one. */
  readonly isBelow: boolean;
}

/** The tree as ps(1) would draw it inside: members and those of all namespaces below, children under their parents. */
export function seenFrom(snapshot: Snapshot, namespace: Namespace): readonly SeenProcess[] {
  const below = new Set(snapshot.namespaces.filter(({ type, ino }) => type === 'pid' && lineage(snapshot, ino).includes(namespace.ino)).map(({ ino }) => ino));
  const seen = snapshot.processes.filter(({ namespaces }) => namespaces.pid !== undefined && (namespaces.pid === namespace.ino || below.has(namespaces.pid)));
  const level = levelOf(snapshot, namespace);
  const depths = depthsOf(seen);
  return byFamily(seen).map((process) => ({
    process,
    pid: pidAt(process, namespace, level),
    depth: depths.get(process.pid) ?? 0,
    isBelow: process.namespaces.pid !== namespace.ino,
  }));
}

/** The process that is PID 1 in there; when it ends, the kernel ends all others. */
export function initOf(snapshot: Snapshot, namespace: Namespace): Process | null {
  const members = indexOf(snapshot).membersByIno.get(namespace.ino) ?? [];
  return members.find((row) => pidAt(row, namespace, null) === 1) ?? null;
}

/** How many levels the namespace is below the observer's; null when the way up is not known. NSpid counts from there. */
function levelOf(snapshot: Snapshot, { ino }: Namespace): number | null {
  const level = lineage(snapshot, ino).indexOf(snapshot.observer.namespaces.pid ?? 0);
  return level < 0 ? null : level;
}

function pidAt({ nspid, namespaces }: Process, { ino }: Namespace, level: number | null): number | null {
  if (namespaces.pid === ino) return nspid.at(-1) ?? null;
  return level === null ? null : (nspid[level] ?? null);
}

function depthsOf(seen: readonly Process[]): ReadonlyMap<number, number> {
  const byPid = new Map(seen.map((row) => [row.pid, row]));
  const depths = new Map<number, number>();
  for (const row of seen) {
    const way: number[] = [];
    let at: Process | undefined = row;
    while (at !== undefined && !depths.has(at.pid) && !way.includes(at.pid)) {
      way.push(at.pid);
      at = byPid.get(at.ppid);
    }
    let depth = at === undefined || way.includes(at.pid) ? -1 : (depths.get(at.pid) ?? -1);
    for (const pid of way.reverse()) depths.set(pid, (depth += 1));
  }
  return depths;
}
