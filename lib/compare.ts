/**
 * Two objects side by side: which of the eight namespaces they share, and what follows from it. Data only: the sentences
 * are made on screen. What follows is what the kernel's manual pages say (namespaces(7) and its neighbours), not a guess:
 * where a half case decides, such as the same net namespace but different user namespaces, it has a meaning of its own.
 */
import { isOver } from './first-process';
import { isAbove } from './lineage';
import { indexOf, processesOf } from './members';
import type { ObjectId } from './object-id';
import { NAMESPACE_TYPES, type NamespaceType, type Process, type Snapshot } from './schema';
import { textKey } from './text';

/** `partly`: some of the processes of one are where some of the other are, others are not. */
export type Relation = 'same' | 'apart' | 'partly' | 'unknown';

export interface ComparedType {
  readonly type: NamespaceType;
  readonly relation: Relation;
  /** The inos in which each side lives, and those of both. Empty when no link could be read. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly common: readonly number[];
}

/** `left` of `seesBelow`: the left one sees the right one's processes, not the other way round. */
export type Meaning =
  | { readonly kind: 'sameObject' | 'noProcess' }
  | { readonly kind: 'localhost' | 'ownNetwork' }
  /** Who of the two may configure a net namespace that both are in: its owner is a user namespace, and rights count only there and above. */
  | { readonly kind: 'mayConfigureNet'; readonly left: boolean; readonly right: boolean }
  | { readonly kind: 'seeEachOther' | 'signalNeedsRights' | 'ownProcesses' }
  | { readonly kind: 'seesBelow'; readonly upper: 'left' | 'right' }
  | { readonly kind: 'sameFiles' | 'ownFiles' }
  | { readonly kind: 'sharedMemory' | 'ownIpc' }
  | { readonly kind: 'sameHostname' | 'ownHostname' }
  | { readonly kind: 'sameUsers' | 'ownUsers' }
  | { readonly kind: 'userAbove'; readonly upper: 'left' | 'right' }
  | { readonly kind: 'sameCgroupRoot' | 'ownCgroupRoot' | 'sameCgroup' }
  | { readonly kind: 'sameClocks' | 'ownClocks' }
  | { readonly kind: 'partlyShared'; readonly type: NamespaceType }
  | { readonly kind: 'notKnown'; readonly type: NamespaceType };

export interface Comparison {
  readonly types: readonly ComparedType[];
  readonly meanings: readonly Meaning[];
}

/** Null when the Snapshot lacks one of them. */
export function compare(snapshot: Snapshot, left: ObjectId, right: ObjectId): Comparison | null {
  const [lefts, rights] = [processesOf(snapshot, left), processesOf(snapshot, right)];
  if (lefts === null || rights === null) return null;
  const sides = { left: lefts.filter(lives), right: rights.filter(lives) };
  const types = NAMESPACE_TYPES.map((type) => compareType(type, sides));
  return { types, meanings: meaningsOf(snapshot, { types, sides, isOne: left === right }) };
}

/** A zombie has left its namespaces: what it once shared is no more. */
function lives(process: Process): boolean {
  return !isOver(process);
}

interface Sides {
  readonly left: readonly Process[];
  readonly right: readonly Process[];
}

function compareType(type: NamespaceType, sides: Sides): ComparedType {
  const left = inosOf(sides.left, type);
  const right = inosOf(sides.right, type);
  const common = left.filter((ino) => right.includes(ino));
  return { type, left, right, common, relation: relationOf(left, right, common) };
}

function inosOf(processes: readonly Process[], type: NamespaceType): number[] {
  return [...new Set(processes.flatMap(({ namespaces }) => namespaces[type] ?? []))];
}

function relationOf(left: readonly number[], right: readonly number[], common: readonly number[]): Relation {
  if (left.length === 0 || right.length === 0) return 'unknown';
  if (common.length === 0) return 'apart';
  return common.length === left.length && common.length === right.length ? 'same' : 'partly';
}

interface Found {
  readonly types: readonly ComparedType[];
  readonly sides: Sides;
  readonly isOne: boolean;
}

function meaningsOf(snapshot: Snapshot, { types, sides, isOne }: Found): Meaning[] {
  if (isOne) return [{ kind: 'sameObject' }];
  if (sides.left.length === 0 || sides.right.length === 0) return [{ kind: 'noProcess' }];
  const of = new Map(types.map((row) => [row.type, row]));
  const rows = { of: (type: NamespaceType) => of.get(type) ?? compareType(type, sides), snapshot, sides };
  return [...netMeanings(rows), ...pidMeanings(rows), ...mntMeanings(rows), ...ipcMeanings(rows), ...utsMeanings(rows), ...userMeanings(rows), ...cgroupMeanings(rows), ...timeMeanings(rows)];
}

interface Rows {
  readonly of: (type: NamespaceType) => ComparedType;
  readonly snapshot: Snapshot;
  readonly sides: Sides;
}

/** The words of a type whose two clear cases need no further look. */
function plain({ type, relation }: ComparedType, same: Meaning, apart: Meaning): Meaning[] {
  switch (relation) {
    case 'same':
      return [same];
    case 'apart':
      return [apart];
    case 'partly':
      return [{ kind: 'partlyShared', type }];
    case 'unknown':
      return [{ kind: 'notKnown', type }];
  }
}

function netMeanings(rows: Rows): Meaning[] {
  const net = rows.of('net');
  const meanings = plain(net, { kind: 'localhost' }, { kind: 'ownNetwork' });
  return net.relation === 'same' && rows.of('user').relation === 'apart' ? [...meanings, ...whoConfigures(rows, net.common)] : meanings;
}

function whoConfigures({ snapshot, of }: Rows, [net = 0]: readonly number[]): Meaning[] {
  const owner = indexOf(snapshot).namespaceByIno.get(net)?.owner ?? null;
  const [[left = 0], [right = 0]] = [of('user').left, of('user').right];
  if (typeof owner !== 'number') return [];
  const [leftMay, rightMay] = [left, right].map((user) => (user === owner ? true : isAbove(snapshot, user, owner)));
  return leftMay == null || rightMay == null ? [] : [{ kind: 'mayConfigureNet', left: leftMay, right: rightMay }];
}

function pidMeanings(rows: Rows): Meaning[] {
  const pid = rows.of('pid');
  const meanings = plain(pid, { kind: 'seeEachOther' }, levelOf(rows, pid) ?? { kind: 'ownProcesses' });
  return pid.relation === 'same' && rows.of('user').relation === 'apart' ? [...meanings, { kind: 'signalNeedsRights' }] : meanings;
}

/** Null when neither is above the other, or it is not known. */
function levelOf({ snapshot }: Rows, { left: [left], right: [right] }: ComparedType): Meaning | null {
  if (left === undefined || right === undefined) return null;
  if (isAbove(snapshot, left, right) === true) return { kind: 'seesBelow', upper: 'left' };
  return isAbove(snapshot, right, left) === true ? { kind: 'seesBelow', upper: 'right' } : null;
}

function mntMeanings({ of }: Rows): Meaning[] {
  return plain(of('mnt'), { kind: 'sameFiles' }, { kind: 'ownFiles' });
}

function ipcMeanings({ of }: Rows): Meaning[] {
  return plain(of('ipc'), { kind: 'sharedMemory' }, { kind: 'ownIpc' });
}

function utsMeanings({ of }: Rows): Meaning[] {
  return plain(of('uts'), { kind: 'sameHostname' }, { kind: 'ownHostname' });
}

function userMeanings(rows: Rows): Meaning[] {
  const user = rows.of('user');
  const [[left], [right]] = [user.left, user.right];
  const meanings = plain(user, { kind: 'sameUsers' }, { kind: 'ownUsers' });
  if (user.relation !== 'apart' || left === undefined || right === undefined) return meanings;
  if (isAbove(rows.snapshot, left, right) === true) return [...meanings, { kind: 'userAbove', upper: 'left' }];
  return isAbove(rows.snapshot, right, left) === true ? [...meanings, { kind: 'userAbove', upper: 'right' }] : meanings;
}

function cgroupMeanings({ of, sides }: Rows): Meaning[] {
  const meanings = plain(of('cgroup'), { kind: 'sameCgroupRoot' }, { kind: 'ownCgroupRoot' });
  return groupsOf(sides.left) === groupsOf(sides.right) ? [...meanings, { kind: 'sameCgroup' }] : meanings;
}

/** The control groups themselves: who has the same ones has the same limits. */
function groupsOf(processes: readonly Process[]): string {
  return [...new Set(processes.flatMap(({ cgroup }) => cgroup.map(textKey)))].sort().join('\n');
}

function timeMeanings({ of }: Rows): Meaning[] {
  return plain(of('time'), { kind: 'sameClocks' }, { kind: 'ownClocks' });
}
