import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * What a running product tells the person who started it: where it listens, and the tokens for programs.
 * @typedef {object} State
 * @property {number} port
 * @property {number} pid of the launcher
 * @property {number} startTime of the launcher, in clock ticks since boot: a pid alone can come to mean another process
 * @property {string} viewToken
 * @property {string} execToken
 */

const OF_ROOT = '/run/nsatlas';

/**
 * Readable by its owner alone. Under sudo the owner is who ran sudo, so that they can use the command line too.
 * @param {State} state
 * @param {{ uid: number, gid: number } | null} owner null: who runs us
 * @returns {() => void} removes it
 */
export function writeState(state, owner) {
  const folder = stateFolder();
  mkdirSync(folder, { recursive: true, mode: folder === OF_ROOT ? 0o755 : 0o700 });
  removeStale(folder);
  const path = join(folder, `${state.port}.json`);
  const fresh = `${path}.${process.pid}`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, `${JSON.stringify(state)}\n`, { mode: 0o600, flag: 'wx' });
  if (owner !== null) chownSync(fresh, owner.uid, owner.gid);
  renameSync(fresh, path);
  return () => rmSync(path, { force: true });
}

/** A launcher that was killed could not take its file away. @param {string} folder */
function removeStale(folder) {
  for (const path of statePaths(folder)) if (readState(path).some((state) => !isAlive(state))) rmSync(path, { force: true });
}

/** @param {string} folder */
function statePaths(folder) {
  return readdirSync(folder).filter((name) => /^\d+\.json$/.test(name)).map((name) => join(folder, name));
}

/** @param {State} state */
function isAlive({ pid, startTime }) {
  return startTimeOf(pid) === startTime;
}

/** All products whose tokens this user may read. @returns {State[]} */
export function readStates() {
  return [...new Set([OF_ROOT, stateFolder()])].filter((folder) => existsSync(folder))
    .flatMap(statePaths)
    .flatMap(readState)
    .filter(isAlive);
}

/**
 * Field 22 of proc_pid_stat(5); null when no such process is there.
 * @param {number} pid
 */
export function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in the second field can hold anything, brackets too: count from behind the last one.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ESRCH')) return null;
    throw error;
  }
}

/** @param {string} path @returns {State[]} */
function readState(path) {
  try {
    return [JSON.parse(readFileSync(path, 'utf8'))];
  } catch (error) {
    // Another user's, or removed since we listed the folder.
    if (isErrno(error, 'EACCES', 'ENOENT')) return [];
    throw error;
  }
}

/** Where the state files of this user are. */
export function stateFolder() {
  if (process.getuid?.() === 0) return OF_ROOT;
  const runtime = process.env.XDG_RUNTIME_DIR;
  const isOurs = runtime !== undefined && existsSync(runtime) && statSync(runtime).uid === process.getuid?.();
  return isOurs ? join(runtime, 'nsatlas') : join(homedir(), '.local/state/nsatlas');
}

/**
 * @param {unknown} error
 * @param {...string} codes
 */
function isErrno(error, ...codes) {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
