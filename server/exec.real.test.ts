/** The helpers as they are built: a command of ours inside, against what readlink(1) and /proc say. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { execRequest, type ExecRequest, type ExecResult } from '@/lib/exec-schema';
import { NAMESPACE_TYPES, type NamespaceType, type Snapshot } from '@/lib/schema';
import { textBytes } from '@/lib/text';
import { runInside } from './exec';
import { Guests, inoOf, startTimeOf } from './guests.fixture';
import { scanHost } from './scan';
import { containersBy, takeSnapshot } from './take-snapshot';
import { CHECKOUT } from './web-door.fixture';

const doorOf = (name: string) => ({ transport: 'spawn', program: join(CHECKOUT, 'native/build', name) }) as const;
const INSPECT = doorOf('nsatlas-inspect');
const EXEC = doorOf('nsatlas-exec');

const guests = new Guests();
let guest = 0;
let snapshot: Snapshot;

beforeAll(async () => {
  guest = await guests.add('--net', '--uts', '--ipc', '--mount', '--cgroup', '--pid', '--fork', '--kill-child');
  snapshot = await takeSnapshot({ scan: () => scanHost(INSPECT), ...containersBy({ inspectDoor: INSPECT }), previous: null });
}, 60_000);
afterAll(() => guests.end());

type Options = Partial<Pick<ExecRequest, 'as' | 'capabilities' | 'root' | 'directory' | 'environment' | 'cgroup'>>;

interface Wish extends Options {
  readonly types?: readonly NamespaceType[];
  readonly timeoutMs?: number;
  readonly outputLimitBytes?: number;
  readonly signal?: AbortSignal;
}

function inside(argv: readonly string[], { types = ['net', 'uts'], signal, ...more }: Wish = {}): Promise<ExecResult> {
  const request = execRequest.parse({ target: `process/${guest}@${startTimeOf(guest)}`, types, argv, ...more });
  return runInside(request, { credentials: { viewer: 'session 1' }, execDoor: EXEC, snapshot, signal });
}

describe('a command in the namespaces of a guest', () => {
  it('stands in those that were asked for, and in no others', async () => {
    const types: readonly NamespaceType[] = ['net', 'uts', 'ipc'];
    const { stdout, stderr, code } = await inside(['readlink', ...NAMESPACE_TYPES.map((type) => `/proc/self/ns/${type}`)], { types });
    const lines = (stdout as string).trim().split('\n');
    const theirs = NAMESPACE_TYPES.filter((type) => lines.includes(`${type}:[${inoOf(guest, type)}]`));
    expect([stderr, code]).toEqual(['', 0]);
    expect(theirs.filter((type) => inoOf(guest, type) !== inoOf('self', type)).sort()).toEqual([...types].sort());
  });

  it('gives back both streams, the code, and every byte', async () => {
    expect(await inside(['sh', '-c', String.raw`printf 'ü\377'; echo complaint >&2; exit 7`])).toMatchObject({ code: 7, signal: null, stdout: { b64: Buffer.from([0xc3, 0xbc, 0xff]).toString('base64') }, stderr: 'complaint\n' });
  });

  it('gets its arguments as they are', async () => {
    const words = ['$HOME', '`id`', 'a b', "'", '', '*', '\n', 'ü'];
    expect((await inside(['printf', '%s|', ...words])).stdout).toBe(words.map((word) => `${word}|`).join(''));
  });

  it('has nothing to read', async () => {
    expect(await inside(['cat'])).toMatchObject({ code: 0, stdout: '', timedOut: false });
  });

  it('may write much more than fits on the way', async () => {
    const lines = Array.from({ length: 500_000 }, (_, at) => `${at + 1}\n`).join('');
    const { stdout, truncated } = await inside(['seq', '500000'], { outputLimitBytes: 8 * 1024 * 1024 });
    expect([truncated, hashOf(textBytes(stdout))]).toEqual([false, hashOf(Buffer.from(lines))]);
  });

  it('is cut at the limit and still ends', async () => {
    const { stdout, truncated, code } = await inside(['seq', '500000'], { outputLimitBytes: 100_000 });
    expect([textBytes(stdout).length, truncated, code]).toEqual([100_000, true, 0]);
  });

  it('that takes too long is ended', async () => {
    expect(await inside(['sleep', '241.5'], { timeoutMs: 200 })).toMatchObject({ timedOut: true });
    expect(runningWith('241.5')).toEqual([]);
  });

  it('is ended with all it started when the asker goes', async () => {
    const asker = new AbortController();
    const asked = inside(['sh', '-c', 'sleep 242.5 & setsid sleep 242.5 & sleep 242.5'], { signal: asker.signal });
    await vi.waitUntil(() => runningWith('242.5').length === 3, { timeout: 10_000 });
    asker.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitUntil(() => runningWith('242.5').length === 0, { timeout: 10_000 });
  });

  it('that is not there is refused with a reason', async () => {
    await expect(inside(['no-such-program'])).rejects.toMatchObject({ name: 'HelperError', stage: 'run' });
  });

  it('is refused when the process has come to be another', async () => {
    const other = { ...snapshot, processes: snapshot.processes.map((row) => (row.pid === guest ? { ...row, startTime: row.startTime + 1 } : row)) };
    const request = execRequest.parse({ target: `process/${guest}@${startTimeOf(guest)}`, types: ['net'], argv: ['true'] });
    await expect(runInside(request, { credentials: { viewer: 'session 1' }, execDoor: EXEC, snapshot: other })).rejects.toMatchObject({ failure: expect.stringMatching(/identity|gone/) as string });
  });
});

describe('a wish for the command', () => {
  const all: readonly NamespaceType[] = ['net', 'uts', 'ipc', 'mnt', 'cgroup', 'pid'];
  const statusOf = async (wish: Options): Promise<string> => (await inside(['cat', '/proc/self/status'], { types: all, ...wish })).stdout as string;
  const lineOf = (status: string, name: string): string => (new RegExp(String.raw`^${name}:(.*)$`, 'm').exec(status)?.[1] ?? '').trim();

  it('for other ids is what the kernel says of it', async () => {
    const status = await statusOf({ as: { uid: 4242, gid: 4343 } });
    expect(['Uid', 'Gid', 'Groups', 'CapEff'].map((name) => lineOf(status, name))).toEqual(['4242\t4242\t4242\t4242', '4343\t4343\t4343\t4343', '', '0000000000000000']);
  });

  it('for no capabilities, and for all, is what the kernel says of it', async () => {
    const [none, all_] = [await statusOf({ as: 'root', capabilities: 'none' }), await statusOf({ as: 'root', capabilities: 'all' })];
    expect(['Uid', 'CapPrm', 'CapBnd', 'CapAmb'].map((name) => lineOf(none, name))).toEqual(['0\t0\t0\t0', '0000000000000000', '0000000000000000', '0000000000000000']);
    expect(lineOf(all_, 'CapBnd')).toBe(lineOf(readFileSync('/proc/self/status', 'utf8'), 'CapBnd'));
  });

  it('for a root and a directory is where pwd(1) stands', async () => {
    const { stdout } = await inside(['sh', '-c', 'pwd; ls'], { types: all, root: { path: '/usr' }, directory: { path: '/share/../bin/..' } });
    expect(stdout).toBe(`/\n${readdirSync('/usr').sort().join('\n')}\n`);
    await expect(inside(['true'], { types: all, directory: { path: '/no/such' } })).rejects.toMatchObject({ failure: 'join', errno: 'ENOENT', message: expect.stringContaining('/no/such') as string });
  });

  it('for the environment of the target is what the host sees of that one', async () => {
    const { stdout } = await inside(['cat', '/proc/self/environ'], { types: all, environment: { from: 'target', set: ['WISH=granted'] } });
    const theirs = readFileSync(`/proc/${guest}/environ`, 'utf8').split('\0').filter((variable) => variable.includes('=') && !variable.startsWith('NSATLAS_EXEC='));
    expect((stdout as string).split('\0').slice(1)).toEqual(['WISH=granted', ...theirs, '']);
  });

  it('for the control groups of the target is below those, and none is left', async () => {
    const linesOf = (text: string): string[] => text.trim().split('\n');
    const { stdout } = await inside(['cat', '/proc/self/cgroup'], { types: ['uts'], cgroup: 'target' });
    const theirs = linesOf(readFileSync(`/proc/${guest}/cgroup`, 'utf8'));
    const own = linesOf(stdout as string);
    expect(own.filter((line) => !line.startsWith('0::'))).toEqual(theirs.filter((line) => !line.startsWith('0::')));
    const [below, above] = [own, theirs].map((lines) => lines.find((line) => line.startsWith('0::')) ?? '');
    expect(below).toMatch(new RegExp(String.raw`^${above?.replace(/\/$/, '')}/nsatlas-exec-\d+$`));
  });
});

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Pids of sleep(1) with this argument: zombies have none. */
function runningWith(argument: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && argvOf(name) === `sleep\0${argument}\0`);
}

function argvOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}
