/** Who lives where: lookups over one Snapshot, made once and kept with it. A Snapshot is never changed. */
import { byPid } from './order';
import { parseObjectId, type ObjectId } from './object-id';
import type { Container, Namespace, Pod, Process, Snapshot } from './schema';

export interface SnapshotIndex {
  readonly processByKey: ReadonlyMap<string, Process>;
  readonly processByPid: ReadonlyMap<number, Process>;
  readonly namespaceByKey: ReadonlyMap<string, Namespace>;
  readonly namespaceByIno: ReadonlyMap<number, Namespace>;
  readonly containerByKey: ReadonlyMap<string, Container>;
  readonly podByKey: ReadonlyMap<string, Pod>;
  /** The processes in each namespace, by its ino; those of each container, by its key. Both by pid. */
  readonly membersByIno: ReadonlyMap<number, readonly Process[]>;
  /** Whose next children will be born in a namespace that is not theirs, by its ino. */
  readonly forChildrenByIno: ReadonlyMap<number, readonly Process[]>;
  /** The namespaces that have this one as parent, or as owner, by its ino. */
  readonly namespacesByParent: ReadonlyMap<number, readonly Namespace[]>;
  readonly namespacesByOwner: ReadonlyMap<number, readonly Namespace[]>;
  readonly processesByContainer: ReadonlyMap<string, readonly Process[]>;
  readonly containersByPod: ReadonlyMap<string, readonly Container[]>;
  /** The containers, sandboxes and services made inside each container. */
  readonly containersByOuter: ReadonlyMap<string, readonly Container[]>;
}

const NONE: readonly never[] = [];
const known = new WeakMap<Snapshot, SnapshotIndex>();

export function indexOf(snapshot: Snapshot): SnapshotIndex {
  const made = known.get(snapshot);
  if (made !== undefined) return made;
  const index = buildIndex(snapshot);
  known.set(snapshot, index);
  return index;
}

/** The processes in each namespace, by its ino. */
export function membersOf(snapshot: Snapshot): ReadonlyMap<number, readonly Process[]> {
  return indexOf(snapshot).membersByIno;
}

/** How many processes live in the namespace (lsns NPROCS). */
export function nprocs(snapshot: Snapshot, ino: number): number {
  return membersOf(snapshot).get(ino)?.length ?? 0;
}

/** The member with the lowest pid, as lsns(8) has it. */
export function leader(snapshot: Snapshot, ino: number): Process | null {
  return membersOf(snapshot).get(ino)?.[0] ?? null;
}

/**
 * The processes an object is made of, by pid: the process itself, those of the container and of what was made inside it, of the
 * pod's containers, the members of the namespace, on `host/` those of no container. Null when the Snapshot has no such object.
 */
export function processesOf(snapshot: Snapshot, id: ObjectId): readonly Process[] | null {
  const named = parseObjectId(id);
  if (named === null) return null;
  const index = indexOf(snapshot);
  switch (named.kind) {
    case 'process':
      return ifThere(index.processByKey.get(named.key), (row) => [row]);
    case 'container':
      return ifThere(index.containerByKey.get(named.key), (row) => processesOfContainers(index, [row]));
    case 'pod':
      return ifThere(index.podByKey.get(named.key), (row) => processesOfPod(index, row.key));
    case 'namespace':
      return ifThere(index.namespaceByKey.get(named.key), (row) => index.membersByIno.get(row.ino) ?? NONE);
    case 'host':
      return snapshot.processes.filter((row) => isOnHost(snapshot, row));
  }
}

function ifThere<T, R>(row: T | undefined, give: (row: T) => R): R | null {
  return row === undefined ? null : give(row);
}

function processesOfPod(index: SnapshotIndex, key: string): readonly Process[] {
  return processesOfContainers(index, index.containersByPod.get(key) ?? NONE);
}

/** How many processes the pod is made of. */
export function countOfPod(snapshot: Snapshot, key: string): number {
  const index = indexOf(snapshot);
  return listsOfContainers(index, index.containersByPod.get(key) ?? NONE).reduce((sum, list) => sum + list.length, 0);
}

/** Those of each container, and of what was made inside of them. */
function listsOfContainers(index: SnapshotIndex, containers: readonly Container[]): (readonly Process[])[] {
  const all = new Set(containers);
  for (const row of all) for (const inner of index.containersByOuter.get(row.key) ?? NONE) all.add(inner);
  return Array.from(all, ({ key }) => index.processesByContainer.get(key) ?? NONE);
}

function processesOfContainers(index: SnapshotIndex, containers: readonly Container[]): readonly Process[] {
  const lists = listsOfContainers(index, containers);
  return lists.length === 1 ? (lists[0] ?? NONE) : lists.flat().sort(byPid);
}

/** In no container. A service of systemd or the sandbox of a program is still the host's, unless a container is round it. */
export function isOnHost(snapshot: Snapshot, { container }: Process): boolean {
  const { containerByKey } = indexOf(snapshot);
  for (let key = container, row = containerByKey.get(key ?? ''); key !== null; key = row.outer, row = containerByKey.get(key ?? '')) {
    if (row === undefined || row.kind === 'container') return false;
  }
  return true;
}

type Makers = { readonly [K in keyof SnapshotIndex]: (snapshot: Snapshot) => SnapshotIndex[K] };

const MAKERS: Makers = {
  processByKey: ({ processes }) => new Map(processes.map((row) => [row.key, row])),
  processByPid: ({ processes }) => new Map(processes.map((row) => [row.pid, row])),
  namespaceByKey: ({ namespaces }) => new Map(namespaces.map((row) => [row.key, row])),
  namespaceByIno: ({ namespaces }) => new Map(namespaces.map((row) => [row.ino, row])),
  containerByKey: ({ containers }) => new Map(containers.map((row) => [row.key, row])),
  podByKey: ({ pods }) => new Map(pods.map((row) => [row.key, row])),
  membersByIno: ({ processes }) => group(processes, ({ namespaces: inos }) => Object.values(inos)),
  forChildrenByIno: ({ processes }) => group(processes, ({ namespaces: inos, forChildren: { pid, time } }) => [pid === inos.pid ? undefined : pid, time === inos.time ? undefined : time].filter((ino) => ino !== undefined)),
  namespacesByParent: ({ namespaces }) => groupBy(namespaces, ({ parent }) => (typeof parent === 'number' ? parent : null)),
  namespacesByOwner: ({ namespaces }) => groupBy(namespaces, ({ owner }) => (typeof owner === 'number' ? owner : null)),
  processesByContainer: ({ processes }) => groupBy(processes, ({ container }) => container),
  containersByPod: ({ containers }) => groupBy(containers, ({ pod }) => pod),
  containersByOuter: ({ containers }) => groupBy(containers, ({ outer }) => outer),
};

/** Each part is made when it is first asked for: of a large host, before the first picture, few are. */
function buildIndex(snapshot: Snapshot): SnapshotIndex {
  const made = new Map<keyof SnapshotIndex, unknown>();
  const get = <K extends keyof SnapshotIndex>(name: K): SnapshotIndex[K] => {
    const known = made.get(name) as SnapshotIndex[K] | undefined;
    if (known !== undefined) return known;
    const part = MAKERS[name](snapshot);
    made.set(name, part);
    return part;
  };
  return {
    get processByKey() { return get('processByKey'); },
    get processByPid() { return get('processByPid'); },
    get namespaceByKey() { return get('namespaceByKey'); },
    get namespaceByIno() { return get('namespaceByIno'); },
    get containerByKey() { return get('containerByKey'); },
    get podByKey() { return get('podByKey'); },
    get membersByIno() { return get('membersByIno'); },
    get forChildrenByIno() { return get('forChildrenByIno'); },
    get namespacesByParent() { return get('namespacesByParent'); },
    get namespacesByOwner() { return get('namespacesByOwner'); },
    get processesByContainer() { return get('processesByContainer'); },
    get containersByPod() { return get('containersByPod'); },
    get containersByOuter() { return get('containersByOuter'); },
  };
}

function group<T, K>(rows: readonly T[], keysOf: (row: T) => readonly K[]): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) for (const key of keysOf(row)) put(groups, key, row);
  return groups;
}

/** Without those that have no key. */
function groupBy<T, K>(rows: readonly T[], keyOf: (row: T) => K | null): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== null) put(groups, key, row);
  }
  return groups;
}

function put<T, K>(groups: Map<K, T[]>, key: K, row: T): void {
  const found = groups.get(key);
  if (found === undefined) groups.set(key, [row]);
  else found.push(row);
}
