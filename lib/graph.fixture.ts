/** Hosts for the tests of the picture: plain, with pods, with as much as asked for. */
import { containerOf, namespaceOf, podOf, processOf, snapshotOf } from './snapshot.fixture';
import { NAMESPACE_TYPES, type Container, type Namespace, type NamespaceType, type Pod, type Process, type Snapshot } from './schema';

/** The inos of the host's own namespaces. */
export const HOME = Object.fromEntries(NAMESPACE_TYPES.map((type, at) => [type, 101 + at])) as Record<NamespaceType, number>;

const HOME_ROWS = NAMESPACE_TYPES.map((type) => namespaceOf({ type, ino: HOME[type], initial: true }));

export interface Rows {
  readonly processes?: readonly (Partial<Process> & { pid: number })[];
  readonly namespaces?: readonly (Partial<Namespace> & Pick<Namespace, 'type' | 'ino'>)[];
  readonly containers?: readonly (Partial<Container> & { id: string })[];
  readonly pods?: readonly (Partial<Pod> & { id: string })[];
}

/** Who says nothing of its namespaces lives in the host's. */
export function hostWith({ processes = [], namespaces = [], containers = [], pods = [] }: Rows): Snapshot {
  const rows = processes.map((row) => ({ ...row, namespaces: { ...HOME, ...row.namespaces } }));
  return snapshotOf({ processes: rows, namespaces: [...HOME_ROWS, ...namespaces], containers, pods });
}

export interface Sizes {
  readonly onHost: number;
  readonly pods: number;
  /** Of each of the two containers of a pod, beside the one of infra. */
  readonly perContainer: number;
}

/** `systemd` with its children on the host, and pods of three containers that share net, ipc and uts. */
export function hostOf({ onHost, pods, perContainer }: Sizes): Snapshot {
  const host = Array.from({ length: onHost }, (_, at) => ({ pid: at + 1, ppid: at === 0 ? 0 : at < 5 ? 1 : Math.floor(at / 3) + 1, comm: at === 0 ? 'systemd' : `daemon${at}` }));
  const all = Array.from({ length: pods }, (_, at) => podRows(at, perContainer));
  return hostWith({
    processes: [...host, ...all.flatMap((pod) => pod.processes)],
    namespaces: all.flatMap((pod) => pod.namespaces),
    containers: all.flatMap((pod) => pod.containers),
    pods: all.flatMap((pod) => pod.pods),
  });
}

function podRows(at: number, perContainer: number): Required<Rows> {
  const first = 10_000 + at * 100;
  const shared = { net: first, ipc: first + 1, uts: first + 2 };
  const parts = ['infra', 'app', 'log'].map((name, part) => {
    const own = { ...shared, mnt: first + 10 * (part + 1), pid: first + 10 * (part + 1) + 1 };
    const id = `${at}-${name}`;
    const pids = Array.from({ length: part === 0 ? 1 : perContainer }, (_, child) => first * 100 + part * 1000 + child);
    return {
      container: containerOf({ id, name, pod: `podman:pod${at}`, infra: part === 0 }),
      namespaces: (['mnt', 'pid'] as const).map((type) => namespaceOf({ type, ino: own[type] })),
      processes: pids.map((pid, child) => processOf({ pid, ppid: child === 0 ? 1 : (pids[0] ?? 1), comm: name, container: `podman:${id}`, namespaces: own })),
    };
  });
  return {
    pods: [podOf({ id: `pod${at}`, name: `pod${at}`, net: `net:i${shared.net}.0` })],
    containers: parts.map(({ container }) => container),
    namespaces: [...(['net', 'ipc', 'uts'] as const).map((type) => namespaceOf({ type, ino: shared[type] })), ...parts.flatMap(({ namespaces }) => namespaces)],
    processes: parts.flatMap(({ processes }) => processes),
  };
}

/** The same rows in another order; always the same other one. */
export function shuffled(snapshot: Snapshot): Snapshot {
  const turn = <T>(rows: readonly T[]): T[] => rows.map((row, at) => ({ row, key: (at * 7919) % 1009 })).sort((a, b) => a.key - b.key).map(({ row }) => row);
  return { ...snapshot, processes: turn(snapshot.processes), namespaces: turn(snapshot.namespaces), containers: turn(snapshot.containers), pods: turn(snapshot.pods) };
}
