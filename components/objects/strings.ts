import type { NamespaceType } from '@/lib/schema';
import { counted } from '../language/counted';
import { bilingual } from '../language/bilingual';
import { OBJECT_STRINGS_ZH, TYPE_STRINGS_ZH, NAMESPACE_WORDS_ZH, NAMESPACE_HINTS_ZH } from './strings.zh';

export const OBJECT_STRINGS_EN = {
  host: 'Host',
  process: (pid: number) => `Process ${pid}`,
  pod: (runtime: string) => `${runtime} pod`,
  kubernetesPod: (runtime: string) => `Kubernetes pod (${runtime})`,
  container: (runtime: string) => `${runtime} container`,
  sandbox: (runtime: string) => `${runtime} sandbox`,
  madeHere: 'Sandbox, made here',
  pinned: (sort: string, name: string) => `${sort}, made here, pinned as ${name}`,
  service: (runtime: string) => `${runtime} service`,
  infra: (runtime: string) => `${runtime} infra container`,
  hidden: 'hidden',
  hiddenHint: 'The kernel will not name it: it lies outside of what the observer may see.',
} as const;

export const TYPE_STRINGS_EN = {
  shown: 'Namespace types shown',
  /** `count` is null where it is not told. */
  press: (count: number | null, isShown: boolean) => `${count === null ? '' : `${counted(count, 'namespace')}. `}Press to ${isShown ? 'hide' : 'show'} ${count === 1 ? 'it' : 'them'}.`,
} as const;

/** The type with the word, for headings. */
export const NAMESPACE_WORDS_EN: Readonly<Record<NamespaceType, string>> = {
  cgroup: 'cgroup namespace',
  ipc: 'ipc namespace',
  mnt: 'mnt namespace',
  net: 'net namespace',
  pid: 'pid namespace',
  time: 'time namespace',
  user: 'user namespace',
  uts: 'uts namespace',
};

/** What each type keeps apart, for learners. */
export const NAMESPACE_HINTS_EN: Readonly<Record<NamespaceType, string>> = {
  cgroup: 'which part of the cgroup tree is seen as its root',
  ipc: 'System V IPC, POSIX message queues',
  mnt: 'the tree of mounts',
  net: 'interfaces, addresses, routes, ports, firewall rules',
  pid: 'process ids',
  time: 'boot and monotonic clocks',
  user: 'user and group ids, capabilities',
  uts: 'hostname and NIS domain name',
};

export const OBJECT_STRINGS = bilingual(OBJECT_STRINGS_EN, OBJECT_STRINGS_ZH);
export const TYPE_STRINGS = bilingual(TYPE_STRINGS_EN, TYPE_STRINGS_ZH);
export const NAMESPACE_WORDS = bilingual(NAMESPACE_WORDS_EN, NAMESPACE_WORDS_ZH);
export const NAMESPACE_HINTS = bilingual(NAMESPACE_HINTS_EN, NAMESPACE_HINTS_ZH);
