/** Nodes and edges as the lenses make them, with the words of the rows they show. */
import type { EdgeKind, Graph, GraphEdge, GraphNode, Trait } from './graph';
import { isOver } from './first-process';
import { objectId } from './object-id';
import { byKey, byPid, byTypeAndIno } from './order';
import type { Container, Namespace, Pod, Process, Snapshot } from './schema';
import { showText, type Text } from './text';

const PROCESS_RADIUS = 5;
const LEADER_RADIUS = 6.5;
const KERNEL_RADIUS = 3;
const NOTHING_SAID: readonly string[] = [];

/** Of a lens that shows no ways. */
export const NO_WAYS: Graph['wayByNode'] = new Map<string, never>();

export function nodeOf(facts: Pick<GraphNode, 'id' | 'kind'> & Partial<GraphNode>): GraphNode {
  return { object: null, parent: null, label: '', type: null, number: null, count: 0, namespaces: 0, radius: PROCESS_RADIUS, rim: false, harbour: null, said: NOTHING_SAID, traits: [], ...facts };
}

export function edgeOf(kind: EdgeKind, source: string, target: string, facts: Partial<GraphEdge> = {}): GraphEdge {
  const { type = null, wire = null, label = null, quiet = false } = facts;
  return { source, target, kind, type, wire, label, quiet };
}

/** What tells an edge from all others of its graph. It is made when it is asked for: thousands of edges are never drawn. */
export function edgeId({ kind, source, target, label, wire, type }: GraphEdge): string {
  return `${kind} ${source} ${target} ${label ?? wire ?? type ?? ''}`;
}

export function processNode(process: Process, parent: string | null, isLeader: boolean): GraphNode {
  const id = objectId('process', process.key);
  return {
    id,
    object: id,
    kind: 'process',
    parent,
    label: showText(process.comm),
    type: null,
    number: process.pid,
    count: 1,
    namespaces: 0,
    radius: process.kernelThread ? KERNEL_RADIUS : isLeader ? LEADER_RADIUS : PROCESS_RADIUS,
    rim: false,
    harbour: null,
    said: NOTHING_SAID,
    traits: traitsOf(process, isLeader),
  };
}

const USUAL_TRAITS: readonly Trait[] = [];

export function traitsOf(process: Process, isLeader: boolean): readonly Trait[] {
  const traits: Trait[] = [];
  if (isLeader) traits.push('leader');
  if (process.monitorOf !== null) traits.push('monitor');
  if (process.kernelThread) traits.push('kernel');
  if (isOver(process)) traits.push('over');
  if (isUnread(process)) traits.push('unread');
  if (process.started === true) traits.push('made');
  return traits.length === 0 ? USUAL_TRAITS : traits;
}

/** Some namespace link of it could not be read. A zombie has left its namespaces: they are not unknown, they are no more. */
function isUnread(process: Process): boolean {
  return process.unread?.some(({ what }) => what.startsWith('ns')) === true && !isOver(process);
}

export function rowLabel({ name, id }: Container | Pod): string {
  return name === null ? id.slice(0, 12) : showText(name);
}

/** The name its bind mount gives it, as `blue` of /run/netns/blue, or of /run/nsatlas/ns/blue/net. */
export function nameOnDisk({ mounts }: Namespace): string | null {
  const names = mounts.map(({ path }) => lastPart(path)).filter((name) => name !== '').sort();
  return names[0] ?? null;
}

function lastPart(path: Text): string {
  const parts = showText(path).split('/');
  return parts.at(parts[2] === 'nsatlas' && parts.length === 6 ? -2 : -1) ?? '';
}

export function namespaceLabel(namespace: Namespace): string {
  return nameOnDisk(namespace) ?? String(namespace.ino);
}

export function namespaceTraits({ initial, ino }: Namespace, home: number | undefined): Trait[] {
  return [...(initial ? (['initial'] as const) : []), ...(ino === home ? (['home'] as const) : [])];
}

/** The Snapshot with its rows in their one order; the same object when they are. */
export function inOrder(snapshot: Snapshot): Snapshot {
  const { processes, namespaces, containers, pods } = snapshot;
  if (isSorted(processes, byPid) && isSorted(namespaces, byTypeAndIno) && isSorted(containers, byKey) && isSorted(pods, byKey)) return snapshot;
  return {
    ...snapshot,
    processes: [...processes].sort(byPid),
    namespaces: [...namespaces].sort(byTypeAndIno),
    containers: [...containers].sort(byKey),
    pods: [...pods].sort(byKey),
  };
}

function isSorted<T>(rows: readonly T[], order: (a: T, b: T) => number): boolean {
  return rows.every((row, at) => {
    const before = rows[at - 1];
    return before === undefined || order(before, row) <= 0;
  });
}
