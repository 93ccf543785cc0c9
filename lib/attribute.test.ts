import { describe, expect, it } from 'vitest';
import { A, B, conmon, containersOf, HOST, inside, look, shim, type Row } from './attribute.fixture';
import { wantedFacts } from './attribute-wanted';
import { makeSnapshot } from './snapshot';
import { containerFactsOf, NOTHING_LEARNT, scanOf } from './snapshot.fixture';
import type { ScanNamespace, Snapshot } from './schema';

const C = 'c3'.repeat(32);
const POD = 'd4'.repeat(32);
const UID = '0f3c9a52-7d1e-4c5b-9a7e-1b2c3d4e5f60';

const podsOf = (made: Snapshot) => Object.fromEntries(made.containers.map(({ key, pod }) => [key, pod]));

describe('podman as root', () => {
  const made = look([
    conmon(10, A, 'web', { cgroup: ['8:pids:/libpod_parent/conmon', '0::/'] }),
    { pid: 11, ppid: 10, cgroup: [`0::/libpod_parent/libpod-${A}`], namespaces: inside(100, 200) },
    conmon(20, A, 'web', { startTime: 9000 }),
    { pid: 21, ppid: 20, cgroup: [`0::/libpod_parent/libpod-${A}`], namespaces: inside(100, 200), comm: 'exec-ed' },
  ]);

  it('links every process of a container, also one that was exec-ed', () => {
    expect(containersOf(made)).toEqual({ 10: null, 11: `podman:${A}`, 20: null, 21: `podman:${A}` });
  });

  it('takes conmon for a monitor, not for a container', () => {
    expect(made.processes.filter(({ monitorOf }) => monitorOf === `podman:${A}`).map(({ pid }) => pid)).toEqual([10, 20]);
    expect(made.containers).toHaveLength(1);
  });

  it('knows its name from conmon and says how it knows all this', () => {
    expect(made.containers[0]).toMatchObject({
      name: 'web',
      image: null,
      pod: null,
      evidence: [`cgroup /libpod_parent/libpod-${A}`, `parent conmon 10 names ${A}`],
    });
  });

  it('believes the state file before conmon', () => {
    const facts = containerFactsOf({ runtime: 'podman', id: A, name: 'renamed', image: 'localhost/web:1', evidence: 'containers.json' });
    const [container] = look([{ pid: 11, cgroup: [`0::/libpod_parent/libpod-${A}`] }], { facts: [facts] }).containers;
    expect(container).toMatchObject({ name: 'renamed', image: 'localhost/web:1' });
    expect(container?.evidence).toContain('containers.json');
  });

  it('leaves the name unknown when nobody tells it', () => {
    expect(look([{ pid: 11, cgroup: [`0::/libpod_parent/libpod-${A}`] }]).containers[0]?.name).toBeNull();
  });
});

describe('podman without a cgroup of its own', () => {
  it('is known by conmon above: rootless on cgroup v1', () => {
    const made = look([
      conmon(10, A, 'web', { uid: 1000, namespaces: { ...HOST, mnt: 50, user: 60 } }),
      { pid: 11, ppid: 10, namespaces: { ...inside(100, 200), user: 60 } },
      { pid: 12, ppid: 11, namespaces: { ...inside(100, 200), user: 60 } },
      { pid: 13, ppid: 1, comm: 'catatonit', argv: ['catatonit', '-P'], namespaces: { ...HOST, mnt: 50, user: 60 } },
    ]);
    expect(containersOf(made)).toEqual({ 10: null, 11: `podman:${A}`, 12: `podman:${A}`, 13: null });
    expect(made.containers[0]?.evidence).toEqual([`parent conmon 10 names ${A}`]);
  });

  it('runc and podman at work below conmon are no part of the container', () => {
    const made = look([conmon(10, A, 'web'), { pid: 11, ppid: 10, namespaces: inside(100) }, { pid: 12, ppid: 10, comm: 'podman' }]);
    expect(containersOf(made)).toEqual({ 10: null, 11: `podman:${A}`, 12: null });
  });

  it('inside a container with a cgroup: the inner one is the nearer truth', () => {
    const outer = [`0::/docker/${B}`];
    const made = look([
      { pid: 9, cgroup: outer, namespaces: inside(90) },
      conmon(10, A, 'inner', { cgroup: outer, ppid: 9, namespaces: inside(90) }),
      { pid: 11, ppid: 10, cgroup: outer, namespaces: inside(100) },
    ]);
    const key = `podman:docker:${B}:${A}`;
    expect(containersOf(made)).toEqual({ 9: `docker:${B}`, 10: `docker:${B}`, 11: key });
    expect(made.processes[1]?.monitorOf).toBe(key);
    expect(made.containers.find(({ id }) => id === A)).toMatchObject({ outer: `docker:${B}`, evidence: [`parent conmon 10 names ${A}`, `inside docker ${B}`] });
  });
});

it('a monitor whose container has ended looks after nothing', () => {
  expect(look([conmon(10, A, 'web'), shim(11, 'moby', B)]).processes.map(({ monitorOf }) => monitorOf)).toEqual([null, null]);
});

describe('arguments can lie', () => {
  it('a process that calls itself conmon of a container known by cgroup gains nothing', () => {
    const made = look([
      { pid: 9, cgroup: [`0::/docker/${B}`], namespaces: inside(90) },
      { pid: 11, cgroup: [`0::/libpod_parent/libpod-${A}`], namespaces: inside(100) },
      conmon(20, A, 'liar', { cgroup: [`0::/docker/${B}`], ppid: 9, namespaces: inside(90) }),
      { pid: 21, ppid: 20, cgroup: [`0::/docker/${B}`], namespaces: inside(120) },
      conmon(30, A, 'liar', { startTime: 1 }),
      { pid: 31, ppid: 30, namespaces: inside(130) },
    ]);
    expect(containersOf(made)).toMatchObject({ 21: `docker:${B}`, 31: null });
  });

  it('a loop of parents ends', () => {
    const made = look([{ pid: 5, ppid: 6 }, { pid: 6, ppid: 5 }, { pid: 7, ppid: 7 }]);
    expect(made.containers).toEqual([]);
  });
});

describe('a process that joined', () => {
  const rows: Row[] = [
    { pid: 11, cgroup: [`0::/docker/${A}`], namespaces: inside(100, 200) },
    { pid: 30, comm: 'nsenter', namespaces: inside(100, 200) },
    { pid: 31, comm: 'ip', namespaces: { ...HOST, net: 200 } },
  ];

  it('lives in the container when it joined its mnt namespace, and not for its net namespace alone', () => {
    expect(containersOf(look(rows))).toEqual({ 11: `docker:${A}`, 30: `docker:${A}`, 31: null });
  });

  it('is of no container where several use the mnt namespace, or it is the host’s', () => {
    const shared = [...rows, { pid: 12, cgroup: [`0::/docker/${B}`], namespaces: inside(100) }];
    expect(containersOf(look(shared))[30]).toBeNull();
    const hosts = [{ pid: 11, cgroup: [`0::/docker/${A}`] }, { pid: 30 }];
    expect(containersOf(look(hosts))[30]).toBeNull();
  });
});

describe('docker', () => {
  it('in docker: inner and outer are told apart, the inner shim lives in the outer', () => {
    const outer = ['4:memory:/docker/' + A, `0::/docker/${A}`];
    const made = look([
      shim(10, 'moby', A),
      { pid: 11, ppid: 10, comm: 'dockerd', cgroup: outer, namespaces: inside(100, 200) },
      shim(12, 'moby', B, { ppid: 11, cgroup: outer, namespaces: inside(100, 200) }),
      { pid: 13, ppid: 12, cgroup: [`4:memory:/docker/${A}/docker/${B}`, `0::/docker/${A}`], namespaces: inside(110, 210) },
    ]);
    expect(containersOf(made)).toEqual({ 10: null, 11: `docker:${A}`, 12: `docker:${A}`, 13: `docker:docker:${A}:${B}` });
    expect(made.processes.map(({ monitorOf }) => monitorOf)).toEqual([`docker:${A}`, null, `docker:docker:${A}:${B}`, null]);
    expect(made.containers.map(({ id, outer }) => [id, outer])).toEqual([[A, null], [B, `docker:${A}`]]);
    expect(made.pods).toEqual([]);
  });

  it('with the host network of an engine that runs in a container makes no pod', () => {
    const outer = [`0::/docker/${A}`];
    const made = look([
      shim(10, 'moby', A),
      { pid: 11, ppid: 10, cgroup: outer, namespaces: inside(100, 200) },
      shim(12, 'moby', B, { ppid: 11, cgroup: outer, namespaces: inside(100, 200) }),
      { pid: 13, ppid: 12, cgroup: [`0::/docker/${A}/docker/${B}`], namespaces: inside(110, 200) },
      shim(14, 'moby', C, { ppid: 11, cgroup: outer, namespaces: inside(100, 200) }),
      { pid: 15, ppid: 14, cgroup: [`0::/docker/${A}/docker/${C}`], namespaces: inside(120, 200) },
    ]);
    expect(made.pods).toEqual([]);
  });

  it('--network container:X is a pod, called as X, with and without the state file', () => {
    const rows: Row[] = [
      { pid: 11, cgroup: [`0::/docker/${B}`], namespaces: inside(100, 200), startTime: 100 },
      { pid: 12, cgroup: [`0::/docker/${A}`], namespaces: inside(110, 200), startTime: 200 },
    ];
    const bare = look(rows);
    expect(podsOf(bare)).toEqual({ [`docker:${A}`]: `docker:${B}`, [`docker:${B}`]: `docker:${B}` });
    const told = look(rows, { facts: [
      containerFactsOf({ runtime: 'docker', id: A, networkOf: B, evidence: 'hostconfig.json' }),
      containerFactsOf({ runtime: 'docker', id: B, name: 'web' }),
    ] });
    expect(podsOf(told)).toEqual(podsOf(bare));
    expect(told.pods[0]).toMatchObject({ name: 'web', id: B, net: told.namespaces.find(({ ino }) => ino === 200)?.key });
    expect(told.pods[0]?.evidence).toContain(`hostconfig.json says network of ${B}`);
  });

  it('chains of networks end at the last owner', () => {
    const facts = [
      containerFactsOf({ runtime: 'docker', id: A, networkOf: B }),
      containerFactsOf({ runtime: 'docker', id: B, networkOf: C }),
    ];
    const made = look([A, B, C].map((id, place) => ({ pid: 11 + place, cgroup: [`0::/docker/${id}`], namespaces: {} })), { facts });
    expect(Object.values(podsOf(made))).toEqual([`docker:${C}`, `docker:${C}`, `docker:${C}`]);
    expect(made.pods[0]?.net).toBeNull();
  });

  it('two that say they use each other’s network do not hang', () => {
    const facts = [containerFactsOf({ runtime: 'docker', id: A, networkOf: B }), containerFactsOf({ runtime: 'docker', id: B, networkOf: A })];
    expect(look([A, B].map((id, place) => ({ pid: 11 + place, cgroup: [`0::/docker/${id}`] })), { facts }).pods.length).toBeGreaterThan(0);
  });

  it('with the network of the host makes no pod', () => {
    expect(look([A, B].map((id, place) => ({ pid: 11 + place, cgroup: [`0::/docker/${id}`], namespaces: inside(100 + place) }))).pods).toEqual([]);
  });
});

describe('Kubernetes', () => {
  const path = (id: string) => [`0::/kubepods/burstable/pod${UID}/${id}`];
  const rows: Row[] = [
    shim(10, 'k8s.io', A),
    { pid: 11, ppid: 10, comm: 'pause', argv: ['/pause'], cgroup: path(A), namespaces: inside(100, 200) },
    { pid: 12, ppid: 10, cgroup: path(B), namespaces: inside(110, 200) },
    { pid: 13, ppid: 10, cgroup: path(C), namespaces: inside(120, 200) },
  ];

  it('one shim looks after the pod: containers by cgroup, the sandbox by the shim’s id', () => {
    const made = look(rows);
    expect(containersOf(made)).toEqual({ 10: null, 11: `containerd:${A}`, 12: `containerd:${B}`, 13: `containerd:${C}` });
    expect(made.containers.map(({ infra }) => infra)).toEqual([true, false, false]);
    expect(made.processes[0]?.monitorOf).toBe(`containerd:${A}`);
    expect(made.pods).toMatchObject([{ key: `containerd:${UID}`, uid: UID, name: null, net: made.namespaces.find(({ ino }) => ino === 200)?.key }]);
  });

  it('facts add names and leave the keys as they were', () => {
    const told = look(rows, { facts: [
      containerFactsOf({ runtime: 'containerd', id: A, sandbox: true, sandboxId: A, podName: 'shop', podNamespace: 'prod', podUid: UID }),
      containerFactsOf({ runtime: 'containerd', id: B, sandboxId: A, name: 'api', image: 'registry/api:2', podName: 'shop', podNamespace: 'prod', podUid: UID }),
    ] });
    expect(podsOf(told)).toEqual(podsOf(look(rows)));
    expect(told.pods[0]).toMatchObject({ name: 'shop', namespace: 'prod', uid: UID });
    expect(told.containers[1]).toMatchObject({ name: 'api', image: 'registry/api:2' });
  });

  it('the same path below a shim of docker is cri-dockerd', () => {
    const made = look([shim(10, 'moby', A), { pid: 11, ppid: 10, cgroup: path(A) }, { pid: 12, ppid: 1, cgroup: path(A) }]);
    expect(containersOf(made)).toEqual({ 10: null, 11: `docker:${A}`, 12: `docker:${A}` });
    expect(made.pods[0]).toMatchObject({ key: `docker:${UID}`, runtime: 'docker' });
  });

  it('a pod with the network of the host is one all the same', () => {
    const made = look([{ pid: 11, cgroup: path(A) }, { pid: 12, cgroup: path(B) }]);
    expect(made.pods).toMatchObject([{ uid: UID, net: made.namespaces.find(({ type, initial }) => type === 'net' && initial)?.key }]);
  });

  it('without a pod uid in the path the sandbox of the shim is the pod', () => {
    const made = look([
      shim(10, 'k8s.io', A),
      { pid: 11, ppid: 10, cgroup: [`0::/k8s.io/${A}`], namespaces: inside(100, 200) },
      { pid: 12, ppid: 10, cgroup: [`0::/k8s.io/${B}`], namespaces: inside(110, 200) },
    ]);
    expect(podsOf(made)).toEqual({ [`containerd:${A}`]: `containerd:${A}`, [`containerd:${B}`]: `containerd:${A}` });
  });
});

describe('podman pods', () => {
  const path = (id: string) => [`0::/libpod_parent/${POD}/libpod-${id}`];

  it('are known by the PODID in the path, the infra by its program', () => {
    const made = look([
      conmon(10, A, `${POD.slice(0, 12)}-infra`),
      { pid: 11, ppid: 10, comm: 'catatonit', argv: ['/catatonit', '-P'], cgroup: path(A), namespaces: inside(100, 200) },
      { pid: 12, cgroup: path(B), namespaces: inside(110, 200) },
    ]);
    expect(made.pods).toMatchObject([{ key: `podman:${POD}`, id: POD, uid: null, evidence: [`cgroup /libpod_parent/${POD}`] }]);
    expect(made.containers.map(({ infra }) => infra)).toEqual([true, false]);
  });

  it('take in a container that joins their network from outside', () => {
    const made = look([
      { pid: 12, cgroup: path(B), namespaces: inside(110, 200) },
      { pid: 13, cgroup: [`0::/libpod_parent/libpod-${C}`], namespaces: inside(120, 200) },
    ]);
    expect(podsOf(made)).toEqual({ [`podman:${B}`]: `podman:${POD}`, [`podman:${C}`]: `podman:${POD}` });
  });

  it('that share one network keep apart, and who joins both is in neither', () => {
    const made = look([
      { pid: 12, cgroup: path(B), namespaces: inside(110, 200) },
      { pid: 13, cgroup: [`0::/libpod_parent/${'e5'.repeat(32)}/libpod-${A}`], namespaces: inside(120, 200) },
      { pid: 14, cgroup: [`0::/libpod_parent/libpod-${C}`], namespaces: inside(130, 200) },
    ]);
    expect(podsOf(made)).toEqual({ [`podman:${A}`]: `podman:${'e5'.repeat(32)}`, [`podman:${B}`]: `podman:${POD}`, [`podman:${C}`]: null });
  });

  it('rootless without cgroups: by the shared net namespace, owned by the infra; the state file agrees', () => {
    const rows: Row[] = [
      conmon(10, B, 'api', { startTime: 10 }),
      { pid: 11, ppid: 10, namespaces: inside(110, 200), startTime: 11 },
      conmon(20, A, `${POD.slice(0, 12)}-infra`, { startTime: 20 }),
      { pid: 21, ppid: 20, namespaces: inside(100, 200), startTime: 21 },
    ];
    const told = look(rows, { facts: [containerFactsOf({ runtime: 'podman', id: B, sandboxId: A, podName: 'shop' })] });
    expect(podsOf(look(rows))).toEqual({ [`podman:${A}`]: `podman:${A}`, [`podman:${B}`]: `podman:${A}` });
    expect(podsOf(told)).toEqual(podsOf(look(rows)));
    expect(told.pods[0]?.name).toBe('shop');
  });
});

describe('other runtimes', () => {
  it('ctr: free ids, known by the shim', () => {
    const made = look([shim(10, 'default', 'my box'), { pid: 11, ppid: 10, cgroup: ['0::/default/my box'], namespaces: inside(100) }]);
    expect(made.containers).toMatchObject([{ key: 'containerd:my%20box', id: 'my box', name: 'my box' }]);
  });

  it('LXC: by cgroup, the monitor by its title', () => {
    const made = look([
      { pid: 10, comm: 'lxc-start', argv: ['[lxc monitor] /var/lib/lxc web'], cgroup: ['0::/lxc.monitor.web'] },
      { pid: 11, ppid: 10, cgroup: ['0::/lxc.payload.web/init.scope'], namespaces: inside(100) },
    ]);
    expect(made.containers).toMatchObject([{ runtime: 'lxc', id: 'web', name: 'web' }]);
    expect(made.processes.map(({ container, monitorOf }) => [container, monitorOf])).toEqual([[null, 'lxc:web'], ['lxc:web', null]]);
  });

  it.each([
    [['systemd-nspawn', '--register=no', '-D', '/srv/tree', '-M', 'build', 'sleep'], 'build'],
    [['systemd-nspawn', '--machine=build', '-D', '/srv/tree'], 'build'],
    [['systemd-nspawn', '-D', '/srv/tree/'], 'tree'],
  ])('nspawn: by its arguments %j', (argv, id) => {
    const made = look([
      { pid: 10, comm: 'systemd-nspawn', argv, cgroup: ['1:name=systemd:/supervisor'] },
      { pid: 11, ppid: 10, cgroup: ['1:name=systemd:/payload/init.scope'], namespaces: inside(100) },
      { pid: 12, ppid: 11, cgroup: ['1:name=systemd:/payload/system.slice/x.service'], namespaces: inside(100) },
    ]);
    expect(containersOf(made)).toEqual({ 10: null, 11: `nspawn:${id}`, 12: `nspawn:${id}` });
    expect(made.processes[0]?.monitorOf).toBe(`nspawn:${id}`);
  });

  it('unshare and ip netns are no containers, and a shared net namespace of theirs is no pod', () => {
    const made = look([
      { pid: 10, comm: 'unshare', argv: ['unshare', '-m', '--fork', 'sh'] },
      { pid: 11, ppid: 10, namespaces: inside(100, 200) },
      { pid: 12, comm: 'sh', namespaces: inside(110, 200) },
    ]);
    expect([made.containers, made.pods]).toEqual([[], []]);
  });
});

describe('what is asked of the helper', () => {
  it('is every container whose runtime keeps state files, once, in order', () => {
    const scan = scanOf({
      processes: [
        { pid: 11, cgroup: [`0::/docker/${B}`] },
        { pid: 12, cgroup: [`0::/docker/${B}`] },
        { pid: 13, cgroup: [`0::/docker/${A}`] },
        { pid: 14, cgroup: [`0::/libpod_parent/libpod-${C}`] },
        { pid: 15, cgroup: ['0::/lxc.payload.web'] },
      ],
    });
    expect(wantedFacts(scan, [])).toEqual([
      { key: `docker:${A}`, runtime: 'docker', id: A },
      { key: `docker:${B}`, runtime: 'docker', id: B },
      { key: `podman:${C}`, runtime: 'podman', id: C },
    ]);
  });
});

describe('a snapshot', () => {
  it('gives the helper that looked no row', () => {
    const scan = scanOf({ processes: [{ pid: 1 }, { pid: 77 }], observer: { pid: 77, uid: 0, capabilities: '0', namespaces: {} } });
    const made = makeSnapshot(scan, NOTHING_LEARNT, null);
    expect(made.processes.map(({ pid }) => pid)).toEqual([1]);
    expect(made.completeness.processes).toBe(1);
  });

  it('is the same whatever the order of the rows, and leaves the scan as it was', () => {
    const rows = [
      { pid: 12, cgroup: [`0::/docker/${B}`], namespaces: inside(110, 200) },
      { pid: 11, cgroup: [`0::/docker/${A}`], namespaces: inside(100, 200) },
      { pid: 3 },
    ];
    const namespaces: Pick<ScanNamespace, 'type' | 'ino'>[] = [{ type: 'pid', ino: 9 }, { type: 'net', ino: 200 }, { type: 'net', ino: 20 }];
    const scan = scanOf({ processes: rows, namespaces });
    const before = JSON.stringify(scan);
    const turned = scanOf({ processes: [...rows].reverse(), namespaces: [...namespaces].reverse() });
    expect(makeSnapshot(scan, NOTHING_LEARNT, null)).toEqual(makeSnapshot(turned, NOTHING_LEARNT, null));
    expect(makeSnapshot(scan, NOTHING_LEARNT, null).namespaces.map(({ ino }) => ino)).toEqual([20, 200, 9]);
    expect(JSON.stringify(scan)).toBe(before);
  });
});
