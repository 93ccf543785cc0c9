/** Daemons of container runtimes: started, remembered on disk, and ended, also those that an interrupted run left. */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allPids, argvOf, isAlive, startTimeOf } from './processes';
import { listFolder, removeEmptyFolders, removeTree, unmountAll } from './rig-leavings';
import { until } from './run';
import { endProcess } from './sandbox';

const HOME = '/run/nsatlas-rig';
/** Of the shims of every containerd, Docker's too. */
const SHIM_SOCKETS = '/run/containerd/s';
const LOCK_PATIENCE_SECONDS = '240';
/** How long the start of a rig may take: it may have to wait for its place. */
export const RIG_PATIENCE_MS = 300_000;
const START_PATIENCE_MS = 90_000;

/** The folder of a rig, for its sockets, settings and logs. It is made by the rig, and removed by it. */
export function rigFolder(name: string): string {
  return join(HOME, name);
}

/** Stands in a usual place while that is ours to take away. */
const MARK = 'nsatlas-rig';

/**
 * Runtimes whose state has to lie in its usual place can be there only once on a host: waits while another run has the
 * place, takes away what an interrupted one left, and throws when a runtime of the host has it. Gives the way back.
 */
export async function takePlace(rig: string, place: string, clear: () => Promise<void>): Promise<() => Promise<void>> {
  const unlock = await lock(rig);
  try {
    await clear();
    const things = thingsIn(place);
    if (things.length > 0 && !things.includes(join(place, MARK))) throw new Error(`${place} belongs to a runtime of this host`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, MARK), '');
  } catch (error) {
    await unlock();
    throw error;
  }
  return () => clear().finally(unlock);
}

/** Removes a place that was taken, in this or an earlier run; any other stays. */
export async function removePlace(place: string): Promise<void> {
  const things = thingsIn(place);
  if (!things.includes(join(place, MARK))) return;
  // Docker mounts its own onto itself.
  await unmountAll(place);
  for (const thing of things) await removeTree(thing);
  removeEmptyFolders(place);
}

/** What lies in a place; the sockets of shims left out, which those of any Docker beside us share. */
function thingsIn(place: string): string[] {
  return listFolder(place).map((name) => join(place, name)).filter((path) => path !== SHIM_SOCKETS);
}

/** Held until it is given back, or until we end, however that comes. */
async function lock(rig: string): Promise<() => Promise<void>> {
  mkdirSync(HOME, { recursive: true, mode: 0o700 });
  const keeper = spawn('flock', ['--wait', LOCK_PATIENCE_SECONDS, join(HOME, `${rig}.lock`), 'cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
  const held = new Promise<void>((resolve) => keeper.stdout.once('data', () => resolve()));
  keeper.stdin.write('held');
  await Promise.race([held, ended.then(() => { throw new Error(`another run has the place of ${rig}`); })]);
  return () => {
    keeper.stdin.end();
    return ended;
  };
}

/** Starts a daemon whose output goes to the rig's log, and waits until it answers. Rejects with its log. */
export async function startDaemon(rig: string, argv: readonly string[], isReady: () => Promise<boolean>): Promise<number> {
  mkdirSync(rigFolder(rig), { recursive: true, mode: 0o700 });
  const log = join(rigFolder(rig), 'log');
  const out = openSync(log, 'w');
  const child = spawn(argv[0] ?? '', argv.slice(1), { stdio: ['ignore', out, out], detached: true });
  closeSync(out);
  const pid = child.pid ?? 0;
  child.unref();
  appendFileSync(join(rigFolder(rig), 'pids'), `${identityOf(pid)}\n`);
  try {
    await until(`${rig} answers`, () => isAlive(pid) ? isReady() : Promise.reject(new Error(`${rig} ended`)), START_PATIENCE_MS);
  } catch (error) {
    throw new Error(`${rig} did not start:\n${readLines(log).slice(-40).join('\n')}`, { cause: error });
  }
  return pid;
}

/** Ends every daemon that this or an earlier run started for the rig, with all below them. */
export async function endDaemons(rig: string): Promise<void> {
  const list = join(rigFolder(rig), 'pids');
  for (const identity of readLines(list).filter(isStill)) await endProcess(Number(identity.split(' ')[0]));
  rmSync(list, { force: true });
}

/** Ends the shims of a containerd by its socket, and the containers below them. They outlive every daemon, and their sockets outlive them. */
export async function endShims(socket: string): Promise<void> {
  for (const pid of allPids().filter((pid) => isShimOf(pid, socket))) await endProcess(pid);
  const listening = readFileSync('/proc/net/unix', 'utf8');
  for (const name of listFolder(SHIM_SOCKETS).filter((name) => !listening.includes(join(SHIM_SOCKETS, name)))) rmSync(join(SHIM_SOCKETS, name));
  removeEmptyFolders(SHIM_SOCKETS, dirname(SHIM_SOCKETS));
}

function isShimOf(pid: number, socket: string): boolean {
  const argv = argvOf(pid);
  return (argv[0] ?? '').endsWith('containerd-shim-runc-v2') && argv.includes(socket) && isAlive(pid);
}

function identityOf(pid: number): string {
  return `${pid} ${startTimeOf(pid) ?? 0}`;
}

/** A pid comes back; with its start time it does not. */
function isStill(identity: string): boolean {
  const [pid, startTime] = identity.split(' ').map(Number);
  return pid !== undefined && isAlive(pid) && startTimeOf(pid) === startTime;
}

function readLines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter((line) => line !== '') : [];
}
