/** All that one process shows of the container it may live in, before anything is concluded. */
import { cgroupReader, type CgroupMark } from './attribute-cgroup';
import { homeGroup, readMade, type Made } from './attribute-made';
import { readMarkers, type MountMark } from './attribute-mounts';
import { nearestMonitors, readMonitor, type Monitor } from './attribute-parents';
import { readSandboxes } from './attribute-sandboxes';
import { readStates } from './attribute-states';
import type { ContainerState, Runtime, Scan, ScanProcess } from './schema';

export interface Clue {
  readonly process: ScanProcess;
  readonly mark: CgroupMark | null;
  /** What its mnt namespace is marked with. */
  readonly mount: MountMark | null;
  /** What it is itself. */
  readonly monitor: Monitor | null;
  /** The nearest one above it, or that it is the first process of. */
  readonly above: Monitor | null;
}

/** Parents before their children. The observer is no part of what it sees. */
export function readClues(scan: Scan, states: readonly ContainerState[], made: readonly Made[]): Clue[] {
  const processes = scan.processes.filter(({ pid }) => pid !== scan.observer.pid);
  const processByPid = new Map(processes.map((row) => [row.pid, row]));
  const sandboxes = readSandboxes(processes);
  const monitors = readMonitors(processes);
  const tellers = { above: new Map([...sandboxes.above, ...monitors]), starts: new Map([...sandboxes.starts, ...readStates(states, { ...scan, processes }), ...readMade(made, processes)]) };
  const readCgroup = cgroupReader(homeGroup(scan));
  const mountOf = markedMounts(scan);
  const clues: Clue[] = [];
  for (const [pid, above] of nearestMonitors(processes, tellers)) {
    const process = processByPid.get(pid);
    if (process === undefined) continue;
    const monitor = monitors.get(pid) ?? sandboxes.monitors.get(pid) ?? null;
    clues.push({ process, mark: readCgroup(process.cgroup), mount: mountOf.get(process.namespaces.mnt ?? 0) ?? null, monitor, above });
  }
  return settle(clues);
}

function readMonitors(processes: readonly ScanProcess[]): Map<number, Monitor> {
  const monitors = new Map<number, Monitor>();
  for (const process of processes) {
    const monitor = readMonitor(process);
    if (monitor !== null) monitors.set(process.pid, monitor);
  }
  return monitors;
}

/** By ino of the mnt namespace. */
function markedMounts({ namespaces }: Scan): ReadonlyMap<number, MountMark> {
  const marks = new Map<number, MountMark>();
  for (const { type, ino, markers } of namespaces) {
    const mark = type === 'mnt' && markers !== undefined ? readMarkers(markers) : null;
    if (mark !== null) marks.set(ino, mark);
  }
  return marks;
}

type Named = Pick<CgroupMark, 'runtime' | 'id'>;

/** Where a path leaves the engine open, or has a name that is not quite the container's, what one process shows tells it for all. */
function settle(clues: readonly Clue[]): Clue[] {
  const nameOf = new Map<string, Named>();
  for (const clue of clues) {
    const { mark } = clue;
    const named = mark === null || nameOf.has(mark.path) ? null : (engineOf(clue, mark) ?? lxcNameOf(clue, mark));
    if (mark !== null && named !== null) nameOf.set(mark.path, named);
  }
  if (nameOf.size === 0) return [...clues];
  const settled = new Map<CgroupMark, CgroupMark>();
  const settleMark = (mark: CgroupMark): CgroupMark => {
    const known = settled.get(mark);
    if (known !== undefined) return known;
    const named = nameOf.get(mark.path);
    const made = { ...mark, ...named, guessed: mark.guessed && named === undefined, outer: mark.outer === null ? null : settleMark(mark.outer) };
    settled.set(mark, made);
    return made;
  };
  return clues.map((clue) => (clue.mark === null ? clue : { ...clue, mark: settleMark(clue.mark) }));
}

function engineOf({ above, mount }: Clue, mark: CgroupMark): Named | null {
  if (!mark.guessed) return null;
  const runtime = engineAbove(above, mark.id) ?? engineOfFiles(mount, mark.id);
  return runtime === null ? null : { runtime, id: mark.id };
}

function engineAbove(above: Monitor | null, id: string): Runtime | null {
  return above !== null && (above.wholePod || above.id === id) ? above.runtime : null;
}

/** With cri-dockerd the files in a pod are those of its sandbox, in docker's directory. */
function engineOfFiles(mount: MountMark | null, id: string): Runtime | null {
  if (mount === null) return null;
  if (mount.owner?.id === id || (mount.podUid !== null && mount.owner?.runtime === 'docker')) return mount.owner.runtime;
  return mount.sandboxId === null ? null : 'containerd';
}

/** LXC numbers a control group whose name is taken: `lxc.payload.web-1`. */
function lxcNameOf({ above }: Clue, { runtime, id, monitor }: CgroupMark): Named | null {
  if (runtime !== 'lxc' || monitor || above?.runtime !== 'lxc') return null;
  return id.startsWith(`${above.id}-`) && /^\d+$/.test(id.slice(above.id.length + 1)) ? { runtime, id: above.id } : null;
}
