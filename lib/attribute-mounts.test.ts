import { describe, expect, it } from 'vitest';
import { A, B, conmon, containersOf, HOST, inside, look, marked, rowsOf, shim, type Row } from './attribute.fixture';
import { readMarkers } from './attribute-mounts';

const UID = '0f3c9a52-7d1e-4c5b-9a7e-1b2c3d4e5f60';
const read = (...mounts: string[]) => readMarkers(marked(...mounts).markers ?? []);

describe('marker mounts name the container whose files they are', () => {
  it.each([
    ['podman', `/run/.containerenv=/run/containers/storage/overlay-containers/${A}/userdata/.containerenv`, 'podman', A],
    ['podman, /run on a file system of its own', `/etc/hostname=/containers/storage/overlay-containers/${A}/userdata/hostname`, 'podman', A],
    ['podman, rootless', `/etc/hostname=/containers/overlay-containers/${A}/userdata/hostname`, 'podman', A],
    ['podman, without overlay', `/etc/hostname=/run/user/1000/containers/vfs-containers/${A}/userdata/hostname`, 'podman', A],
    ['docker', `/etc/hostname=/var/lib/docker/containers/${A}/hostname`, 'docker', A],
    ['docker, /var on a subvolume', `/etc/hostname=/@var/lib/docker/containers/${A}/hostname`, 'docker', A],
    ['docker with userns-remap', `/etc/hosts=/var/lib/docker/100000.100000/containers/${A}/hosts`, 'docker', A],
    ['docker in docker, its data on a volume', `/etc/hostname=/var/lib/docker/volumes/data/_data/containers/${A}/hostname`, 'docker', A],
    ['nspawn', '/run/host/incoming=/systemd/nspawn/propagate/build', 'nspawn', 'build'],
    ['LXC', '/=/var/lib/lxc/web/rootfs', 'lxc', 'web'],
  ])('%s', (_, mount, runtime, id) => {
    expect(read('/=/', mount)).toMatchObject({ owner: { runtime, id }, evidence: `mount ${mount.split('=')[1] ?? ''} at ${mount.split('=')[0] ?? ''}` });
  });

  it('and Kubernetes: the pod, its sandbox, the name of the container', () => {
    const made = read(
      `/etc/hosts=/var/lib/kubelet/pods/${UID}/etc-hosts`,
      `/dev/termination-log=/var/lib/kubelet/pods/${UID}/containers/api/12ab34cd`,
      `/etc/hostname=/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${A}/hostname`,
    );
    expect(made).toMatchObject({ owner: null, podUid: UID, name: 'api', sandboxId: A });
    expect(read(`/etc/resolv.conf=/io.containerd.grpc.v1.cri/sandboxes/${A}/resolv.conf`)).toMatchObject({ owner: null, podUid: null, sandboxId: A });
  });

  it('CRI-O keeps its files as podman does, and they are the sandbox’s', () => {
    const made = read(`/etc/hosts=/var/lib/kubelet/pods/${UID}/etc-hosts`, `/etc/hostname=/run/containers/storage/overlay-containers/${A}/userdata/hostname`);
    expect(made).toMatchObject({ owner: null, podUid: UID, sandboxId: A });
  });

  it('podman’s own files come before those it shares with the owner of the network', () => {
    const shared = `/run/containers/storage/overlay-containers/${B}/userdata`;
    expect(read(`/etc/hosts=${shared}/hosts`, `/etc/resolv.conf=${shared}/resolv.conf`, `/etc/hostname=/x/overlay-containers/${A}/userdata/hostname`)).toMatchObject({ owner: { id: A }, sure: true });
    expect(read(`/etc/hosts=${shared}/hosts`)).toMatchObject({ owner: { id: B }, sure: false });
  });

  it.each([
    ['an ordinary root', '/=/'],
    ['a home called lxc', '/=/srv/lxc/rootfs'],
    ['a short id', '/etc/hostname=/var/lib/docker/containers/a1a1/hostname'],
    ['an id that is a part', `/etc/hostname=/var/lib/docker/containers/x${A}/hostname`],
    ['another file', `/etc/hostname=/var/lib/docker/containers/${A}/hostname/x`],
    ['the file of another place', `/etc/passwd=/var/lib/docker/containers/${A}/hostname`],
  ])('and nothing else does: %s', (_, mount) => {
    expect(read(mount)).toBeNull();
  });

  it('bytes that are no text do no harm', () => {
    expect(readMarkers([{ path: '/etc/hostname', root: { b64: btoa('\xff/containers/') }, fstype: 'ext4' }, { path: { b64: '/w==' }, root: '/', fstype: 'x' }])).toBeNull();
  });
});

describe('who is known by marks', () => {
  const files = (id: string) => marked(`/run/.containerenv=/run/user/1000/containers/overlay-containers/${id}/userdata/.containerenv`);
  const user = { 60: { parent: 4, ownerUid: 1000 } };

  it('rootless podman whose conmon was killed', () => {
    const made = look([{ pid: 11, namespaces: { ...inside(100, 200), user: 60 } }, { pid: 12, ppid: 11, namespaces: { ...inside(100, 200), user: 60 } }], { namespaces: { ...user, 100: files(A) } });
    expect(containersOf(made)).toEqual({ 11: `podman:${A}`, 12: `podman:${A}` });
    expect(made.containers[0]?.evidence).toEqual([`mount /run/user/1000/containers/overlay-containers/${A}/userdata/.containerenv at /run/.containerenv`]);
  });

  it('the same container, with conmon and from a mnt namespace of its own inside, is one', () => {
    const made = look(
      [
        conmon(10, A, 'web', { uid: 1000, namespaces: { ...HOST, mnt: 50, user: 60 } }),
        { pid: 11, ppid: 10, namespaces: { ...inside(100, 200), user: 60 } },
        { pid: 30, ppid: 1, comm: 'nsenter', namespaces: { ...inside(130, 200), user: 60 } },
      ],
      { namespaces: { ...user, 100: files(A), 130: files(A) } },
    );
    expect(containersOf(made)).toEqual({ 10: null, 11: `podman:${A}`, 30: `podman:${A}` });
  });

  it('nspawn without a name is called as its mark says', () => {
    const rows: Row[] = [{ pid: 10, comm: 'systemd-nspawn', argv: ['systemd-nspawn', '-D', '/srv/My_Tree'] }, { pid: 11, ppid: 10, namespaces: inside(100) }];
    expect(containersOf(look(rows))[11]).toBe('nspawn:My_Tree');
    const made = look(rows, { namespaces: { 100: marked('/run/host/incoming=/run/systemd/nspawn/propagate/mytree') } });
    expect([containersOf(made)[11], made.processes[0]?.monitorOf]).toEqual(['nspawn:mytree', 'nspawn:mytree']);
  });

  it('docker with another’s network: the cgroup is the container, the marks tell whose network it is', () => {
    const marks = marked(`/etc/hostname=/var/lib/docker/containers/${B}/hostname`);
    const rows: Row[] = [
      { pid: 11, cgroup: [`0::/docker/${A}`], namespaces: inside(100, 200), startTime: 5 },
      { pid: 12, cgroup: [`0::/docker/${A}`], namespaces: inside(105, 200), startTime: 6, comm: 'unshare' },
      { pid: 13, cgroup: [`0::/docker/${B}`], namespaces: inside(110, 200), startTime: 7 },
    ];
    const made = look(rows, { namespaces: { 100: marks, 105: marks, 110: marks } });
    expect(containersOf(made)).toEqual({ 11: `docker:${A}`, 12: `docker:${A}`, 13: `docker:${B}` });
    expect(made.pods).toMatchObject([{ id: B, evidence: expect.arrayContaining([expect.stringContaining(`mount /var/lib/docker/containers/${B}/hostname`)]) as string[] }]);
  });

  it('a name that the kubelet gave, and the pod where no path tells it', () => {
    const pod = [`/etc/hosts=/var/lib/kubelet/pods/${UID}/etc-hosts`, `/dev/termination-log=/var/lib/kubelet/pods/${UID}/containers/api/12ab34cd`];
    const made = look([{ pid: 11, cgroup: [`0::/system.slice/cri-containerd-${A}.scope`], namespaces: inside(100, 200) }], { namespaces: { 100: marked(...pod) } });
    expect(made.containers).toMatchObject([{ name: 'api', pod: `containerd:${UID}` }]);
    expect(made.pods).toMatchObject([{ uid: UID }]);
  });

  it('cri-dockerd by the files of its sandbox, when its shim has ended', () => {
    const mark = marked(`/etc/hosts=/var/lib/kubelet/pods/${UID}/etc-hosts`, `/etc/hostname=/var/lib/docker/containers/${B}/hostname`);
    const made = look([{ pid: 11, cgroup: [`0::/kubepods/burstable/pod${UID}/${A}`], namespaces: inside(100, 200) }], { namespaces: { 100: mark } });
    expect(made.containers[0]?.key).toBe(`docker:${A}`);
  });
});

describe('marks can lie', () => {
  it('no mount makes a process one of a container that cgroups know', () => {
    const made = look(
      [
        { pid: 11, cgroup: [`0::/docker/${A}`], namespaces: inside(100) },
        { pid: 20, namespaces: inside(120) },
      ],
      { namespaces: { 120: marked(`/etc/hostname=/tmp/containers/${A}/hostname`) } },
    );
    expect(containersOf(made)).toEqual({ 11: `docker:${A}`, 20: null });
  });

  it('a user’s mount makes nothing of another user’s container', () => {
    const files = marked(`/etc/hostname=/x/overlay-containers/${A}/userdata/hostname`);
    const made = look(
      [
        { pid: 11, namespaces: { ...inside(100), user: 60 }, startTime: 5 },
        { pid: 20, namespaces: { ...inside(120), user: 70 }, startTime: 6 },
      ],
      { namespaces: { 60: { parent: 4, ownerUid: 1000 }, 70: { parent: 4, ownerUid: 1001 }, 100: files, 120: files } },
    );
    expect(containersOf(made)).toEqual({ 11: `podman:${A}`, 20: `podman:${A}:20%406` });
  });

  it('in a container they name at most one inside it', () => {
    const made = look(
      [
        shim(10, 'moby', A),
        { pid: 11, ppid: 10, cgroup: [`0::/docker/${A}`], namespaces: inside(100), startTime: 5 },
        { pid: 12, ppid: 11, cgroup: [`0::/docker/${A}`], namespaces: inside(120), startTime: 6 },
      ],
      { namespaces: { 100: marked(`/etc/hostname=/var/lib/docker/containers/${A}/hostname`), 120: marked(`/etc/hostname=/x/containers/${B}/hostname`) } },
    );
    expect(containersOf(made)[12]).toBe(`docker:docker:${A}:${B}`);
    expect(rowsOf(made)[`docker:docker:${A}:${B}`]?.outer).toBe(`docker:${A}`);
  });
});
