import { describe, expect, it } from 'vitest';
import { A, B, containersOf, HOST, inside, look, monitorsOf, rowsOf, shim, type Row } from './attribute.fixture';

const bwrap = (pid: number, ppid: number, more: Partial<Row> = {}): Row => ({ pid, ppid, startTime: pid, comm: 'bwrap', argv: ['bwrap', '--unshare-all', 'app'], ...more });

describe('bubblewrap', () => {
  it('the outer one looks after the sandbox, in which are the inner one and the program', () => {
    const made = look([bwrap(10, 1), bwrap(11, 10, { nspid: [11, 1], namespaces: inside(100, 200) }), { pid: 12, ppid: 11, comm: 'app', namespaces: inside(100, 200) }]);
    expect(containersOf(made)).toEqual({ 10: null, 11: 'bubblewrap:10%4010', 12: 'bubblewrap:10%4010' });
    expect(monitorsOf(made)).toMatchObject({ 10: 'bubblewrap:10%4010' });
    expect(made.containers).toMatchObject([{ kind: 'sandbox', runtime: 'bubblewrap', id: '10@10', name: 'app', pod: null, evidence: ['parent bwrap 10'] }]);
  });

  it('without a pid namespace the program is its child, and an orphan of it belongs to it', () => {
    const own = { ...HOST, mnt: 100 };
    const made = look([bwrap(10, 1), { pid: 12, ppid: 10, comm: 'app', namespaces: own }, { pid: 13, ppid: 1, comm: 'daemon', namespaces: own }]);
    expect(containersOf(made)).toEqual({ 10: null, 12: 'bubblewrap:10%4010', 13: 'bubblewrap:10%4010' });
  });

  it('lives on when the outer one is killed', () => {
    const made = look([bwrap(11, 1, { nspid: [11, 1], namespaces: inside(100) }), { pid: 12, ppid: 11, comm: 'app', namespaces: inside(100) }]);
    expect(containersOf(made)).toEqual({ 11: 'bubblewrap:11%4011', 12: 'bubblewrap:11%4011' });
    expect(monitorsOf(made)[11]).toBeNull();
  });

  it('in bubblewrap', () => {
    const made = look([
      bwrap(10, 1),
      bwrap(11, 10, { nspid: [11, 1], namespaces: inside(100) }),
      bwrap(12, 11, { nspid: [12, 2], namespaces: inside(100) }),
      bwrap(13, 12, { nspid: [13, 3, 1], namespaces: inside(200) }),
      { pid: 14, ppid: 13, comm: 'app', namespaces: inside(200) },
    ]);
    const inner = 'bubblewrap:bubblewrap:10%4010:12%4012';
    expect(containersOf(made)).toEqual({ 10: null, 11: 'bubblewrap:10%4010', 12: 'bubblewrap:10%4010', 13: inner, 14: inner });
    expect(rowsOf(made)[inner]?.outer).toBe('bubblewrap:10%4010');
  });

  it('in a container of docker, whose cgroup it has', () => {
    const cgroup = [`0::/docker/${A}`];
    const made = look([
      shim(9, 'moby', A),
      bwrap(10, 9, { cgroup, namespaces: inside(90) }),
      bwrap(11, 10, { cgroup, nspid: [11, 2, 1], namespaces: inside(100) }),
    ]);
    expect(containersOf(made)).toEqual({ 9: null, 10: `docker:${A}`, 11: `bubblewrap:docker:${A}:10%4010` });
  });

  it('two that share a net namespace are no pod', () => {
    const made = look([bwrap(10, 1), { pid: 11, ppid: 10, namespaces: inside(100, 200) }, bwrap(20, 1), { pid: 21, ppid: 20, namespaces: inside(110, 200) }]);
    expect([made.containers.length, made.pods]).toEqual([2, []]);
  });

  it('is not what only bears its name, and claims nothing that a cgroup knows', () => {
    expect(look([bwrap(10, 1), { pid: 11, ppid: 10 }]).containers).toEqual([]);
    const made = look([bwrap(10, 1), { pid: 11, ppid: 10, cgroup: [`0::/docker/${A}`], namespaces: inside(100) }]);
    expect(containersOf(made)[11]).toBe(`docker:${A}`);
  });
});

describe('Flatpak', () => {
  const cgroup = ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-org.gnome.Text\\x2dEditor-4711.scope'];

  it('the application and the helpers it is wrapped with are one, called as the application', () => {
    const made = look([
      bwrap(10, 1, { cgroup }),
      { pid: 11, ppid: 10, cgroup, comm: 'xdg-dbus-proxy', namespaces: inside(100) },
      bwrap(20, 1, { cgroup }),
      bwrap(21, 20, { cgroup, nspid: [21, 1], namespaces: inside(110) }),
      { pid: 22, ppid: 21, cgroup, comm: 'editor', namespaces: inside(110) },
    ]);
    expect(containersOf(made)).toEqual({ 10: null, 11: 'flatpak:10%4010', 20: null, 21: 'flatpak:10%4010', 22: 'flatpak:10%4010' });
    expect(monitorsOf(made)).toMatchObject({ 10: 'flatpak:10%4010', 20: 'flatpak:10%4010' });
    expect(made.containers).toMatchObject([{ kind: 'sandbox', name: 'org.gnome.Text-Editor' }]);
  });
});

describe('Chromium', () => {
  const zygote = (more: Partial<Row> & { pid: number }): Row => ({ comm: 'chromium', argv: ['/usr/lib/chromium/chromium --type=zygote --headless=new'], ...more });
  const sandbox = { ...HOST, net: 200, pid: 300, user: 400 };
  const rows: Row[] = [
    { pid: 10, startTime: 10, comm: 'chromium', argv: ['/usr/lib/chromium/chromium', 'about:blank'] },
    zygote({ pid: 11, ppid: 10, argv: ['/usr/lib/chromium/chromium --type=zygote --no-zygote-sandbox'] }),
    { pid: 12, ppid: 11, comm: 'chromium', argv: ['/usr/lib/chromium/chromium --type=gpu-process'] },
    zygote({ pid: 13, ppid: 10, nspid: [13, 1], namespaces: sandbox }),
    zygote({ pid: 14, ppid: 13, nspid: [14, 3], namespaces: sandbox }),
    { pid: 15, ppid: 14, comm: 'chromium', argv: ['/usr/lib/chromium/chromium --type=renderer'], nspid: [15, 7, 1], namespaces: { ...sandbox, pid: 301 } },
  ];

  it('zygotes and renderers are the sandbox of their browser; what is not apart is not in it', () => {
    const made = look(rows);
    const key = 'chromium:10%4010';
    expect(containersOf(made)).toEqual({ 10: null, 11: null, 12: null, 13: key, 14: key, 15: key });
    expect(monitorsOf(made)).toMatchObject({ 10: key, 13: null });
    expect(made.containers).toMatchObject([{ kind: 'sandbox', runtime: 'chromium', id: '10@10', name: 'chromium', evidence: ['parent chromium 10 of zygote 13'] }]);
  });

  it('with the setuid helper between them', () => {
    const made = look([...rows.map((row) => (row.pid === 13 ? { ...row, ppid: 9 } : row)), { pid: 9, ppid: 10, comm: 'chrome-sandbox', argv: ['chrome-sandbox', 'chromium', '--type=zygote'] }]);
    expect(containersOf(made)).toMatchObject({ 9: null, 13: 'chromium:10%4010', 15: 'chromium:10%4010' });
  });

  it('without its sandbox is nothing', () => {
    expect(look(rows.map((row) => ({ ...row, namespaces: HOST }))).containers).toEqual([]);
  });

  it('a command that a browser’s process starts apart is none of its sandbox', () => {
    const made = look([...rows, { pid: 20, ppid: 12, comm: 'unshare', namespaces: inside(500) }]);
    expect(containersOf(made)[20]).toBeNull();
  });
});

describe('services of systemd', () => {
  const unit = (path: string) => ['1:name=systemd:' + path, `0::${path}`];
  const apart = { ...HOST, mnt: 100 };

  it('are a group when their main process has a namespace of its own', () => {
    const made = look([
      { pid: 10, cgroup: unit('/system.slice/cups.service'), namespaces: apart, startTime: 5 },
      { pid: 11, ppid: 10, cgroup: unit('/system.slice/cups.service/worker'), namespaces: apart },
      { pid: 12, cgroup: unit('/system.slice/cron.service') },
      { pid: 13, cgroup: unit('/user.slice/user-1000.slice/user@1000.service/app.slice/mail.service'), namespaces: { ...HOST, net: 300 } },
    ]);
    expect(containersOf(made)).toEqual({ 10: 'systemd:cups.service', 11: 'systemd:cups.service', 12: null, 13: 'systemd:user%401000.service%2Fmail.service' });
    expect(rowsOf(made)['systemd:cups.service']).toMatchObject({ kind: 'service', name: 'cups.service', pod: null, evidence: ['cgroup /system.slice/cups.service, and a mnt namespace of its own'] });
  });

  it.each([
    ['a scope in it', '/user.slice/user-1000.slice/user@1000.service/app.slice/app-term.scope'],
    ['a user’s manager', '/user.slice/user-1000.slice/user@1000.service'],
    ['a session', '/user.slice/user-1000.slice/session-1.scope'],
    ['a cgroup that is below no slice', '/mine/x.service'],
  ])('are not %s', (_, path) => {
    expect(look([{ pid: 10, cgroup: unit(path), namespaces: apart }]).containers).toEqual([]);
  });

  it('are not what a command in a service makes', () => {
    const cgroup = unit('/system.slice/cron.service');
    expect(look([{ pid: 10, cgroup, startTime: 1 }, { pid: 11, ppid: 10, cgroup, startTime: 9, namespaces: apart }]).containers).toEqual([]);
  });

  it('hold no container, also where podman starts it in their cgroup', () => {
    const made = look([
      { pid: 9, ppid: 1, cgroup: unit('/system.slice/web.service'), namespaces: { ...HOST, mnt: 90 }, startTime: 1 },
      { pid: 10, ppid: 9, comm: 'conmon', argv: ['conmon', '-c', A, '-n', 'web'], cgroup: unit('/system.slice/web.service'), namespaces: { ...HOST, mnt: 90 } },
      { pid: 11, ppid: 10, cgroup: unit(`/system.slice/web.service/libpod-payload-${A}`), namespaces: inside(100) },
    ]);
    expect(containersOf(made)).toEqual({ 9: 'systemd:web.service', 10: null, 11: `podman:${A}` });
    expect([monitorsOf(made)[10], rowsOf(made)[`podman:${A}`]?.outer]).toEqual([`podman:${A}`, null]);
  });

  it('of a container are inside it, and apart from it', () => {
    const cgroup = (path: string) => [`0::/lxc.payload.node${path}`];
    const made = look([
      { pid: 10, cgroup: cgroup('/init.scope'), namespaces: inside(100), startTime: 1 },
      { pid: 11, ppid: 10, cgroup: cgroup('/system.slice/cron.service'), namespaces: inside(100) },
      { pid: 12, ppid: 10, cgroup: cgroup('/system.slice/cups.service'), namespaces: { ...inside(100), mnt: 110 } },
    ]);
    expect(containersOf(made)).toEqual({ 10: 'lxc:node', 11: 'lxc:node', 12: 'systemd:lxc:node:cups.service' });
    expect(rowsOf(made)['systemd:lxc:node:cups.service']?.outer).toBe('lxc:node');
  });
});

it('a pod of two containers stays one beside all these', () => {
  const made = look([A, B].map((id, place) => ({ pid: 11 + place, cgroup: [`0::/libpod_parent/${'d4'.repeat(32)}/libpod-${id}`], namespaces: inside(100 + place, 200) })));
  expect(made.pods).toHaveLength(1);
});
