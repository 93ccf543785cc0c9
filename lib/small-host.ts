/**
 * A small host that never was, with a few of all that is usually there. To work through it costs little, and makes ready for
 * a real one: so its rows have their members in the order in which the server tells them.
 */
import { processKey } from './identity';
import type { Topology, TopologyLink } from './topology-schema';
import { NAMESPACE_TYPES, type Container, type Namespace, type NamespaceType, type Pod, type Process, type Snapshot } from './schema';

const PODS = 16;
const PER_POD = 2;
const PER_CONTAINER = 5;
/** So many are not compared each with each. */
const ON_HOST = 60;
const SHARED: readonly NamespaceType[] = ['ipc', 'net', 'uts'];
const OWN: readonly NamespaceType[] = ['cgroup', 'mnt', 'pid'];
const FIRST_INO = 4_026_531_834;

type Inos = Partial<Record<NamespaceType, number>>;

const HOME: Inos = Object.fromEntries(NAMESPACE_TYPES.map((type, at) => [type, FIRST_INO + at] as const));

/** Always the same. */
export function smallHost(): Snapshot {
  const guests = Array.from({ length: PODS * PER_POD }, (_, at) => guestOf(Math.floor(at / PER_POD), at % PER_POD));
  const processes = [...hostProcesses(), ...guests.flatMap((guest) => guest.processes)];
  const home = NAMESPACE_TYPES.map((type) => ({ ...namespaceOf(type, HOME[type] ?? 0), initial: true }));
  const shared = Array.from({ length: PODS }, (_, pod) => SHARED.map((type) => namespaceOf(type, inoOf(pod, -1, type)))).flat();
  return {
    schema: 1,
    time: 0,
    host: { hostname: '', kernel: '', machine: '', bootId: '', bootTime: 0, ticksPerSecond: 100 },
    observer: { pid: 1, uid: 0, capabilities: '', namespaces: HOME },
    completeness: { tier: 'bpf', processes: processes.length, unreadable: 0, ended: 0, gaps: [] },
    processes,
    namespaces: inTheirOrder([...home, ...shared, ...guests.flatMap((guest) => guest.namespaces)]),
    containers: guests.map(({ container }) => container),
    pods: Array.from({ length: PODS }, (_, at) => podOf(at)),
  };
}

/** How its net namespaces hang together: each pod by a cable on the host. */
export function smallWires(): Topology {
  const home = HOME.net ?? 0;
  const pods = Array.from({ length: PODS }, (_, at) => ({ ino: inoOf(at, -1, 'net'), outer: 10 + at }));
  const outside = { ino: home, links: pods.map(({ ino, outer }) => cableOf(outer, { ifindex: 2, namespace: ino })) };
  const inside = pods.map(({ ino, outer }) => ({ ino, links: [cableOf(2, { ifindex: outer, namespace: home })] }));
  const nets = [outside, ...inside].map(({ ino, links }) => ({ ino, id: String(ino), links, linksLeftOut: 0, trouble: null }));
  return { schema: 1, nets, gaps: [], namespaceKeys: Object.fromEntries(nets.map(({ ino }) => [String(ino), keyOf('net', ino)])) };
}

function cableOf(ifindex: number, peer: TopologyLink['peer']): TopologyLink {
  const address = { family: 'inet', address: '10.0.0.1', prefixLength: 16, scope: 'global' } as const;
  return { ifindex, name: `veth${ifindex}`, kind: 'veth', linkType: 'ether', flags: ['UP', 'LOWER_UP'], operstate: 'UP', mtu: 1500, mac: null, master: null, peer, carriesDefault: null, addresses: [address] };
}

function inTheirOrder(rows: Namespace[]): Namespace[] {
  return rows.sort((a, b) => NAMESPACE_TYPES.indexOf(a.type) - NAMESPACE_TYPES.indexOf(b.type) || a.ino - b.ino);
}

/** The last ones are the kernel's own, and look after a container each. */
function hostProcesses(): Process[] {
  return Array.from({ length: ON_HOST }, (_, at) => processOf({ pid: at + 1, parent: at === 0 ? 0 : Math.floor(at / 3) + 1, inos: HOME, container: null }))
    .map((row, at) => (at < ON_HOST - 8 ? row : { ...row, ...(at % 2 === 0 ? { kernelThread: true } : { monitorOf: `containerd:${idOf(at % PODS, 0)}` }) }));
}

function guestOf(pod: number, part: number): { container: Container; processes: Process[]; namespaces: Namespace[] } {
  const id = idOf(pod, part);
  const key = `containerd:${id}`;
  const first = 1000 + 100 * (PER_POD * pod + part);
  const inos: Inos = { ...HOME, ...Object.fromEntries([...SHARED.map((type) => [type, inoOf(pod, -1, type)] as const), ...OWN.map((type) => [type, inoOf(pod, part, type)] as const)]) };
  return {
    container: {
      key, kind: 'container', runtime: 'containerd', id, name: `app-${part}`, image: 'image', state: 'running', outer: null,
      labels: [{ name: 'name', value: 'value' }], annotations: [], pod: `containerd:${podId(pod)}`, infra: false, evidence: ['cgroup'],
    },
    processes: Array.from({ length: PER_CONTAINER + (pod % 4) }, (_, at) => processOf({ pid: first + at, parent: at === 0 ? 1 : first + Math.floor(at / 2), inos, container: key })),
    namespaces: OWN.map((type) => namespaceOf(type, inoOf(pod, part, type))),
  };
}

function podOf(at: number): Pod {
  return { key: `containerd:${podId(at)}`, runtime: 'containerd', id: podId(at), name: `service-${at}`, namespace: 'team', uid: null, net: keyOf('net', inoOf(at, -1, 'net')), evidence: ['cgroup'] };
}

interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly inos: Inos;
  readonly container: string | null;
}

function processOf({ pid, parent, inos, container }: ProcessFacts): Process {
  const startTime = 100 * pid;
  return {
    pid, startTime, ppid: parent, nspid: [pid], uid: 0, comm: 'worker', argv: ['/usr/bin/worker', '--port', '8080'], cgroup: ['0::/slice'], state: 'S', threads: 1, kernelThread: false,
    namespaces: inos, forChildren: { pid: inos.pid, time: inos.time }, key: processKey({ pid, startTime }), container, monitorOf: null,
  };
}

function namespaceOf(type: NamespaceType, ino: number): Namespace {
  return { type, ino, id: String(ino), initial: false, owner: HOME.user ?? null, parent: null, ownerUid: null, netnsid: null, mounts: [], key: keyOf(type, ino) };
}

const idOf = (pod: number, part: number) => `${`${pod}`.padStart(63, '0')}${part}`;
const podId = (pod: number) => `${pod}`.padStart(32, 'a');
const keyOf = (type: NamespaceType, ino: number) => `${type}:${ino}`;
const inoOf = (pod: number, part: number, type: NamespaceType) => FIRST_INO + 100 + 20 * pod + 3 * (part + 1) + (part < 0 ? SHARED : OWN).indexOf(type);
