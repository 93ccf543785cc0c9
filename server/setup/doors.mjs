import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmdirSync, unlinkSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inCheckout } from './checkout.mjs';
import { startTimeOf } from './state-file.mjs';

const RUN = '/run';
const PREFIX = 'nsatlas.';
/** In each private directory: whose it is. A launcher that was killed could not take its own away. */
const MARK = 'launcher';

/**
 * A directory that only root and the web user's group can enter. The doors stand in it.
 * @param {import('./users.mjs').User} user
 */
export function makePrivateDirectory({ gid }) {
  removeLeftovers();
  const path = mkdtempSync(join(RUN, PREFIX));
  writeFileSync(join(path, MARK), `${process.pid} ${startTimeOf(process.pid)}\n`, { mode: 0o600 });
  chownSync(path, 0, gid);
  chmodSync(path, 0o750);
  return { path, remove: () => removeShallow(path) };
}

function removeLeftovers() {
  const marked = readdirSync(RUN).filter((name) => name.startsWith(PREFIX)).map((name) => join(RUN, name)).filter((path) => existsSync(join(path, MARK)));
  for (const path of marked) {
    const [pid, startTime] = readFileSync(join(path, MARK), 'utf8').split(' ').map(Number);
    if (startTimeOf(pid ?? 0) !== startTime) removeShallow(path);
  }
}

/** Where nsatlas-auth keeps tickets, and where what waits to be confirmed lies. */
const OF_RIGHTS = ['tickets', 'pending'];

/**
 * Directories for root alone, which the web user's group cannot enter.
 * @param {string} directory the private one
 */
export function makeRightsDirectories(directory) {
  for (const name of OF_RIGHTS) mkdirSync(join(directory, name), { mode: 0o700 });
  return { tickets: join(directory, 'tickets') };
}

/**
 * Never recursive: were the checkout ever mounted in here, it must not be emptied.
 * @param {string} path
 */
function removeShallow(path) {
  for (const name of OF_RIGHTS.filter((name) => existsSync(join(path, name)))) {
    for (const file of readdirSync(join(path, name))) unlinkSync(join(path, name, file));
  }
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const remove = entry.isDirectory() ? rmdirSync : unlinkSync;
    remove(join(path, entry.name));
  }
  rmdirSync(path);
}

/** @typedef {'inspect' | 'exec' | 'auth'} Door */

/** @param {Door} door */
export function programOf(door) {
  return inCheckout(`native/build/nsatlas-${door}`);
}

/** A command is waited for by a person: its helper is started before it is needed. */
const AHEAD = { inspect: [], exec: ['--ahead'], auth: [] };
/** What a command may have of processes and threads: as much as Podman lets a container have by itself. */
const LIMITS = { inspect: [], exec: ['--processes', '2048'], auth: [] };

/**
 * Opens a door: a listener that admits the web user alone and starts one helper for each connection.
 * @param {import('./children.mjs').Children} children
 * @param {Door} door
 * @param {{ directory: string, user: import('./users.mjs').User, words?: readonly string[] }} place words: for the helper
 * @returns {Promise<string>} its address, once it can be used
 */
export async function openDoor(children, door, { directory, user: { uid, gid }, words = [] }) {
  const socket = join(directory, `${door}.sock`);
  const argv = [inCheckout('native/build/nsatlas-listen'), '--socket', socket, '--gid', `${gid}`, '--allow-uid', `${uid}`, '--die-with-parent', ...AHEAD[door], '--', programOf(door), ...LIMITS[door], ...words];
  const appeared = appearance(directory, socket);
  children.start(`the ${door} door`, argv, { stdio: ['ignore', 'inherit', 'inherit'], env: { PATH: process.env.PATH } });
  await Promise.race([appeared, children.firstDeath]);
  return `unix:${socket}`;
}

/**
 * @param {string} directory
 * @param {string} path
 * @returns {Promise<void>}
 */
function appearance(directory, path) {
  return new Promise((resolve) => {
    // Not persistent: a door that never opens must not keep the launcher.
    const watcher = watch(directory, { persistent: false }, () => {
      if (!existsSync(path)) return;
      watcher.close();
      resolve();
    });
  });
}
