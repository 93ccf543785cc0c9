/** From an object of the picture to what the helper is asked to join: one process, or the places of a namespace without one. */
import { CALL_WORDS_EN, type CallWords } from './call-strings';
import type { Failure } from './failure';
import { byStanding, isOver } from './first-process';
import { indexOf, processesOf } from './members';
import { parseObjectId, type ObjectId } from './object-id';
import type { Namespace, NamespaceType, Process, Snapshot } from './schema';
import { textKey, type Text } from './text';

export interface ExecTarget {
  /** Whose namespaces are joined; null when no process lives in the namespace. */
  readonly process: Process | null;
  /** What to join, with the identity the Snapshot saw. */
  readonly namespaces: readonly { readonly type: NamespaceType; readonly ino: number; readonly id: string | null }[];
  /** Only without a process: where the namespace may be found, best first. Empty when its id is the only way. */
  readonly places: readonly (Place & { readonly type: NamespaceType })[];
}

/**
 * As the helper takes it. `pid` and `startTime` without `path`: that process's own namespace. `path`: as that process's mnt
 * namespace has it, or without `pid` as the helper's has it.
 */
export interface Place {
  readonly pid?: number;
  readonly startTime?: number;
  readonly path?: Text;
}

type Saying = (words: CallWords['target']) => string;

/** Why there is nothing to join. Its message is English, as the wire is; a page says it in its own words. */
export class ExecTargetError extends Error {
  override readonly name = 'ExecTargetError';
  constructor(
    readonly failure: Extract<Failure, 'usage' | 'gone' | 'denied' | 'unsupported'>,
    readonly saying: Saying,
  ) {
    super(saying(CALL_WORDS_EN.target));
  }
}

/**
 * Throws ExecTargetError. `usage`: not an object, a kernel thread, or a type that a namespace without processes is not.
 * `gone`: the Snapshot has it no more, or all its processes have ended. `denied`: a wanted link could not be read.
 * `unsupported`: nothing we can see leads to the namespace.
 */
export function execTarget(snapshot: Snapshot, { target, types }: { readonly target: string; readonly types: readonly NamespaceType[] }): ExecTarget {
  const named = parseObjectId(target);
  if (named === null) throw new ExecTargetError('usage', (words) => words.noObject);
  const id: ObjectId = `${named.kind}/${named.key}`;
  const processes = processesOf(snapshot, id);
  if (processes === null) throw new ExecTargetError('gone', (words) => words.noMore(named.kind, named.key));
  const candidates = inOrderOfChoice(snapshot, processes).filter((row) => !isOver(row) && !row.kernelThread);
  if (candidates.length > 0) return joinProcess(snapshot, candidates, types);
  const namespace = named.kind === 'namespace' ? indexOf(snapshot).namespaceByKey.get(named.key) : undefined;
  if (namespace !== undefined) return joinPlaces(snapshot, namespace, types);
  if (processes.some((row) => row.kernelThread)) throw new ExecTargetError('usage', (words) => words.kernelThread);
  throw new ExecTargetError('gone', (words) => words.allEnded(named.kind));
}

const PLACES_LIMIT = 8;

/** Where a namespace may be found: members, processes whose children will be born there, bind mounts. For inspect and for exec. */
export function placesOf(snapshot: Snapshot, namespace: Namespace): readonly Place[] {
  const members = (indexOf(snapshot).membersByIno.get(namespace.ino) ?? []).filter((row) => !isOver(row)).sort(byStanding);
  const own = members.slice(0, PLACES_LIMIT / 2).map(({ pid, startTime }) => ({ pid, startTime }));
  return [...own, ...pathsOf(snapshot, namespace)].slice(0, PLACES_LIMIT);
}

/** Whom to ask first: the containers that do the work before the pod's infra container; then by age. */
export function inOrderOfChoice(snapshot: Snapshot, processes: readonly Process[]): readonly Process[] {
  const { containerByKey } = indexOf(snapshot);
  const isInfra = (row: Process) => Number(containerByKey.get(row.container ?? '')?.infra ?? false);
  return [...processes].sort((a, b) => isInfra(a) - isInfra(b) || byStanding(a, b));
}

/** Whose resolv.conf(5) stands for a net namespace: on the host's one of the host's own tree, not that of a container that uses its network. */
export function resolverOf(snapshot: Snapshot, { ino, initial }: Namespace): Process | null {
  const members = (indexOf(snapshot).membersByIno.get(ino) ?? []).filter((row) => !isOver(row) && !row.kernelThread && row.namespaces.mnt !== undefined);
  const own = initial ? members.filter(({ namespaces }) => namespaces.mnt === snapshot.observer.namespaces.mnt) : members;
  return inOrderOfChoice(snapshot, own.length > 0 ? own : members)[0] ?? null;
}

function joinProcess(snapshot: Snapshot, candidates: readonly Process[], types: readonly NamespaceType[]): ExecTarget {
  const { namespaceByIno } = indexOf(snapshot);
  const process = candidates.find((row) => types.every((type) => row.namespaces[type] !== undefined));
  if (process === undefined) {
    const missing = types.filter((type) => candidates[0]?.namespaces[type] === undefined);
    throw new ExecTargetError('denied', (words) => words.notRead(missing));
  }
  const namespaces = types.flatMap((type) => {
    const ino = process.namespaces[type];
    return ino === undefined ? [] : { type, ino, id: namespaceByIno.get(ino)?.id ?? null };
  });
  return { process, namespaces, places: [] };
}

function joinPlaces(snapshot: Snapshot, namespace: Namespace, types: readonly NamespaceType[]): ExecTarget {
  const { type, ino, id } = namespace;
  const other = types.find((wanted) => wanted !== type);
  if (other !== undefined) throw new ExecTargetError('usage', (words) => words.noOther(type, other));
  const places = pathsOf(snapshot, namespace).slice(0, PLACES_LIMIT);
  if (places.length === 0 && id === null) throw new ExecTargetError('unsupported', (words) => words.noWay(type));
  return { process: null, namespaces: [{ type, ino, id }], places: places.map((place) => ({ ...place, type })) };
}

/** Paths the helper itself has come first. A path in a mnt namespace without a process cannot be reached. */
function pathsOf(snapshot: Snapshot, namespace: Namespace): Place[] {
  const { membersByIno } = indexOf(snapshot);
  const here = snapshot.observer.namespaces.mnt;
  const near = namespace.mounts.filter(({ mnt }) => mnt === here).map(({ path }): Place => ({ path }));
  const far = namespace.mounts.flatMap(({ path, mnt }): Place[] => {
    const through = mnt === here ? undefined : membersByIno.get(mnt)?.find((row) => !isOver(row));
    return through === undefined ? [] : [{ path, pid: through.pid, startTime: through.startTime }];
  });
  return unique([...near, ...far, ...childLinksOf(snapshot, namespace)]);
}

function childLinksOf(snapshot: Snapshot, { type, ino }: Namespace): Place[] {
  if (type !== 'pid' && type !== 'time') return [];
  return snapshot.processes.filter((row) => row.forChildren[type] === ino).map(({ pid }) => ({ path: `/proc/${pid}/ns/${type}_for_children` }));
}

function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [placeKey(place), place])).values()];
}

function placeKey(place: Place): string {
  return `${place.pid ?? ''} ${textKey(place.path ?? '')}`;
}
