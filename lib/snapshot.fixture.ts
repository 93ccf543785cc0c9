/** Builders for tests: say only the facts the test is about, the rest is an ordinary quiet host. Rows have their members in the order in which the server tells them. */
import type { Learnt } from './attribute';
import { processKey, runtimeKey } from './identity';
import { byKey, byPid, byTypeAndIno } from './order';
import type { Container, ContainerFacts, Namespace, Pod, Process, Runtime, Scan, ScanNamespace, ScanProcess, Snapshot } from './schema';

type Facts<T, Needed extends keyof T> = Partial<T> & Pick<T, Needed>;

/** No state file said anything. */
export const NOTHING_LEARNT: Learnt = { facts: new Map(), states: [] };

/** 2026-01-01T00:00:00Z. */
export const FIXTURE_TIME = 1_767_225_600_000;

export function scanProcessOf({ pid, ...facts }: Facts<ScanProcess, 'pid'>): ScanProcess {
  return {
    pid,
    startTime: 1000 + pid,
    ppid: 1,
    nspid: [pid],
    uid: 0,
    comm: 'sleep',
    argv: ['sleep', '1000'],
    cgroup: ['0::/'],
    state: 'S',
    threads: 1,
    kernelThread: false,
    namespaces: {},
    forChildren: {},
    ...facts,
  };
}

export function processOf(facts: Facts<Process, 'pid'>): Process {
  const row = scanProcessOf(facts);
  return { ...row, key: processKey(row), container: null, monitorOf: null, ...facts };
}

export function scanNamespaceOf({ type, ino, ...facts }: Facts<ScanNamespace, 'type' | 'ino'>): ScanNamespace {
  return { type, ino, id: null, initial: false, owner: null, parent: null, ownerUid: null, netnsid: null, mounts: [], ...facts };
}

/** Its key, unless given, is `type:id`, or `type:i<ino>.0` when it has no id. */
export function namespaceOf(facts: Facts<Namespace, 'type' | 'ino'>): Namespace {
  const row = scanNamespaceOf(facts);
  return { ...row, key: row.id === null ? `${row.type}:i${row.ino}.0` : `${row.type}:${row.id}`, ...facts };
}

export function containerOf(facts: Partial<Container> & { id: string }): Container {
  const runtime: Runtime = facts.runtime ?? 'podman';
  return {
    key: runtimeKey(runtime, facts.id), kind: 'container', runtime, name: null, image: null, state: 'running', outer: null, labels: [], annotations: [],
    pod: null, infra: false, evidence: [], ...facts,
  };
}

export function podOf(facts: Partial<Pod> & { id: string }): Pod {
  const runtime: Runtime = facts.runtime ?? 'podman';
  return { key: runtimeKey(runtime, facts.id), runtime, name: null, namespace: null, uid: null, net: null, evidence: [], ...facts };
}

export function containerFactsOf(facts: Facts<ContainerFacts, 'runtime' | 'id'>): ContainerFacts {
  return {
    name: null,
    image: null,
    sandboxId: null,
    sandbox: false,
    podName: null,
    podNamespace: null,
    podUid: null,
    networkOf: null,
    labels: [],
    annotations: [],
    evidence: null,
    ...facts,
  };
}

type ScanFacts = Omit<Partial<Scan>, 'processes' | 'namespaces'> & {
  processes?: readonly Facts<ScanProcess, 'pid'>[];
  namespaces?: readonly Facts<ScanNamespace, 'type' | 'ino'>[];
};

export function scanOf(facts: ScanFacts = {}): Scan {
  const processes = (facts.processes ?? []).map(scanProcessOf);
  return { ...frame(processes.length), ...facts, processes, namespaces: (facts.namespaces ?? []).map(scanNamespaceOf) };
}

type SnapshotFacts = Omit<Partial<Snapshot>, 'processes' | 'namespaces' | 'containers' | 'pods'> & {
  processes?: readonly Facts<Process, 'pid'>[];
  namespaces?: readonly Facts<Namespace, 'type' | 'ino'>[];
  containers?: readonly (Partial<Container> & { id: string })[];
  pods?: readonly (Partial<Pod> & { id: string })[];
};

/** Nothing is invented: an ino that a process names has a row only if the test gives one. */
export function snapshotOf(facts: SnapshotFacts = {}): Snapshot {
  const processes = (facts.processes ?? []).map(processOf).sort(byPid);
  return {
    ...frame(processes.length),
    ...facts,
    processes,
    namespaces: (facts.namespaces ?? []).map(namespaceOf).sort(byTypeAndIno),
    containers: (facts.containers ?? []).map(containerOf).sort(byKey),
    pods: (facts.pods ?? []).map(podOf).sort(byKey),
  };
}

function frame(processes: number): Omit<Scan, 'processes' | 'namespaces'> {
  return {
    schema: 1,
    time: FIXTURE_TIME,
    host: { hostname: 'atlas', kernel: '6.18.0', machine: 'x86_64', bootId: '7f3d2c1e-0000-4000-8000-000000000001', bootTime: 1_767_200_000, ticksPerSecond: 100 },
    observer: { pid: 999_999, uid: 0, capabilities: '000001ffffffffff', namespaces: {} },
    completeness: { tier: 'proc', processes, unreadable: 0, ended: 0, gaps: [] },
  };
}
