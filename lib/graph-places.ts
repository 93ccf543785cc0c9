/** In which group of the picture each process and each namespace stands. */
import { homeNamespaces } from './home';
import { indexOf } from './members';
import { objectId } from './object-id';
import { NAMESPACE_TYPES, type Namespace, type NamespaceType, type Process, type Snapshot } from './schema';

export const HOST = objectId('host', '');
export const THREADS = 'threads/';

/** What makes a sandbox: the first of these types in which a process is apart from the host. */
const SANDBOX_TYPES: readonly NamespaceType[] = ['net', 'pid', 'mnt', 'user', 'ipc', 'uts', 'cgroup', 'time'];

const BUNDLE = 'bundle/';

/** The group of what has this in common, on the open ground or on the host. */
export function bundleId(word: string, isOnHost: boolean): string {
  return `${BUNDLE}${isOnHost ? 'host/' : ''}${word}`;
}

export function isBundle(id: string): boolean {
  return id.startsWith(BUNDLE);
}

export interface Places {
  /** The namespaces of the host: the initial ones; where none of a type is seen, the observer's own. */
  readonly homeByType: ReadonlyMap<NamespaceType, number>;
  /** Members of each group that holds processes itself, in the order of the rows. */
  readonly membersByGroup: ReadonlyMap<string, readonly Process[]>;
  /** The namespace that makes each sandbox. */
  readonly namespaceBySandbox: ReadonlyMap<string, Namespace>;
  /** The groups with a member in each namespace, by its ino. */
  readonly groupsByIno: ReadonlyMap<number, readonly string[]>;
  /** How many processes live in each namespace, by its ino. */
  readonly countByIno: ReadonlyMap<number, number>;
}

export function placeProcesses(snapshot: Snapshot): Places {
  const homeByType = homeNamespaces(snapshot);
  const namespaceBySandbox = new Map<string, Namespace>();
  const others = new Map<string, Process[]>([[HOST, []]]);
  for (const process of snapshot.processes) {
    // Of the many that live in containers nothing else need be known.
    if (process.container !== null) continue;
    const apart = apartBy(snapshot, process, homeByType);
    const group = groupFor(process, apart);
    if (apart !== null && group === sandboxId(apart)) namespaceBySandbox.set(group, apart);
    addTo(others, group, process);
  }
  const membersByGroup = new Map<string, readonly Process[]>(others);
  for (const [key, members] of indexOf(snapshot).processesByContainer) membersByGroup.set(objectId('container', key), members);
  return { homeByType, membersByGroup, namespaceBySandbox, ...livingByIno(membersByGroup) };
}

export function groupsByProcess({ membersByGroup }: Places): ReadonlyMap<Process, string> {
  const groups = new Map<Process, string>();
  for (const [group, members] of membersByGroup) for (const process of members) groups.set(process, group);
  return groups;
}

type Counts = Map<number, number>;

/** The groups with a member in each namespace, and how many members it has in all. */
function livingByIno(membersByGroup: ReadonlyMap<string, readonly Process[]>): Pick<Places, 'groupsByIno' | 'countByIno'> {
  const groupsByIno = new Map<number, string[]>();
  const countByIno: Counts = new Map();
  for (const [group, members] of membersByGroup) {
    for (const [ino, count] of countInos(members)) {
      addTo(groupsByIno, ino, group);
      countByIno.set(ino, (countByIno.get(ino) ?? 0) + count);
    }
  }
  return { groupsByIno, countByIno };
}

/** Neighbours mostly live together: who lives where the one before does is counted with it. */
function countInos(members: readonly Process[]): Counts {
  const counts: Counts = new Map();
  let [last, run] = [members[0]?.namespaces, 0];
  for (const { namespaces } of members) {
    if (last === undefined || !isAlike(namespaces, last)) {
      addCounts(counts, last, run);
      [last, run] = [namespaces, 0];
    }
    run += 1;
  }
  addCounts(counts, last, run);
  return counts;
}

/** By name, each: ten thousand are compared before the first picture, and names that vary cost many times more. */
function isAlike(a: Process['namespaces'], b: Process['namespaces']): boolean {
  return a.cgroup === b.cgroup && a.ipc === b.ipc && a.mnt === b.mnt && a.net === b.net && a.pid === b.pid && a.time === b.time && a.user === b.user && a.uts === b.uts;
}

function addCounts(counts: Counts, namespaces: Process['namespaces'] | undefined, count: number): void {
  if (namespaces !== undefined) for (const type of NAMESPACE_TYPES) addCount(counts, namespaces[type], count);
}

function addCount(counts: Counts, ino: number | undefined, count: number): void {
  if (ino !== undefined) counts.set(ino, (counts.get(ino) ?? 0) + count);
}

/** Of one in no container. A monitor may live in the user namespace of its containers, but it works for the host. */
function groupFor(process: Process, apart: Namespace | null): string {
  if (process.kernelThread) return THREADS;
  if (process.monitorOf !== null || apart === null) return HOST;
  return sandboxId(apart);
}

function sandboxId({ key }: Namespace): string {
  return `sandbox/${key}`;
}

function apartBy(snapshot: Snapshot, { namespaces }: Process, homeByType: Places['homeByType']): Namespace | null {
  for (const type of SANDBOX_TYPES) {
    const ino = namespaces[type];
    const home = homeByType.get(type);
    const row = ino === undefined || home === undefined || ino === home ? undefined : indexOf(snapshot).namespaceByIno.get(ino);
    if (row !== undefined) return row;
  }
  return null;
}

export function addTo<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Parents before children and each family together, so that who belongs together can stand together. Roots by pid. */
export function byFamily(members: readonly Process[]): readonly Process[] {
  const children = new Map<number, Process[]>();
  for (const { pid } of members) children.set(pid, []);
  const roots: Process[] = [];
  for (const row of members) {
    const siblings = row.ppid === row.pid ? undefined : children.get(row.ppid);
    if (siblings === undefined) roots.push(row);
    else siblings.push(row);
  }
  const order = withDescendants(roots, children);
  return order.length === members.length ? order : [...new Set([...order, ...members])];
}

/** Everybody once: who has a parent here is the child of one only. In a torn scan two may be each other's parent; nobody leads to them. */
function withDescendants(roots: readonly Process[], children: ReadonlyMap<number, readonly Process[]>): readonly Process[] {
  const order: Process[] = [];
  const pending = [...roots].reverse();
  for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
    order.push(row);
    const own = children.get(row.pid) ?? [];
    for (let at = own.length - 1; at >= 0; at--) {
      const child = own[at];
      if (child !== undefined) pending.push(child);
    }
  }
  return order;
}
