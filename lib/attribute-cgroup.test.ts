import { describe, expect, it } from 'vitest';
import { cgroupReader } from './attribute-cgroup';

const A = 'a1'.repeat(32);
const B = 'b2'.repeat(32);
const UID = '0f3c9a52-7d1e-4c5b-9a7e-1b2c3d4e5f60';
const UID_ = UID.replaceAll('-', '_');

const read = (...lines: string[]) => cgroupReader()(lines);

/** The thirteen lines of a hybrid host; `path` everywhere, `v2` in the last one. */
const hybrid = (path: string, v2 = path) => [
  `13:misc:/`,
  `12:pids:${path}`,
  `11:memory:${path}`,
  `10:perf_event:${path}`,
  `9:freezer:${path}`,
  `8:net_cls,net_prio:${path}`,
  `7:devices:${path}`,
  `6:cpuset:${path}`,
  `2:cpu,cpuacct:${path}`,
  `1:name=systemd:${path}`,
  `0::${v2}`,
];

describe('a cgroup path names its container', () => {
  it.each([
    ['podman, cgroupfs', `/libpod_parent/libpod-${A}`, 'podman'],
    ['podman, systemd', `/machine.slice/libpod-${A}.scope`, 'podman'],
    ['podman, systemd on v2', `/machine.slice/libpod-${A}.scope/container`, 'podman'],
    ['podman, rootless', `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${A}.scope`, 'podman'],
    ['podman as a service of systemd', `/system.slice/web.service/libpod-payload-${A}`, 'podman'],
    ['docker, cgroupfs', `/docker/${A}`, 'docker'],
    ['docker, systemd', `/system.slice/docker-${A}.scope`, 'docker'],
    ['docker, free cgroup parent', `/my parent/${A}`, 'docker'],
    ['containerd, systemd', `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UID_}.slice/cri-containerd-${A}.scope`, 'containerd'],
    ['containerd, cgroupfs', `/kubepods/besteffort/pod${UID}/${A}`, 'containerd'],
    ['cri-dockerd, systemd', `/kubepods.slice/kubepods-pod${UID_}.slice/docker-${A}.scope`, 'docker'],
    ['CRI-O, cgroupfs', `/kubepods/burstable/pod${UID}/crio-${A}`, 'crio'],
    ['CRI-O, systemd', `/kubepods.slice/kubepods-pod${UID_}.slice/crio-${A}.scope`, 'crio'],
  ])('%s', (_, path, runtime) => {
    expect(read(...hybrid(path))).toMatchObject({ runtime, id: A, monitor: false });
    expect(read(`0::${path}`)).toMatchObject({ runtime, id: A, monitor: false });
  });

  it.each([
    ['LXC', '/lxc.payload.web one/init.scope', 'lxc', 'web one'],
    ['nspawn as a service', '/machine.slice/systemd-nspawn@build.service/payload', 'nspawn', 'build'],
    ['nspawn as a scope, its dash escaped', '/machine.slice/machine-my\\x2dbox.scope/payload/init.scope', 'nspawn', 'my-box'],
  ])('%s, by a name', (_, path, runtime, id) => {
    expect(read(`0::${path}`)).toMatchObject({ runtime, id, monitor: false });
  });

  it('below a group the container made for itself', () => {
    expect(read(`0::/docker/${A}/system.slice/cron.service`)).toMatchObject({ runtime: 'docker', id: A });
  });

  it('says by which path, cut behind the id', () => {
    expect(read(`0::/docker/${A}/init.scope`)?.evidence).toBe(`cgroup /docker/${A}`);
  });
});

describe('the deepest id of all lines decides', () => {
  it('docker in docker: the v2 line names only the outer container', () => {
    expect(read(...hybrid(`/docker/${A}/docker/${B}`, `/docker/${A}`))?.id).toBe(B);
  });

  it('a v2-only view: the v1 lines are the root', () => {
    expect(read(...hybrid('/', `/machine.slice/libpod-${A}.scope`))?.id).toBe(A);
  });

  it('a memory line that hangs below its caller', () => {
    expect(read('12:pids:/docker/' + A, `11:memory:/user.slice/session-4.scope/docker/${A}`)?.id).toBe(A);
  });

  it('of equally deep ones the first line', () => {
    expect(read(`12:pids:/docker/${A}`, `0::/docker/${B}`)?.id).toBe(A);
  });

  it('podman in a machine of nspawn', () => {
    expect(read(`0::/machine.slice/machine-node.scope/payload/machine.slice/libpod-${A}.scope`)).toMatchObject({ runtime: 'podman', id: A });
  });

  it('docker in LXC', () => {
    expect(read(`0::/lxc.payload.node/docker/${A}`)).toMatchObject({ runtime: 'docker', id: A });
  });
});

describe('a cgroup path names its pod', () => {
  it.each([
    ['guaranteed', `/kubepods/pod${UID}/${A}`],
    ['burstable', `/kubepods/burstable/pod${UID}/${A}`],
    ['besteffort, systemd', `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${UID_}.slice/cri-containerd-${A}.scope`],
    ['guaranteed, systemd', `/kubepods.slice/kubepods-pod${UID_}.slice/cri-containerd-${A}.scope`],
    ['below the cgroup of a node in a container', `/docker/${B}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${UID_}.slice/cri-containerd-${A}.scope`],
  ])('of Kubernetes, %s', (_, path) => {
    expect(read(`0::${path}`)).toMatchObject({ id: A, pod: { id: UID, uid: UID } });
  });

  it('of Kubernetes, static: the uid is a hash', () => {
    const hash = '0123456789abcdef0123456789abcdef';
    expect(read(`0::/kubepods/burstable/pod${hash}/${A}`)?.pod).toMatchObject({ uid: hash });
    expect(read(`0::/other/pod${hash}/${A}`)?.pod).toBeNull();
  });

  it.each([
    ['cgroupfs', `/libpod_parent/${B}/libpod-${A}`],
    ['cgroupfs, free cgroup parent', `/mine/${B}/libpod-${A}`],
    ['systemd', `/machine.slice/machine-libpod_pod_${B}.slice/libpod-${A}.scope`],
    ['rootless, systemd', `/user.slice/user-1000.slice/user@1000.service/user.slice/user-libpod_pod_${B}.slice/libpod-${A}.scope/container`],
  ])('of podman, %s', (_, path) => {
    expect(read(`0::${path}`)).toMatchObject({ runtime: 'podman', id: A, pod: { id: B, uid: null } });
  });

  it('and none where none is', () => {
    expect(read(`0::/docker/${A}/docker/${B}`)).toMatchObject({ id: B, pod: null });
  });
});

describe('a monitor is no container', () => {
  it.each([
    ['podman', `/machine.slice/libpod-conmon-${A}.scope`, 'podman'],
    ['podman, cgroupfs', `/libpod_parent/libpod-${A}/conmon`, 'podman'],
    ['CRI-O', `/kubepods.slice/crio-conmon-${A}.scope`, 'crio'],
  ])('%s', (_, path, runtime) => {
    expect(read(`0::${path}`)).toMatchObject({ runtime, id: A, monitor: true });
  });

  it('LXC and nspawn', () => {
    expect(read('0::/lxc.monitor.web')).toMatchObject({ id: 'web', monitor: true });
    expect(read('0::/machine.slice/systemd-nspawn@web.service/supervisor')).toMatchObject({ id: 'web', monitor: true });
  });
});

describe('no container', () => {
  it.each([
    '/',
    '/user.slice/user-0.slice/session-1.scope',
    '/system.slice/docker.service',
    '/libpod_parent/conmon',
    `/libpod_parent/${A}`,
    `/libpod_parent/${A}/conmon`,
    `/mine/${A}/conmon`,
    '/payload',
    '/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator',
    `/docker/${A.slice(1)}`,
    `/docker/${A}0`,
    `/docker/${A.toUpperCase()}`,
    `/xlibpod-${A}`,
    '/lxc.payload.',
  ])('%s', (path) => {
    expect(read(...hybrid(path))).toBeNull();
  });

  it('where no line is', () => {
    expect(read()).toBeNull();
  });
});

describe('hostile lines', () => {
  it('a controller list, colons and bytes in the path', () => {
    expect(read(`4:name=a,b:/x:y/docker/${A}`)?.id).toBe(A);
    expect(cgroupReader()([{ b64: '' }, `0::/docker/${A}`])?.id).toBe(A);
  });

  it('bytes that are no text hide no id', () => {
    const line = { b64: btoa(`0::/\xff/docker/${A}`) };
    expect(cgroupReader()([line])).toMatchObject({ id: A, evidence: `cgroup /\\xff/docker/${A}` });
  });

  it('a line that is no line', () => {
    expect(read('', ':', '::', '0:', 'nothing')).toBeNull();
  });

  it('tells what it only guesses', () => {
    expect(read(`0::/kubepods/pod${UID}/${A}`)?.guessed).toBe(true);
    expect(read(`0::/custom/${A}`)?.guessed).toBe(true);
    expect(read(`0::/docker/${A}`)?.guessed).toBe(false);
  });
});
