/** The words that the graph and what is made of it say of themselves: on nodes, in captions, in legends. */
import { formatCount } from './count-text';
import type { Harbour, NodeKind } from './graph';
import { GRAPH_WORDS_ZH } from './graph-strings.zh';
import type { Language, Spoken } from './language';
import type { NamespaceType } from './schema';
import type { Measure } from './usage';
import type { Lens, View } from './view';

const LENS_NAMES: Readonly<Record<Lens, string>> = { pods: 'Pods', namespaces: 'Namespaces', network: 'Network', hierarchy: 'Hierarchy', table: 'Table' };

const HARBOUR_NAMES: Readonly<Record<Harbour, string>> = {
  hardware: 'hardware', cable: 'cable end', master: 'bridge, bond', stacked: 'on a lower device', tunnel: 'tunnel, tun, tap', other: 'other interface',
};

function many(count: number, one: string, more: string): string {
  return `${formatCount(count)} ${count === 1 ? one : more}`;
}

const MEASURES: Readonly<Partial<Record<string, string>>> = { cpu: 'CPU, in percent of one core', memory: 'memory (RSS), a group by the sum of its processes' };

const PICTURE_WORDS = {
  lens: ({ lens, tree }: Pick<View, 'lens' | 'tree'>) => `${LENS_NAMES[lens]} lens${lens === 'hierarchy' ? `, ${tree} namespaces` : ''}`,
  tone: (word: string, count: number) => `${word} (${formatCount(count)})`,
  others: 'others',
  unknown: 'unknown',
  measuring: 'not measured yet',
  grouped: (by: string) => `grouped by ${by}`,
  coloured: (by: string) => `coloured by ${MEASURES[by] ?? by}`,
  measured: (by: Measure) => `with ${MEASURES[by] ?? by}`,
  used: (by: Measure, amount: string) => `${by === 'cpu' ? 'CPU' : 'Memory'}: ${amount}`,
  near: (reach: number) => `only what is within ${many(reach, 'line', 'lines')} of it`,
  hiddenEdges: (sorts: readonly string[]) => `lines not shown: ${sorts.join(', ')}`,
  process: 'process',
  lines: {
    family: 'process and its parent', monitor: 'monitor and its container', shared: 'shared namespace', cable: 'cable', member: 'process and its namespace', holder: 'what holds a namespace', owner: 'namespace and its owner or parent',
  },
  levels: (type: string) => `a ${type} namespace below its parent`,
  search: (query: string) => `search: ${query}`,
  selected: (title: string) => `selected: ${title}`,
  only: (title: string) => `only: ${title}`,
  hiddenTypes: (types: readonly string[]) => `not shown: ${types.join(', ')}`,
  hiddenWires: (kinds: readonly string[]) => `wires not shown: ${kinds.join(', ')}`,
  threads: 'with kernel threads',
  noFilter: 'no filter',
  partial: (unreadable: number) => `${many(unreadable, 'process', 'processes')} could not be read`,
  redacted: 'parts are left out on purpose',
  empty: 'without a process',
  down: 'down',
  groups: (pods: number, namespaces: number, processes: number) => `On it: ${[many(pods, 'pod', 'pods'), many(namespaces, 'namespace', 'namespaces'), many(processes, 'process', 'processes')].join(', ')}.`,
  hierarchy: (levels: number, processes: number) => `On it: ${[many(levels, 'level', 'levels'), many(processes, 'process', 'processes')].join(', ')}.`,
  network: (namespaces: number, interfaces: number, wires: number) =>
    `On it: ${[many(namespaces, 'net namespace', 'net namespaces'), many(interfaces, 'interface', 'interfaces'), many(wires, 'wire', 'wires')].join(', ')}.`,
  leftOut: (count: number) => `and ${many(count, 'more box', 'more boxes')}`,
  drawn: 'Drawn by nsatlas.',
  sentence: (words: string) => `${words}.`,
} as const;

/** Short, for tooltips, lists and screen readers. */
const NET_WORDS = {
  elsewhere: 'elsewhere, hidden',
  outBy: (hops: string) => `out by ${hops}`,
  carriedOn: (hops: string) => `out by ${hops}, carried on by a process`,
  byTunnel: (hops: string) => `out by ${hops}, a tunnel`,
  noWay: 'no way out',
  noFarther: (hops: string) => `wired as ${hops}, and no farther`,
  hardware: 'hardware',
  up: 'up',
  down: 'down',
  cableTo: (end: string) => `cable to ${end}`,
  onTopOf: (end: string) => `on top of ${end}`,
  farEnd: (name: string, on: string) => `${name} of ${on}`,
  inMaster: (kind: string, name: string) => `in ${kind} ${name}`,
  group: 'group',
} as const;

const NODE_WORDS = {
  kernelThreads: 'kernel threads',
  madeHere: (name: string) => `${name}, made here`,
  levelNotKnown: (type: string) => `${type} namespace not known`,
  notLookedInto: 'not looked into yet',
  noEntry: 'no entry',
  noAddress: 'no address',
  closed: (trouble: string) => `could not be looked into: ${trouble}`,
  notDrawn: (count: number) => `interfaces not drawn: ${formatCount(count)}`,
} as const;

const FACT_WORDS = {
  kinds: { host: 'host', pod: 'pod', container: 'container', process: 'process', namespace: 'namespace' },
  on: (host: string, time: string) => `On ${host}, ${time}.`,
  fact: 'fact',
  value: 'value',
  hostname: 'hostname',
  kernel: 'kernel',
  machine: 'machine',
  processCount: 'processes',
  runtime: 'runtime',
  id: 'id',
  kubernetesNamespace: 'Kubernetes namespace',
  image: 'image',
  state: 'state',
  pod: 'pod',
  container: 'container',
  infra: 'infra container',
  pid: 'pid',
  inside: (pid: string, inside: string) => `${pid} (inside: ${inside})`,
  parent: 'parent',
  uid: 'uid',
  command: 'command',
  type: 'type',
  inode: 'inode',
  inodeNumber: 'inode number',
  noId: 'this kernel gives none',
  owner: 'owner',
  none: 'none',
  hidden: 'hidden: outside of what we may see',
  bindMount: 'bind mount',
  notKnown: 'not known',
  hosts: 'the host’s',
  sharedWith: 'shared with',
  namespaces: 'Namespaces',
  netTrouble: (ino: number, trouble: string) => `The interfaces of net ${ino} could not be read: ${trouble}`,
  interfacesOf: (ino: number) => `Interfaces of net ${ino}`,
  name: 'name',
  linkAddress: 'link address',
  addresses: 'addresses',
  processes: 'Processes',
  more: (count: number) => `and ${formatCount(count)} more`,
} as const;

const GROUPS: Readonly<Partial<Record<NodeKind, readonly [string, string]>>> = { pod: ['pod', 'pods'], container: ['container', 'containers'], sandbox: ['sandbox', 'sandboxes'], service: ['service', 'services'] };

/** Of what stands without a name. */
const COUNTED_WORDS = {
  more: (parts: readonly string[]) => `+${parts.join(', ')}`,
  /** `kind`: null where they are of several; `namespaces` are those in them, 0 where they are not told of. */
  groups: (count: number, kind: NodeKind | null, namespaces: number) => {
    const [one, more] = (kind === null ? undefined : GROUPS[kind]) ?? ['group', 'groups'];
    return `${many(count, one, more)}${namespaces === 0 ? '' : ` with ${many(namespaces, 'namespace', 'namespaces')}`}`;
  },
  namespaces: (count: number, type: NamespaceType | null) => many(count, `${type === null ? '' : `${type} `}namespace`, `${type === null ? '' : `${type} `}namespaces`),
} as const;

export const GRAPH_WORDS_EN = { harbours: HARBOUR_NAMES, picture: PICTURE_WORDS, net: NET_WORDS, nodes: NODE_WORDS, facts: FACT_WORDS, counted: COUNTED_WORDS } as const;

export type GraphWords = Spoken<typeof GRAPH_WORDS_EN>;

const WORDS_BY_LANGUAGE: Readonly<Record<Language, GraphWords>> = { en: GRAPH_WORDS_EN, zh: GRAPH_WORDS_ZH };

export function graphWords(language: Language): GraphWords {
  return WORDS_BY_LANGUAGE[language];
}
