/**
 * Which containers are one pod: groups that share a net namespace by intent. The engine's own word counts first
 * (cgroup, sandbox, `--network container:X`); containers of one runtime that share a net namespace which is not the
 * host's are a pod too.
 */
import type { Draft } from './attribute-containers';
import { runtimeKey } from './identity';
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
  const owner = draftByKey.get(runtimeKey(draft.runtime, own.id));
  const further = owner === undefined ? null : followOwner(owner, draftByKey, steps - 1);
  return further === null ? own : { id: further.id, evidence: own.evidence };
}

function statedPod({ id, mark, facts, above }: Draft): PodLink | null {
  const file = plainText(facts?.evidence ?? 'state file');
  if (mark?.pod != null) return mark.pod;
  if (facts?.sandbox === true) return { id, evidence: `${file} says sandbox` };
  if (facts?.sandboxId != null) return { id: facts.sandboxId, evidence: `${file} says sandbox ${facts.sandboxId}` };
  if (above?.sandbox === true) return { id: above.id, evidence: above.evidence };
  if (facts?.networkOf != null) return { id: facts.networkOf, evidence: `${file} says network of ${facts.networkOf}` };
  return null;
}

/** The container that others name as sandbox, infra or owner of their network says nothing of it itself. */
function linkOwners(drafts: readonly Draft[], links: Map<string, PodLink>): void {
  const owners = new Set(drafts.flatMap(({ key, runtime }) => runtimeKey(runtime, links.get(key)?.id ?? '')));
  for (const { key, id } of drafts) {
    if (owners.has(key) && !links.has(key)) links.set(key, { id, evidence: 'the others use its network' });
  }
}

function linkShared(drafts: readonly Draft[], links: Map<string, PodLink>, hostNet: number | undefined): void {
  for (const [net, group] of groupByNet(drafts, hostNet)) {
    const pods = new Set(group.flatMap(({ key }) => links.get(key)?.id ?? []));
    if (group.length < 2 || pods.size > 1) continue;
    const [id = ownerOf(group).id] = pods;
    for (const { key } of group) {
      if (!links.has(key)) links.set(key, { id, evidence: `shares net namespace ${net}` });
    }
  }
}

/** Containers by net namespace and runtime; those with the network of their host left out. */
function groupByNet(drafts: readonly Draft[], hostNet: number | undefined): [number, Draft[]][] {
  const groups = new Map<string, [number, Draft[]]>();
  for (const draft of drafts) {
    const { net } = draft.first.namespaces;
    if (net === undefined || net === hostNet || isNetOfEngine(draft, net)) continue;
    const name = `${draft.runtime} ${net}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [net, [draft]]);
    else group[1].push(draft);
  }
  return [...groups.values()];
}

/** `--network host` of an engine that itself runs in a container: the net namespace its monitors live in. */
function isNetOfEngine({ above }: Draft, net: number): boolean {
  return above?.process.namespaces.net === net;
}

/** The infra container, else the oldest: the others came to join it. */
function ownerOf(group: readonly Draft[]): Pick<Draft, 'id'> {
  const infra = group.find(isInfra);
  return infra ?? group.reduce((oldest, draft) => (draft.first.startTime < oldest.first.startTime ? draft : oldest));
}

/** Podman's name for it; the program a sandbox runs; cri-dockerd's name for it; the shim's own id. */
export function isInfra({ id, facts, monitor, above, first }: Draft): boolean {
  if (facts?.sandbox === true || (above?.sandbox === true && above.id === id)) return true;
  if (/^[0-9a-f]{12}-infra$/.test(plainText(monitor?.name ?? ''))) return true;
  if (/^\/?k8s_POD_/.test(plainText(facts?.name ?? ''))) return true;
  return isPauseProgram(first.argv.map(plainText));
}

/** With the slash; `catatonit -P` without it keeps the namespaces of a rootless user and is no container. */
function isPauseProgram([program, flag]: readonly string[]): boolean {
  return program === '/pause' || (program === '/catatonit' && flag === '-P');
}
