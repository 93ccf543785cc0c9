/** From a scan to who is in what and who looks after it: made once for a scan, and kept with its processes. */
import { readClues, type Clue } from './attribute-clues';
import { NONE, type Made } from './attribute-made';
import { linkGroups, type Link } from './attribute-keys';
import { gatherMembers, type Group, type Members } from './attribute-members';
import { linkHelpers } from './attribute-helpers';
import { findServices } from './attribute-services';
import { ownerOfUsers } from './attribute-users';
import { homeNamespaces } from './home';
import type { ContainerState, Runtime, Scan, ScanProcess } from './schema';

export interface Links {
  readonly clues: readonly Clue[];
  /** By pid. */
  readonly containerOf: ReadonlyMap<number, Link>;
  readonly monitoredBy: ReadonlyMap<number, Link>;
}

const known = new WeakMap<readonly ScanProcess[], { readonly states: readonly ContainerState[]; readonly made: readonly Made[]; readonly links: Links }>();

/** `states`: what the state files of runc and crun say. `made`: sandboxes of ours that no group tells of. */
export function linkProcesses(scan: Scan, states: readonly ContainerState[], made: readonly Made[] = NONE): Links {
  const before = known.get(scan.processes);
  if (before?.states === states && before.made === made) return before.links;
  const links = makeLinks(scan, states, made);
  known.set(scan.processes, { states, made, links });
  return links;
}

function makeLinks(scan: Scan, states: readonly ContainerState[], made: readonly Made[]): Links {
  const { namespaces } = scan;
  const clues = readClues(scan, states, made);
  const members = gatherMembers(clues, namespaces, ownerOfUsers(namespaces));
  const groupOf = new Map([...members.groupOf, ...findServices(clues, members.groupOf, homeNamespaces(scan))]);
  const links = linkGroups(clues, groupOf, namespaces);
  const containerOf = new Map<number, Link>();
  for (const [pid, group] of groupOf) {
    const link = links.get(group);
    if (link !== undefined) containerOf.set(pid, link);
  }
  const monitoredBy = new Map([...linkHelpers(clues, containerOf, namespaces), ...linkMonitors(clues, { containerOf, links, members })]);
  return { clues, containerOf, monitoredBy };
}

interface Known {
  readonly containerOf: ReadonlyMap<number, Link>;
  readonly links: ReadonlyMap<Group, Link>;
  readonly members: Members;
}

/** Only of containers that are there: a shim may outlive its container for a moment. */
function linkMonitors(clues: readonly Clue[], { containerOf, links, members }: Known): Map<number, Link> {
  const there = new Map(Array.from(links.values(), (link) => [nameBeside(link.outer, link), link]));
  const monitored = new Map<number, Link>();
  for (const { process, mark, monitor } of clues) {
    const told = monitor ?? (mark?.monitor === true ? mark : null);
    if (told === null) continue;
    const made = monitor === null ? undefined : members.groupOfMonitor.get(monitor);
    const link = made === undefined ? there.get(nameBeside(containerOf.get(process.pid) ?? null, told)) : links.get(made);
    if (link !== undefined) monitored.set(process.pid, link);
  }
  return monitored;
}

/** A monitor and what it looks after are in the same container, or in none. */
function nameBeside(outer: Link | null, { runtime, id }: { readonly runtime: Runtime; readonly id: string }): string {
  return `${outer?.key ?? ''} ${runtime}:${id}`;
}
