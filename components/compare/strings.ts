import { bilingual } from '../language/bilingual';
import { COMPARE_STRINGS_ZH, MEANING_STRINGS_ZH } from './strings.zh';

/** What a comparison says: each sentence follows from namespaces(7) and its neighbours. */
export const COMPARE_STRINGS_EN = {
  title: 'Compare',
  choose: 'Choose what to compare it with: in the picture, in the table, or by searching.',
  end: 'End the comparison',
  types: 'The eight',
  meaning: 'What follows',
  gone: 'One of them is not there any more.',
  relation: { same: 'shared', apart: 'apart', partly: 'partly', unknown: 'unknown' },
  devShm: 'They share /dev/shm: it is the same file system for both.',
  devShmApart: 'Each has a /dev/shm of its own.',
} as const;

type Who = 'left' | 'right';

export const MEANING_STRINGS_EN = {
  sameObject: () => 'It is the same object.',
  noProcess: () => 'One of them has no process that lives, so nothing is shared.',
  localhost: () => 'They reach each other on localhost: the same interfaces, addresses, ports and abstract sockets. A port can be taken only once.',
  ownNetwork: () => 'Each has interfaces, addresses and ports of its own. They reach each other only where a route leads.',
  mayConfigureNet: (left: string, right: string, mayLeft: boolean, mayRight: boolean) => {
    if (mayLeft && mayRight) return `Rights of both, ${left} and ${right}, count for the shared network.`;
    if (!mayLeft && !mayRight) return 'Neither may configure the shared network: its owner is a user namespace elsewhere.';
    return `Only ${mayLeft ? left : right} may configure the shared network: its owner is a user namespace in which rights of the other do not count.`;
  },
  seeEachOther: () => 'They see each other’s processes, by the same PIDs.',
  signalNeedsRights: () => 'But their users differ: a signal or ptrace(2) across needs rights in the other’s user namespace.',
  seesBelow: (upper: string, lower: string) => `${upper} sees the processes of ${lower}, by other PIDs; not the other way round.`,
  ownProcesses: () => 'Neither sees the processes of the other.',
  sameFiles: () => 'They see the same mounts. A root directory of its own (chroot) may still hide part of them.',
  ownFiles: () => 'Each has a tree of mounts of its own. Files are shared only where both mount the same.',
  sharedMemory: () => 'They share System V memory, semaphores and queues, and POSIX message queues.',
  ownIpc: () => 'System V objects and POSIX message queues of one are not those of the other.',
  sameHostname: () => 'They have the same hostname; who may change it changes it for both.',
  ownHostname: () => 'Each has a hostname of its own.',
  sameUsers: () => 'The same users: uid 0 of one is uid 0 of the other.',
  ownUsers: () => 'Each counts users for itself: uid 0 of one need not be anybody in the other.',
  userAbove: (upper: string, lower: string) => `Rights of ${upper} count in the user namespace of ${lower}, which is below its own.`,
  sameCgroupRoot: () => 'They see the control groups from the same root.',
  ownCgroupRoot: () => 'Each sees the control groups from a root of its own.',
  sameCgroup: () => 'They are in the same control groups: they share their limits.',
  sameClocks: () => 'Their clocks since boot agree.',
  ownClocks: () => 'Their clocks since boot are shifted against each other.',
  partlyShared: (type: string) => `Of several ${type} namespaces they share some: not all of their processes live in the same.`,
  notKnown: (type: string) => `Whether they share the ${type} namespace is not known: a link could not be read.`,
} satisfies Record<string, (...words: never[]) => string>;

export function upperFirst(upper: Who, left: string, right: string): [string, string] {
  return upper === 'left' ? [left, right] : [right, left];
}

export const COMPARE_STRINGS = bilingual(COMPARE_STRINGS_EN, COMPARE_STRINGS_ZH);
export const MEANING_STRINGS = bilingual(MEANING_STRINGS_EN, MEANING_STRINGS_ZH);
