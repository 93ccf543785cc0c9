/** From the scan of a moment to the Snapshot: keys, containers and pods added, rows in their one order. */
import { attribute, type Learnt } from './attribute';
import { homeGroup, isStarted } from './attribute-made';
import { keyNamespaces, processKey } from './identity';
import { byKey, byPid, byTypeAndIno } from './order';
import type { Scan, Snapshot } from './schema';

/**
 * `learnt` is what state files said of containers, now or earlier.
 * `previous` is the Snapshot of the scan before, null at the start.
 */
export function makeSnapshot(scan: Scan, learnt: Learnt, previous: Snapshot | null): Snapshot {
  const seen = withoutObserver(scan);
  const namespaces = keyNamespaces(seen, previous).sort(byTypeAndIno);
  const { containerByPid, monitoredByPid, containers, pods } = attribute(scan, namespaces, learnt);
  const home = homeGroup(scan);
  const processes = seen.processes.map((row) => ({
    ...row,
    key: processKey(row),
    container: containerByPid.get(row.pid) ?? null,
    monitorOf: monitoredByPid.get(row.pid) ?? null,
    ...(isStarted(row.cgroup, home) && { started: true as const }),
  }));
  return { ...seen, processes: processes.sort(byPid), namespaces, containers: containers.sort(byKey), pods: pods.sort(byKey) };
}

/** The helper that looked has ended when anyone reads this: a row for it would blink with every scan. */
function withoutObserver(scan: Scan): Scan {
  const processes = scan.processes.filter(({ pid }) => pid !== scan.observer.pid);
  const left = scan.processes.length - processes.length;
  return { ...scan, processes, completeness: { ...scan.completeness, processes: scan.completeness.processes - left } };
}
