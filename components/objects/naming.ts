/** What an object is called on the screen. */
import { pinnedBy } from '@/lib/attribute-made';
import { innerPid } from '@/lib/first-process';
import { nameOnDisk } from '@/lib/graph-node';
import { indexOf } from '@/lib/members';
import { objectTitle } from '@/lib/object-title';
import { parseObjectId, type ObjectId, type ObjectKind } from '@/lib/object-id';
import type { Container, Namespace, Pod, Process, Runtime, Snapshot } from '@/lib/schema';
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
  const title = objectTitle(snapshot, id);
  const sort = named === null ? null : sortOf(snapshot, named);
  return named === null || title === null || sort === null ? null : { kind: named.kind, title, sort };
}

function sortOf(snapshot: Snapshot, { kind, key }: { readonly kind: ObjectKind; readonly key: string }): string | null {
  const index = indexOf(snapshot);
  switch (kind) {
    case 'pod':
      return ifThere(index.podByKey.get(key), podSort);
    case 'container':
      return ifThere(index.containerByKey.get(key), containerSort);
    case 'process':
      return ifThere(index.processByKey.get(key), ({ pid }) => OBJECT_STRINGS.process(pid));
    case 'namespace':
      return ifThere(index.namespaceByKey.get(key), (row) => namespaceSort(snapshot, row));
    case 'host':
      return OBJECT_STRINGS.host;
  }
}

export function isThere(snapshot: Snapshot, id: ObjectId): boolean {
  return nameObject(snapshot, id) !== null;
}

function podSort({ runtime, namespace }: Pod): string {
  return namespace === null ? OBJECT_STRINGS.pod(RUNTIME_NAMES[runtime]) : OBJECT_STRINGS.kubernetesPod(RUNTIME_NAMES[runtime]);
}

/** With the name that the picture has, where somebody gave it one. */
function namespaceSort(snapshot: Snapshot, row: Namespace): string {
  const name = pinnedBy(snapshot, row);
  if (name !== null) return OBJECT_STRINGS.pinned(NAMESPACE_WORDS[row.type], name);
  const given = nameOnDisk(row);
  return given === null ? NAMESPACE_WORDS[row.type] : `${NAMESPACE_WORDS[row.type]} ${given}`;
}

function containerSort({ kind, runtime, infra }: Container): string {
  if (runtime === 'nsatlas') return OBJECT_STRINGS.madeHere;
  return OBJECT_STRINGS[infra ? 'infra' : kind](RUNTIME_NAMES[runtime]);
}

/** The PID in its own pid namespace, where that differs from the host's. */
export function insidePid(process: Process): number | null {
  return process.nspid.length > 1 ? innerPid(process) : null;
}

function ifThere<T>(row: T | undefined, sort: (row: T) => string): string | null {
  return row === undefined ? null : sort(row);
}
