/** Why a namespace is alive, as data: namespaces(7), "Namespace lifetime". */
import { holderReasons, missedLooks, type HolderReason } from './holders';
import { indexOf } from './members';
import { NAMESPACE_TYPES, type Look, type Namespace, type Process, type Snapshot } from './schema';
import type { Text } from './text';

export type AliveReason =
  | { readonly kind: 'initial' }
  | { readonly kind: 'members'; readonly count: number; readonly leader: Process }
  /** Its next children will be born there (pid_for_children, time_for_children). */
  | { readonly kind: 'forChildren'; readonly processes: readonly Process[] }
  | HolderReason
  /** A bind mount of its file, in the tree of a mnt namespace; that one may have no row. */
  | { readonly kind: 'mount'; readonly path: Text; readonly mnt: Namespace | null }
  /** Namespaces of the same type below it; user and pid only. */
  | { readonly kind: 'children'; readonly namespaces: readonly Namespace[] }
  /** Namespaces a user namespace owns. */
  | { readonly kind: 'owned'; readonly namespaces: readonly Namespace[] }
  /** All was looked through, and so many references remain: a descriptor on its way that nobody's socket shows, or the kernel's own use. */
  | { readonly kind: 'kernel'; readonly references: number }
  /**
   * Something holds it and we cannot see what. `unreadable` processes might be members, and what the `missed` looks would have
   * shown might hold it. Null: the kernel does not tell how many references there are.
   */
  | { readonly kind: 'notVisible'; readonly references: number | null; readonly unreadable: number; readonly missed: readonly Look[] };

/** All reasons the Snapshot shows, never empty. */
export function whyAlive(snapshot: Snapshot, namespace: Namespace): readonly AliveReason[] {
  const reasons = [
    ...(namespace.initial ? [{ kind: 'initial' } as const] : []),
    ...members(snapshot, namespace),
    ...forChildren(snapshot, namespace),
    ...holderReasons(snapshot, namespace),
    ...mounts(snapshot, namespace),
    ...relatives(snapshot, namespace),
  ];
  return reasons.length > 0 ? reasons : [unseen(snapshot, namespace)];
}

function unseen(snapshot: Snapshot, namespace: Namespace): AliveReason {
  const references = namespace.references ?? null;
  const { unreadable } = snapshot.completeness;
  const missed = missedLooks(snapshot);
  return references !== null && unreadable === 0 && missed.length === 0 ? { kind: 'kernel', references } : { kind: 'notVisible', references, unreadable, missed };
}

function members(snapshot: Snapshot, { ino }: Namespace): AliveReason[] {
  const found = indexOf(snapshot).membersByIno.get(ino) ?? [];
  const [leader] = found;
  return leader === undefined ? [] : [{ kind: 'members', count: found.length, leader }];
}

/** A process that is a member already says nothing new with this. */
function forChildren(snapshot: Snapshot, { type, ino }: Namespace): AliveReason[] {
  if (type !== 'pid' && type !== 'time') return [];
  const processes = indexOf(snapshot).forChildrenByIno.get(ino) ?? [];
  return processes.length === 0 ? [] : [{ kind: 'forChildren', processes }];
}

function mounts(snapshot: Snapshot, namespace: Namespace): AliveReason[] {
  const { namespaceByIno } = indexOf(snapshot);
  return namespace.mounts.map(({ path, mnt }) => ({ kind: 'mount', path, mnt: namespaceByIno.get(mnt) ?? null }));
}

/** The parent of a user namespace is also its owner: a child is named once, as a child. */
function relatives(snapshot: Snapshot, { type, ino, key }: Namespace): AliveReason[] {
  const { namespacesByParent, namespacesByOwner } = indexOf(snapshot);
  const children = (namespacesByParent.get(ino) ?? []).filter((row) => row.type === type && row.key !== key);
  const owned = type === 'user' ? (namespacesByOwner.get(ino) ?? []).filter((row) => row.type !== 'user') : [];
  return [
    ...(children.length > 0 ? [{ kind: 'children', namespaces: children } as const] : []),
    ...(owned.length > 0 ? [{ kind: 'owned', namespaces: owned.sort(byType) } as const] : []),
  ];
}

function byType(a: Namespace, b: Namespace): number {
  return NAMESPACE_TYPES.indexOf(a.type) - NAMESPACE_TYPES.indexOf(b.type) || a.ino - b.ino;
}
