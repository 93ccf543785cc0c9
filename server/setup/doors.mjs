import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmdirSync, unlinkSync, watch } from 'node:fs';
import { join } from 'node:path';
import { inCheckout } from './checkout.mjs';

/**
 * A directory that only root and the web user's group can enter. The doors stand in it.
 * @param {import('./users.mjs').User} user
 */
export function makePrivateDirectory({ gid }) {
  const path = mkdtempSync('/run/nsatlas.');
  chownSync(path, 0, gid);
  chmodSync(path, 0o750);
  return { path, remove: () => removeShallow(path) };
}

/**
 * Never recursive: were the checkout ever mounted in here, it must not be emptied.
 * @param {string} path
 */
function removeShallow(path) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const remove = entry.isDirectory() ? rmdirSync : unlinkSync;
    remove(join(path, entry.name));
  }
  rmdirSync(path);
}

/** @param {'inspect' | 'exec'} door */
export function programOf(door) {
  return inCheckout(`native/build/nsatlas-${door}`);
}

/**
 * Opens a door: a listener that admits the web user alone and starts one helper for each connection.
 * @param {import('./children.mjs').Children} children
 * @param {'inspect' | 'exec'} door
 * @param {string} directory
 * @param {import('./users.mjs').User} user
 * @returns {Promise<string>} its address, once it can be used
 */
export async function openDoor(children, door, directory, { uid, gid }) {
  const socket = join(directory, `${door}.sock`);
  const argv = [inCheckout('native/build/nsatlas-listen'), '--socket', socket, '--gid', `${gid}`, '--allow-uid', `${uid}`, '--die-with-parent', '--', programOf(door)];
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
    const watcher = watch(directory, () => {
      if (!existsSync(path)) return;
      watcher.close();
      resolve();
    });
  });
}
