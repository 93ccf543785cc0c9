/** Why each call is made, or is not, when namespaces are joined and when a sandbox is made; and why nothing can be joined. */
import { CALL_WORDS_ZH } from './call-strings.zh';
import type { Language, Spoken } from './language';
import type { ObjectKind } from './object-id';
import type { NamespaceType } from './schema';

type View = '/proc' | '/sys';

const viewWords = (view: View): string => (view === '/proc' ? 'a /proc of the joined pids' : 'a /sys of the joined interfaces');

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

const JOIN_WORDS = {
  already: (same: readonly NamespaceType[]) => ` ${listed(same)} ${same.length === 1 ? 'is' : 'are'} the helper's own already: nothing to join.`,
  wouldMove: 'would move a process into namespaces that are there.',
  userLast: ' user comes last, after the mounts below: inside it there would be no right to them.',
  byDescriptor: 'moves a process of ours into the namespace by a descriptor of the namespace itself: no process lives there.',
  moves: (joined: readonly NamespaceType[], pid: number, isAtOnce: boolean) => `moves a process of ours into ${listed(joined)} of process ${pid}${isAtOnce ? ', all at once or none' : ''}.`,
  forksForPid: 'makes the child that becomes the command: who joins a pid namespace stays where it was, and only its children live there. nsenter(1) forks for the same reason; its --no-fork leaves the command outside.',
  forks: 'makes the child that becomes the command. The helper looks from outside where that child stands before it lets it go. nsenter(1) forks only for pid.',
  ownMounts: (views: readonly View[]) => `gives the child mounts of its own, a copy of the host's, in which there is ${listed(views.map(viewWords))}. Without mnt nsenter(1) leaves the host's.`,
  noMounts: (hasMnt: boolean) => `would give the child new namespaces. ${hasMnt ? '/proc and /sys are the target\'s, with mnt.' : 'What is joined shows in no file of the host.'}`,
} as const;

const SANDBOX_WORDS = {
  born: (types: number) => `makes a process that is born in ${types === 1 ? 'a new namespace' : `${types} new namespaces`} at once; nobody else moves.`,
  userFirst: ' The user namespace comes first, whatever the order: it owns the others.',
  isInit: ' That process is PID 1 of the new pid namespace: when it ends, the kernel ends all others in it.',
  hostname: 'changes the name in the new uts namespace, and nowhere else.',
  cable: 'By rtnetlink(7): a pair of veth devices, one end in the new net namespace with an address, the other on the bridge nsatlas0.',
  pins: 'A bind mount of each /proc/PID/ns/TYPE below /run/nsatlas keeps the namespace when the process has ended.',
  mapsGiven: 'from outside: which ids in there are which ids of the host. An id without a line has no number inside.',
  mapsOfNobody: 'from outside: 65536 ids that nobody on the host has, so that root in there is nobody out here.',
  mapsOfMaker: 'from outside: uid and gid 0 in there are whoever makes it, and nobody else has a number.',
  ownProc: 'a /proc of its pids',
  ownSys: 'a /sys of its interfaces',
  ownRoot: 'a root of its own with the host\'s programs, read-only',
  directoryRoot: 'the directory as its root',
  mounts: (made: readonly string[]) => `The new tree begins as a copy of the host's, made private: what is mounted in it stays in it.${made.length === 0 ? '' : ` Then come ${made.join(', ')}.`}`,
  notUnshare: (late: readonly NamespaceType[]) =>
    `is not needed. ${late.length === 0 ? 'It would move who calls it out of its own namespaces, and the helper stays where it is.' : `It would move who calls it, and of ${late.join(' and ')} only its next child.`} By hand it is what unshare(1) calls.`,
  setnsLater: 'comes later: it moves a process into namespaces that are there. Each command and terminal you open in it joins by it.',
  pidFromNext: ' For pid it counts from the next child on.',
} as const;

const TARGET_WORDS = {
  noObject: 'The target names no object.',
  noMore: (kind: ObjectKind, key: string) => `There is no ${kind} ${key} any more.`,
  kernelThread: 'A kernel thread cannot be joined; it has the namespaces of the host.',
  allEnded: (kind: ObjectKind) => `All processes of the ${kind} have ended.`,
  notRead: (missing: readonly NamespaceType[]) => `The observer could not read which ${missing.join(', ')} namespace it is in.`,
  noOther: (type: NamespaceType, other: NamespaceType) => `No process lives in this ${type} namespace, so no ${other} namespace goes with it.`,
  noWay: (type: NamespaceType) => `Nothing visible leads to this ${type} namespace, and this kernel cannot open it by its id.`,
} as const;

export const CALL_WORDS_EN = { join: JOIN_WORDS, sandbox: SANDBOX_WORDS, target: TARGET_WORDS } as const;

export type CallWords = Spoken<typeof CALL_WORDS_EN>;

const WORDS_BY_LANGUAGE: Readonly<Record<Language, CallWords>> = { en: CALL_WORDS_EN, zh: CALL_WORDS_ZH };

export function callWords(language: Language): CallWords {
  return WORDS_BY_LANGUAGE[language];
}
