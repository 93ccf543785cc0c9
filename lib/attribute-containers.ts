/** From linked processes to containers, one draft for each: what is known before pods are made of them. */
import { isRandomId, type CgroupMark } from './attribute-cgroup';
import type { Clue } from './attribute-clues';
import type { Link } from './attribute-keys';
import type { Links } from './attribute-links';
import type { MountMark } from './attribute-mounts';
import type { Monitor } from './attribute-parents';
import { firstProcess, isOver } from './first-process';
import { byKey } from './order';
import type { Container, ContainerFacts, ScanProcess } from './schema';
import { plainText, type Text } from './text';

export interface Draft extends Link {
  readonly first: ScanProcess;
  readonly members: readonly ScanProcess[];
  readonly mark: CgroupMark | null;
  readonly mount: MountMark | null;
  /** The conmon, shim or other process that looks after it alone. */
  readonly monitor: Monitor | null;
  /** The nearest monitor above its first process: its own, or the one of its whole pod. */
  readonly above: Monitor | null;
  readonly facts: ContainerFacts | null;
}

/** Sorted by key. `facts` by container key. */
export function draftContainers(links: Links, facts: ReadonlyMap<string, ContainerFacts>): Draft[] {
  const monitorOf = oldestMonitors(links);
  const drafts = groupClues(links).flatMap(({ link, clues }) => {
    const members = clues.map(({ process }) => process);
    const first = firstProcess(members);
    const clue = clues.find(({ process }) => process === first);
    if (first === null || clue === undefined) return [];
    const mark = clues.find((other) => other.mark?.id === link.id && other.mark.runtime === link.runtime)?.mark ?? null;
    const { above, mount } = clue;
    return { ...link, first, members, mark, mount, above, monitor: monitorOf.get(link.key) ?? null, facts: facts.get(link.key) ?? null };
  });
  return drafts.sort(byKey);
}

/** The row without its pod. */
export function containerOfDraft(draft: Draft): Container {
  const { key, kind, runtime, id, outer, facts, members } = draft;
  return {
    key, kind, runtime, id, name: nameOf(draft), image: facts?.image ?? null, state: isPaused(members) ? 'paused' : 'running', outer: outer?.key ?? null,
    labels: facts?.labels ?? [], annotations: facts?.annotations ?? [], pod: null, infra: false, evidence: evidenceOf(draft),
  };
}

/** Zombies have left their control group's freezer behind. */
function isPaused(members: readonly ScanProcess[]): boolean {
  const alive = members.filter((row) => !isOver(row));
  return alive.length > 0 && alive.every(({ frozen }) => frozen === true);
}

function evidenceOf(draft: Draft): string[] {
  const { evidence, mark, monitor, facts, outer } = draft;
  const told = [mark?.evidence ?? evidence, monitor?.evidence, ...namedBy(draft)];
  const file = facts?.evidence == null || told.includes(`state file ${plainText(facts.evidence)}`) ? null : facts.evidence;
  const lines = [...told, file, outer === null ? null : `inside ${outer.runtime} ${outer.id}`];
  const unread = facts?.unread?.map(({ what, errno }) => `${plainText(what)} could not be read: ${errno}`) ?? [];
  return [...new Set([...lines.filter((line) => line !== undefined && line !== null).map(plainText), ...unread])];
}

/** What else names this very container, beside what it was found by. */
function namedBy({ id, runtime, mount, above }: Draft): string[] {
  const own = mount?.owner?.id === id && mount.owner.runtime === runtime ? [mount.evidence] : [];
  return above?.isInside === true && above.id === id ? [...own, above.evidence] : own;
}

/** Ids of LXC, nspawn and ctr are the names their users gave, those of services their units. */
export function nameOf({ kind, facts, monitor, mount, above, members, id }: Draft): Text | null {
  if (kind === 'sandbox') return above?.name ?? firstProgram(members);
  if (kind === 'service') return id;
  return facts?.name ?? monitor?.name ?? mount?.name ?? (isRandomId(id) ? null : id);
}

/** What is run in a sandbox, rather than who made it. */
function firstProgram(members: readonly ScanProcess[]): Text | null {
  const programs = members.filter(({ comm }) => comm !== 'bwrap');
  return firstProcess(programs.length === 0 ? members : programs)?.comm ?? null;
}

/** A container has one conmon for itself and one for each exec; the oldest is its own. */
function oldestMonitors({ clues, monitoredBy }: Links): ReadonlyMap<string, Monitor> {
  const oldest = new Map<string, Monitor>();
  for (const { process, monitor } of clues) {
    const link = monitoredBy.get(process.pid);
    if (monitor === null || monitor.wholePod || link === undefined) continue;
    const known = oldest.get(link.key);
    if (known === undefined || process.startTime < known.process.startTime) oldest.set(link.key, monitor);
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
