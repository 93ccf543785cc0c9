/** Which container each process lives in, and which one it looks after. Every process of a container, also one that was exec'ed. */
import { cgroupReader, type CgroupMark } from './attribute-cgroup';
import { nearestMonitors, readMonitor, type Monitor } from './attribute-parents';
import { runtimeKey } from './identity';
import type { Runtime, Scan, ScanNamespace, ScanProcess } from './schema';

/** What one process shows of the container it may live in. */
export interface Clue {
  readonly process: ScanProcess;
  readonly mark: CgroupMark | null;
  /** What it is itself. */
  readonly monitor: Monitor | null;
  /** The nearest one above it. */
  readonly above: Monitor | null;
}

export interface Link {
  /** Container key. */
  readonly key: string;
  readonly runtime: Runtime;
  readonly id: string;
}

export interface Links {
  readonly clues: readonly Clue[];
  /** By pid. */
  readonly containerOf: ReadonlyMap<number, Link>;
  readonly monitoredBy: ReadonlyMap<number, Link>;
}

const known = new WeakMap<readonly ScanProcess[], Links>();

/**
 * In the order of trust: the cgroup, the parents, the mnt namespace that only one container uses.
 * The links of a scan are made once and kept with its processes. The observer is no part of what it sees.
 */
export function linkProcesses(scan: Scan): Links {
  const links = known.get(scan.processes) ?? makeLinks(scan);
  known.set(scan.processes, links);
  return links;
}

function makeLinks({ processes, namespaces, observer }: Scan): Links {
  const clues = readClues(processes.filter(({ pid }) => pid !== observer.pid));
  const byCgroup = linkByCgroup(clues);
  const byParent = linkByParent(clues, byCgroup);
  const containerOf = linkByMount(clues, new Map([...byCgroup, ...byParent]), namespaces);
  return { clues, containerOf, monitoredBy: linkMonitors(clues, containerOf) };
}

function readClues(processes: readonly ScanProcess[]): Clue[] {
  const readCgroup = cgroupReader();
  const monitors = new Map<number, Monitor>();
  for (const process of processes) {
    const monitor = readMonitor(process);
    if (monitor !== null) monitors.set(process.pid, monitor);
  }
  const nearest = nearestMonitors(processes, monitors);
  const clues = processes.map((process) => ({
    process,
    mark: readCgroup(process.cgroup),
    monitor: monitors.get(process.pid) ?? null,
    above: nearest.get(process.pid) ?? null,
  }));
  return settleEngines(clues);
}

/** Where the path leaves the engine open, a shim above any process of that id tells it for all of them. */
function settleEngines(clues: readonly Clue[]): Clue[] {
  const engineOf = new Map<string, Runtime>();
  for (const { mark, above } of clues) {
    if (mark?.guessed === true && above !== null && (above.sandbox || above.id === mark.id)) engineOf.set(mark.id, above.runtime);
  }
  return clues.map((clue) => {
    const runtime = clue.mark?.guessed === true ? engineOf.get(clue.mark.id) : undefined;
    return runtime === undefined || clue.mark === null ? clue : { ...clue, mark: { ...clue.mark, runtime, guessed: false } };
  });
}

function linkByCgroup(clues: readonly Clue[]): Map<number, Link> {
  const links = new Map<number, Link>();
  for (const { process, mark } of clues) {
    if (mark !== null && !mark.monitor) links.set(process.pid, linkTo(mark));
  }
  return links;
}

/**
 * Rootless podman without a cgroup of its own, ctr, nspawn. Arguments can lie, so they never claim a process for a
 * container that cgroups know; and they overrule a cgroup only inside it: a nested engine whose containers have none.
 */
function linkByParent(clues: readonly Clue[], byCgroup: ReadonlyMap<number, Link>): Map<number, Link> {
  const known = new Set(Array.from(byCgroup.values(), ({ key }) => key));
  const links = new Map<number, Link>();
  for (const { process, above } of clues) {
    if (above === null || above.sandbox || isRuntimeAtWork(process, above)) continue;
    const link = linkTo(above);
    const outer = byCgroup.get(process.pid)?.key;
    const nested = outer === undefined || byCgroup.get(above.process.pid)?.key === outer;
    if (nested && !known.has(link.key)) links.set(process.pid, link);
  }
  return links;
}

/** runc at work below its monitor, or a clean-up command, has not left the monitor's mnt namespace. A container has. */
function isRuntimeAtWork(process: ScanProcess, above: Monitor): boolean {
  const { mnt } = process.namespaces;
  return mnt !== undefined && mnt === above.process.namespaces.mnt;
}

/** A process that joined, as nsenter(1) does, keeps its own cgroup and parents; so does an orphan of a host pid namespace. */
function linkByMount(clues: readonly Clue[], links: Map<number, Link>, namespaces: readonly ScanNamespace[]): Map<number, Link> {
  const foreign = new Set(namespaces.flatMap(({ type, ino, initial }) => (type === 'mnt' && !initial ? ino : [])));
  const userOf = usersOfMounts(clues, links);
  for (const { process, monitor } of clues) {
    const { mnt } = process.namespaces;
    const link = mnt !== undefined && foreign.has(mnt) ? userOf.get(mnt) : undefined;
    if (link != null && monitor === null && !links.has(process.pid)) links.set(process.pid, link);
  }
  return links;
}

/** The container whose processes live in each mnt namespace, by ino; null where they are of several. */
function usersOfMounts(clues: readonly Clue[], links: ReadonlyMap<number, Link>): ReadonlyMap<number, Link | null> {
  const userOf = new Map<number, Link | null>();
  for (const { process } of clues) {
    const link = links.get(process.pid);
    const { mnt } = process.namespaces;
    if (link === undefined || mnt === undefined) continue;
    const other = userOf.get(mnt);
    userOf.set(mnt, other === undefined || other?.key === link.key ? link : null);
  }
  return userOf;
}

/** Only of containers that are there: a shim may outlive its container for a moment. */
function linkMonitors(clues: readonly Clue[], containerOf: ReadonlyMap<number, Link>): Map<number, Link> {
  const there = new Set(Array.from(containerOf.values(), ({ key }) => key));
  const links = new Map<number, Link>();
  for (const { process, mark, monitor } of clues) {
    const told = mark?.monitor === true ? mark : monitor;
    if (told === null) continue;
    const link = linkTo(told);
    if (there.has(link.key)) links.set(process.pid, link);
  }
  return links;
}

function linkTo({ runtime, id }: { readonly runtime: Runtime; readonly id: string }): Link {
  return { key: runtimeKey(runtime, id), runtime, id };
}
