/** Hosts for tests of attribution: processes as runtimes make them, and what a Snapshot says of them. */
import { runtimeKey } from './identity';
import { makeSnapshot } from './snapshot';
import { scanOf } from './snapshot.fixture';
import { snapshot as snapshotSchema, type ContainerFacts, type ContainerState, type Scan, type ScanNamespace, type ScanProcess, type Snapshot } from './schema';

export const A = 'a1'.repeat(32);
export const B = 'b2'.repeat(32);

/** The namespaces of the host. */
export const HOST = { mnt: 1, net: 2, pid: 3, user: 4 };
const HOST_ROWS: Pick<ScanNamespace, 'type' | 'ino' | 'initial'>[] = [
  { type: 'mnt', ino: 1, initial: true },
  { type: 'net', ino: 2, initial: true },
  { type: 'pid', ino: 3, initial: true },
  { type: 'user', ino: 4, initial: true },
];

export type Row = Partial<ScanProcess> & { pid: number };

interface Facts {
  readonly facts?: readonly ContainerFacts[];
  readonly states?: readonly ContainerState[];
  /** What is known of some namespaces, by ino. */
  readonly namespaces?: Readonly<Record<number, Partial<ScanNamespace>>>;
}

/** Every ino but the host's is a namespace that is not initial. */
export function scanWith(rows: readonly Row[], namespaces: Facts['namespaces'] = {}): Scan {
  const processes = rows.map((row) => ({ namespaces: HOST, ...row }));
  const known = new Set(HOST_ROWS.map(({ ino }) => ino));
  const others = new Map(processes.flatMap((row) => Object.entries(row.namespaces)).flatMap(([type, ino]) => (known.has(ino) ? [] : [[ino, type as ScanNamespace['type']]])));
  return scanOf({ processes, namespaces: [...HOST_ROWS, ...Array.from(others, ([ino, type]) => ({ type, ino, ...namespaces[ino] }))] });
}

/** `facts` are of containers of the host. Throws when the outcome is no Snapshot. */
export function look(rows: readonly Row[], { facts = [], states = [], namespaces }: Facts = {}): Snapshot {
  const byKey = new Map(facts.map((row) => [runtimeKey(row.runtime, row.id), row]));
  const made = makeSnapshot(scanWith(rows, namespaces), { facts: byKey, states }, null);
  snapshotSchema.parse(made);
  return made;
}

export const conmon = (pid: number, id: string, name: string, more: Partial<ScanProcess> = {}): Row => ({
  pid,
  ppid: 1,
  comm: 'conmon',
  argv: ['/usr/bin/conmon', '--api-version', '1', '-c', id, '-u', id, '-r', '/usr/bin/runc', '-b', `/run/${id}/userdata`, '-n', name, '--exit-command-arg', '-n'],
  ...more,
});

export const shim = (pid: number, namespace: string, id: string, more: Partial<ScanProcess> = {}): Row => ({
  pid,
  ppid: 1,
  comm: 'containerd-shim',
  argv: ['/usr/bin/containerd-shim-runc-v2', '-namespace', namespace, '-id', id, '-address', '/run/containerd/containerd.sock'],
  ...more,
});

export const inside = (mnt: number, net = 2): typeof HOST => ({ ...HOST, mnt, net, pid: mnt + 1000 });

/** Markers as a scan has them, from `path=root`. */
export const marked = (...mounts: string[]): Partial<ScanNamespace> => ({
  markers: mounts.map((mount) => ({ path: mount.slice(0, mount.indexOf('=')), root: mount.slice(mount.indexOf('=') + 1), fstype: 'ext4' })),
});

/** Container key by pid. */
export const containersOf = (made: Snapshot): Record<string, string | null> => Object.fromEntries(made.processes.map(({ pid, container }) => [pid, container]));
export const monitorsOf = (made: Snapshot): Record<string, string | null> => Object.fromEntries(made.processes.map(({ pid, monitorOf }) => [pid, monitorOf]));
/** The rows of the containers, by key. */
export const rowsOf = (made: Snapshot): Record<string, Snapshot['containers'][number]> => Object.fromEntries(made.containers.map((row) => [row.key, row]));
