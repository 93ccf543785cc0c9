/** The groups of the picture as nodes: host, pods, containers, sandboxes. Both lenses have the same. */
import type { GraphNode } from './graph';
import { nameOnDisk, nodeOf, rowLabel } from './graph-node';
import { HOST, THREADS, type Places } from './graph-places';
import { indexOf } from './members';
import { objectId } from './object-id';
import { compareWords } from './order';
import { NAMESPACE_TYPES, type Container, type Namespace, type Pod, type Process, type Snapshot } from './schema';
import { showText } from './text';

const GROUP_RADIUS = 22;
const INFRA_RADIUS = 15;
const HOST_RADIUS = 34;

export interface World {
  readonly snapshot: Snapshot;
  readonly places: Places;
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
  return nodeOf({ id: THREADS, object: objectId('process', first.key), kind: 'threads', parent: HOST, label: 'kernel threads', count: threads.length, radius: INFRA_RADIUS });
}

export function podNode(world: World, pod: Pod): GraphNode {
  const id = objectId('pod', pod.key);
  const count = containersOf(world, pod).reduce((sum, { key }) => sum + membersOf(world, objectId('container', key)).length, 0);
  return nodeOf({ id, object: id, kind: 'pod', label: rowLabel(pod), count, radius: GROUP_RADIUS });
}

export function containersOf({ snapshot }: World, { key }: Pod): readonly Container[] {
  return indexOf(snapshot).containersByPod.get(key) ?? [];
}

export function containerNode(world: World, container: Container, parent: string | null): GraphNode {
  const id = objectId('container', container.key);
  const count = membersOf(world, id).length;
  const { infra } = container;
  return nodeOf({ id, object: id, kind: 'container', parent, label: rowLabel(container), count, radius: infra ? INFRA_RADIUS : GROUP_RADIUS, traits: infra ? ['infra'] : [] });
}

/** Those of no pod that is known. */
export function looseContainers({ snapshot }: World): readonly Container[] {
  const { podByKey } = indexOf(snapshot);
  return snapshot.containers.filter(({ pod }) => pod === null || !podByKey.has(pod));
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

/** The group on the open ground in which a group stands: itself, or its pod, or the host. */
export function outerGroup({ snapshot }: World, group: string): string {
  if (group === THREADS) return HOST;
  const { containerByKey, podByKey } = indexOf(snapshot);
  const pod = group.startsWith('container/') ? podByKey.get(containerByKey.get(group.slice('container/'.length))?.pod ?? '') : undefined;
  return pod === undefined ? group : objectId('pod', pod.key);
}
