/** What a container can put in the way of whoever looks at it. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allPids, isAlive, parentOf, programOf, startTimeOf } from './processes';
import { CHECKOUT } from './product';
import { run, until } from './run';
import { endProcess, type Guest, type RootedGuest, type Sandbox } from './sandbox';

const HELPER = `${CHECKOUT}/native/build/nsatlas-inspect`;
const SERVER = fileURLToPath(new URL('fuse-server.mjs', import.meta.url));
const GIB = 2 ** 30;

/** Never to be told by an answer: a nameserver in a file of the host that no guest has. */
export const SECRET = '192.0.2.66';

export interface HostileResolver {
  readonly what: string;
  /** Puts it at this path, which is free. */
  readonly make: (path: string) => unknown;
  /** In the words of the page. */
  readonly says: string;
}

/** `secret`: a path of the host that has SECRET as nameserver. */
export function hostileResolvers(secret: string): HostileResolver[] {
  const link = (target: string) => (path: string) => symlinkSync(target, path);
  return [
    { what: 'a FIFO', make: (path) => run(['mkfifo', path]), says: 'it is a FIFO' },
    { what: 'a directory', make: (path) => mkdirSync(path), says: 'it is a directory' },
    { what: 'a device without an end', make: (path) => run(['mknod', path, 'c', '1', '5']), says: 'it is a device' },
    { what: 'a file of 1 GiB', make: makeHuge, says: 'it is larger than 64 KiB: only the start was read' },
    { what: 'a link to /proc/1/root', make: link('/proc/1/root/etc/shadow'), says: 'its path leads through a link of /proc' },
    { what: 'a link to the root of a process of the host', make: link(`/proc/${process.pid}/root${secret}`), says: 'its path leads through a link of /proc' },
    { what: 'a link up and out to /etc/shadow', make: link('../../../../../../etc/shadow'), says: 'there is none' },
    { what: 'a link up and out to the secret', make: link(`../../../../../..${secret}`), says: 'there is none' },
    { what: 'a link to the log of the kernel', make: link('/proc/kmsg'), says: 'it is a file of the kernel\'s own, as in /proc or /sys' },
    { what: 'a link to itself', make: link('resolv.conf'), says: 'its path has too many links' },
  ];
}

function makeHuge(path: string): void {
  writeFileSync(path, 'nameserver 192.0.2.53\n');
  truncateSync(path, GIB);
}

/** The /proc of the host, below the guest's root. */
export function giveProc({ pid, root }: RootedGuest): Promise<string> {
  return run(['nsenter', `--mount=/proc/${pid}/ns/mnt`, '--', 'mount', '--bind', '/proc', join(root, 'proc')]);
}

/** Mounts a file system in the guest's mnt namespace, whose path then gets this name: no mount(8) takes bytes that are no UTF-8. Gives the path. */
export async function mountAt(sandbox: Sandbox, { pid }: Guest, name: Buffer): Promise<Buffer> {
  const plain = join(sandbox.folder, 'plain');
  mkdirSync(plain);
  await run(['nsenter', `--mount=/proc/${pid}/ns/mnt`, '--', 'mount', '-t', 'tmpfs', 'nsatlas-e2e', plain]);
  const path = Buffer.concat([Buffer.from(`${sandbox.folder}/`), name]);
  renameSync(plain, path);
  return path;
}

/** Over the guest's /etc comes a FUSE file system whose server keeps silent. Gives the server; it ends first when the sandbox does. */
export async function coverEtc(sandbox: Sandbox, { pid, root }: RootedGuest): Promise<number> {
  const fuse = openSync('/dev/fuse', 'r+');
  try {
    const server = spawn('setpriv', ['--pdeathsig', 'SIGKILL', '--', process.execPath, SERVER], { stdio: ['ignore', 'pipe', 'inherit', fuse] });
    const first = server.pid ?? 0;
    sandbox.atEnd(() => endProcess(first));
    let said = '';
    server.stdout?.on('data', (piece: Buffer) => { said += piece.toString(); });
    await mountFuse(pid, join(root, 'etc'), fuse);
    await until('the FUSE server is ready', () => said.includes('ready'));
    return first;
  } finally {
    closeSync(fuse);
  }
}

function mountFuse(pid: number, path: string, fuse: number): Promise<void> {
  const argv = ['-i', '-n', '-t', 'fuse', '-o', 'fd=3,rootmode=40000,user_id=0,group_id=0', 'nsatlas-e2e', path];
  const child = spawn('nsenter', [`--mount=/proc/${pid}/ns/mnt`, '--', 'mount', ...argv], { stdio: ['ignore', 'ignore', 'inherit', fuse] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`mount -t fuse ended with ${code}`))));
  });
}

/** Runs a list of commands of ip(8) in a named net namespace. */
export async function ipBatch(sandbox: Sandbox, netns: string, lines: readonly string[]): Promise<void> {
  const file = join(sandbox.folder, `${netns}.batch`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  await run(['ip', '-n', netns, '-batch', file]);
}

/** The living processes that run the helper of this checkout, each with its start: a pid can come again. */
function helpers(): { readonly pid: number; readonly startTime: number | null }[] {
  return allPids().filter((pid) => isAlive(pid) && programOf(pid) === HELPER).map((pid) => ({ pid, startTime: startTimeOf(pid) }));
}

/** Waits until of the helpers that run now only the one is left that watches for the page, with the processes it started; others may have come. */
export async function helpersEnd(): Promise<void> {
  const now = helpers();
  await until('the helpers ended', () => {
    const left = now.filter(({ pid, startTime }) => startTimeOf(pid) === startTime && isAlive(pid)).map(({ pid }) => pid);
    return left.filter((pid) => !left.includes(parentOf(pid) ?? 0)).length <= 1;
  });
}
