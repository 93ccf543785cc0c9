/** What the inspectors say of each type, beside what the tools of the host say from inside. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { containerAnswer, namespaceAnswer, processAnswer } from '@/lib/door-schema';
import type { NamespaceFacts } from '@/lib/inspect-schema';
import type { NamespaceType } from '@/lib/schema';
import { showText } from '@/lib/text';
import { goTo } from './atlas-page';
import { ask, bearer } from './ask';
import { complaints } from './axe';
import { expect, test } from './fixtures';
import { get, look, pathOf } from './look';
import { startTimeOf, statusOf } from './processes';
import type { Product } from './product';
import { run, runJson, until } from './run';
import type { Guest } from './sandbox';
import { viewToken } from './tokens';

/** The facts of the namespace of this type in which the guest lives. */
async function insideOf<T extends NamespaceFacts['type']>(product: Product, { pid }: Guest, type: T): Promise<Extract<NamespaceFacts, { type: T }>> {
  const key = await until(`a row for the ${type} namespace of ${pid}`, async () => {
    const { processes, namespaces } = await look(product);
    const ino = processes.find((row) => row.pid === pid)?.namespaces[type];
    return namespaces.find((row) => row.ino === ino)?.key;
  });
  const { facts, trouble } = namespaceAnswer.parse(await get(product, `/api/namespaces/${encodeURIComponent(key)}`));
  expect(trouble).toBeNull();
  if (facts?.type !== type) throw new Error(`asked about ${type}, told of ${facts?.type}`);
  return facts as Extract<NamespaceFacts, { type: T }>;
}

function enter(pid: number, types: readonly NamespaceType[], argv: readonly string[]): Promise<string> {
  return run(['nsenter', ...types.map((type) => `--${{ mnt: 'mount', uts: 'uts', ipc: 'ipc', net: 'net', pid: 'pid', user: 'user', cgroup: 'cgroup', time: 'time' }[type]}=/proc/${pid}/ns/${type}`), '--', ...argv]);
}

test('uts: the hostname that hostname(1) prints inside, and it follows', async ({ product, sandbox, atlas }) => {
  const guest = await sandbox.unshare(['--uts']);
  await enter(guest.pid, ['uts'], ['hostname', 'inside-of-it']);
  expect((await insideOf(product, guest, 'uts')).hostname).toBe((await enter(guest.pid, ['uts'], ['hostname'])).trim());
  const panel = await goTo(atlas, guest.name);
  await panel.getByRole('button', { name: String((await look(product)).processes.find(({ pid }) => pid === guest.pid)?.namespaces.uts) }).click();
  await expect(panel.getByRole('region', { name: 'Names' })).toContainText('inside-of-it');
});

test('time: the offsets of unshare(1)', async ({ product, sandbox }) => {
  const guest = await sandbox.unshare(['--time', '--fork', '--boottime', '86400', '--monotonic', '-120']);
  const { monotonic, boottime } = await insideOf(product, guest, 'time');
  expect([monotonic.seconds, boottime.seconds]).toEqual([-120, 86_400]);
});

test('user: the maps of /proc/PID/uid_map and gid_map, and the capabilities of members', async ({ product, sandbox }) => {
  const guest = await sandbox.unshare(['--user', '--map-root-user']);
  const facts = await insideOf(product, guest, 'user');
  const mapOf = (name: string) => readFileSync(`/proc/${guest.pid}/${name}`, 'utf8').trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  expect(facts.uidMap.map(({ inside, outside, count }) => [inside, outside, count])).toEqual(mapOf('uid_map'));
  expect(facts.gidMap.map(({ inside, outside, count }) => [inside, outside, count])).toEqual(mapOf('gid_map'));
  expect(facts.setgroups).toBe(readFileSync(`/proc/${guest.pid}/setgroups`, 'utf8').trim());
  expect(facts.members.find(({ pid }) => pid === guest.pid)?.effective).toBe(statusOf(guest.pid, 'CapEff'));
});

interface Found {
  readonly target: string;
  readonly fstype: string;
  readonly children?: readonly Found[];
}

test('mnt: every mount that findmnt(8) lists inside', async ({ product, sandbox, atlas }) => {
  const guest = await sandbox.unshare(['--mount']);
  await enter(guest.pid, ['mnt'], ['mount', '-t', 'tmpfs', 'nsatlas-e2e', '/mnt']);
  const { filesystems } = (await runJson(['nsenter', `--mount=/proc/${guest.pid}/ns/mnt`, '--', 'findmnt', '--json', '--output', 'target,fstype'])) as { filesystems: Found[] };
  const flat = (rows: readonly Found[]): string[] => rows.flatMap(({ target, fstype, children = [] }) => [`${target} ${fstype}`, ...flat(children)]);
  const { mounts } = await insideOf(product, guest, 'mnt');
  expect(mounts.map(({ path, fstype }) => `${showText(path)} ${showText(fstype)}`).sort()).toEqual(flat(filesystems).sort());
  const panel = await goTo(atlas, guest.name);
  await panel.getByRole('button', { name: String((await look(product)).processes.find(({ pid }) => pid === guest.pid)?.namespaces.mnt) }).click();
  await panel.getByRole('button', { name: /^What differs from/ }).click();
  await expect(panel.getByRole('listitem').filter({ hasText: '/mnt' }).filter({ hasText: 'only here' })).toBeVisible();
});

test('ipc: the objects that ipcs(1) lists inside', async ({ product, sandbox }) => {
  const guest = await sandbox.unshare(['--ipc']);
  await enter(guest.pid, ['ipc'], ['ipcmk', '--shmem', '8192', '--semaphore', '3', '--queue']);
  const facts = await insideOf(product, guest, 'ipc');
  const ids = async (flag: string) => [...(await enter(guest.pid, ['ipc'], ['ipcs', flag])).matchAll(/^0x[0-9a-f]{8} (\d+)/gm)].map(([, id]) => Number(id));
  expect(facts.sharedMemory.map(({ id }) => id)).toEqual(await ids('-m'));
  expect(facts.semaphores.map(({ id }) => id)).toEqual(await ids('-s'));
  expect(facts.messageQueues.map(({ id }) => id)).toEqual(await ids('-q'));
  expect([facts.sharedMemory[0]?.bytes, facts.semaphores[0]?.count, facts.sharedMemory[0]?.attached]).toEqual(['8192', 3, 0]);
});

test('cgroup: the root of a cgroup namespace is the group in which it was made', async ({ product, sandbox }) => {
  const guest = await sandbox.unshare(['--cgroup']);
  const { roots } = await insideOf(product, guest, 'cgroup');
  const lines = readFileSync(`/proc/${guest.pid}/cgroup`, 'utf8').trim().split('\n').map((line) => [Number(line.split(':')[0]), line.split(':').slice(2).join(':')]);
  expect(roots.map(({ hierarchy, path }) => [hierarchy, path])).toEqual(lines);
});

test('pid: who is seen from inside, by the PIDs of ps(1) there', async ({ sandbox, atlas, product }) => {
  const guest = await sandbox.unshare(['--pid', '--fork', '--mount-proc']);
  const panel = await goTo(atlas, guest.name);
  await panel.getByRole('button', { name: String((await look(product)).processes.find(({ pid }) => pid === guest.pid)?.namespaces.pid) }).click();
  await expect(panel.getByRole('region', { name: 'Seen from inside' })).toContainText(new RegExp(`1${guest.pid}`));
});

test('a process: its rights are those of /proc/PID/status, its limits those of prlimit(1)', async ({ product, sandbox }) => {
  const guest = await sandbox.unshare(['--net']);
  const key = `${guest.pid}@${startTimeOf(guest.pid)}`;
  const { facts, trouble } = processAnswer.parse(await get(product, `/api/processes/${encodeURIComponent(key)}`));
  expect(trouble).toBeNull();
  expect([facts?.capabilities.effective, facts?.capabilities.bounding, facts?.uids.join('\t')]).toEqual([statusOf(guest.pid, 'CapEff'), statusOf(guest.pid, 'CapBnd'), statusOf(guest.pid, 'Uid')]);
  const [limit = ''] = (await run(['prlimit', '--pid', String(guest.pid), '--nofile', '--noheadings', '--output', 'SOFT'])).trim().split('\n');
  expect(facts?.limits.find(({ name }) => name === 'Max open files')?.soft).toBe(limit.trim());
  expect(facts?.cgroups.map(({ path }) => path)).toEqual(readFileSync(`/proc/${guest.pid}/cgroup`, 'utf8').trim().split('\n').map((line) => line.split(':').slice(2).join(':')));
});

test('a container: limits and usage of its control groups', async ({ product, pod }) => {
  const { container } = pod;
  const { facts, container: row } = containerAnswer.parse(await get(product, `/api/containers/${encodeURIComponent(`podman:${container.id}`)}`));
  expect(row.name).toBe(container.name);
  expect(facts?.pid).toBe(container.pid);
  expect(facts?.cgroups.some(({ path, files }) => showText(path).includes(container.id) && files.length > 0)).toBe(true);
});

test('a namespace that vanishes between the look and the question leaves a state on that panel only', async ({ product, sandbox }) => {
  const { name, ino } = await sandbox.netns();
  const key = await until('its row', async () => (await look(product)).namespaces.find((row) => row.ino === ino)?.key);
  await run(['umount', `/run/netns/${name}`]);
  const { status, text } = await ask(product, `/api/namespaces/${encodeURIComponent(key)}`, { headers: bearer(await viewToken(product)) });
  expect([200, 404]).toContain(status);
  expect(text).toMatch(/at none of the places|not there any more|There is no namespace/);
});

test('two containers of a pod are compared: localhost in common, files apart', async ({ atlas, sandbox }) => {
  const pod = await sandbox.pod('pair', ['one', 'two']);
  const panel = await goTo(atlas, `${pod.name}-one`, /container/);
  await panel.getByRole('button', { name: 'Compare' }).click();
  await expect(panel).toContainText('Choose what to compare it with');
  await goTo(atlas, `${pod.name}-two`, /container/);
  const comparison = panel.getByRole('region', { name: 'Compare' });
  await expect(comparison).toContainText(/reach each other on localhost/);
  await expect(comparison).toContainText(/tree of mounts of its own/);
  await expect(comparison).toContainText(/They share \/dev\/shm/);
  await expect(atlas).toHaveURL(/compare=container/);
  expect(await complaints(atlas, 'aside')).toEqual([]);
});

test('listening sockets with who holds them, as ss(8) has them', async ({ product, sandbox }) => {
  const { name, ino } = await sandbox.netns();
  await run(['ip', '-n', name, 'link', 'set', 'lo', 'up']);
  const server = listen(name, 8123);
  try {
    await until('somebody listens', async () => (await run(['ip', 'netns', 'exec', name, 'ss', '-tlnH'])).includes(':8123'));
    const [, holder] = /pid=(\d+)/.exec(await run(['ip', 'netns', 'exec', name, 'ss', '-tlnpH'])) ?? [];
    const { net } = namespaceAnswer.parse(await get(product, await pathOf(product, 'net', ino)));
    expect(net?.sockets).toMatchObject([{ protocol: 'tcp', state: 'LISTEN', local: { port: 8123 }, pids: [Number(holder)] }]);
  } finally {
    server.kill('SIGKILL');
  }
});

/** Node itself, in the namespace: no tool to listen is on every host. */
function listen(netns: string, port: number): ChildProcess {
  return spawn('ip', ['netns', 'exec', netns, process.execPath, '-e', `require('node:net').createServer().listen(${port}, '127.0.0.1')`], { stdio: 'ignore' });
}
