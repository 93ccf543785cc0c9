/** The helper as it is built: real shells on real terminals, against what /proc and the shell itself say. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Snapshot } from '@/lib/schema';
import { terminalRequest, type Terminal, type TerminalRequest } from '@/lib/terminal-schema';
import type { Viewer } from '../authorize';
import { Guests, inoOf, startTimeOf } from '../guests.fixture';
import type { Keys } from '../guard/judge';
import { signOut } from '../guard/sign-out';
import { scanHost } from '../scan';
import { containersBy, takeSnapshot } from '../take-snapshot';
import { CHECKOUT, EXEC_TOKEN, openTestDoor, type TestDoor } from '../web-door.fixture';
import { makeTerminals, type TerminalServices } from './make-terminals';
import type { Terminals } from './terminals';
import { openPage, startExecDoor, type ExecDoor, type TestPage } from './terminals.fixture';

const BUILD = join(CHECKOUT, 'native/build');
const INSPECT = { transport: 'spawn', program: join(BUILD, 'nsatlas-inspect') } as const;
const BOSS: Viewer = { name: 'the exec token', acts: ['view', 'exec'] };
const SH = ['env', 'PS1=ready> ', 'sh'];

const guests = new Guests();
let guest = 0;
let snapshot: Snapshot;
let execDoor: ExecDoor;
let door: TestDoor;
let keys: Keys;
let terminals: Terminals;
let services: TerminalServices;
let stopping: AbortController;
const pages: TestPage[] = [];

beforeAll(async () => {
  execDoor = await startExecDoor(BUILD);
  guest = await guests.add('--net', '--uts', '--ipc', '--mount', '--pid', '--fork', '--kill-child');
  snapshot = await takeSnapshot({ scan: () => scanHost(INSPECT), ...containersBy({ inspectDoor: INSPECT }), previous: null });
}, 60_000);
afterAll(async () => {
  await guests.end();
  await execDoor.stop();
});

beforeEach(async () => {
  stopping = new AbortController();
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const house = { readOnly: false, hasExecDoor: true };
  door = await openTestDoor({
    terminals: (given) => {
      keys = given;
      ({ terminals, services } = makeTerminals({ execDoor: execDoor.address, house, keys, stopping: stopping.signal, credentials: ({ name }) => ({ viewer: name }), lookUp: (find) => Promise.resolve(find(snapshot)) }));
      return terminals;
    },
  });
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.leave();
  terminals.stop();
  await vi.waitUntil(() => services.list(BOSS).terminals.every(({ state }) => state.kind === 'ended' || state.kind === 'failed'), { timeout: 10_000 });
  await door.stop();
  vi.restoreAllMocks();
});

async function begin(more: Partial<TerminalRequest> = {}, viewer = BOSS): Promise<string> {
  const request = terminalRequest.parse({ target: `process/${guest}@${startTimeOf(guest)}`, types: ['net', 'uts'], argv: SH, columns: 80, rows: 24, ...more });
  return (await services.start(request, viewer)).id;
}

async function show(id: string, have?: number): Promise<TestPage> {
  const page = await openPage(door.port, id, { token: EXEC_TOKEN, ...(have === undefined ? {} : { have }) });
  pages.push(page);
  return page;
}

/** A shell that has asked for its first line. */
async function prompt(more: Partial<TerminalRequest> = {}, viewer = BOSS): Promise<{ readonly id: string; readonly page: TestPage }> {
  const id = await begin(more, viewer);
  const page = await show(id);
  await page.waitFor('ready> ', 20_000);
  return { id, page };
}

const rowOf = (id: string): Terminal => services.row(id, BOSS).terminal;

async function over(id: string, timeout = 5000): Promise<Terminal['state']> {
  await vi.waitUntil(() => ['ended', 'failed'].includes(rowOf(id).state.kind), { timeout, interval: 10 });
  return rowOf(id).state;
}

/** What the command wrote after it was typed, without its echo. */
async function answerTo(page: TestPage, command: string): Promise<string> {
  const from = page.text.length;
  page.type(`${command}; echo 'don''e'\r`);
  await vi.waitUntil(() => page.text.slice(from).includes('\ndone'), { timeout: 10_000, interval: 5 });
  const said = page.text.slice(from);
  return said.slice(said.indexOf('\n') + 1, said.lastIndexOf('done')).replaceAll('\r', '').trim();
}

describe('a shell in a terminal', () => {
  it('stands in the namespaces of its target, on a terminal of the size that was asked for', async () => {
    const { id, page } = await prompt({ columns: 132, rows: 43 });
    expect(await answerTo(page, 'stty size')).toBe('43 132');
    expect(await answerTo(page, 'echo $TERM')).toBe('xterm-256color');
    expect(await answerTo(page, 'test -t 0 && test -t 1 && test -t 2 && echo all')).toBe('all');
    const pid = rowOf(id).pid ?? 0;
    expect([inoOf(pid, 'net'), inoOf(pid, 'uts'), inoOf(pid, 'ipc')]).toEqual([inoOf(guest, 'net'), inoOf(guest, 'uts'), inoOf('self', 'ipc')]);
    expect(readlinkSync(`/proc/${pid}/fd/0`)).toMatch(/^\/dev\/pts\/\d+$/);
  });

  it('follows the size of the page that sets it', async () => {
    const { page } = await prompt();
    page.say({ kind: 'resize', columns: 200, rows: 60 });
    await vi.waitUntil(() => page.row.columns === 200, { timeout: 5000 });
    expect(await answerTo(page, 'stty size')).toBe('60 200');
  });

  it('is the first shell that is there, where none was named', async () => {
    const id = await begin({ argv: null, types: ['net'] });
    await vi.waitUntil(() => rowOf(id).state.kind === 'running', { timeout: 20_000 });
    expect(rowOf(id).argv).toEqual(['bash']);
    expect(readFileSync(`/proc/${rowOf(id).pid ?? 0}/comm`, 'utf8')).toBe('bash\n');
  });

  it('hears the keys of a terminal: interrupt, and end of input', async () => {
    const { id, page } = await prompt();
    page.type('sleep 271.5\r');
    await vi.waitUntil(() => runningWith('271.5').length === 1, { timeout: 10_000 });
    page.type('\u0003');
    await vi.waitUntil(() => runningWith('271.5').length === 0, { timeout: 10_000 });
    page.type('exit 7\r');
    expect(await over(id)).toMatchObject({ kind: 'ended', code: 7, signal: null, reason: 'exit' });
    expect(await page.closed).toBe(1000);
  });

  it('gives back every byte that it writes, however many', async () => {
    const { page } = await prompt();
    const from = page.bytes.length;
    page.type('stty -opost; seq 400000; stty opost; echo end\r');
    await page.waitFor(/400000\n(.|\n)*end\r\n/, 20_000);
    const lines = Array.from({ length: 400_000 }, (_, at) => `${at + 1}\n`).join('');
    const said = page.bytes.subarray(from).toString('latin1');
    const at = said.indexOf('\n1\n2\n') + 1;
    expect(hashOf(said.slice(at, at + lines.length))).toBe(hashOf(lines));
  });

  it('that is not there has failed, with a reason and a way out', async () => {
    const id = await begin({ argv: null, types: ['mnt'], root: { path: '/proc' } });
    expect(await over(id, 20_000)).toMatchObject({ kind: 'failed', answer: { stage: 'run', message: expect.stringContaining('busybox were looked for') as string } });
  });
});

describe('a page that is loaded again', () => {
  it('goes on byte by byte, with what was written meanwhile', async () => {
    const { id, page } = await prompt();
    page.type('for i in $(seq 3000); do echo "line $i ä"; done; sleep 0.3; seq 500; echo en""d\r');
    await page.waitFor('line 100 ');
    await page.leave();
    const lost = page.bytes;
    await vi.waitUntil(() => rowOf(id).watchers === 0);
    const [rest, whole] = [await show(id, page.at), await show(id)];
    for (const shown of [rest, whole]) await shown.waitFor('\nend\r\n', 10_000);
    expect([rest.hello.from, whole.hello.from]).toEqual([page.at, 0]);
    expect(Buffer.concat([lost, rest.bytes]).equals(whole.bytes.subarray(0, rest.at))).toBe(true);
    expect(whole.text).toContain('line 3000 ä\r\n');
  });

  it('is not needed: the command goes on, and its last 256 KiB are kept', async () => {
    const id = await begin({ argv: ['seq', '200000'] });
    expect(await over(id, 20_000)).toMatchObject({ code: 0 });
    const page = await show(id);
    await page.closed;
    expect(page.text).toMatch(/^(\d+\r\n)+$/);
    expect([page.text.endsWith('\r\n199999\r\n200000\r\n'), page.hello.from + page.bytes.length]).toEqual([true, rowOf(id).bytesOut]);
    expect(page.bytes.length).toBeGreaterThan(256 * 1024 - 16);
  });
});

describe('many terminals', () => {
  it('are opened at once, a hundred of them, and each answers', async () => {
    const began = performance.now();
    const all = await Promise.all(Array.from({ length: 100 }, (_, at) => prompt({ argv: ['env', 'PS1=ready> ', `WHO=${at}`, 'sh'] })));
    const opened = performance.now() - began;
    for (const { page } of all) page.type('echo I am $WHO.\r');
    await Promise.all(all.map(({ page }, at) => page.waitFor(`I am ${at}.`, 20_000)));
    expect(opened).toBeLessThan(20_000);
    for (const { id } of all) services.end(id, BOSS);
    expect(await Promise.all(all.map(({ page }) => page.closed))).toEqual(all.map(() => 1000));
    expect(all.map(({ page }) => page.row.state.kind)).toEqual(all.map(() => 'ended'));
  }, 60_000);

  it('do not wait for one that floods a page that sleeps', async () => {
    const [loud, quiet] = [await prompt(), await prompt()];
    loud.page.sleeps = true;
    loud.page.ack();
    loud.page.type('yes\r');
    await vi.waitUntil(() => rowOf(loud.id).bytesOut > 256 * 1024, { timeout: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const held = rowOf(loud.id).bytesOut;
    const began = performance.now();
    expect(await answerTo(quiet.page, 'echo here')).toBe('here');
    expect(performance.now() - began).toBeLessThan(1000);
    expect(rowOf(loud.id).bytesOut).toBe(held);
    expect(held).toBeLessThan(640 * 1024);
    loud.page.type('\u0003');
    loud.page.sleeps = false;
    loud.page.ack();
    await vi.waitUntil(() => loud.page.text.endsWith('ready> '), { timeout: 10_000 });
  });
});

describe('nothing is left of a terminal', () => {
  /** With a job in the foreground, one in the background and one that has left its session; none of them hears a hang-up. */
  async function busy(argument: string, viewer = BOSS): Promise<{ readonly id: string; readonly page: TestPage }> {
    const shell = await prompt({}, viewer);
    shell.page.type(`trap '' HUP; sleep ${argument} & setsid sleep ${argument} & sleep ${argument}\r`);
    await vi.waitUntil(() => runningWith(argument).length === 3, { timeout: 10_000 });
    return shell;
  }
  const gone = (argument: string): Promise<boolean> => vi.waitUntil(() => runningWith(argument).length === 0, { timeout: 5000, interval: 10 });

  it('that was ended by its button', async () => {
    const { id } = await busy('272.5');
    services.end(id, BOSS);
    expect(await over(id)).toMatchObject({ kind: 'ended', reason: 'asked', by: BOSS.name });
    await gone('272.5');
  });

  it('whose session signed out', async () => {
    const viewer = keys.sessions.byBoth(keys.sessions.open());
    if (viewer === null) throw new Error('not signed in');
    const { id } = await busy('273.5', viewer);
    signOut(viewer, keys, terminals);
    await gone('273.5');
    expect(await over(id)).toMatchObject({ kind: 'ended', reason: 'signed-out' });
  });

  it('when nsatlas stops', async () => {
    const { id } = await busy('274.5');
    stopping.abort();
    await gone('274.5');
    expect(await over(id)).toMatchObject({ kind: 'ended', reason: 'stopping' });
  });

  it('whose helper was killed', async () => {
    const { id, page } = await busy('275.5');
    for (const pid of helpersOf(rowOf(id).pid ?? 0)) process.kill(pid, 'SIGKILL');
    expect(await over(id)).toMatchObject({ kind: 'failed', answer: { failure: 'fault' } });
    expect(await page.closed).toBe(1000);
    await gone('275.5');
  });

  it('that ends by itself, and its shell hears of it', async () => {
    const { id, page } = await prompt();
    services.end(id, BOSS);
    expect(await over(id)).toMatchObject({ kind: 'ended', code: null, signal: 'SIGHUP', reason: 'asked' });
    expect(await page.closed).toBe(1000);
  });
});

it('a recording has what the page saw, and the sizes', async () => {
  const { id, page } = await prompt({ record: true });
  await answerTo(page, 'echo recorded');
  page.say({ kind: 'resize', columns: 90, rows: 30 });
  await vi.waitUntil(() => page.row.columns === 90, { timeout: 5000 });
  services.change(id, { record: false }, BOSS);
  const [header, ...events] = services.recording(id, BOSS).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);
  const rows = events as [number, string, string][];
  expect(header).toMatchObject({ version: 2, width: 80, height: 24 });
  expect(rows.filter(([, code]) => code === 'o').map(([, , data]) => data).join('')).toBe(page.text);
  expect(rows.filter(([, code]) => code !== 'o').map(([, code, data]) => [code, data])).toEqual([['r', '90x30']]);
  expect(rows.map(([time]) => time)).toEqual([...rows.map(([time]) => time)].sort((a, b) => a - b));
});

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Pids of sleep(1) with this argument: zombies have none. */
function runningWith(argument: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && readOrNothing(`/proc/${name}/cmdline`) === `sleep\0${argument}\0`);
}

/** The nsatlas-exec that runs the command. */
function helpersOf(command: number): number[] {
  const parent = Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${command}/status`, 'utf8'))?.[1]);
  return readOrNothing(`/proc/${parent}/comm`) === 'nsatlas-exec\n' ? [parent] : [];
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}
