/** Which container each one was made in, and the keys that follow: two containers of one name are two, wherever they are. */
import type { Clue } from './attribute-clues';
import { notTooDeep, type Group } from './attribute-members';
import { byStanding } from './first-process';
import { processKey, runtimeKey } from './identity';
import { percentEncode } from './percent';
import type { Container, Runtime, ScanNamespace, ScanProcess } from './schema';

/** One container, sandbox or service. */
export interface Link {
  readonly key: string;
  readonly kind: Container['kind'];
  readonly runtime: Runtime;
  readonly id: string;
  readonly outer: Link | null;
  readonly evidence: string;
}

/** By group. */
export function linkGroups(clues: readonly Clue[], groupOf: ReadonlyMap<number, Group>, namespaces: readonly ScanNamespace[]): ReadonlyMap<Group, Link> {
  const firstOf = oldestOf(clues, groupOf);
  const outerOf = findOuters({ clues, groupOf, firstOf, isBelow: pidOrder(namespaces) });
  const links = new Map<Group, Link>();
  const taken = new Set<string>();
  const inOrder = [...firstOf].sort(([a, first], [b, second]) => rankOf(a) - rankOf(b) || byStanding(first, second));
  for (const [group] of inOrder) {
    for (const next of wayIn(group, outerOf, links)) {
      const first = firstOf.get(next);
      const outer = links.get(outerOf.get(next) ?? next) ?? null;
      if (first !== undefined) links.set(next, linkOf(next, notTooDeep(outer), first, taken));
    }
  }
  return links;
}

/** From the outermost one without a link to the group itself. A circle ends where it closes. */
function wayIn(group: Group, outerOf: ReadonlyMap<Group, Group>, links: ReadonlyMap<Group, Link>): readonly Group[] {
  const way = new Set<Group>();
  for (let at: Group | undefined = group; at !== undefined && !links.has(at) && !way.has(at); at = outerOf.get(at)) way.add(at);
  return [...way].reverse();
}

interface Setting {
  readonly clues: readonly Clue[];
  readonly groupOf: ReadonlyMap<number, Group>;
  readonly firstOf: ReadonlyMap<Group, ScanProcess>;
  readonly isBelow: (inner: ScanProcess, outer: ScanProcess) => boolean;
}

/** Where it was made; else where the nearest ancestor lives that is elsewhere: who is left without a parent goes to PID 1 of the pid namespace it was made in. */
function findOuters({ clues, groupOf, firstOf, isBelow }: Setting): ReadonlyMap<Group, Group> {
  const ancestorOf = ancestors(clues, groupOf);
  const outers = new Map<Group, Group>();
  for (const [group, first] of firstOf) {
    const holder = [group.outer, ancestorOf.get(first.pid) ?? null].map(holding).find((other) => {
      const outerFirst = other === null || other === group ? undefined : firstOf.get(other);
      return outerFirst !== undefined && isBelow(first, outerFirst);
    });
    if (holder != null) outers.set(group, holder);
  }
  return outers;
}

/** A service and a browser's sandbox hold no engine. */
function holding(group: Group | null): Group | null {
  return group !== null && (group.kind === 'service' || group.runtime === 'chromium') ? holding(group.outer) : group;
}

/** By pid: the group of the nearest ancestor that is in one. Clues have parents before children. */
function ancestors(clues: readonly Clue[], groupOf: ReadonlyMap<number, Group>): ReadonlyMap<number, Group> {
  const ancestorOf = new Map<number, Group>();
  for (const { process: { pid, ppid } } of clues) {
    const group = groupOf.get(ppid) ?? ancestorOf.get(ppid);
    if (group !== undefined) ancestorOf.set(pid, group);
  }
  return ancestorOf;
}

/** As deep as pid_namespaces(7) nest. */
const PID_LEVELS = 33;

/** False only when the kernel tells that the pid namespace of one is not below that of the other. */
function pidOrder(namespaces: readonly ScanNamespace[]): (inner: ScanProcess, outer: ScanProcess) => boolean {
  const rowByIno = new Map(namespaces.flatMap((row) => (row.type === 'pid' ? [[row.ino, row] as const] : [])));
  return ({ namespaces: { pid: start } }, { namespaces: { pid: end } }) => {
    let row = rowByIno.get(start ?? 0);
    for (let level = 0; level < PID_LEVELS && row !== undefined && end !== undefined; level += 1) {
      if (row.ino === end) return true;
      if (row.initial) return false;
      row = typeof row.parent === 'number' ? rowByIno.get(row.parent) : undefined;
    }
    return true;
  };
}

/** The oldest process of each group. */
export function oldestOf(clues: readonly Clue[], groupOf: ReadonlyMap<number, Group>): ReadonlyMap<Group, ScanProcess> {
  const oldest = new Map<Group, ScanProcess>();
  for (const { process } of clues) {
    const group = groupOf.get(process.pid);
    const other = group === undefined ? undefined : oldest.get(group);
    if (group !== undefined && (other === undefined || byStanding(process, other) < 0)) oldest.set(group, process);
  }
  return oldest;
}

/** Below a user's slice the user names control groups as he likes: of two of one name the other is the real one. */
function rankOf({ name }: Group): number {
  return Number(/\/user-[1-9]\d*\.slice\//.test(name));
}

/** The key of a container or pod: `runtime:id`, for one in another container `runtime:KEY OF THAT:id`. */
export function keyInside(outer: Pick<Link, 'key'> | null, runtime: Runtime, id: string): string {
  return outer === null ? runtimeKey(runtime, id) : `${runtime}:${outer.key}:${percentEncode(id)}`;
}

/** Who comes second to a key has its first process behind it. */
function linkOf({ kind, runtime, id, evidence }: Group, outer: Link | null, first: ScanProcess, taken: Set<string>): Link {
  const plain = keyInside(outer, runtime, id);
  const key = taken.has(plain) ? `${plain}:${percentEncode(processKey(first))}` : plain;
  taken.add(key);
  return { key, kind, runtime, id, outer, evidence };
}
