import type { GraphNode } from '@/lib/graph';

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
} as const satisfies Record<GraphNode['kind'], string>;

function many(count: number, one: string, more: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : more}`;
}

/** Others are called by their kind and what is written at them. */
const SPECIAL_NAMES: Partial<Record<GraphNode['kind'], (node: GraphNode) => string>> = {
  namespace: ({ type, label, number }) => [KIND_WORDS.namespace, type, label === String(number) ? null : label, number].filter((word) => word !== null).join(' '),
  process: ({ label, number }) => `${KIND_WORDS.process} ${label} ${number ?? ''}`.trim(),
  plate: ({ label }) => label,
  level: ({ type, label, number }) => (number === null ? label : [type, KIND_WORDS.namespace, label === String(number) ? null : label, number].filter((word) => word !== null).join(' ')),
  set: ({ label, count }) => `${many(count, 'process', 'processes')} like ${label}`,
  threads: ({ count }) => many(count, 'kernel thread', 'kernel threads'),
};

export const GRAPH_STRINGS = {
  objects: 'Objects in the picture',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit everything',
  arrange: 'Arrange anew, and let go of what was dragged',
  tools: 'Camera',
  drawing: 'Arranging the picture …',
  more: (count: number) => `${many(count, 'more object', 'more objects')}: find them by search`,
  alike: (count: number, type: string) => `and ${count} more ${type} ${count === 1 ? 'namespace' : 'namespaces'} in this group`,
  /** What a screen reader says of a node, and what tests ask for. */
  name: (node: GraphNode) => SPECIAL_NAMES[node.kind]?.(node) ?? `${KIND_WORDS[node.kind]} ${node.label}`,
  holds: (count: number) => many(count, 'process', 'processes'),
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
    [many(processes, 'process', 'processes'), many(pods, 'pod', 'pods'), many(namespaces, 'namespace', 'namespaces')].join(', '),
  network: (namespaces: number, interfaces: number, wires: number) =>
    [many(namespaces, 'net namespace', 'net namespaces'), many(interfaces, 'interface', 'interfaces'), many(wires, 'wire', 'wires')].join(', '),
  wiresSwitchedOff: (count: number) => `wires switched off: ${count.toLocaleString('en')}`,
  drawn: (drawn: number, of: number) => `${drawn.toLocaleString('en')} of ${of.toLocaleString('en')} processes drawn one by one: zoom in for the others`,
  rolledUp: (count: number) => `kernel threads rolled up: ${count.toLocaleString('en')}`,
  switchedOff: (count: number) => `namespaces switched off: ${count.toLocaleString('en')}`,
  changed: (parts: readonly string[]) => parts.join(', '),
  change: (come: number, gone: number, one: string, more: string) =>
    [come > 0 ? `+${many(come, one, more)}` : null, gone > 0 ? `−${many(gone, one, more)}` : null].filter((part) => part !== null),
} as const;
