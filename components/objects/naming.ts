/** What an object is called on the screen. */
import { pinnedBy } from '@/lib/attribute-made';
import { innerPid } from '@/lib/first-process';
import { indexOf } from '@/lib/members';
import { parseObjectId, type ObjectId, type ObjectKind } from '@/lib/object-id';
import type { Container, Namespace, Pod, Process, Runtime, Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { NAMESPACE_WORDS, OBJECT_STRINGS } from './strings';

export interface ObjectName {
  readonly kind: ObjectKind;
  readonly title: string;
  /** "Podman pod", "net namespace", "process 4711". */
  readonly sort: string;
}

const RUNTIME_NAMES: Readonly<Record<Runtime, string>> = {
  podman: 'Podman', docker: 'Docker', containerd: 'containerd', crio: 'CRI-O', lxc: 'LXC', nspawn: 'nspawn', runc: 'runc', crun: 'crun',
  bubblewrap: 'bubblewrap', flatpak: 'Flatpak', chromium: 'Chromium', systemd: 'systemd', nsatlas: 'nsatlas',
};

/** Null when the Snapshot has no such object. */
export function nameObject(snapshot: Snapshot, id: ObjectId): ObjectName | null {
  const named = parseObjectId(id);
  if (named === null) return null;
  const index = indexOf(snapshot);
  switch (named.kind) {
    case 'pod':
      return ifThere(index.podByKey.get(named.key), (pod) => ({ kind: 'pod', title: podTitle(pod), sort: podSort(pod) }));
    case 'container':
      return ifThere(index.containerByKey.get(named.key), (row) => ({ kind: 'container', title: containerTitle(row), sort: containerSort(row) }));
    case 'process':
      return ifThere(index.processByKey.get(named.key), (row) => ({ kind: 'process', title: showText(row.comm), sort: OBJECT_STRINGS.process(row.pid) }));
    case 'namespace':
      return ifThere(index.namespaceByKey.get(named.key), (row) => ({ kind: 'namespace', title: `${row.type} ${row.ino}`, sort: namespaceSort(snapshot, row) }));
    case 'host':
      return { kind: 'host', title: showText(snapshot.host.hostname), sort: OBJECT_STRINGS.host };
  }
}

export function isThere(snapshot: Snapshot, id: ObjectId): boolean {
  return nameObject(snapshot, id) !== null;
}

export function podTitle({ name, id }: Pod): string {
  return name === null ? shortId(id) : showText(name);
}

function podSort({ runtime, namespace }: Pod): string {
  return namespace === null ? OBJECT_STRINGS.pod(RUNTIME_NAMES[runtime]) : OBJECT_STRINGS.kubernetesPod(RUNTIME_NAMES[runtime]);
}

export function containerTitle({ name, id }: Container): string {
  return name === null ? shortId(id) : showText(name);
}

function namespaceSort(snapshot: Snapshot, row: Namespace): string {
  const name = pinnedBy(snapshot, row);
  return name === null ? NAMESPACE_WORDS[row.type] : OBJECT_STRINGS.pinned(NAMESPACE_WORDS[row.type], name);
}

function containerSort({ kind, runtime, infra }: Container): string {
  if (runtime === 'nsatlas') return OBJECT_STRINGS.madeHere;
  return OBJECT_STRINGS[infra ? 'infra' : kind](RUNTIME_NAMES[runtime]);
}

/** The PID in its own pid namespace, where that differs from the host's. */
export function insidePid(process: Process): number | null {
  return process.nspid.length > 1 ? innerPid(process) : null;
}

/** Twelve characters, as docker and podman print them. Ids that are names stay whole. */
function shortId(id: string): string {
  return /^[0-9a-f]{32,}$/.test(id) ? id.slice(0, 12) : id;
}

function ifThere<T>(row: T | undefined, name: (row: T) => ObjectName): ObjectName | null {
  return row === undefined ? null : name(row);
}
