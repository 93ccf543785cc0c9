/** The groups of the picture as nodes: host, pods, containers, sandboxes. Both lenses have the same. */
import type { GraphNode } from './graph';
import { nameOnDisk, nodeOf, rowLabel } from './graph-node';
import { addTo, HOST, THREADS, type Places } from './graph-places';
import type { GraphWords } from './graph-strings';
import { countOfPod, indexOf } from './members';
import { objectId, parseObjectId } from './object-id';
import { compareWords } from './order';
import { NAMESPACE_TYPES, type Container, type Namespace, type Pod, type Process, type Snapshot } from './schema';
import { showText } from './text';

const GROUP_RADIUS = 22;
const INFRA_RADIUS = 15;
const HOST_RADIUS = 34;

export interface World {
  readonly snapshot: Snapshot;
  readonly places: Places;
  readonly words: GraphWords;
}

export function membersOf({ places }: World, group: string): readonly Process[] {
  return places.membersByGroup.get(group) ?? [];
}

export function hostNode(world: World): GraphNode {
  return nodeOf({ id: HOST, object: HOST, kind: 'host', label: showText(world.snapshot.host.hostname), count: membersOf(world, HOST).length, radius: HOST_RADIUS });
}

/** The kernel's own threads, rolled up; null when there are none to see. */
export function threadsNode(world: World): GraphNode | null {
  const threads = membersOf(world, THREADS);
  const [first] = threads;
  if (first === undefined) return null;
  return nodeOf({ id: THREADS, object: objectId('process', first.key), kind: 'threads', parent: HOST, label: world.words.nodes.kernelThreads, count: threads.length, radius: INFRA_RADIUS });
}

/** Pods and containers, each after the one it stands in. */
export function guestNodes(world: World): GraphNode[] {
  const { pods, containers } = world.snapshot;
  const inside = new Map<string | null, GraphNode[]>();
  for (const node of [...pods.map((pod) => podNode(world, pod)), ...containers.map((row) => containerNode(world, row))]) addTo(inside, node.parent, node);
  const withInner = (node: GraphNode): GraphNode[] => [node, ...(inside.get(node.id) ?? []).flatMap(withInner)];
  return (inside.get(null) ?? []).flatMap(withInner);
}

function podNode(world: World, pod: Pod): GraphNode {
  const id = objectId('pod', pod.key);
  const count = countOfPod(world.snapshot, pod.key);
  return nodeOf({ id, object: id, kind: 'pod', parent: groupAround(world.snapshot, id), label: rowLabel(pod), count, radius: GROUP_RADIUS });
}

function containerNode(world: World, container: Container): GraphNode {
  const id = objectId('container', container.key);
  const count = membersOf(world, id).length;
  const { infra, kind, runtime } = container;
  const facts = { parent: groupAround(world.snapshot, id), label: groupLabel(world, container), count, radius: infra ? INFRA_RADIUS : GROUP_RADIUS };
  return nodeOf({ id, object: id, kind, ...facts, traits: [...(infra ? (['infra'] as const) : []), ...(runtime === 'nsatlas' ? (['made'] as const) : [])] });
}

/** Which one is ours is said where it stands: colour is never alone. */
function groupLabel({ words }: World, container: Container): string {
  return container.runtime === 'nsatlas' ? words.nodes.madeHere(rowLabel(container)) : rowLabel(container);
}

/** The group that the group of a pod or container stands in: its pod, the container it was made in; null on the open ground. */
function groupAround(snapshot: Snapshot, group: string): string | null {
  const { containerByKey, podByKey, containersByPod } = indexOf(snapshot);
  const named = parseObjectId(group);
  if (named?.kind === 'pod') return aroundOf(containersByPod.get(named.key)?.[0]);
  const row = named?.kind === 'container' ? containerByKey.get(named.key) : undefined;
  return row?.pod != null && podByKey.has(row.pod) ? objectId('pod', row.pod) : aroundOf(row);

  function aroundOf(inner: Container | undefined): string | null {
    return inner?.outer != null && containerByKey.has(inner.outer) ? objectId('container', inner.outer) : null;
  }
}

export function sandboxNodes(world: World): GraphNode[] {
  const sandboxes = [...world.places.namespaceBySandbox].sort(([a], [b]) => compareWords(a, b));
  return sandboxes.map(([id, namespace]) => {
    const members = membersOf(world, id);
    const label = sandboxName(world.snapshot, namespace, members);
    return nodeOf({ id, object: objectId('namespace', namespace.key), kind: 'sandbox', label, count: members.length, radius: GROUP_RADIUS });
  });
}

/** The name somebody gave to a namespace its leader lives in, else the leader's command. */
function sandboxName(snapshot: Snapshot, namespace: Namespace, members: readonly Process[]): string {
  const [leader] = members;
  const { namespaceByIno } = indexOf(snapshot);
  const apart = NAMESPACE_TYPES.flatMap((type) => namespaceByIno.get(leader?.namespaces[type] ?? 0) ?? []).filter(({ initial }) => !initial);
  const given = [namespace, ...apart].map(nameOnDisk).find((name) => name !== null);
  return given ?? (leader === undefined ? String(namespace.ino) : showText(leader.comm));
}

/** The group on the open ground in which a group stands: itself, the outermost pod or container round it, or the host. */
export function outerGroup({ snapshot }: World, group: string): string {
  if (group === THREADS) return HOST;
  const seen = new Set<string>();
  let at = group;
  for (let around = groupAround(snapshot, at); around !== null && !seen.has(around); around = groupAround(snapshot, at)) {
    seen.add(around);
    at = around;
  }
  return at;
}
