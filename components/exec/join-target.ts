/** What can be joined from an object, and the three ways people mean most. */
import { callWords } from '@/lib/call-strings';
import { execTarget, ExecTargetError } from '@/lib/exec-target';
import type { JoinRequest } from '@/lib/exec-schema';
import { joinCalls, type JoinStep } from '@/lib/join-calls';
import { nsenterRequestFor, type NsenterRequest } from '@/lib/nsenter';
import type { ObjectId } from '@/lib/object-id';
import { indexOf } from '@/lib/members';
import { parseObjectId } from '@/lib/object-id';
import { NAMESPACE_TYPES, type NamespaceType, type Process, type Snapshot } from '@/lib/schema';
import { PAGE_LANGUAGE } from '../language/bilingual';
import { EXEC_STRINGS } from './strings';

export const JOIN_WAYS = ['like', 'net', 'custom'] as const;
export type JoinWay = (typeof JOIN_WAYS)[number];

export interface Joinable {
  readonly type: NamespaceType;
  readonly ino: number;
  /** The helper is in it already: joining it changes nothing. */
  readonly isOurs: boolean;
}

export interface JoinTarget {
  /** Whose namespaces are joined; null for a namespace in which no process lives. */
  readonly process: Process | null;
  readonly joinable: readonly Joinable[];
  /** Why nothing can be joined; null when something can. */
  readonly problem: string | null;
}

export function joinTargetOf(snapshot: Snapshot, id: ObjectId): JoinTarget {
  const named = parseObjectId(id);
  if (named === null || named.kind === 'host') return nothing(EXEC_STRINGS.hostTarget);
  const namespace = named.kind === 'namespace' ? indexOf(snapshot).namespaceByKey.get(named.key) : undefined;
  try {
    const { process, namespaces } = execTarget(snapshot, { target: id, types: namespace === undefined ? [] : [namespace.type] });
    return { process, joinable: process === null ? namespaces.map((row) => joinableOf(snapshot, row)) : joinableOfProcess(snapshot, process), problem: null };
  } catch (error) {
    if (error instanceof ExecTargetError) return nothing(error.saying(callWords(PAGE_LANGUAGE).target));
    throw error;
  }
}

function nothing(problem: string): JoinTarget {
  return { process: null, joinable: [], problem };
}

function joinableOfProcess(snapshot: Snapshot, process: Process): Joinable[] {
  return NAMESPACE_TYPES.flatMap((type) => {
    const ino = process.namespaces[type];
    return ino === undefined ? [] : [joinableOf(snapshot, { type, ino })];
  });
}

function joinableOf({ observer }: Snapshot, { type, ino }: { type: NamespaceType; ino: number }): Joinable {
  return { type, ino, isOurs: observer.namespaces[type] === ino };
}

/** Of `like` those that differ from the host's; all of them where none does. */
export function typesOf(way: JoinWay, { joinable }: JoinTarget, custom: readonly NamespaceType[]): NamespaceType[] {
  const types = joinable.map(({ type }) => type);
  switch (way) {
    case 'like': {
      const different = joinable.filter(({ isOurs }) => !isOurs).map(({ type }) => type);
      return different.length > 0 ? different : types;
    }
    case 'net':
      return types.filter((type) => type === 'net');
    case 'custom':
      return types.filter((type) => custom.includes(type));
  }
}

/** Which system calls would join it; null when there is nothing to join. */
export function callsOf(snapshot: Snapshot, request: Pick<JoinRequest, 'target' | 'types'>): readonly JoinStep[] | null {
  if (request.types.length === 0) return null;
  try {
    return joinCalls(execTarget(snapshot, request), snapshot.observer, callWords(PAGE_LANGUAGE));
  } catch (error) {
    if (error instanceof ExecTargetError) return null;
    throw error;
  }
}

/** What the nsenter(1) line that does the same by hand is made of; null when there is nothing to join. */
export function nsenterOf(snapshot: Snapshot, { argv, ...request }: JoinRequest & { readonly argv: readonly string[] }): NsenterRequest | null {
  try {
    return nsenterRequestFor(execTarget(snapshot, request), argv, request, snapshot.observer.namespaces);
  } catch (error) {
    if (error instanceof ExecTargetError) return null;
    throw error;
  }
}
