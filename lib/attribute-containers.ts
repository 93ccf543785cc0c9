/** From linked processes to containers, one draft for each: what is known before pods are made of them. */
import type { CgroupMark } from './attribute-cgroup';
import type { Clue, Link, Links } from './attribute-members';
import type { Monitor } from './attribute-parents';
import { firstProcess } from './first-process';
import { runtimeKey } from './identity';
import { byKey } from './order';
import type { Container, ContainerFacts, ScanProcess } from './schema';
import type { Text } from './text';

export interface Draft extends Link {
  readonly first: ScanProcess;
  readonly mark: CgroupMark | null;
  /** The conmon, shim or other process that looks after it alone. */
  readonly monitor: Monitor | null;
  /** The nearest monitor above its first process: its own, or the one of its whole pod. */
  readonly above: Monitor | null;
  readonly facts: ContainerFacts | null;
}

/** Sorted by key. */
export function draftContainers(links: Links, facts: readonly ContainerFacts[]): Draft[] {
  const monitorOf = oldestMonitors(links.clues);
  const factsOf = new Map(facts.map((row) => [runtimeKey(row.runtime, row.id), row]));
  const drafts = groupClues(links).flatMap(({ link, clues }) => {
    const first = firstProcess(clues.map(({ process }) => process));
    if (first === null) return [];
    const mark = clues.find((clue) => clue.mark?.id === link.id && clue.mark.runtime === link.runtime)?.mark ?? null;
    const above = clues.find(({ process }) => process === first)?.above ?? null;
    return { ...link, first, mark, above, monitor: monitorOf.get(link.key) ?? null, facts: factsOf.get(link.key) ?? null };
  });
  return drafts.sort(byKey);
}

/** The row without its pod. */
export function containerOfDraft(draft: Draft): Container {
  const { key, runtime, id, facts, mark, monitor } = draft;
  const evidence = [mark?.evidence, monitor?.evidence, facts?.evidence].filter((line) => line !== undefined && line !== null);
  return {
    key, kind: 'container', runtime, id, name: nameOf(draft), image: facts?.image ?? null, state: 'running', outer: null,
    labels: facts?.labels ?? [], annotations: facts?.annotations ?? [], pod: null, infra: false, evidence,
  };
}

/** Ids of LXC, nspawn and ctr are the names their users gave. */
export function nameOf({ facts, monitor, id }: Draft): Text | null {
  return facts?.name ?? monitor?.name ?? (/^[0-9a-f]{64}$/.test(id) ? null : id);
}

/** A container has one conmon for itself and one for each exec; the oldest is its own. */
function oldestMonitors(clues: readonly Clue[]): ReadonlyMap<string, Monitor> {
  const oldest = new Map<string, Monitor>();
  for (const { monitor } of clues) {
    if (monitor === null || monitor.sandbox) continue;
    const key = runtimeKey(monitor.runtime, monitor.id);
    const known = oldest.get(key);
    if (known === undefined || monitor.process.startTime < known.process.startTime) oldest.set(key, monitor);
  }
  return oldest;
}

function groupClues({ clues, containerOf }: Links): { readonly link: Link; readonly clues: readonly Clue[] }[] {
  const groups = new Map<string, { link: Link; clues: Clue[] }>();
  for (const clue of clues) {
    const link = containerOf.get(clue.process.pid);
    if (link === undefined) continue;
    const group = groups.get(link.key);
    if (group === undefined) groups.set(link.key, { link, clues: [clue] });
    else group.clues.push(clue);
  }
  return [...groups.values()];
}
