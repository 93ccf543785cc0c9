/**
 * Who is who: containers and pods, from what every process shows, without asking a daemon.
 * What nothing tells stays unknown, and each row says how we know.
 */
import { containerOfDraft, draftContainers, nameOf, type Draft } from './attribute-containers';
import { keyInside, type Link } from './attribute-keys';
import { linkProcesses } from './attribute-links';
import type { Made } from './attribute-made';
import { isInfra, linkPods, type PodLink } from './attribute-pods';
import type { Container, ContainerFacts, ContainerState, Namespace, Pod, Scan } from './schema';
import type { Text } from './text';

/** What was learnt beside the scan. */
export interface Learnt {
  /** What the files of each container say, by its key; of containers that are not there they do no harm. */
  readonly facts: ReadonlyMap<string, ContainerFacts>;
  /** The state files of runc and crun. */
  readonly states: readonly ContainerState[];
  /** Sandboxes of ours that no control group tells of. Absent: none. */
  readonly made?: readonly Made[];
}

export interface Attribution {
  /** Container key by pid. */
  readonly containerByPid: ReadonlyMap<number, string>;
  readonly monitoredByPid: ReadonlyMap<number, string>;
  readonly containers: Container[];
  readonly pods: Pod[];
}

/** `namespaces` are those of the scan with their keys. */
export function attribute(scan: Scan, namespaces: readonly Namespace[], { facts, states, made }: Learnt): Attribution {
  const links = linkProcesses(scan, states, made);
  const drafts = draftContainers(links, facts);
  const podLinks = linkPods(drafts, namespaces.find(({ type, initial }) => type === 'net' && initial)?.ino);
  return {
    containerByPid: keysOf(links.containerOf),
    monitoredByPid: keysOf(links.monitoredBy),
    containers: drafts.map((draft) => placeInPod(draft, podLinks.get(draft.key))),
    pods: makePods(drafts, podLinks, namespaces),
  };
}

function keysOf(links: ReadonlyMap<number, Link>): ReadonlyMap<number, string> {
  return new Map(Array.from(links, ([pid, { key }]) => [pid, key]));
}

function placeInPod(draft: Draft, link: PodLink | undefined): Container {
  const row = containerOfDraft(draft);
  return link === undefined ? row : { ...row, pod: keyInside(draft.outer, draft.runtime, link.id), infra: isInfra(draft) };
}

function makePods(drafts: readonly Draft[], links: ReadonlyMap<string, PodLink>, namespaces: readonly Namespace[]): Pod[] {
  const keyByIno = new Map(namespaces.map(({ ino, key }) => [ino, key]));
  const membersOf = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const link = links.get(draft.key);
    if (link === undefined) continue;
    const key = keyInside(draft.outer, draft.runtime, link.id);
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
    uid: firstOf(({ mark, facts, mount }) => mark?.pod?.uid ?? facts?.podUid ?? mount?.podUid),
    net: net === null ? null : (keyByIno.get(net) ?? null),
    evidence: [...new Set(ordered.flatMap((draft) => links.get(draft.key)?.evidence ?? []))],
  };
}

/** A pod made by joining a container's network is called as that container; an infra container has no name of its own. */
function nameOfOwner(members: readonly Draft[], id: string): Text | null {
  const owner = members.find((draft) => draft.id === id && !isInfra(draft));
  return owner === undefined ? null : nameOf(owner);
}
