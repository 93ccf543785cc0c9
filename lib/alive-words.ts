/** What keeps a namespace alive, as one word each: for the HELDBY column, and to search by. */
import { whyAlive, type AliveReason } from './alive';
import type { Namespace, Snapshot } from './schema';

export const ALIVE_WORDS: Readonly<Record<AliveReason['kind'], string>> = {
  initial: 'initial',
  members: 'process',
  forChildren: 'for-children',
  threads: 'thread',
  threadsForChildren: 'for-children',
  descriptors: 'descriptor',
  sockets: 'socket',
  tuns: 'tun',
  inFlight: 'in-flight',
  mount: 'mount',
  children: 'child',
  owned: 'owned',
  kernel: 'kernel',
  notVisible: 'unknown',
};

/** To search by: something other than a process that lives in it keeps it alive, and none lives there. */
export const ALIVE_OTHERWISE = 'other';

export function isAliveOtherwise(reasons: readonly AliveReason[]): boolean {
  return reasons.every(({ kind }) => kind !== 'initial' && kind !== 'members' && kind !== 'notVisible');
}

/** Each word once, in the order of the reasons. */
export function aliveWords(snapshot: Snapshot, namespace: Namespace): readonly string[] {
  return [...new Set(whyAlive(snapshot, namespace).map(({ kind }) => ALIVE_WORDS[kind]))];
}
