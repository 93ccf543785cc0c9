// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { SWRConfig } from 'swr';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { NamespaceFacts } from '@/lib/inspect-schema';
import { processFactsOf } from '@/lib/inspect.fixture';
import type { ObjectId } from '@/lib/object-id';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { SelectContext } from '../objects/select-context';
import { Inspector } from './inspector';

const snapshot = snapshotOf({
  observer: { pid: 1, uid: 0, capabilities: '000001ffffffffff', namespaces: { pid: 1, mnt: 9 } },
  processes: [
    { pid: 40, comm: 'init', nspid: [40, 1], namespaces: { pid: 2, user: 4, mnt: 5 }, container: 'podman:c' },
    { pid: 41, ppid: 40, comm: 'web', nspid: [41, 7], namespaces: { pid: 2, user: 4, mnt: 5 }, container: 'podman:c' },
  ],
  namespaces: [
    { type: 'pid', ino: 1, initial: true, id: '1' }, { type: 'pid', ino: 2, parent: 1, id: '2' },
    { type: 'user', ino: 4, id: '4' }, { type: 'uts', ino: 3, id: '3', owner: 4 }, { type: 'mnt', ino: 5, id: '5' }, { type: 'mnt', ino: 9, id: '9', initial: true },
    { type: 'ipc', ino: 6, id: '6' }, { type: 'time', ino: 7, id: '7' }, { type: 'cgroup', ino: 8, id: '8' },
  ],
  containers: [{ id: 'c', name: 'web', state: 'paused', labels: [{ name: 'app', value: 'shop' }] }],
});

const head = <T extends string>(type: T, ino: number) => ({ schema: 1 as const, type, ino, id: null, gaps: [] });
const row = { parent: 1, device: '0:1', root: '/', options: ['rw', 'nosuid'], shared: null, master: null, propagateFrom: null, unbindable: false, fstype: 'tmpfs', source: 'tmpfs', superOptions: [] };
const owner = { key: 0x1234, id: 3, mode: 0o600, uid: 33, gid: 33, creatorUid: 33, creatorGid: 33 };
const FACTS: Readonly<Record<string, NamespaceFacts>> = {
  'uts:3': { ...head('uts', 3), hostname: 'shop', domainname: '(none)' },
  'time:7': { ...head('time', 7), monotonic: { seconds: 86_400, nanoseconds: 0 }, boottime: { seconds: -120, nanoseconds: 5 } },
  'user:4': {
    ...head('user', 4), uidMap: [{ inside: 0, outside: 100_000, count: 65_536 }], gidMap: [{ inside: 0, outside: 0, count: 4_294_967_295 }], setgroups: 'deny',
    members: [{ pid: 40, startTime: 1040, inheritable: '0000000000000000', permitted: '0000000000000400', effective: '0000000000000400', bounding: '0000000000000400', ambient: '0000000000000000' }], membersLeftOut: 2,
  },
  'mnt:5': { ...head('mnt', 5), mounts: [{ ...row, id: 1, parent: 0, path: '/', fstype: 'overlay', source: 'overlay' }, { ...row, id: 2, path: '/data', shared: 7 }, { ...row, id: 3, parent: 2, path: '/data', root: '/sub' }, { ...row, id: 4, path: '/bad\nname' }], mountsLeftOut: 0, seenBy: 40 },
  'mnt:9': { ...head('mnt', 9), mounts: [{ ...row, id: 11, parent: 0, path: '/', device: '8:1' }, { ...row, id: 12, parent: 11, path: '/boot' }], mountsLeftOut: 0, seenBy: 1 },
  'ipc:6': {
    ...head('ipc', 6), gaps: [{ what: 'maps of 1 process', why: 'EACCES' }], semaphores: [{ ...owner, count: 4, operationTime: 0, changeTime: 0 }], messageQueues: [], posixQueues: null, leftOut: 0,
    sharedMemory: [{ ...owner, bytes: '4096', attached: 2, attachedBy: [41], creatorPid: 999, lastPid: 0, attachTime: 0, detachTime: 0, changeTime: 0, residentBytes: '4096', swappedBytes: '0', removed: true }],
  },
  'cgroup:8': { ...head('cgroup', 8), roots: [{ hierarchy: 0, controllers: ['memory', 'pids'], name: null, path: '/shop', files: [{ file: 'memory.current', value: '1048576\n' }, { file: 'memory.max', value: '2097152\n' }, { file: 'pids.current', value: '3\n' }, { file: 'pids.max', value: 'max\n' }], trouble: null }] },
};

let answers: Record<string, () => [number, unknown]>;
beforeEach(() => {
  answers = {};
  vi.stubGlobal('fetch', (path: string) => {
    const key = decodeURIComponent(path.split('/').at(-1) ?? '');
    const [status, body] = answers[key]?.() ?? [200, { namespace: snapshot.namespaces.find((found) => found.key === key), net: null, facts: FACTS[key] ?? null, trouble: null }];
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const select = vi.fn<(id: ObjectId) => void>();
function show(id: ObjectId) {
  render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <SelectContext value={select}><Inspector snapshot={snapshot} id={id} onClose={() => undefined} onExec={() => undefined} onTerminal={() => undefined} onCompare={() => undefined} /></SelectContext>
    </SWRConfig>,
  );
}
const region = (name: string) => screen.findByRole('region', { name });

it('uts: the names', async () => {
  show('namespace/uts:3');
  expect((await region('Names')).textContent).toContain('shop');
});

it('time: the shift of each clock against the host', async () => {
  show('namespace/time:7');
  expect((await region('Clocks')).textContent).toMatch(/1 d ahead of the host.*2 min behind the host/);
});

it('user: maps that are read both ways, what members may, and what it owns', async () => {
  show('namespace/user:4');
  const uids = await region('User ids');
  fireEvent.change(within(uids).getByLabelText('id inside'), { target: { value: '33' } });
  expect(uids.textContent).toContain('outside 100033');
  fireEvent.change(within(uids).getByLabelText('id outside'), { target: { value: '33' } });
  expect(uids.textContent).toContain('not mapped');
  expect(screen.getByRole('region', { name: 'Group ids' }).textContent).toMatch(/Every id is itself.*denied for good/);
  fireEvent.click(screen.getByRole('button', { name: /^What its members may do/ }));
  expect(screen.getByText('cap_net_bind_service')).toBeTruthy();
  expect(screen.getByText('2 more members are not shown.')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: /^Namespaces it owns/ }));
  expect(screen.getAllByText('uts 3').length).toBeGreaterThan(0);
});

it('mnt: the tree, with what cannot be reached and names that are no text', async () => {
  show('namespace/mnt:5');
  const mounts = await region('Mounts');
  expect(within(mounts).getAllByText('/data')).toHaveLength(2);
  expect(mounts.textContent).toContain('under another mount');
  expect(mounts.textContent).toContain(String.raw`/bad\x0aname`);
  expect(mounts.textContent).toContain('1 of them cannot be reached');
});

it('mnt: what differs from the host', async () => {
  show('namespace/mnt:5');
  await region('Mounts');
  fireEvent.click(screen.getByRole('button', { name: /^What differs from/ }));
  expect(await screen.findByText('/boot')).toBeTruthy();
  expect(screen.getAllByText('only here').length).toBe(2);
  expect(screen.getByText('other files')).toBeTruthy();
});

it('ipc: objects with owner, size and who has them attached; what nobody can tell', async () => {
  show('namespace/ipc:6');
  const memory = await region('Shared memory');
  expect(memory.textContent).toMatch(/0x00001234 \(id 3\)4096 B|0x00001234 \(id 3\)4\.0 KiB/);
  expect(memory.textContent).toMatch(/2 times attached by 41 .*created by 999.*goes with the last one/);
  expect(screen.getByRole('region', { name: 'Semaphores' }).textContent).toContain('4 semaphores, uid 33, mode 600');
  expect(screen.getByText(/nobody can tell/)).toBeTruthy();
  expect(screen.getByText(/maps of 1 process: EACCES/)).toBeTruthy();
});

it('cgroup: limits and usage of its root', async () => {
  show('namespace/cgroup:8');
  const usage = await region('Limits and usage');
  expect(usage.textContent).toMatch(/memory1\.0 MiB of 2\.0 MiB/);
  expect(usage.textContent).toContain('3 (no limit of its own)');
});

it('pid: who is seen from inside, by which PID, without asking anybody', () => {
  show('namespace/pid:2');
  const inside = screen.getByRole('region', { name: 'Seen from inside' });
  expect(within(inside).getAllByRole('button').map(({ textContent }) => textContent)).toEqual(expect.arrayContaining([expect.stringMatching(/^140/), expect.stringMatching(/^741/)]));
  expect(inside.textContent).toContain('1 below the observer’s');
});

it('a failure is a state of that panel; the rest of it stands, and it can be tried again', async () => {
  answers['uts:3'] = () => [200, { namespace: snapshot.namespaces.find(({ key }) => key === 'uts:3'), net: null, facts: null, trouble: { failure: 'gone', message: 'the namespace is at none of the places any more' } }];
  show('namespace/uts:3');
  expect(await screen.findByText('the namespace is at none of the places any more')).toBeTruthy();
  expect(screen.getByRole('region', { name: 'Identity' })).toBeTruthy();
  delete answers['uts:3'];
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.getByRole('region', { name: 'Names' }).textContent).toContain('shop'));
});

it('a process: what it may, uses and holds', async () => {
  const facts = processFactsOf({
    pid: 40, startTime: 1040, uids: [0, 1000, 0, 0], noNewPrivileges: true, seccomp: 'filter', seccompFilters: 2, lsmLabel: 'unconfined', cpu: { userTicks: 250, systemTicks: 0 },
    capabilities: { inheritable: '0000000000000000', permitted: '000001ffffffffff', effective: '000001fffeffffff', bounding: '000001ffffffffff', ambient: '0000000000000000' },
    namespaceDescriptors: [{ fd: 7, type: 'uts', ino: 3 }], limits: [{ name: 'Max open files', soft: '1024', hard: null, unit: 'files' }], unread: [{ what: 'exe', errno: 'EACCES' }],
  });
  answers['40@1040'] = () => [200, { process: snapshot.processes[0], namespaces: [], container: null, pod: null, facts, trouble: null }];
  show('process/40@1040');
  expect(await screen.findByText('unconfined')).toBeTruthy();
  expect(screen.getByRole('region', { name: 'Rights' }).textContent).toMatch(/0, 1000, 0, 0.*all but cap_sys_resource.*all 41 capabilities.*set: execve.*filtered, 2 filters.*unconfined/);
  expect(screen.getByRole('region', { name: 'Holds namespaces open' }).textContent).toContain('descriptor 7: uts 3');
  expect(screen.getByText('exe: EACCES')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: /^Limits/ }));
  expect(screen.getByRole('row', { name: /Max open files \(files\) ?1024 ?unlimited/ })).toBeTruthy();
});

it('a container: paused, with its labels', async () => {
  answers['podman:c'] = () => [200, { container: snapshot.containers[0], pod: null, processes: [], facts: null, trouble: null }];
  show('container/podman:c');
  expect(screen.getByText(/^paused/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: /^Labels/ }));
  expect(await screen.findByText('shop')).toBeTruthy();
});
