/**
 * Crowded hosts for tests and figures: processes on the host (6 %), and pods that share net, ipc and uts, of one to three
 * containers with mnt, pid and cgroup of their own. The same seed gives the same host.
 */
import { HOME, hostWith, type Rows } from './graph.fixture';
import { containerOf, namespaceOf, podOf } from './snapshot.fixture';
import type { Container, Namespace, NamespaceType, Pod, Process, Snapshot } from './schema';

export interface Crowd {
  readonly processes: number;
  readonly namespaces: number;
  readonly seed?: number;
}

const HOST_SHARE = 0.06;
const SHARED = ['net', 'ipc', 'uts'] as const;
const OWN = ['mnt', 'pid', 'cgroup'] as const;
/** Namespaces of the usual pod: those it shares, and those of two containers. */
const PER_POD = SHARED.length + 2 * OWN.length;
const HOME_TYPES = 8;
const COMMANDS = ['nginx', 'worker', 'postgres', 'java', 'node', 'redis-server', 'envoy', 'python3'];

/** Chance that is always the same: the generator of Park and Miller. */
export function chanceOf(seed: number): (below: number) => number {
  let state = (seed * 104_729) % 2_147_483_647 || 1;
  return (below) => {
    state = (state * 16_807) % 2_147_483_647;
    return state % below;
  };
}

/** Exactly so many processes; namespaces to within one pod's. */
export function crowdOf({ processes, namespaces, seed = 1 }: Crowd): Snapshot {
  const chance = chanceOf(seed);
  const onHost = Math.round(processes * HOST_SHARE);
  const pods = planPods(namespaces - HOME_TYPES, chance);
  const slots = pods.flatMap((containers, pod) => Array.from({ length: containers }, (_, part) => ({ pod, part })));
  const members = shareOut(processes - onHost, slots.length, chance);
  const grown = slots.map((slot, at) => containerRows({ ...slot, first: 10_000 + at * 200, size: members[at] ?? 1 }, chance));
  const hostRows = Array.from({ length: onHost }, (_, at) => hostProcess(at));
  return hostWith({
    processes: [...hostRows, ...grown.flatMap((rows) => rows.processes)],
    namespaces: [...pods.flatMap((_, pod) => sharedRows(pod)), ...grown.flatMap((rows) => rows.namespaces)],
    containers: grown.flatMap((rows) => rows.containers),
    pods: pods.map((_, pod) => podRow(pod)),
  });
}

/** How many containers each pod has. */
function planPods(namespaces: number, chance: (below: number) => number): number[] {
  const pods: number[] = [];
  for (let left = namespaces; left >= PER_POD - OWN.length; ) {
    const most = Math.floor((left - SHARED.length) / OWN.length);
    const containers = Math.min(most, 1 + chance(3));
    pods.push(containers);
    left -= SHARED.length + containers * OWN.length;
  }
  return pods;
}

/** Each at least one, the rest at random. */
function shareOut(count: number, among: number, chance: (below: number) => number): number[] {
  const shares = Array.from({ length: among }, () => 1);
  for (let left = count - among; left > 0; left--) {
    const at = chance(among);
    shares[at] = (shares[at] ?? 0) + 1;
  }
  return shares;
}

function hostProcess(at: number): Partial<Process> & { pid: number } {
  const ppid = at === 0 ? 0 : at < 20 ? 1 : 1 + Math.floor(at / 4);
  const comm = at === 0 ? 'systemd' : `daemon${at % 40}`;
  return { pid: at + 1, ppid, comm, argv: [`/usr/lib/systemd/${comm}`, '--config', `/etc/${comm}/main.conf`], cgroup: [`0::/system.slice/${comm}.service`], forChildren: { pid: HOME.pid, time: HOME.time } };
}

const inoOf = (pod: number, type: NamespaceType, part: number) => 4_026_540_000 + pod * 20 + [...SHARED, ...OWN].findIndex((word) => word === type) + (part < 0 ? 0 : part * OWN.length);
const podId = (pod: number) => hex(pod + 1, 32);
const hex = (value: number, length: number) => ((value * 2_654_435_761) % 2 ** 48).toString(16).padStart(12, '0').repeat(Math.ceil(length / 12)).slice(0, length);

function sharedRows(pod: number): Namespace[] {
  return SHARED.map((type) => namespaceOf({ type, ino: inoOf(pod, type, -1), owner: HOME.user, netnsid: type === 'net' ? pod : null }));
}

function podRow(pod: number): Pod {
  const id = podId(pod);
  return podOf({ id, runtime: 'containerd', name: `service-${pod}-7d9c5b${hex(pod + 7, 4)}`, namespace: `team-${pod % 12}`, uid: `${hex(pod + 1, 8)}-0000-4000-8000-000000000000`, net: `net:i${inoOf(pod, 'net', -1)}.0`, evidence: ['cgroup'] });
}

interface Slot {
  readonly pod: number;
  readonly part: number;
  readonly first: number;
  readonly size: number;
}

function containerRows({ pod, part, first, size }: Slot, chance: (below: number) => number): Required<Omit<Rows, 'pods'>> {
  const id = hex(first, 64);
  const container = containerRow({ pod, part, id });
  const own = Object.fromEntries([...SHARED.map((type) => [type, inoOf(pod, type, -1)]), ...OWN.map((type) => [type, inoOf(pod, type, part)])]) as Partial<Record<NamespaceType, number>>;
  const path = `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${podId(pod)}.slice/cri-containerd-${id}.scope`;
  const comm = COMMANDS[chance(COMMANDS.length)] ?? 'worker';
  const processes = Array.from({ length: size }, (_, child) => {
    const ppid = child === 0 ? 1 : first + (child < 8 ? 0 : chance(child));
    return {
      pid: first + child, ppid, nspid: [first + child, child + 1], uid: 1000, comm, argv: [`/usr/bin/${comm}`, '--worker', `${child}`, '--listen', '0.0.0.0:8080'], cgroup: [path],
      container: container.key, namespaces: own, forChildren: { pid: own.pid ?? HOME.pid, time: HOME.time },
    };
  });
  return { containers: [container], processes, namespaces: OWN.map((type) => namespaceOf({ type, ino: inoOf(pod, type, part), owner: HOME.user, ...(type === 'pid' && { parent: HOME.pid }) })) };
}

function containerRow({ pod, part, id }: { pod: number; part: number; id: string }): Container {
  return containerOf({
    id, runtime: 'containerd', name: part === 0 ? `app-${pod}` : `sidecar-${part}`, image: `registry.example/team-${pod % 12}/service-${pod % 30}:1.${part}`, pod: `containerd:${podId(pod)}`,
    labels: [{ name: 'io.kubernetes.pod.namespace', value: `team-${pod % 12}` }, { name: 'io.kubernetes.container.name', value: `app-${pod}` }], evidence: ['cgroup', '/run/containerd'],
  });
}
