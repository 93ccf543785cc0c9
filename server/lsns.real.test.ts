/** Against lsns(8) itself, byte by byte, where only the test's own namespaces are listed: nothing else may come or go there. */
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NamespaceType } from '@/lib/schema';
import { commOf, inoOf } from './guests.fixture';
import { lsns, type LsnsSaid } from './lsns';
import { CHECKOUT } from './web-door.fixture';

const HELPER = join(CHECKOUT, 'native/build/nsatlas-inspect');
const run = promisify(execFile);
const WAIT = { timeout: 20_000, interval: 20 };

/** An escape sequence, a newline, quotes, what looks like an escape, UTF-8 of two widths, and a byte that is none. */
const HOSTILE = Buffer.concat([Buffer.from('a\x1b[31m b\n"q\\x41\\y\tz é 日 |'), Buffer.of(0xff)]);
/** `$1` is a file that holds what the process is to be called: Node's arguments are always UTF-8. */
const GUEST = 'exec -a "$(cat "$1")" bash -c "sleep 301 & sleep 302 & unshare --uts sleep 303 & wait"';
const TYPES = ['--user', '--map-root-user', '--net', '--uts', '--ipc', '--mount', '--cgroup', '--time', '--pid', '--fork', '--kill-child'];

const folder = mkdtempSync(join(tmpdir(), 'nsatlas-lsns-'));
const wrapper = join(folder, 'inspect');
/** A pid namespace with a /proc and a /mnt of its own: lsns gives up without a word when any process it sees ends while it looks. */
let world: ChildProcess;
let keeper = 0;
/** As the world numbers it, and as we do. */
let guest = 0;
let guestHere = 0;

beforeAll(async () => {
  writeFileSync(join(folder, 'name'), HOSTILE);
  const setUp = "mount -t tmpfs none /mnt && touch /mnt/a '/mnt/b c' /mnt/alone && exec sleep 300";
  world = spawn('setpriv', ['--pdeathsig', 'SIGKILL', '--', 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', setUp], { stdio: 'ignore' });
  keeper = await vi.waitUntil(() => childrenOf(world.pid ?? 0).find((pid) => commOf(pid) === 'sleep'), WAIT);
  const outer = spawn('nsenter', inWorld(['unshare', ...TYPES, 'bash', '-c', GUEST, 'bash', join(folder, 'name')]), { stdio: 'ignore' });
  outer.unref();
  guestHere = await vi.waitUntil(() => descendantsOf(outer.pid ?? 0).find((pid) => childrenOf(pid).filter((child) => commOf(child) === 'sleep').length === 3), WAIT);
  guest = Number(/^NSpid:.*\t(\d+)\t\d+$/m.exec(readFileSync(`/proc/${guestHere}/status`, 'utf8'))?.[1]);
  for (const place of ['/mnt/b c', '/mnt/a']) await run('nsenter', inWorld(['mount', '--bind', `/proc/${guest}/ns/net`, place]));
  await run('nsenter', inWorld(['unshare', '--uts=/mnt/alone', 'true']));
  writeFileSync(wrapper, `#!/bin/sh\nexec nsenter ${inWorld([HELPER]).join(' ')} "$@"\n`);
  chmodSync(wrapper, 0o755);
}, 60_000);

afterAll(async () => {
  const ended = new Promise((resolve) => world.once('exit', resolve));
  // All others end with the first process of their pid namespace.
  if (keeper > 0) process.kill(keeper, 'SIGKILL');
  world.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true });
});

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((word) => word !== '').map(Number);
}

function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

const inWorld = (argv: readonly string[]) => [`--target=${keeper}`, '--mount', '--pid', '--', ...argv];
const inoInside = (type: NamespaceType) => String(inoOf(guestHere, type));
const placed = (words: readonly string[]) => words.map((word) => word.replace('GUEST', String(guest)).replace('INO_OF_PID', inoInside('pid')).replace('INO_OF_NET', inoInside('net')));

async function theirs(words: readonly string[], env: Record<string, string> = {}): Promise<Buffer> {
  return (await run('nsenter', inWorld(['lsns', ...placed(words)]), { encoding: 'buffer', env: { ...process.env, ...env } })).stdout;
}

function ours(words: readonly string[], paper: { width?: number; unicode?: boolean } = {}): Promise<LsnsSaid> {
  return lsns(placed(words), { program: wrapper, version: '0', paper: { width: null, unicode: true, ...paper } });
}

const ALL_OF_238 = 'NS,TYPE,PATH,NPROCS,PID,PPID,COMMAND,UID,USER,NETNSID,NSFS,PNS,ONS';
const WORDS: readonly (readonly string[])[] = [
  ['-p', 'GUEST'],
  ['-l', '-p', 'GUEST'],
  ['-n', '-p', 'GUEST'],
  ['-r', '-p', 'GUEST'],
  ['-rn', '-t', 'net', '-t', 'uts', '-p', 'GUEST'],
  ['-t', 'net', '-p', 'GUEST'],
  ['-t', 'user', '-p', 'GUEST'],
  ['-t', 'net', '-W', '-p', 'GUEST'],
  ['-o', 'NSFS,COMMAND,NS', '-t', 'net', '-t', 'ipc', '-p', 'GUEST'],
  ['-o', '+PATH,PPID,UID,ONS', '-p', 'GUEST'],
  ['--output', 'pns,ons,type', '--task=GUEST'],
  ['-o', 'COMMAND,NSFS', '-t', 'net', '-p', 'GUEST'],
  ['-Tprocess', '-p', 'GUEST'],
  ['INO_OF_PID'],
  ['-l', 'INO_OF_PID'],
  ['-r', 'INO_OF_PID'],
  ['-T', 'INO_OF_NET'],
  ['-o', ALL_OF_238, 'INO_OF_NET', '-t', 'net'],
  ['--output', 'ns,netnsid', '-tnet', '-tmnt', '-p', 'GUEST', '-l'],
  ['-o', 'NS,PID,COMMAND,USER', 'INO_OF_NET'],
  ['-J', '-p', '4000000'],
  ['-p', '4000000'],
];

describe('npx nsatlas lsns', () => {
  it.each(WORDS.map((words) => [words.join(' '), words] as const))('prints what lsns %s prints', async (_, words) => {
    const [said, wanted] = [await ours(words), await theirs(words)];
    expect(said.out).toBe(wanted.toString('utf8'));
    expect(said.status).toBe(0);
  });

  // BPF iterators also show the pid namespace around the world, which lsns cannot see from inside.
  it.each([['-T'], ['--tree=parent']])('draws the trees of %s', async (tree) => {
    const [said, wanted] = [await ours([tree, '-p', 'GUEST', '--tier', 'proc']), await theirs([tree, '-p', 'GUEST'])];
    // What it hangs from is also theirs who look.
    const own = (text: string) => text.split('\n').filter((line) => !/^\d+ +(user|pid) +\d+ +[12] root/.test(line));
    expect(own(said.out)).toEqual(own(wanted.toString()));
    expect(own(said.out).length).toBeGreaterThan(8);
  });

  it.each([30, 60, 75])('cuts the command to %i columns of a terminal', async (width) => {
    const typed = (words: readonly string[]) => run('nsenter', inWorld(['script', '-qec', `stty cols ${width}; lsns ${placed(words).join(' ')}`, '/dev/null']));
    for (const words of [['-p', 'GUEST'], ['-o', 'COMMAND,NS', 'INO_OF_PID'], ['-u', '-p', 'GUEST']]) {
      expect.soft((await ours(words, { width })).out, words.join(' ')).toBe((await typed(words)).stdout.replaceAll('\r\n', '\n'));
    }
  });

  it('writes ASCII where the locale has no more', async () => {
    expect((await ours(['INO_OF_PID'], { unicode: false })).out).toBe((await theirs(['INO_OF_PID'], { LC_ALL: 'C' })).toString());
  });

  it('gives the same JSON, letter by letter, where lsns gives JSON at all', async () => {
    const printable = String.raw`a\x1b[31m b\x0a"q\x5cx41\y\x09z é 日 |\xff -c`;
    for (const words of [['-J', '-o', ALL_OF_238, '-p', 'GUEST'], ['-J', 'INO_OF_PID'], ['-J', '-l', '-t', 'net', '-p', 'GUEST']]) {
      const [said, wanted] = [await ours(words), await theirs(words)];
      // The command with a byte that is no UTF-8 stands there as in the table.
      expect(said.out).toBe(wanted.toString().replaceAll(/a\\u001b.*\ufffd -c/g, JSON.stringify(printable).slice(1, -1)));
      expect(() => void JSON.parse(said.out)).not.toThrow();
    }
  });

  it.each([
    ['-o', 'FOO'], ['-J', '-r'], ['-t', 'foo'], ['-p', 'x'], ['-Tfoo'], ['--foo'], ['-Z'], ['-o'], ['--json=1'], ['owner'], ['12345'], ['-p', '1', '4026531837'],
  ])('refuses %s %s with the words of lsns', async (...words) => {
    const given = words.filter((word) => typeof word === 'string');
    const wanted = spawnSync('lsns', given, { encoding: 'utf8' });
    const said = await ours(given);
    expect({ status: said.status, out: said.out }).toEqual({ status: wanted.status, out: '' });
    expect(`lsns: ${said.notes.at(-1) ?? ''}`).toContain(wanted.stderr.split('\n')[0]);
  });

  it('lists what no process is in, which lsns 2.38 does not, and says what holds it', async () => {
    const { out } = await ours(['--persistent', '-t', 'uts', '-r', '-n', '-o', 'NS,NPROCS,PID,COMMAND,USER,PATH,NSFS,HELDBY']);
    const { ino } = statSync(`/proc/${keeper}/root/mnt/alone`);
    expect(out.split('\n').filter((line) => line.startsWith(String(ino)))).toEqual([`${ino} 0   root /mnt/alone /mnt/alone mount`]);
  });
});
