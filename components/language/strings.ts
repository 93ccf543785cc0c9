import { bilingual } from './bilingual';
import { PART_WORDS_ZH } from './strings.zh';

/** The parts of an answer of which the helper says that they have gaps, by their names on the wire. */
export const PART_WORDS_EN = {
  addresses: 'addresses', attachedBy: 'who has it attached', details: 'details of interfaces', forwards: 'forwarded ports', gaps: 'gaps', gidMap: 'gid map', holders: 'holders',
  links: 'interfaces', members: 'members', messageQueues: 'message queues', mounts: 'mounts', namespaces: 'namespaces', neighbours: 'neighbours', peers: 'other ends',
  posixQueues: 'POSIX message queues', roots: 'roots', routes: 'routes', rules: 'routing rules', semaphores: 'semaphores', sharedMemory: 'shared memory', sockets: 'sockets', uidMap: 'uid map',
} as const;

export const PART_WORDS = bilingual(PART_WORDS_EN, PART_WORDS_ZH);
