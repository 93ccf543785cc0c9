import { describe, expect, it } from 'vitest';
import { A, B, conmon, containersOf, HOST, inside, look, marked, monitorsOf, rowsOf, scanWith, shim, type Row } from './attribute.fixture';
import { wantedFacts } from './attribute-wanted';

const UID = '0f3c9a52-7d1e-4c5b-9a7e-1b2c3d4e5f60';
const below = (pid: number) => ({ parent: pid });
const engineOf = (rows: Row[], key: string, namespaces = {}) => wantedFacts(scanWith(rows, namespaces), []).find((wanted) => wanted.key === key)?.engine?.pid;

describe('docker in docker', () => {
  const inner = `docker:docker:${A}:${B}`;
  const rows = (path: string[]): Row[] => [
    shim(10, 'moby', A),
    { pid: 11, ppid: 10, startTime: 11, comm: 'dockerd', cgroup: [`4:memory:/docker/${A}`, `0::/docker/${A}`], namespaces: inside(100, 200) },
    shim(12, 'moby', B, { ppid: 11, startTime: 12, cgroup: [`0::/docker/${A}`], namespaces: inside(100, 200) }),
    { pid: 13, ppid: 12, startTime: 13, cgroup: path, namespaces: inside(110, 210) },
  ];

  it.each([
    ['a hybrid host: the v2 line names only the outer one', [`4:memory:/docker/${A}/docker/${B}`, `0::/docker/${A}`]],
    ['a v2-only view', ['4:memory:/', `0::/docker/${A}/docker/${B}`]],
    ['no line that names the inner one, but a shim', [`0::/docker/${A}`]],
  ])('%s', (_, path) => {
    const made = look(rows(path));
    expect(containersOf(made)).toEqual({ 10: null, 11: `docker:${A}`, 12: `docker:${A}`, 13: inner });
    expect(monitorsOf(made)).toEqual({ 10: `docker:${A}`, 11: null, 12: inner, 13: null });
    expect(rowsOf(made)[inner]).toMatchObject({ outer: `docker:${A}`, evidence: expect.arrayContaining([`inside docker ${A}`]) as string[] });
  });

  it('neither line nor shim, but the marks of its files', () => {
    const left = rows([`0::/docker/${A}`]).filter(({ pid }) => pid !== 12).map((row) => (row.pid === 13 ? { ...row, ppid: 11 } : row));
    const namespaces = { 100: marked(`/etc/hostname=/var/lib/docker/containers/${A}/hostname`), 110: marked(`/etc/hostname=/var/lib/docker/volumes/v/_data/containers/${B}/hostname`) };
    expect(containersOf(look(left, { namespaces }))[13]).toBe(inner);
  });

  it('the facts of the inner one are read by its shim, else by the outer one’s first process', () => {
    const path = [`0::/docker/${A}/docker/${B}`];
    expect(engineOf(rows(path), inner)).toBe(12);
    expect(engineOf(rows(path).filter(({ pid }) => pid !== 12).map((row) => (row.pid === 13 ? { ...row, ppid: 11 } : row)), inner)).toBe(11);
    expect(engineOf(rows(path), `docker:${A}`)).toBeUndefined();
  });

  it('beside a container below another’s cgroup: the pid namespaces tell that it is not inside', () => {
    const made = look(
      [
        { pid: 11, cgroup: [`0::/docker/${A}`], namespaces: inside(100) },
        { pid: 12, cgroup: [`0::/docker/${A}/docker/${B}`], namespaces: inside(110) },
      ],
      { namespaces: { 1100: below(3), 1110: below(3) } },
    );
    expect(containersOf(made)).toEqual({ 11: `docker:${A}`, 12: `docker:${B}` });
  });
});

describe('a node in nspawn', () => {
  const rows: Row[] = [
    { pid: 10, comm: 'systemd-nspawn', argv: ['systemd-nspawn', '--boot', '-M', 'node'] },
    { pid: 11, ppid: 10, startTime: 11, comm: 'systemd', cgroup: ['1:name=systemd:/payload/init.scope', '0::/payload/init.scope'], namespaces: inside(100, 200) },
    shim(12, 'k8s.io', A, { ppid: 11, startTime: 12, cgroup: ['0::/payload/system.slice/containerd.service'], namespaces: inside(100, 200) }),
    { pid: 13, ppid: 12, startTime: 13, argv: ['/pause'], cgroup: [`0::/payload/kubepods.slice/kubepods-pod${UID.replaceAll('-', '_')}.slice/cri-containerd-${A}.scope`], namespaces: inside(110, 210) },
    { pid: 14, ppid: 12, startTime: 14, cgroup: [`0::/payload/kubepods.slice/kubepods-pod${UID.replaceAll('-', '_')}.slice/cri-containerd-${B}.scope`], namespaces: inside(120, 210) },
    { pid: 15, ppid: 11, startTime: 15, comm: '[lxc monitor]', argv: ['[lxc monitor] /var/lib/lxc web'], cgroup: ['0::/payload/lxc.monitor.web'], namespaces: inside(100, 200) },
    { pid: 16, ppid: 15, startTime: 16, cgroup: ['0::/payload/lxc.payload.web'], namespaces: inside(130, 230) },
    { pid: 20, ppid: 1, startTime: 20, comm: '[lxc monitor]', argv: ['[lxc monitor] /var/lib/lxc web'], cgroup: ['0::/lxc.monitor.web'] },
    { pid: 21, ppid: 20, startTime: 21, cgroup: ['0::/lxc.payload.web'], namespaces: inside(140, 240) },
  ];
  const made = look(rows);

  it('has its pods inside it, under keys of their own', () => {
    expect(containersOf(made)).toMatchObject({ 10: null, 11: 'nspawn:node', 12: 'nspawn:node', 13: `containerd:nspawn:node:${A}`, 14: `containerd:nspawn:node:${B}` });
    expect(made.pods).toMatchObject([{ key: `containerd:nspawn:node:${UID}`, uid: UID }]);
    expect(new Set(made.containers.filter(({ pod }) => pod !== null).map(({ pod, outer }) => `${pod ?? ''} ${outer ?? ''}`))).toEqual(new Set([`containerd:nspawn:node:${UID} nspawn:node`]));
    expect(monitorsOf(made)[12]).toBe(`containerd:nspawn:node:${A}`);
  });

  it('and an LXC container of the same name as one of the host', () => {
    expect(containersOf(made)).toMatchObject({ 15: 'nspawn:node', 16: 'lxc:nspawn:node:web', 20: null, 21: 'lxc:web' });
    expect(monitorsOf(made)).toMatchObject({ 15: 'lxc:nspawn:node:web', 20: 'lxc:web' });
  });
});

describe('two of one name', () => {
  it('ctr in two namespaces of containerd', () => {
    const rows: Row[] = [
      shim(10, 'dev', 'web'), { pid: 11, ppid: 10, startTime: 11, cgroup: ['0::/dev/web'], namespaces: inside(100) },
      shim(20, 'prod', 'web'), { pid: 21, ppid: 20, startTime: 21, cgroup: ['0::/prod/web'], namespaces: inside(110) },
    ];
    expect(containersOf(look(rows))).toEqual({ 10: null, 11: 'containerd:web', 20: null, 21: 'containerd:web:21%4021' });
    expect(monitorsOf(look(rows))).toMatchObject({ 10: 'containerd:web', 20: 'containerd:web:21%4021' });
  });

  it('a control group that a user named as root’s container is another one, also when it is the older', () => {
    const made = look([
      { pid: 11, startTime: 9, cgroup: [`0::/machine.slice/libpod-${A}.scope`], namespaces: inside(100) },
      { pid: 12, startTime: 5, uid: 1000, cgroup: [`0::/user.slice/user-1000.slice/user@1000.service/libpod-${A}.scope`], namespaces: inside(110) },
    ]);
    expect(containersOf(made)).toEqual({ 11: `podman:${A}`, 12: `podman:${A}:12%405` });
  });

  it('LXC numbers the second cgroup of a name, and the monitor knows the name', () => {
    const made = look([
      { pid: 10, comm: 'lxc-start', argv: ['[lxc monitor] /srv/lxc web'], cgroup: ['0::/lxc.monitor.web-1'] },
      { pid: 11, ppid: 10, cgroup: ['0::/lxc.payload.web-1'], namespaces: inside(100) },
    ]);
    expect([containersOf(made)[11], monitorsOf(made)[10]]).toEqual(['lxc:web', 'lxc:web']);
  });
});

describe('rootless podman', () => {
  const user = { 60: { parent: 4, ownerUid: 1000 }, 50: {} };
  const users = { ...HOST, mnt: 50, user: 60 };
  const rows: Row[] = [
    { pid: 9, uid: 1000, comm: 'catatonit', argv: ['catatonit', '-P'], namespaces: users },
    conmon(10, A, 'web', { uid: 1000, namespaces: users }),
    { pid: 11, ppid: 10, namespaces: { ...inside(100, 200), user: 60 } },
    { pid: 12, uid: 1000, comm: 'slirp4netns', argv: ['/usr/bin/slirp4netns', '--netns-type=path', '/run/user/1000/netns/netns-1', 'tap0'], namespaces: { ...HOST, mnt: 70, user: 60 } },
    { pid: 13, uid: 1000, comm: 'rootlessport', argv: ['rootlessport'], namespaces: { ...users, net: 200 } },
    { pid: 14, ppid: 13, uid: 1000, comm: 'exe', argv: ['rootlessport-child'], namespaces: { ...users, net: 200 } },
    { pid: 15, uid: 1000, comm: 'aardvark-dns', argv: ['aardvark-dns', 'run'], namespaces: { ...users, mnt: 80, net: 210 } },
    { pid: 16, comm: 'docker-proxy', argv: ['docker-proxy', '-container-ip', '172.17.0.2'] },
  ];
  const namespaces = { ...user, 200: { mounts: [{ path: '/run/user/1000/netns/netns-1', mnt: 50 }] } };

  it('what makes the network of one container looks after it; what serves many, or keeps the user’s namespaces, is no container', () => {
    const made = look(rows, { namespaces });
    expect(containersOf(made)).toEqual({ 9: null, 10: null, 11: `podman:${A}`, 12: null, 13: null, 14: null, 15: null, 16: null });
    expect(monitorsOf(made)).toEqual({ 9: null, 10: `podman:${A}`, 11: null, 12: `podman:${A}`, 13: `podman:${A}`, 14: `podman:${A}`, 15: null, 16: null });
  });

  it('its facts are read by conmon, else by who keeps the user’s namespaces', () => {
    expect(engineOf(rows, `podman:${A}`, namespaces)).toBe(10);
    const files = { ...namespaces, 100: marked(`/run/.containerenv=/containers/overlay-containers/${A}/userdata/.containerenv`) };
    const orphaned = rows.filter(({ pid }) => pid !== 10).map((row) => (row.pid === 11 ? { ...row, ppid: 1 } : row));
    expect(engineOf(orphaned, `podman:${A}`, files)).toBe(9);
  });
});

it('docker’s facts are looked for by the daemon that has the container’s directory', () => {
  const daemon = (pid: number, root: string): Row => ({ pid, comm: 'dockerd', argv: ['dockerd', `--data-root=${root}`] });
  const rows: Row[] = [daemon(5, '/srv/a'), daemon(6, '/srv/b'), shim(10, 'moby', A), { pid: 11, ppid: 10, cgroup: [`0::/docker/${A}`], namespaces: inside(100) }];
  const namespaces = { 100: marked(`/etc/hostname=/srv/b/containers/${A}/hostname`) };
  expect(wantedFacts(scanWith(rows, namespaces), [])).toMatchObject([{ key: `docker:${A}`, monitor: { pid: 6 } }]);
  expect(wantedFacts(scanWith(rows), [])).toMatchObject([{ monitor: { pid: 10 } }]);
});

describe('a paused container', () => {
  const row = (pid: number, more: Partial<Row> = {}): Row => ({ pid, cgroup: [`0::/docker/${A}`], namespaces: inside(100), ...more });
  const stateOf = (...rows: Row[]) => look(rows).containers[0]?.state;

  it('has all its processes frozen; zombies do not count', () => {
    expect(stateOf(row(11, { frozen: true }), row(12, { frozen: true }), row(13, { state: 'Z' }))).toBe('paused');
    expect(stateOf(row(11, { frozen: true }), row(12))).toBe('running');
    expect(stateOf(row(11, { state: 'D' }))).toBe('running');
    expect(stateOf(row(11, { state: 'Z', frozen: true }))).toBe('running');
  });
});

describe('harm', () => {
  it('thousands of sandboxes in each other end, as shallow ones', () => {
    const rows: Row[] = [];
    for (let level = 0; level < 3000; level += 1) {
      const pid = 10 + level;
      rows.push({ ...conmon(pid, level.toString(16).padStart(64, '0'), 'x'), ppid: level === 0 ? 1 : pid - 1, namespaces: { ...HOST, mnt: 1000 + level } });
    }
    const made = look(rows);
    expect(Math.max(...made.containers.map(({ key }) => key.length))).toBeLessThan(9 * 80);
  });

  it('circles of parents and of containers end', () => {
    const made = look([
      { pid: 5, ppid: 6, cgroup: [`0::/docker/${A}`], namespaces: inside(100) },
      { pid: 6, ppid: 5, cgroup: [`0::/docker/${B}`], namespaces: inside(110) },
    ]);
    expect(made.containers.map(({ id }) => id).sort()).toEqual([A, B]);
  });
});
