/**
 * Which containers are one pod: groups that share a net namespace by intent. The engine's own word counts first
 * (cgroup, sandbox, `--network container:X`); containers of one runtime that share a net namespace which is not the
 * host's are a pod too.
 */
import type { Draft } from './attribute-containers';
import { keyInside } from './attribute-keys';
import { plainText } from './text';

/** The pod a container is in, and how we know. `id` is the pod's uid or PODID, else that of the container which owns the network. */
export interface PodLink {
  readonly id: string;
  readonly evidence: string;
}

/** By container key. `hostNet` is the ino of the initial net namespace, when it is known. */
export function linkPods(drafts: readonly Draft[], hostNet: number | undefined): ReadonlyMap<string, PodLink> {
  const links = linkStated(drafts);
  linkOwners(drafts, links);
  linkShared(drafts, links, hostNet);
  return links;
}

const OWNERS_LIMIT = 8;

function linkStated(drafts: readonly Draft[]): Map<string, PodLink> {
  const draftByKey = new Map(drafts.map((draft) => [draft.key, draft]));
  const links = new Map<string, PodLink>();
  for (const draft of drafts) {
    const link = followOwner(draft, draftByKey, OWNERS_LIMIT);
    if (link !== null) links.set(draft.key, link);
  }
  return links;
}

/** X may use the network of Y, and Y be in a pod or use that of Z. */
function followOwner(draft: Draft, draftByKey: ReadonlyMap<string, Draft>, steps: number): PodLink | null {
  const own = statedPod(draft);
  if (own === null || own.id === draft.id || draft.mark?.pod != null || steps === 0) return own;
  const owner = draftByKey.get(keyInside(draft.outer, draft.runtime, own.id));
  const further = owner === undefined ? null : followOwner(owner, draftByKey, steps - 1);
  return further === null ? own : { id: further.id, evidence: own.evidence };
}

function statedPod(draft: Draft): PodLink | null {
  if (draft.kind !== 'container') return null;
  return draft.mark?.pod ?? sandboxInFacts(draft) ?? podAround(draft) ?? networkInFacts(draft);
}

function sandboxInFacts({ id, facts }: Draft): PodLink | null {
  const file = plainText(facts?.evidence ?? 'state file');
  if (facts?.sandbox === true) return { id, evidence: `${file} says sandbox` };
  return facts?.sandboxId == null ? null : { id: facts.sandboxId, evidence: `${file} says sandbox ${facts.sandboxId}` };
}

/** The shim of a whole pod, or the pod whose files are mounted. */
function podAround({ above, mount }: Draft): PodLink | null {
  if (above?.wholePod === true) return { id: above.id, evidence: above.evidence };
  const marked = mount?.sandboxId ?? mount?.podUid;
  return mount === null || marked == null ? null : { id: marked, evidence: mount.evidence };
}

function networkInFacts({ facts }: Draft): PodLink | null {
  if (facts?.networkOf == null) return null;
  return { id: facts.networkOf, evidence: `${plainText(facts.evidence ?? 'state file')} says network of ${facts.networkOf}` };
}

/** The container that others name as sandbox, infra or owner of their network says nothing of it itself. */
function linkOwners(drafts: readonly Draft[], links: Map<string, PodLink>): void {
  const owners = new Set(drafts.flatMap(({ key, runtime, outer }) => keyInside(outer, runtime, links.get(key)?.id ?? '')));
  for (const { key, id } of drafts) {
    if (owners.has(key) && !links.has(key)) links.set(key, { id, evidence: 'the others use its network' });
  }
}

function linkShared(drafts: readonly Draft[], links: Map<string, PodLink>, hostNet: number | undefined): void {
  for (const [net, group] of groupByNet(drafts, hostNet)) {
    const pods = new Set(group.flatMap(({ key }) => links.get(key)?.id ?? []));
    if (group.length < 2 || pods.size > 1) continue;
    const [id = ownerOf(group).id] = pods;
    for (const { key, id: own, mount } of group) {
      const marked = mount?.owner?.id === id && own !== id ? `, ${mount.evidence}` : '';
      if (!links.has(key)) links.set(key, { id, evidence: `shares net namespace ${net}${marked}` });
    }
  }
}

/** Containers by net namespace, runtime and the container they are in; those with the network of their host or engine left out. */
function groupByNet(drafts: readonly Draft[], hostNet: number | undefined): [number, Draft[]][] {
  const netOf = new Map(drafts.map(({ key, first }) => [key, first.namespaces.net]));
  const groups = new Map<string, [number, Draft[]]>();
  for (const draft of drafts) {
    const { net } = draft.first.namespaces;
    if (draft.kind !== 'container' || net === undefined || net === hostNet || isNetOfEngine(draft, net) || net === netOf.get(draft.outer?.key ?? '')) continue;
    const name = `${draft.runtime} ${net} ${draft.outer?.key ?? ''}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [net, [draft]]);
    else group[1].push(draft);
  }
  return [...groups.values()];
}

/** `--network host` of an engine that itself runs in a container: the net namespace its monitors live in. */
function isNetOfEngine({ above }: Draft, net: number): boolean {
  return above !== null && !above.isInside && above.process.namespaces.net === net;
}

/** The infra container; the one whose files the others have; else the oldest: the others came to join it. */
function ownerOf(group: readonly Draft[]): Pick<Draft, 'id'> {
  const owner = group.find(isInfra) ?? group.find(({ id }) => group.some(({ mount, ...other }) => other.id !== id && mount?.owner?.id === id));
  return owner ?? group.reduce((oldest, draft) => (draft.first.startTime < oldest.first.startTime ? draft : oldest));
}

/** Podman's name for it; the program a sandbox runs; cri-dockerd's name for it; the shim's own id. */
export function isInfra({ id, facts, monitor, above, first }: Draft): boolean {
  if (facts?.sandbox === true || (above?.wholePod === true && above.id === id)) return true;
  if (/^[0-9a-f]{12}-infra$/.test(plainText(monitor?.name ?? ''))) return true;
  if (/^\/?k8s_POD_/.test(plainText(facts?.name ?? ''))) return true;
  return isPauseProgram(first.argv.map(plainText));
}

/** With the slash; `catatonit -P` without it keeps the namespaces of a rootless user and is no container. */
function isPauseProgram([program, flag]: readonly string[]): boolean {
  return program === '/pause' || (program === '/catatonit' && flag === '-P');
}
