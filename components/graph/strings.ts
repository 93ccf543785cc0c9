import { formatCount } from '@/lib/count-text';
import type { GraphNode } from '@/lib/graph';
import { counted } from '../language/counted';
import { bilingual } from '../language/bilingual';
import { GRAPH_STRINGS_ZH } from './strings.zh';

/** How much of a network there is. */
export interface NetworkSize {
  readonly namespaces: number;
  readonly interfaces: number;
  readonly wires: number;
}

const KIND_WORDS = {
  host: 'host',
  pod: 'pod',
  container: 'container',
  sandbox: 'sandbox',
  service: 'service',
  threads: 'kernel threads',
  process: 'process',
  set: 'processes',
  namespace: 'namespace',
  island: 'net namespace',
  interface: 'interface',
  plate: 'addresses of',
  level: 'level',
  bundle: 'together by',
} as const satisfies Record<GraphNode['kind'], string>;

/** Others are called by their kind and what is written at them. */
const SPECIAL_NAMES: Partial<Record<GraphNode['kind'], (node: GraphNode) => string>> = {
  namespace: ({ type, label, number }) => [KIND_WORDS.namespace, type, label === String(number) ? null : label, number].filter((word) => word !== null).join(' '),
  process: ({ label, number }) => `${KIND_WORDS.process} ${label} ${number ?? ''}`.trim(),
  plate: ({ label }) => label,
  level: ({ type, label, number }) => (number === null ? label : [type, KIND_WORDS.namespace, label === String(number) ? null : label, number].filter((word) => word !== null).join(' ')),
  set: ({ label, count }) => `${counted(count, 'process', 'processes')} like ${label}`,
  threads: ({ count }) => counted(count, 'kernel thread'),
};

export const GRAPH_STRINGS_EN = {
  objects: 'Objects in the picture',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit everything',
  arrange: 'Arrange anew, and let go of what was dragged',
  tools: 'Camera',
  drawing: 'Arranging the picture …',
  more: (count: number) => `${counted(count, 'more object')}: find them by search`,
  alike: (count: number, type: string) => `and ${counted(count, `more ${type} namespace`)} in this group`,
  /** What a screen reader says of a node, and what tests ask for. */
  name: (node: GraphNode) => SPECIAL_NAMES[node.kind]?.(node) ?? `${KIND_WORDS[node.kind]} ${node.label}`,
  holds: (count: number) => counted(count, 'process', 'processes'),
  traits: {
    initial: 'the first of its type on this host',
    home: 'the host’s own',
    empty: 'no process lives in it',
    leader: 'first process of its group',
    monitor: 'looks after a container from outside',
    kernel: 'kernel thread',
    over: 'has ended, its parent has not noticed yet',
    unread: 'some of its namespaces could not be read',
    made: 'made here, by nsatlas',
    infra: 'keeps the namespaces of its pod',
    stray: 'its parent lies outside of what the observer may see',
    closed: 'its interfaces are not known',
    down: 'nothing passes through it',
    cut: 'its other end is in a namespace that nobody can find',
  },
  counts: (processes: number, pods: number, namespaces: number) =>
    [counted(processes, 'process', 'processes'), counted(pods, 'pod'), counted(namespaces, 'namespace')].join(', '),
  near: (near: number, all: number) => `${formatCount(near)} of ${counted(all, 'process', 'processes')} near the selection`,
  nearNetwork: (near: NetworkSize, all: NetworkSize) =>
    `${[`${formatCount(near.namespaces)} of ${counted(all.namespaces, 'net namespace')}`, `${formatCount(near.interfaces)} of ${counted(all.interfaces, 'interface')}`, `${formatCount(near.wires)} of ${counted(all.wires, 'wire')}`].join(', ')} near the selection`,
  network: ({ namespaces, interfaces, wires }: NetworkSize) =>
    [counted(namespaces, 'net namespace'), counted(interfaces, 'interface'), counted(wires, 'wire')].join(', '),
  wiresSwitchedOff: (count: number) => `wires switched off: ${formatCount(count)}`,
  drawn: (drawn: number, of: number) => `${formatCount(drawn)} of ${formatCount(of)} processes drawn one by one: zoom in for the others`,
  rolledUp: (count: number) => `kernel threads rolled up: ${formatCount(count)}`,
  switchedOff: (count: number) => `namespaces switched off: ${formatCount(count)}`,
  runtimesSwitchedOff: (runtimes: readonly string[]) => `switched off: what ${runtimes.join(', ')} ${runtimes.length === 1 ? 'runs' : 'run'}`,
} as const;

export const GRAPH_STRINGS = bilingual(GRAPH_STRINGS_EN, GRAPH_STRINGS_ZH);
