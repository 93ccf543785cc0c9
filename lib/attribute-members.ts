/**
 * Which container each process lives in: every process of a container, also one that was exec'ed. In the order of trust: the
 * cgroup, the parents, the mnt namespace that one container uses, the marks of that mnt namespace. The deepest one wins.
 */
import { isRandomId, type CgroupMark } from './attribute-cgroup';
import type { Clue } from './attribute-clues';
import type { Monitor } from './attribute-parents';
import { byStanding } from './first-process';
import type { Container, Runtime, ScanNamespace, ScanProcess } from './schema';

/** Deeper ones count as if they were in the last of so many: nobody nests like that but to do harm. */
const NESTING_LIMIT = 8;

export function notTooDeep<T extends { readonly outer: T | null }>(outer: T | null): T | null {
  let depth = 0;
  for (let at = outer; at !== null; at = at.outer) depth += 1;
  return depth < NESTING_LIMIT ? outer : (outer?.outer ?? null);
}

/** What will be one container, sandbox or service. Two of one name are two groups. */
export interface Group {
  readonly kind: Container['kind'];
  readonly runtime: Runtime;
  readonly id: string;
  /** In whose cgroup or beside whose processes it was made, when that is certain. */
  readonly outer: Group | null;
  readonly evidence: string;
  /** Tells it from all others of the scan; not for screens. */
  readonly name: string;
}

export interface Members {
  /** By pid. */
  readonly groupOf: ReadonlyMap<number, Group>;
  /** The group that each monitor led to. */
  readonly groupOfMonitor: ReadonlyMap<Monitor, Group>;
}

/** `ownerOf` tells whose a process is (attribute-users.ts). */
export function gatherMembers(clues: readonly Clue[], namespaces: readonly ScanNamespace[], ownerOf: (process: ScanProcess) => number | null): Members {
  const gathering = startGathering(clues);
  for (const clue of clues) {
    const told = gathering.groupOf.get(clue.process.pid) ?? null;
    const base = groupBelow(gathering, clue, told) ?? told;
    const group = base === null ? null : (groupInside(gathering, clue, base) ?? base);
    if (group !== null) gathering.groupOf.set(clue.process.pid, group);
  }
  joinByMount(gathering, clues, namespaces);
  for (const clue of clues) {
    const group = gathering.groupOf.has(clue.process.pid) ? null : groupByMarks(gathering, clue, ownerOf(clue.process));
    if (group !== null) gathering.groupOf.set(clue.process.pid, group);
  }
  return gathering;
}

interface Gathering {
  readonly groupOf: Map<number, Group>;
  readonly groupOfMonitor: Map<Monitor, Group>;
  /** By a name that is one container's alone. */
  readonly known: Map<string, Group>;
  /** The names of those that cgroups tell of. A random id is known wherever it is. */
  readonly knownByCgroup: ReadonlySet<string>;
  /** The oldest process below each monitor that has left it. */
  readonly firstBelow: ReadonlyMap<Monitor, Clue>;
  /** The oldest process of each group, as far as it is gathered. */
  readonly firstOf: Map<Group, Clue>;
}

function startGathering(clues: readonly Clue[]): Gathering {
  const known = new Map<string, Group>();
  const groupOfMark = new Map<CgroupMark, Group>();
  const groupOf = new Map<number, Group>();
  const firstOf = new Map<Group, Clue>();
  const firstBelow = new Map<Monitor, Clue>();
  for (const clue of clues) {
    const mark = clue.mark?.monitor === true ? clue.mark.outer : clue.mark;
    const group = mark === null ? null : groupOfCgroup(mark, groupOfMark, known);
    if (group !== null) groupOf.set(clue.process.pid, group);
    if (group !== null) keepOldest(firstOf, group, clue);
    if (clue.above !== null && hasLeft(clue.process, clue.above)) keepOldest(firstBelow, clue.above, clue);
  }
  const knownByCgroup = new Set(Array.from(groupOfMark.values(), (group) => nameInside(isRandomId(group.id) ? null : group.outer, group)));
  return { groupOf, groupOfMonitor: new Map(), known, knownByCgroup, firstBelow, firstOf };
}

function keepOldest<K>(oldest: Map<K, Clue>, key: K, clue: Clue): void {
  const other = oldest.get(key);
  if (other === undefined || byStanding(clue.process, other.process) < 0) oldest.set(key, clue);
}

function groupOfCgroup(mark: CgroupMark, groupOfMark: Map<CgroupMark, Group>, known: Map<string, Group>): Group {
  const made = groupOfMark.get(mark);
  if (made !== undefined) return made;
  const outer = mark.outer === null ? null : notTooDeep(groupOfCgroup(mark.outer, groupOfMark, known));
  const { runtime, id, path, evidence } = mark;
  const group = meet(known, `cgroup ${runtime} ${path}`, { kind: runtime === 'nsatlas' ? 'sandbox' : 'container', runtime, id, outer, evidence });
  groupOfMark.set(mark, group);
  return group;
}

function meet(known: Map<string, Group>, name: string, facts: Omit<Group, 'name'>): Group {
  const group = known.get(name) ?? { ...facts, name };
  known.set(name, group);
  return group;
}

/** A container named inside another, as cgroups, parents and marks may name the same one. */
function nameInside(outer: Group | null, { runtime, id }: Pick<Group, 'runtime' | 'id'>): string {
  return `${outer?.name ?? ''} > ${runtime}:${id}`;
}

function isKnownByCgroup({ knownByCgroup }: Gathering, outer: Group | null, named: Pick<Group, 'runtime' | 'id'>): boolean {
  return knownByCgroup.has(nameInside(isRandomId(named.id) ? null : outer, named));
}

/**
 * Rootless podman without a cgroup of its own, ctr, nspawn, sandboxes. Arguments can lie, so they never claim a process for a
 * container that cgroups know; and they overrule a cgroup only inside it: a nested engine whose containers have none.
 */
function groupBelow(gathering: Gathering, clue: Clue, told: Group | null): Group | null {
  const { above } = clue;
  if (above === null || above.wholePod || !hasLeft(clue.process, above)) return null;
  const around = above.isInside ? told : notTooDeep(gathering.groupOf.get(above.process.pid) ?? null);
  if (told !== null && (!isWithin(around, told) || isFromStateFile(above))) return null;
  const id = idBelow(gathering, above);
  const name = nameInside(around, { runtime: above.runtime, id });
  if (isKnownByCgroup(gathering, around, { runtime: above.runtime, id })) return null;
  const { runtime, kind, scope, owner, evidence } = above;
  const group = meet(gathering.known, `${name} ${scope} ${around === null ? owner : ''}`, { kind, runtime, id, outer: around, evidence });
  gathering.groupOfMonitor.set(above, group);
  gathering.firstOf.set(group, gathering.firstOf.get(group) ?? gathering.firstBelow.get(above) ?? clue);
  return group;
}

/** nspawn without a name takes that of its directory as far as it is a hostname: the mark knows. */
function idBelow({ firstBelow }: Gathering, above: Monitor): string {
  const owner = firstBelow.get(above)?.mount?.owner ?? null;
  return above.runtime === 'nspawn' && owner?.runtime === 'nspawn' ? owner.id : above.id;
}

/** Runtimes at work below a monitor, or a browser's other helpers, have not left its namespaces. What it made has. */
function hasLeft({ namespaces }: ScanProcess, above: Monitor): boolean {
  const type = above.runtime === 'chromium' ? 'pid' : 'mnt';
  return above.isInside || namespaces[type] === undefined || namespaces[type] !== above.process.namespaces[type];
}

/** The files of this host tell nothing of what is inside a container. */
function isFromStateFile({ isInside, kind }: Monitor): boolean {
  return isInside && kind === 'container';
}

function isWithin(group: Group | null, outer: Group): boolean {
  for (let at = group; at !== null; at = at.outer) if (at === outer) return true;
  return false;
}

/** A container in a container, where cgroup and parents name only the outer one: its files are marked otherwise than those of the outer's first process. */
function groupInside(gathering: Gathering, clue: Clue, base: Group): Group | null {
  const owner = clue.mount?.owner ?? null;
  const first = gathering.firstOf.get(base);
  if (owner === null || clue.mount === null || first?.process.namespaces.mnt === undefined) return null;
  if (first.mount?.owner?.id === owner.id || isNamed(base, owner)) return null;
  const around = notTooDeep(base);
  const group = meet(gathering.known, nameInside(around, owner), { kind: 'container', ...owner, outer: around, evidence: clue.mount.evidence });
  keepOldest(gathering.firstOf, group, clue);
  return group;
}

function isNamed(group: Group, { runtime, id }: Pick<Group, 'runtime' | 'id'>): boolean {
  for (let at: Group | null = group; at !== null; at = at.outer) if (at.runtime === runtime && at.id === id) return true;
  return false;
}

/** A process that joined, as nsenter(1) does, keeps its own cgroup and parents; so does an orphan of a host pid namespace. */
function joinByMount({ groupOf }: Gathering, clues: readonly Clue[], namespaces: readonly ScanNamespace[]): void {
  const foreign = new Set(namespaces.flatMap(({ type, ino, initial }) => (type === 'mnt' && !initial ? ino : [])));
  const userOf = usersOfMounts(clues, groupOf);
  for (const { process, monitor } of clues) {
    const { mnt } = process.namespaces;
    const group = mnt !== undefined && foreign.has(mnt) ? userOf.get(mnt) : undefined;
    if (group != null && monitor === null && !groupOf.has(process.pid)) groupOf.set(process.pid, group);
  }
}

/** The group whose processes live in each mnt namespace, by ino; null where they are of several. */
function usersOfMounts(clues: readonly Clue[], groupOf: ReadonlyMap<number, Group>): ReadonlyMap<number, Group | null> {
  const userOf = new Map<number, Group | null>();
  for (const { process } of clues) {
    const group = groupOf.get(process.pid);
    const { mnt } = process.namespaces;
    if (group === undefined || mnt === undefined) continue;
    const other = userOf.get(mnt);
    userOf.set(mnt, other === undefined || other === group ? group : null);
  }
  return userOf;
}

/** Where nothing else is left: no cgroup, and who started it has ended. A user can mark his own mnt namespace as he likes, so it is the user's word. */
function groupByMarks(gathering: Gathering, { mount }: Clue, user: number | null): Group | null {
  if (mount?.owner == null || (mount.owner.runtime === 'podman' && !mount.sure)) return null;
  if (isKnownByCgroup(gathering, null, mount.owner)) return null;
  return meet(gathering.known, `${nameInside(null, mount.owner)}  ${user ?? 'unknown'}`, { kind: 'container', ...mount.owner, outer: null, evidence: mount.evidence });
}
