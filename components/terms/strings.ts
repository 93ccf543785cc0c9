import { bilingual } from '../language/bilingual';
import type { TermName } from './man-pages';
import { TERM_SENTENCES_ZH, TERM_STRINGS_ZH } from './strings.zh';

/** One sentence for who meets the term the first time. */
export const TERM_SENTENCES_EN: Readonly<Record<TermName, string>> = {
  cgroup: 'A cgroup namespace decides which control group its members see as the root of all.',
  ipc: 'An ipc namespace has its own System V shared memory, semaphores and queues, and its own POSIX message queues.',
  mnt: 'A mnt namespace has its own tree of mounts: who is in another one may see other files under the same path.',
  net: 'A net namespace has its own interfaces, addresses, routes, ports and firewall.',
  pid: 'A pid namespace numbers its processes anew from 1; the namespaces above see them too, by other numbers.',
  time: 'A time namespace shifts the clocks that count since boot; the wall clock stays the same.',
  user: 'A user namespace maps user and group ids: root in it may be nobody outside, and its capabilities end at its border.',
  uts: 'A uts namespace has its own hostname and NIS domain name.',
  veth: 'A veth pair is a virtual cable: what goes in at one end comes out at the other, often in another net namespace.',
  bridge: 'A bridge is a switch inside the kernel: it forwards between the interfaces that are its ports.',
  macvlan: 'A macvlan or ipvlan is an interface of its own on top of another one, which may be in another net namespace.',
  vlan: 'A VLAN interface sends and receives the frames of one tag through a lower interface.',
  tunnel: 'A tunnel wraps packets into other packets and sends them through a lower interface.',
  bond: 'A bond or team makes one interface of several, for speed or for failing over.',
  vrf: 'A VRF gives the interfaces that belong to it a routing table of their own.',
  other: 'A device of another kind that stands on a lower one.',
  NS: 'The inode number of the namespace: two processes with the same number are in the same namespace.',
  TYPE: 'The type of the namespace, one of eight, called as the links in /proc/PID/ns are.',
  PATH: 'A path by which the namespace can be opened.',
  NPROCS: 'How many processes live in the namespace.',
  PID: 'The lowest PID in the namespace, as the host counts.',
  PPID: 'The parent of the process that PID names.',
  COMMAND: 'The command line of the process that PID names.',
  UID: 'The effective user id of the process that PID names.',
  USER: 'The name of that user on this host.',
  NETNSID: 'The number by which the net namespace of the observer knows this one; elsewhere it has another number, or none.',
  NSFS: 'Where the file of the namespace is mounted: such a mount keeps it alive without any process.',
  PNS: 'The parent of the namespace; only pid and user namespaces have one.',
  ONS: 'The user namespace that owns it: capabilities count for it when they count there.',
  ID: 'A number of 64 bits that is never used again; the kernel has it since Linux 6.18.',
  HELDBY: 'What keeps the namespace alive: a process, a descriptor, a mount, or another namespace.',
  CONTAINER: 'The container in which the process that PID names lives.',
  POD: 'The pod in which the process that PID names lives: containers that share namespaces.',
  addresses: 'The addresses of every interface in the net namespace, and what each interface is connected to.',
  wayOut: 'How a packet leaves the net namespace: from interface to interface, by the routes that the kernel would take.',
  namespaces: 'Every process is in one namespace of each of the eight types; the ones it does not share with the host are what isolates it.',
  alive: 'A namespace lives as long as something holds it: a process, an open descriptor, a mount of its file, a child, or one that it owns.',
  identity: 'What tells this object from all others, also from one that has the same number later.',
  idMap: 'Which user ids inside stand for which ids outside; an id without a row is shown as 65534, nobody.',
  capabilities: 'The single rights that root is made of; they count in the user namespace of the process and below it.',
  limits: 'How much memory, processor and how many processes its control group may use, and does use.',
  mounts: 'Every file system that is attached in this mount namespace, with its place and its options.',
  clocks: 'By how much the clocks that count since boot are shifted against those of the host.',
  seenInside: 'The processes as the namespace itself numbers them; its PID 1 takes all others along when it ends.',
  names: 'What uname(2) and gethostname(2) say in here.',
  forwards: 'Ports of the host from which connections are led into here, by a firewall rule or by a process.',
  observer: 'nsatlas itself, as the kernel sees it: its rights decide what it can read.',
  rights: 'Who the process is for the kernel, and what it therefore may do.',
};

export const TERM_STRINGS_EN = {
  about: (title: string) => `What is this: ${title}`,
  press: (isShown: boolean) => `Press to ${isShown ? 'hide' : 'show'} them.`,
  manual: (page: string) => `Manual: ${page}`,
} as const;

export const TERM_SENTENCES = bilingual(TERM_SENTENCES_EN, TERM_SENTENCES_ZH);
export const TERM_STRINGS = bilingual(TERM_STRINGS_EN, TERM_STRINGS_ZH);
