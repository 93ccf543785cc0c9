/**
 * Who is who: containers and pods, from what every process shows, without asking a daemon.
 * What nothing tells stays unknown, and each row says how we know.
 */
import { containerOfDraft, draftContainers, nameOf, type Draft } from './attribute-containers';
import { linkProcesses, type Link } from './attribute-members';
import { isInfra, linkPods, type PodLink } from './attribute-pods';
import { runtimeKey } from './identity';
import { compareWords } from './order';
import type { Container, ContainerFacts, Namespace, Pod, Runtime, Scan } from './schema';
import type { Text } from './text';

export interface Attribution {
  /** Container key by pid. */
  readonly containerByPid: ReadonlyMap<number, string>;
  readonly monitoredByPid: ReadonlyMap<number, string>;
  readonly containers: Container[];
  readonly pods: Pod[];
}

/** `namespaces` are those of the scan with their keys. */
export function attribute(scan: Scan, namespaces: readonly Namespace[], facts: readonly ContainerFacts[]): Attribution {
  const links = linkProcesses(scan);
  const drafts = draftContainers(links, facts);
  const podLinks = linkPods(drafts, namespaces.find(({ type, initial }) => type === 'net' && initial)?.ino);
  return {
    containerByPid: keysOf(links.containerOf),
    monitoredByPid: keysOf(links.monitoredBy),
    containers: drafts.map((draft) => placeInPod(draft, podLinks.get(draft.key))),
    pods: makePods(drafts, podLinks, namespaces),
  };
}

/** Runtimes whose state files say more than cgroup and arguments do. */
const RUNTIMES_WITH_FILES: readonly Runtime[] = ['podman', 'docker', 'containerd', 'crio'];

/** The containers of a scan that are worth asking the helper about, sorted. */
export function wantedFacts(scan: Scan): { runtime: Runtime; id: string }[] {
  const { containerOf } = linkProcesses(scan);
  const links = new Map(Array.from(containerOf.values(), (link) => [link.key, link]));
  return [...links.values()]
    .filter(({ runtime }) => RUNTIMES_WITH_FILES.includes(runtime))
    .sort((a, b) => compareWords(a.key, b.key))
    .map(({ runtime, id }) => ({ runtime, id }));
}

function keysOf(links: ReadonlyMap<number, Link>): ReadonlyMap<number, string> {
  return new Map(Array.from(links, ([pid, { key }]) => [pid, key]));
}

function placeInPod(draft: Draft, link: PodLink | undefined): Container {
  const row = containerOfDraft(draft);
  return link === undefined ? row : { ...row, pod: runtimeKey(draft.runtime, link.id), infra: isInfra(draft) };
}

function makePods(drafts: readonly Draft[], links: ReadonlyMap<string, PodLink>, namespaces: readonly Namespace[]): Pod[] {
  const keyByIno = new Map(namespaces.map(({ ino, key }) => [ino, key]));
  const membersOf = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const link = links.get(draft.key);
    if (link === undefined) continue;
    const key = runtimeKey(draft.runtime, link.id);
    membersOf.set(key, [...(membersOf.get(key) ?? []), draft]);
  }
  return Array.from(membersOf, ([key, members]) => makePod(key, members, { links, keyByIno }));
}

interface PodContext {
  readonly links: ReadonlyMap<string, PodLink>;
  readonly keyByIno: ReadonlyMap<number, string>;
}

/** The infra container knows its pod best, so it is asked first. */
function makePod(key: string, members: readonly Draft[], { links, keyByIno }: PodContext): Pod {
  const ordered = [...members].sort((a, b) => Number(isInfra(b)) - Number(isInfra(a)));
  const firstOf = <T>(pick: (draft: Draft) => T | null | undefined): T | null => ordered.map(pick).find((value) => value != null) ?? null;
  const id = firstOf((draft) => links.get(draft.key)?.id) ?? '';
  const runtime = firstOf((draft) => draft.runtime) ?? 'podman';
  const net = firstOf(({ first }) => first.namespaces.net);
  return {
    key,
    runtime,
    id,
    name: firstOf(({ facts }) => facts?.podName) ?? nameOfOwner(ordered, id),
    namespace: firstOf(({ facts }) => facts?.podNamespace),
    uid: firstOf(({ mark, facts }) => mark?.pod?.uid ?? facts?.podUid),
    net: net === null ? null : (keyByIno.get(net) ?? null),
    evidence: [...new Set(ordered.flatMap((draft) => links.get(draft.key)?.evidence ?? []))],
  };
}

/** A pod made by joining a container's network is called as that container; an infra container has no name of its own. */
function nameOfOwner(members: readonly Draft[], id: string): Text | null {
  const owner = members.find((draft) => draft.id === id && !isInfra(draft));
  return owner === undefined ? null : nameOf(owner);
}
