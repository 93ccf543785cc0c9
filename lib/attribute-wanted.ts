/** What the helper is asked about containers, beside the scan. */
import { draftContainers, type Draft } from './attribute-containers';
import { linkProcesses, type Links } from './attribute-links';
import type { Monitor } from './attribute-parents';
import { ownerOfUsers } from './attribute-users';
import { innerPid, isOver } from './first-process';
import { homeNamespaces } from './home';
import { processKey } from './identity';
import type { ContainerState, Runtime, Scan, ScanProcess } from './schema';
import { plainText, type Text } from './text';

interface Engine {
  readonly pid: number;
  readonly startTime: number;
}

export interface WantedFacts {
  /** Container key. */
  readonly key: string;
  readonly runtime: Runtime;
  readonly id: string;
  /** A process whose root directory has the files; absent when they are this host's. */
  readonly engine?: Engine;
  /** Of a container of this host its monitor, or the daemon: it knows where the files are, when they are not at the usual place. */
  readonly monitor?: Engine;
}

/** Runtimes whose state files say more than cgroup and arguments do. */
const RUNTIMES_WITH_FILES: readonly Runtime[] = ['podman', 'docker', 'containerd', 'crio', 'runc', 'crun'];

/** The containers of a scan that are worth asking the helper about, sorted by key. */
export function wantedFacts(scan: Scan, states: readonly ContainerState[]): WantedFacts[] {
  const links = linkProcesses(scan, states);
  const drafts = draftContainers(links, new Map());
  const findEngine = engineFinder(scan, links, drafts);
  const findDaemon = daemonFinder(links);
  return drafts
    .filter(({ kind, runtime, above }) => kind === 'container' && RUNTIMES_WITH_FILES.includes(runtime) && !isOfUserAlone(runtime, above))
    .map((draft) => {
      const engine = findEngine(draft);
      const monitor = findDaemon(draft) ?? monitorOf(draft);
      const { key, runtime, id } = draft;
      return { key, runtime, id, ...(engine !== null && { engine: engineOf(engine) }), ...(engine === null && monitor !== undefined && { monitor: engineOf(monitor) }) };
    });
}

function engineOf({ pid, startTime }: ScanProcess): Engine {
  return { pid, startTime };
}

/** Shims do not know docker's data root. The dockerd beside the shim whose argument is where the marks come from; else the only one. */
function daemonFinder({ clues }: Links): (draft: Draft) => ScanProcess | undefined {
  const daemons = clues.map(({ process }) => process).filter(({ comm }) => comm === 'dockerd');
  return (draft) => {
    if (draft.runtime !== 'docker') return undefined;
    const { mount, id } = draft;
    const beside = daemons.filter(({ namespaces: { mnt } }) => mnt === monitorOf(draft)?.namespaces.mnt);
    const named = beside.find(({ argv }) => argv.some((word) => mount?.evidence.includes(` ${dataRoot(word)}/containers/${id}/`)));
    return named ?? (beside.length === 1 ? beside[0] : undefined);
  };
}

function dataRoot(word: Text): string {
  return plainText(word).replace(/^--data-root=/, '');
}

function monitorOf({ monitor, above }: Draft): ScanProcess | undefined {
  return monitor?.process ?? (above?.wholePod === true ? above.process : undefined);
}

/** The state files of runc and crun are asked for by a name: root's, not one that a user chose too. */
function isOfUserAlone(runtime: Runtime, above: Monitor | null): boolean {
  return (runtime === 'runc' || runtime === 'crun') && above?.isInside === true && above.owner !== 0;
}

/** A monitor that has another mnt namespace than the host has its engine's files; else any process of the outer container, or of the user, has. */
function engineFinder(scan: Scan, { clues }: Links, drafts: readonly Draft[]): (draft: Draft) => ScanProcess | null {
  const home = homeNamespaces(scan).get('mnt');
  const firstByKey = new Map(drafts.map(({ key, first }) => [key, first]));
  const ownerOf = ownerOfUsers(scan.namespaces);
  const isElsewhere = ({ namespaces: { mnt } }: ScanProcess) => mnt !== undefined && mnt !== home;
  const holders = clues.map(({ process }) => process).filter((row) => isUserHolder(row) && isElsewhere(row));
  return (draft) => {
    const { outer, first, runtime } = draft;
    const engine = monitorOf(draft);
    if (engine !== undefined && isElsewhere(engine)) return engine;
    if (outer !== null) return firstByKey.get(outer.key) ?? null;
    const owner = runtime === 'podman' ? ownerOf(first) : 0;
    return owner === 0 || owner === null ? null : (holders.find((row) => ownerOf(row) === owner) ?? null);
  };
}

/** It keeps the namespaces of a rootless user of podman, in which the user's files are. */
function isUserHolder({ argv: [program, flag] }: ScanProcess): boolean {
  return program === 'catatonit' && flag === '-P';
}

/**
 * The processes, by key, of which only a state file that is not among `states` might tell: the first ones of a mnt or pid
 * namespace that nothing else explains, and that look after nothing.
 */
export function wantedStates(scan: Scan, states: readonly ContainerState[]): string[] {
  const { clues, containerOf, monitoredBy } = linkProcesses(scan, states);
  const home = homeNamespaces(scan).get('mnt');
  const mntOf = new Map(clues.map(({ process: { pid, namespaces: { mnt } } }) => [pid, mnt]));
  const unexplained = clues.filter(({ process, monitor }) => {
    const { pid, ppid, nspid, namespaces: { mnt } } = process;
    const isExplained = containerOf.has(pid) || monitoredBy.has(pid) || monitor !== null;
    const isFirst = (nspid.length > 1 && innerPid(process) === 1) || mntOf.get(ppid) !== mnt;
    return !isExplained && isFirst && mnt !== undefined && mnt !== home && !isOver(process);
  });
  return unexplained.map(({ process }) => processKey(process));
}
