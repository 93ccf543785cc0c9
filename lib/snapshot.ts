/** From the scan of a moment to the Snapshot: keys, containers and pods added, rows in their one order. */
import { attribute, type Learnt } from './attribute';
import { homeGroup, isStarted } from './attribute-made';
import { isStill, renewProcesses } from './attribute-still';
import { isSame } from './change';
import { keyNamespaces, processKey } from './identity';
import { byKey, byPid, byTypeAndIno } from './order';
import type { Process, Scan, ScanProcess, Snapshot } from './schema';

/**
 * `learnt` is what state files said of containers, now or earlier.
 * `previous` is the Snapshot of the scan before, null at the start.
 */
export function makeSnapshot(scan: Scan, learnt: Learnt, previous: Snapshot | null): Snapshot {
  return continueSnapshot(scan, learnt, previous) ?? makeAnew(scan, learnt, previous);
}

/** From what each list of processes was made. */
const BASES = new WeakMap<Process[], { readonly scan: Scan; readonly learnt: Learnt }>();

/** Where nothing changed that tells who is who the lists are those of before, but for rows that say something else of themselves. */
function continueSnapshot(scan: Scan, learnt: Learnt, previous: Snapshot | null): Snapshot | null {
  const basis = previous === null ? undefined : BASES.get(previous.processes);
  if (previous === null || basis === undefined || !isStill(basis.scan, scan) || !isSameLearnt(basis.learnt, learnt)) return null;
  const processes = renewProcesses(previous.processes, basis.scan.processes, scan.processes);
  BASES.set(processes, { scan, learnt });
  const { namespaces, containers, pods } = previous;
  const left = scan.processes.length - processes.length;
  const completeness = { ...scan.completeness, processes: scan.completeness.processes - left };
  return { ...scan, completeness, processes, namespaces, containers, pods };
}

function isSameLearnt(a: Learnt, b: Learnt): boolean {
  return a.facts === b.facts && a.states === b.states && isSame(a.made ?? [], b.made ?? []);
}

function makeAnew(scan: Scan, learnt: Learnt, previous: Snapshot | null): Snapshot {
  const seen = withoutObserver(scan);
  const namespaces = keyNamespaces(seen, previous).sort(byTypeAndIno);
  const { containerByPid, monitoredByPid, containers, pods } = attribute(scan, namespaces, learnt);
  const home = homeGroup(scan);
  const processes = seen.processes.map((row) =>
    addTo(row, {
      container: containerByPid.get(row.pid) ?? null,
      monitorOf: monitoredByPid.get(row.pid) ?? null,
      ...(isStarted(row.cgroup, home) && { started: true as const }),
    })).sort(byPid);
  BASES.set(processes, { scan, learnt });
  return { ...seen, processes, namespaces, containers: containers.sort(byKey), pods: pods.sort(byKey) };
}

/** What was made of a row of the scan the last time. A row that did not change is the same object in the next scan, and then also in the next Snapshot. */
const MADE = new WeakMap<ScanProcess, Process>();

type Added = Pick<Process, 'container' | 'monitorOf' | 'started'>;

function addTo(row: ScanProcess, added: Added): Process {
  const made = MADE.get(row);
  if (made?.container === added.container && made.monitorOf === added.monitorOf && made.started === added.started) return made;
  const process = { ...row, key: processKey(row), ...added };
  MADE.set(row, process);
  return process;
}

/** The helper that looked has ended when anyone reads this: a row for it would blink with every scan. */
function withoutObserver(scan: Scan): Scan {
  const processes = scan.processes.filter(({ pid }) => pid !== scan.observer.pid);
  const left = scan.processes.length - processes.length;
  return { ...scan, processes, completeness: { ...scan.completeness, processes: scan.completeness.processes - left } };
}
