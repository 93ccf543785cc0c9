/** What an object lives in, and with whom it shares each namespace. Data only: the words are made on screen. */
import { firstProcess } from './first-process';
import { indexOf, isOnHost, processesOf } from './members';
import { parseObjectId, type ObjectId } from './object-id';
import { NAMESPACE_TYPES, type Container, type Namespace, type NamespaceType, type Pod, type Process, type Snapshot } from './schema';

/** One namespace that processes of the object live in. */
export interface SharedNamespace {
  readonly type: NamespaceType;
  /** Null when no link could be read. */
  readonly ino: number | null;
  /** Null also when the scan has no row for the ino. */
  readonly namespace: Namespace | null;
  /** How many of the object's processes live in it. */
  readonly count: number;
  /** It is the host's own: the initial one. */
  readonly initial: boolean;
  readonly with: Sharers;
}

/** Who else lives in it; the object's own processes are left out. */
export interface Sharers {
  readonly containers: readonly Container[];
  /** Pods of those containers, the object's own pod left out. */
  readonly pods: readonly Pod[];
  /**
   * Processes of no container, by pid. In the initial namespace they are the host itself, and so are services and sandboxes
   * of the host: `host` is set and the list empty.
   */
  readonly processes: readonly Process[];
  readonly host: boolean;
}

const NOBODY: Sharers = { containers: [], pods: [], processes: [], host: false };

/**
 * By type; of several namespaces of one type first the one of the object's first process. A type of which no link could be
 * read has a row with `ino` null. Of a namespace object there is one row, and all its members share it. Null when the Snapshot has no such object.
 */
export function sharedWith(snapshot: Snapshot, id: ObjectId): readonly SharedNamespace[] | null {
  const own = processesOf(snapshot, id);
  if (own === null) return null;
  const named = parseObjectId(id);
  const namespace = named?.kind === 'namespace' ? indexOf(snapshot).namespaceByKey.get(named.key) : undefined;
  if (namespace !== undefined) return [shareOne(snapshot, { ...namespace, own: new Set() })];
  return shareEach(snapshot, own);
}

function shareEach(snapshot: Snapshot, own: readonly Process[]): readonly SharedNamespace[] {
  const ownKeys = new Set(own);
  return NAMESPACE_TYPES.flatMap((type) => {
    const inos = inosOf(own, type);
    if (inos.length === 0) return unknownOf(type);
    return inos.map((ino) => shareOne(snapshot, { type, ino, own: ownKeys }));
  });
}

function unknownOf(type: NamespaceType): SharedNamespace {
  return { type, ino: null, namespace: null, count: 0, initial: false, with: NOBODY };
}

function inosOf(own: readonly Process[], type: NamespaceType): number[] {
  const first = firstProcess(own)?.namespaces[type];
  const inos = own.flatMap(({ namespaces }) => namespaces[type] ?? []);
  return [...new Set(first === undefined ? inos : [first, ...inos])];
}

function shareOne(snapshot: Snapshot, { type, ino, own }: { type: NamespaceType; ino: number; own: ReadonlySet<Process> }): SharedNamespace {
  const index = indexOf(snapshot);
  const members = index.membersByIno.get(ino) ?? [];
  const others = members.filter((row) => !own.has(row));
  const namespace = index.namespaceByIno.get(ino) ?? null;
  const initial = namespace?.initial ?? false;
  return { type, ino, namespace, initial, count: members.length - others.length, with: sharersOf(snapshot, others, { own, initial }) };
}

function sharersOf(snapshot: Snapshot, others: readonly Process[], { own, initial }: { own: ReadonlySet<Process>; initial: boolean }): Sharers {
  const { containerByKey, podByKey } = indexOf(snapshot);
  const guests = initial ? others.filter((row) => !isOnHost(snapshot, row)) : others;
  const containers = pick(guests.map(({ container }) => container), containerByKey);
  const ownPods = new Set(pick(Array.from(own, ({ container }) => container), containerByKey).map(({ pod }) => pod));
  const pods = pick(containers.map(({ pod }) => pod), podByKey).filter(({ key }) => !ownPods.has(key));
  const free = initial ? [] : others.filter(({ container }) => container === null);
  return { containers, pods, processes: free, host: guests.length < others.length };
}

/** The rows of the keys, each once, in the order of their keys. */
function pick<T extends { readonly key: string }>(keys: readonly (string | null)[], rowByKey: ReadonlyMap<string, T>): T[] {
  return [...new Set(keys)].sort().flatMap((key) => (key === null ? [] : (rowByKey.get(key) ?? [])));
}
