/** What is out of sight because its runtime is switched off: pods and containers of it, and what lives only in them. */
import { indexOf } from './members';
import { objectId, type ObjectId } from './object-id';
import type { Process, Runtime, Snapshot } from './schema';

const NOTHING: ReadonlySet<ObjectId> = new Set();

export function hiddenObjects(snapshot: Snapshot, runtimes: readonly Runtime[]): ReadonlySet<ObjectId> {
  if (runtimes.length === 0) return NOTHING;
  const isOff = ({ runtime }: { readonly runtime: Runtime }) => runtimes.includes(runtime);
  const { membersByIno } = indexOf(snapshot);
  const containers = containersOff(snapshot, isOff);
  const isHidden = ({ container }: Process) => container !== null && containers.has(container);
  const emptied = snapshot.namespaces.filter(({ ino, initial }) => {
    const members = membersByIno.get(ino) ?? [];
    return !initial && members.length > 0 && members.every(isHidden);
  });
  return new Set([
    ...snapshot.pods.filter(isOff).map(({ key }) => objectId('pod', key)),
    ...Array.from(containers, (key) => objectId('container', key)),
    ...snapshot.processes.filter(isHidden).map(({ key }) => objectId('process', key)),
    ...emptied.map(({ key }) => objectId('namespace', key)),
  ]);
}

/** With what was made inside them. */
function containersOff({ containers, pods }: Snapshot, isOff: (row: { readonly runtime: Runtime }) => boolean): Set<string> {
  const podsOff = new Set(pods.filter(isOff).map(({ key }) => key));
  const off = new Set(containers.filter((row) => isOff(row) || podsOff.has(row.pod ?? '')).map(({ key }) => key));
  for (let before = -1; before !== off.size;) {
    before = off.size;
    for (const { key, outer } of containers) if (outer !== null && off.has(outer)) off.add(key);
  }
  return off;
}

/** The runtimes of this host with how many containers, sandboxes and services each has, the most first. */
export function runtimesOn({ containers, pods }: Snapshot): readonly { readonly runtime: Runtime; readonly count: number }[] {
  const counts = new Map<Runtime, number>();
  for (const { runtime } of containers) counts.set(runtime, (counts.get(runtime) ?? 0) + 1);
  for (const { runtime } of pods) if (!counts.has(runtime)) counts.set(runtime, 0);
  return Array.from(counts, ([runtime, count]) => ({ runtime, count })).sort((a, b) => b.count - a.count || (a.runtime < b.runtime ? -1 : 1));
}
