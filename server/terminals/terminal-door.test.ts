import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '@/lib/frame';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { terminalRequest, terminalRow, type Terminal, type TerminalRequest } from '@/lib/terminal-schema';
import type { Viewer } from '../authorize';
import { startFakeHelper, type Asker, type FakeHelper } from '../fake-helper.fixture';
import type { Keys } from '../guard/judge';
import { signOut } from '../guard/sign-out';
import { EXEC_TOKEN, openTestDoor, send, upgrade, VIEW_TOKEN, type TestDoor } from '../web-door.fixture';
import { makeTerminals, type TerminalServices } from './make-terminals';
import type { Terminals } from './terminals';
import { acknowledgedTo, framesTo, openPage, typedTo, type PageOptions, type TestPage } from './terminals.fixture';

const SNAPSHOT = snapshotOf({
  processes: [{ pid: 4711, startTime: 882_211, comm: 'nginx', namespaces: { net: 20, mnt: 21 } }],
  namespaces: [{ type: 'net', ino: 20, id: '2' }, { type: 'mnt', ino: 21, id: '3' }],
});
const EXIT = { code: 0, signal: null, timedOut: false, truncated: false, durationMs: 12, bytes: { stdin: 0, stdout: 0, stderr: 0 } };
const BOSS: Viewer = { name: 'the exec token', acts: ['view', 'exec'] };
const OTHER: Viewer = { name: 'session 2', acts: ['view', 'exec'] };
const GUEST: Viewer = { name: 'the view token', acts: ['view'] };
const OUR_PAGE: PageOptions = { token: EXEC_TOKEN };
const LOOKER: PageOptions = { token: VIEW_TOKEN };

let helper: FakeHelper;
let door: TestDoor;
let terminals: Terminals;
let services: TerminalServices;
let keys: Keys;
let stopping: AbortController;
let log: string[] = [];
/** The helper's side of each terminal, in the order in which they began. */
let shells: Asker[] = [];
const pages: TestPage[] = [];

beforeEach(async () => {
  log = [];
  shells = [];
  stopping = new AbortController();
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => log.push(String(line)) > 0);
  helper = await startFakeHelper((_, asker) => void shells.push(asker));
  await open();
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.leave();
  terminals.stop();
  await door.stop();
  await helper.stop();
  vi.restoreAllMocks();
});

async function open(house = { readOnly: false, hasExecDoor: true }): Promise<void> {
  door = await openTestDoor({
    terminals: (given) => {
      keys = given;
      ({ terminals, services } = makeTerminals({ execDoor: house.hasExecDoor ? helper.address : null, house, keys, stopping: stopping.signal, credentials: ({ name }) => ({ viewer: name }), lookUp: (find) => Promise.resolve(find(SNAPSHOT)) }));
      return terminals;
    },
  });
}

function requestOf(more: Partial<TerminalRequest> = {}): TerminalRequest {
  return terminalRequest.parse({ target: 'process/4711@882211', types: ['net', 'mnt'], argv: null, columns: 80, rows: 24, ...more });
}

interface Begun {
  readonly id: string;
  readonly shell: Asker;
}

async function begin(more: Partial<TerminalRequest> = {}, viewer = BOSS): Promise<Begun> {
  const { id } = await services.start(requestOf(more), viewer);
  const at = shells.length;
  return { id, shell: await vi.waitUntil(() => shells[at], { timeout: 10_000, interval: 2 }) };
}

async function run(more: Partial<TerminalRequest> = {}, viewer = BOSS): Promise<Begun> {
  const begun = await begin(more, viewer);
  begun.shell.send('started', { pid: 4811, joined: ['net'], argv: ['bash'] });
  await vi.waitUntil(() => rowOf(begun.id).state.kind === 'running', { interval: 2 });
  return begun;
}

async function show(id: string, options: PageOptions = OUR_PAGE): Promise<TestPage> {
  const page = await openPage(door.port, id, options);
  pages.push(page);
  return page;
}

function signIn(): { token: string; viewer: Viewer; headers: Record<string, string> } {
  const { cookie, token } = keys.sessions.open();
  const viewer = keys.sessions.byBoth({ cookie, token });
  if (viewer === null) throw new Error('not signed in');
  const host = `127.0.0.1:${door.port}`;
  return { token, viewer, headers: { Host: host, Origin: `http://${host}`, Cookie: `nsatlas_${door.port}=${cookie}`, 'Sec-WebSocket-Protocol': `nsatlas.v1, nsatlas.auth.${token}` } };
}

const rowOf = (id: string, viewer = BOSS): Terminal => services.row(id, viewer).terminal;
const over = (id: string): Promise<unknown> => vi.waitUntil(() => ['ended', 'failed'].includes(rowOf(id).state.kind), { timeout: 10_000, interval: 5 });
const bodies = (frames: readonly Frame[]): number[][] => frames.map(({ body }) => [...body]);
const KIB = 1024;
const PIECE = Buffer.alloc(32 * KIB, 'x');

function flood(shell: Asker, bytes: number): void {
  for (let sent = 0; sent < bytes; sent += PIECE.length) shell.send('output', PIECE);
}

describe('a terminal', () => {
  it('is asked of the helper with its size, and with the shells to choose from', async () => {
    await begin({ columns: 132, rows: 50, idleMs: 60_000 });
    expect(helper.requests).toEqual([{
      protocol: 1, verb: 'exec', target: { pid: 4711, startTime: 882_211 }, namespaces: [{ type: 'net', ino: 20, id: '2' }, { type: 'mnt', ino: 21, id: '3' }], places: [],
      as: 'target', argv: ['bash'], otherwise: [['sh'], ['busybox', 'sh']], timeoutMs: 8 * 3_600_000, terminal: { rows: 50, columns: 132, term: 'xterm-256color', idleMs: 60_000 },
      viewer: 'the exec token',
    }]);
  });

  it('runs a command that was named, and no other, with all options that are not the usual', async () => {
    await begin({ argv: ['top', '-b'], as: { uid: 5, gid: 6 }, capabilities: 'none', root: { path: '/srv' }, directory: 'root', environment: { from: 'target', set: ['A=b'] }, cgroup: 'target' });
    expect(helper.requests[0]).toMatchObject({ argv: ['top', '-b'], as: { uid: 5, gid: 6 }, capabilities: 'none', root: { path: '/srv' }, directory: 'root', environment: { from: 'target', set: ['A=b'] }, cgroup: 'target' });
    expect(helper.requests[0]).not.toHaveProperty('otherwise');
  });

  it('has a row that says who, what, where and since when', async () => {
    const before = Date.now();
    const { id, shell } = await begin();
    const starting = services.row(id, BOSS);
    expect(terminalRow.parse(starting)).toEqual(starting);
    expect(starting.terminal).toMatchObject({
      id, target: 'process/4711@882211', title: 'nginx', types: ['net', 'mnt'], as: 'target', argv: null, owner: BOSS.name, isMine: true, pid: null, columns: 80, rows: 24,
      idleEndsAt: null, endsAt: null, bytesIn: 0, bytesOut: 0, watchers: 0, isShared: false, isRecording: false, isRecordingFull: false, hasRecording: false, state: { kind: 'starting' },
    });
    expect(starting.terminal.nsenter).toMatch(/^nsenter --target 4711 .*-- bash$/);
    shell.send('started', { pid: 4811, joined: ['net'], argv: ['busybox', 'sh'] });
    await vi.waitUntil(() => rowOf(id).state.kind === 'running');
    const running = rowOf(id, OTHER);
    expect(running).toMatchObject({ argv: ['busybox', 'sh'], pid: 4811, isMine: false, nsenter: expect.stringMatching(/-- busybox sh$/) as string });
    expect(running.since).toBeGreaterThanOrEqual(before);
    expect(running.idleEndsAt).toBe(running.lastInputAt + 30 * 60_000);
    expect(running.endsAt).toBeGreaterThanOrEqual(before + 8 * 3_600_000);
  });

  it('waits where somebody has to confirm it', async () => {
    const { id, shell } = await begin();
    shell.send('waiting', { number: 4821, command: 'sudo npx nsatlas approve 4821' });
    const page = await show(id);
    await vi.waitUntil(() => page.row.state.kind === 'waiting');
    expect(page.row.state).toEqual({ kind: 'waiting', command: 'sudo npx nsatlas approve 4821' });
    shell.send('started', { pid: 1, joined: [] });
    await vi.waitUntil(() => page.row.state.kind === 'running');
  });

  it.each([
    ['by itself', EXIT, { code: 0, signal: null, reason: 'exit' }],
    ['by a signal', { ...EXIT, code: null, signal: 'SIGSEGV' }, { code: null, signal: 'SIGSEGV', reason: 'exit' }],
    ['for want of input', { ...EXIT, code: null, signal: 'SIGHUP', idledOut: true }, { signal: 'SIGHUP', reason: 'idle' }],
    ['after its time', { ...EXIT, code: null, signal: 'SIGHUP', timedOut: true }, { signal: 'SIGHUP', reason: 'time' }],
  ])('that ends %s says so to its pages, and lets them go', async (_, exit, state) => {
    const { id, shell } = await run();
    const page = await show(id);
    shell.send('output', Buffer.from('bye\r\n'));
    shell.send('exit', exit, true);
    expect(await page.closed).toBe(1000);
    expect(page.row).toMatchObject({ state: { kind: 'ended', by: null, ...state }, idleEndsAt: null, endsAt: null });
    const late = await show(id);
    expect([await late.closed, late.text, late.row.state.kind]).toEqual([1000, 'bye\r\n', 'ended']);
    expect(log.at(-1)).toMatch(new RegExp(`terminal ended: \\{"id":"${id}","kind":"ended",.*"bytesOut":5\\}\\n$`));
  });

  it.each([
    ['the helper refuses it', (shell: Asker) => shell.send('failure', { failure: 'denied', stage: 'join', errno: 'EPERM', message: 'No.' }, true), { failure: 'denied', stage: 'join', message: 'No.' }],
    ['the helper is killed', (shell: Asker) => void shell.socket.destroy(), { failure: 'fault', message: 'The helper was cut off before its last frame.' }],
    ['there is no shell', (shell: Asker) => shell.send('failure', { failure: 'join', stage: 'run', errno: 'ENOENT', message: 'no such command' }, true), { failure: 'join', message: expect.stringContaining('busybox were looked for') as string }],
    ['the helper sends what belongs to no terminal', (shell: Asker) => shell.send('errout', Buffer.from('x')), { failure: 'fault' }],
  ])('has failed when %s', async (_, play, answer) => {
    const { id, shell } = await begin();
    const page = await show(id);
    play(shell);
    expect(await page.closed).toBe(1000);
    expect(page.row.state).toMatchObject({ kind: 'failed', answer });
  });

  it('has failed when the helper does not begin', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { id } = await begin();
      await vi.advanceTimersByTimeAsync(31_000);
      vi.useRealTimers();
      await over(id);
      expect(rowOf(id).state).toMatchObject({ kind: 'failed', answer: { failure: 'late' } });
    } finally {
      vi.useRealTimers();
    }
  });

  it('may be silent for as long as it likes once it runs', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { id } = await run();
      await vi.advanceTimersByTimeAsync(3_600_000);
      expect(rowOf(id).state.kind).toBe('running');
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a page', () => {
  it('is greeted, gets what is written, and what it types arrives', async () => {
    const { id, shell } = await run();
    const page = await show(id);
    expect(page.hello).toMatchObject({ from: 0, mayType: true, terminal: { id, watchers: 1, state: { kind: 'running' } } });
    shell.send('output', Buffer.from('$ '));
    await page.waitFor('$ ');
    page.type('ls\r');
    page.type('x'.repeat(70_000));
    await vi.waitUntil(() => typedTo(shell).length === 70_003);
    expect(typedTo(shell)).toBe(`ls\r${'x'.repeat(70_000)}`);
    expect(Math.max(...framesTo(shell, 'input').map(({ body }) => body.length))).toBe(32_768);
    expect(framesTo(shell, 'input').some(({ last }) => last)).toBe(false);
    expect(rowOf(id).bytesIn).toBe(70_003);
  });

  it('sets the size and sends signals', async () => {
    const { id, shell } = await run();
    const page = await show(id);
    for (const [columns, rows] of [[80, 24], [100, 40], [300, 999]] as const) page.say({ kind: 'resize', columns, rows });
    page.say({ kind: 'signal', signal: 'SIGINT' });
    page.say({ kind: 'signal', signal: 'SIGTSTP' });
    await vi.waitUntil(() => framesTo(shell, 'signal').length === 2);
    expect(bodies(framesTo(shell, 'resize'))).toEqual([[40, 0, 100, 0], [231, 3, 44, 1]]);
    expect(bodies(framesTo(shell, 'signal'))).toEqual([[2], [20]]);
    await vi.waitUntil(() => page.row.columns === 300);
  });

  it('may come before it runs: keys and size wait for it', async () => {
    const { id, shell } = await begin();
    const page = await show(id);
    page.type('early');
    page.say({ kind: 'resize', columns: 90, rows: 30 });
    await vi.waitUntil(() => rowOf(id).columns === 90);
    expect(shell.received.map(({ kind }) => kind)).toEqual(['request']);
    shell.send('started', { pid: 1, joined: [] });
    await vi.waitUntil(() => shell.received.length === 3);
    expect([typedTo(shell), bodies(framesTo(shell, 'resize'))]).toEqual(['early', [[30, 0, 90, 0]]]);
  });

  it('that comes again goes on where it was, byte by byte', async () => {
    const { id, shell } = await run();
    const first = await show(id);
    const written = Buffer.from(Array.from({ length: 5000 }, (_, line) => `${line} ä\r\n`).join(''));
    shell.send('output', written.subarray(0, 12_345));
    await vi.waitUntil(() => first.at === 12_345);
    await first.leave();
    await vi.waitUntil(() => rowOf(id).watchers === 0);
    shell.send('output', written.subarray(12_345, 20_001));
    await vi.waitUntil(() => rowOf(id).bytesOut === 20_001);
    const second = await show(id, { ...OUR_PAGE, have: first.at });
    shell.send('output', written.subarray(20_001));
    await vi.waitUntil(() => second.at === written.length);
    expect(second.hello.from).toBe(12_345);
    expect(Buffer.concat([first.bytes, second.bytes]).equals(written)).toBe(true);
  });

  it('that comes too late is told from where it goes on', async () => {
    const { id, shell } = await run();
    flood(shell, 300 * KIB);
    shell.send('output', Buffer.from('\r\nend'));
    await vi.waitUntil(() => rowOf(id).bytesOut > 300 * KIB);
    const page = await show(id, { ...OUR_PAGE, have: 10 });
    await page.waitFor('end');
    expect(page.hello.from).toBe(rowOf(id).bytesOut - 256 * KIB);
    expect(page.at).toBe(rowOf(id).bytesOut);
  });

  it('is one of several that get the same', async () => {
    const { id, shell } = await run();
    const both = [await show(id), await show(id)];
    await vi.waitUntil(() => both[0]?.row.watchers === 2);
    shell.send('output', Buffer.from('hello'));
    for (const page of both) await page.waitFor('hello');
    await both[1]?.leave();
    await vi.waitUntil(() => both[0]?.row.watchers === 1);
  });

  it('of somebody else that may type is written down', async () => {
    const { id } = await run({}, signIn().viewer);
    await show(id);
    expect(log.at(-1)).toMatch(new RegExp(`terminal typed by the exec token: \\{"id":"${id}"\\}\\n$`));
  });

  it('is one of at most sixteen of a terminal', async () => {
    const { id } = await run();
    for (let round = 0; round < 16; round += 1) await show(id);
    expect(await upgrade(door.port, `/api/terminals/${id}`, bearer(EXEC_TOKEN))).toBe(429);
  });

  it.each([
    ['a word that is none', '{"kind":"dance"}', 1003], ['what is no JSON', 'hello', 1003], ['a size that cannot be', '{"kind":"resize","columns":0,"rows":1}', 1003],
    ['a signal that nobody may send', '{"kind":"signal","signal":"SIGSTOP"}', 1003], ['more than 1 MiB at once', Buffer.alloc(KIB * KIB + 1), 1009],
  ])('that sends %s is let go, and the terminal goes on', async (_, message, code) => {
    const { id } = await run();
    const page = await show(id);
    page.socket.send(message);
    expect(await page.closed).toBe(code);
    expect(rowOf(id).state.kind).toBe('running');
  });

  it('is not compressed, however much it would like to be', async () => {
    const { id } = await run();
    const { headers } = await send(door.port, { path: `/api/terminals/${id}`, headers: { ...bearer(EXEC_TOKEN), Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol': 'nsatlas.v1', 'Sec-WebSocket-Extensions': 'permessage-deflate' } });
    expect([headers['sec-websocket-protocol'], headers['sec-websocket-extensions']]).toEqual(['nsatlas.v1', undefined]);
  });
});

const bearer = (token: string): Record<string, string> => ({ Host: `127.0.0.1:${door.port}`, Authorization: `Bearer ${token}` });

describe('who comes to a terminal', () => {
  const HOST = 'our host';

  it.each<[string, Record<string, string | undefined>, number]>([
    ['signed in', {}, 101],
    ['signed in, with what it has', { path: '?have=7' }, 101],
    ['the exec token', { Authorization: `Bearer ${EXEC_TOKEN}`, Cookie: undefined, Words: 'nsatlas.v1', Origin: undefined }, 101],
    ['the exec token, from our page', { Authorization: `Bearer ${EXEC_TOKEN}`, Words: 'nsatlas.v1' }, 101],
    ['the view token', { Authorization: `Bearer ${VIEW_TOKEN}`, Words: 'nsatlas.v1' }, 404],
    ['a wrong bearer token, although signed in', { Authorization: 'Bearer wrong' }, 401],
    ['the exec token, from another origin', { Authorization: `Bearer ${EXEC_TOKEN}`, Origin: 'http://evil.example' }, 403],
    ['no origin', { Origin: undefined }, 403],
    ['an origin without a name', { Origin: 'null' }, 403],
    ['another origin', { Origin: 'http://evil.example' }, 403],
    ['another port as origin', { Origin: 'http://127.0.0.1:1' }, 403],
    ['from another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['from another port', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['a foreign name', { Host: 'evil.example' }, 421],
    ['no cookie', { Cookie: undefined }, 401],
    ['a wrong cookie', { Cookie: 'wrong' }, 401],
    ['a cookie of another port', { Cookie: 'of another port' }, 401],
    ['no second token', { Words: 'nsatlas.v1' }, 401],
    ['a wrong second token', { Words: 'nsatlas.v1, nsatlas.auth.wrong' }, 401],
    ['the second token without the protocol', { Words: 'the token alone' }, 401],
    ['another terminal', { path: 'x' }, 0],
    ['a terminal that is none', { id: '0123456789abcdef' }, 404],
    ['a path that goes on', { path: '/recording' }, 0],
    ['a path that only looks like it', { id: '%30123456789abcde' }, 0],
    ['a path with capitals', { id: '0123456789ABCDEF' }, 0],
  ])('with %s: %j gives %i', async (_, { path = '', id: named, Words: words, ...more }, status) => {
    const { id } = await run();
    const { cookie, token } = keys.sessions.open();
    const host = `127.0.0.1:${door.port}`;
    const cookies: Record<string, string> = { wrong: `nsatlas_${door.port}=wrong`, 'of another port': `nsatlas_1=${cookie}` };
    const given: Record<string, string | undefined> = { Host: HOST, Origin: `http://${host}`, Cookie: 'own', ...more };
    const headers = Object.entries(given).flatMap(([name, word]) => (word === undefined ? [] : [[name, name === 'Cookie' ? (cookies[word] ?? `nsatlas_${door.port}=${cookie}`) : word.replace(HOST, host)]]));
    const protocols = words === 'the token alone' ? `nsatlas.auth.${token}` : (words ?? `nsatlas.v1, nsatlas.auth.${token}`);
    expect(await upgrade(door.port, `/api/terminals/${named ?? id}${path}`, { ...(Object.fromEntries(headers) as Record<string, string>), 'Sec-WebSocket-Protocol': protocols })).toBe(status);
  });
});

describe('a page that is slow', () => {
  it('holds its own command back, and no other', async () => {
    const [slow, quick] = [await run(), await run()];
    const page = await show(slow.id, { ...OUR_PAGE, sleeps: true });
    const other = await show(quick.id);
    page.say({ kind: 'ack', bytes: 0 });
    flood(slow.shell, 2048 * KIB);
    await vi.waitUntil(() => page.at === 2048 * KIB);
    const held = acknowledgedTo(slow.shell);
    expect(held).toBeLessThanOrEqual(320 * KIB);
    quick.shell.send('output', Buffer.from('still here'));
    await other.waitFor('still here');
    page.ack();
    await vi.waitUntil(() => acknowledgedTo(slow.shell) === 2048 * KIB);
  });

  it('and does not move at all is sent away, and the command goes on', async () => {
    const { id, shell } = await run();
    const page = await show(id, { ...OUR_PAGE, sleeps: true });
    page.say({ kind: 'ack', bytes: 0 });
    const clock = vi.spyOn(Date, 'now');
    flood(shell, 1536 * KIB);
    await vi.waitUntil(() => page.at === 1536 * KIB);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = Date.now();
    clock.mockImplementation(() => now + 9_000);
    shell.send('output', Buffer.from('x'));
    await vi.waitUntil(() => page.at === 1536 * KIB + 1);
    expect(acknowledgedTo(shell)).toBeLessThanOrEqual(320 * KIB);
    clock.mockImplementation(() => now + 30_000);
    expect(await page.closed).toBe(4001);
    await vi.waitUntil(() => acknowledgedTo(shell) >= 1536 * KIB);
    expect(rowOf(id).state.kind).toBe('running');
  });

  it('and may only watch is sent away at once', async () => {
    const { id, shell } = await run();
    services.change(id, { share: true }, BOSS);
    const looker = await show(id, { ...LOOKER, sleeps: true });
    looker.say({ kind: 'ack', bytes: 0 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    flood(shell, 1536 * KIB);
    expect(await looker.closed).toBe(4001);
    expect(performance.now() - began).toBeLessThan(5000);
    await vi.waitUntil(() => acknowledgedTo(shell) >= 1472 * KIB);
    const again = await show(id, { ...LOOKER, have: rowOf(id).bytesOut });
    expect(again.hello.from).toBe(1536 * KIB);
  });

  it('is not waited for when it has gone without a word', async () => {
    const { id, shell } = await run();
    const page = await show(id, { ...OUR_PAGE, sleeps: true });
    page.say({ kind: 'ack', bytes: 0 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    flood(shell, 1536 * KIB);
    await vi.waitUntil(() => page.at === 1536 * KIB);
    page.socket.pause();
    const now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now + 30_000);
    await vi.waitUntil(() => acknowledgedTo(shell) >= 1472 * KIB, { timeout: 5000 });
    expect(rowOf(id).watchers).toBe(0);
  });

  it('and far behind is sent away at once, whoever it is: a helper may send without asking', async () => {
    const { id, shell } = await run();
    const page = await show(id, { ...OUR_PAGE, sleeps: true });
    page.say({ kind: 'ack', bytes: 0 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    flood(shell, 5120 * KIB);
    expect(await page.closed).toBe(4001);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('to be read waits until the command has read what was typed', async () => {
    const { id, shell } = await run();
    const page = await show(id);
    shell.socket.pause();
    const typed = Buffer.alloc(512 * KIB, 'k');
    for (let round = 0; round < 16; round += 1) page.type(typed);
    await vi.waitUntil(() => page.socket.bufferedAmount > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(rowOf(id).bytesIn).toBeLessThan(4096 * KIB);
    shell.socket.resume();
    await vi.waitUntil(() => rowOf(id).bytesIn === 8192 * KIB, { timeout: 10_000 });
    await vi.waitUntil(() => typedTo(shell).length === 8192 * KIB, { timeout: 10_000 });
  });
});

describe('who may only look', () => {
  it('sees and watches what is shared, and nothing else', async () => {
    const { id, shell } = await run();
    expect(services.list(GUEST).terminals).toEqual([]);
    expect(() => services.row(id, GUEST)).toThrow(expect.objectContaining({ failure: 'gone' }));
    expect(await upgrade(door.port, `/api/terminals/${id}`, bearer(VIEW_TOKEN))).toBe(404);
    expect(services.change(id, { share: true }, BOSS).terminal.isShared).toBe(true);
    expect(services.list(GUEST).terminals.map((row) => row.id)).toEqual([id]);
    const looker = await show(id, LOOKER);
    expect(looker.hello.mayType).toBe(false);
    shell.send('output', Buffer.from('look'));
    await looker.waitFor('look');
  });

  it.each([
    ['types', (page: TestPage) => page.type('rm')], ['sets the size', (page: TestPage) => page.say({ kind: 'resize', columns: 9, rows: 9 })], ['sends a signal', (page: TestPage) => page.say({ kind: 'signal', signal: 'SIGKILL' })],
  ])('and %s is sent away, and nothing happens', async (_, act) => {
    const { id, shell } = await run();
    services.change(id, { share: true }, BOSS);
    const looker = await show(id, LOOKER);
    act(looker);
    expect(await looker.closed).toBe(1008);
    expect(shell.received.filter(({ kind }) => !['request', 'ack'].includes(kind))).toEqual([]);
  });

  it('sees nothing more when it is no longer shared', async () => {
    const { id } = await run();
    services.change(id, { share: true }, BOSS);
    const [looker, page] = [await show(id, LOOKER), await show(id)];
    services.change(id, { share: false }, BOSS);
    expect(await looker.closed).toBe(1008);
    page.type('x');
    await vi.waitUntil(() => rowOf(id).bytesIn === 1);
  });

  it('changes, ends, records and begins nothing', async () => {
    const { id } = await run({ record: true });
    services.change(id, { share: true }, BOSS);
    for (const act of [() => services.change(id, { share: false }, GUEST), () => services.end(id, GUEST), () => services.recording(id, GUEST)]) {
      expect(act).toThrow(expect.objectContaining({ failure: 'denied' }));
    }
    await expect(services.start(requestOf(), GUEST)).rejects.toMatchObject({ failure: 'denied' });
    expect(log.at(-1)).toMatch(/terminal by the view token: \{"target".*refused: "/);
  });

  it('is nobody at all under --read-only', async () => {
    terminals.stop();
    await door.stop();
    await open({ readOnly: true, hasExecDoor: false });
    const refusal = expect.objectContaining({ failure: 'denied', message: expect.stringContaining('--read-only') as string }) as Error;
    await expect(services.start(requestOf(), BOSS)).rejects.toEqual(refusal);
    for (const act of [() => services.list(BOSS), () => services.row('x', BOSS), () => services.end('x', BOSS), () => services.change('x', {}, BOSS), () => services.recording('x', BOSS)]) expect(act).toThrow(refusal);
    expect(await upgrade(door.port, '/api/terminals/0123456789abcdef', bearer(EXEC_TOKEN))).toBe(403);
  });
});

describe('the end of a terminal', () => {
  it('is asked for, gently at first', async () => {
    const { id, shell } = await run();
    const page = await show(id);
    services.end(id, OTHER);
    services.end(id, BOSS);
    await vi.waitUntil(() => framesTo(shell, 'signal').length === 1);
    shell.send('exit', { ...EXIT, code: null, signal: 'SIGHUP' }, true);
    await page.closed;
    expect([bodies(framesTo(shell, 'signal')), page.row.state]).toEqual([[[1]], expect.objectContaining({ kind: 'ended', signal: 'SIGHUP', reason: 'asked', by: 'session 2' })]);
  });

  it('comes also when it does not want to', async () => {
    const { id, shell } = await run();
    const cut = new Promise((resolve) => shell.socket.once('close', resolve));
    services.end(id, BOSS);
    await cut;
    await over(id);
    expect(rowOf(id).state).toMatchObject({ kind: 'ended', code: null, signal: null, reason: 'asked', by: BOSS.name });
  });

  it('comes at once when it has not begun', async () => {
    const { id } = await begin();
    services.end(id, BOSS);
    await over(id);
    expect(rowOf(id).state).toMatchObject({ kind: 'ended', reason: 'asked' });
    await vi.waitUntil(() => helper.open() === 0);
  });

  it('comes with signing out, for the terminals of this session and no other', async () => {
    const { token, viewer, headers } = signIn();
    const mine = await run({}, viewer);
    const other = await run();
    const [page, foreign] = [await show(mine.id), await openAs(other.id, headers)];
    expect(signOut(viewer, keys, terminals)).toEqual({ answer: { terminals: 1 }, cookie: `nsatlas_${door.port}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0` });
    await over(mine.id);
    expect(await page.closed).toBe(1000);
    expect(await foreign.closed).toBe(1008);
    expect(page.row.state).toMatchObject({ kind: 'ended', reason: 'signed-out', by: null });
    expect([rowOf(other.id).state.kind, keys.sessions.has(viewer.name), token.length]).toEqual(['running', false, 43]);
    expect(await upgrade(door.port, `/api/terminals/${other.id}`, headers)).toBe(401);
    await expect(services.start(requestOf(), viewer)).rejects.toMatchObject({ failure: 'denied' });
  });

  it('is not to be had by signing out with a token', () => {
    expect(() => signOut(BOSS, keys, terminals)).toThrow(expect.objectContaining({ failure: 'usage' }));
  });

  it('comes when the session runs out', async () => {
    const { viewer } = signIn();
    const { id } = await run({}, viewer);
    keys.sessions.forgetOver();
    expect(rowOf(id).state.kind).toBe('running');
    door.time.ahead = 12 * 3_600_000;
    keys.sessions.forgetOver();
    await over(id);
    expect(rowOf(id).state).toMatchObject({ kind: 'ended', reason: 'signed-out' });
  });

  it('comes when nsatlas stops', async () => {
    const { id } = await run();
    stopping.abort();
    await over(id);
    expect(rowOf(id).state).toMatchObject({ kind: 'ended', reason: 'stopping' });
    await vi.waitUntil(() => helper.open() === 0);
  });

  /** With the cookie and the second token. Gives the code with which it is closed. */
  async function openAs(id: string, headers: Record<string, string>): Promise<{ readonly closed: Promise<number> }> {
    const { WebSocket } = await import('ws');
    const { 'Sec-WebSocket-Protocol': words = '', ...rest } = headers;
    const socket = new WebSocket(`ws://127.0.0.1:${door.port}/api/terminals/${id}`, words.split(', '), { headers: rest });
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
    return { closed };
  }
});
