import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from './checkout.mjs';
import { Refusal } from './refusal.mjs';
import { run, runOrRefuse } from './run.mjs';
import { asWebUser } from './web-user.mjs';

/**
 * Where the web process finds the checkout and its node, and the argv that leads to the place from which it does.
 * @typedef {{ prefix: readonly string[], checkout: string, node: string, close: () => void }} Outlook
 */

/** @type {Outlook} */
const HOST = { prefix: [], checkout: CHECKOUT, node: process.execPath, close: () => undefined };

/**
 * Finds a way for the web user to read what is built. A clone below a closed folder (/root) is shown to it in a mount
 * namespace of its own, read-only, below the private directory; no file changes its mode.
 * @param {import('./users.mjs').User} user
 * @param {string} directory private, open to the user's group
 * @returns {Promise<Outlook>}
 */
export async function outlookFor(user, directory) {
  if (await canServe(HOST, user)) return HOST;
  const view = await openPrivateView(directory);
  if (await canServe(view, user)) return view;
  view.close();
  throw new Refusal(`${user.name} cannot read what is built in ${CHECKOUT}; name a user who can with --web-user`);
}

/**
 * @param {Outlook} outlook
 * @param {import('./users.mjs').User} user
 */
async function canServe({ prefix, checkout, node }, user) {
  const readable = ['dist/server.js', '.next/BUILD_ID', 'node_modules/next/package.json'].flatMap((path) => ['-r', join(checkout, path), '-a']);
  return (await run([...prefix, ...asWebUser(user), 'test', ...readable, '-x', node])).code === 0;
}

/** @param {string} directory @returns {Promise<Outlook>} */
async function openPrivateView(directory) {
  const [checkout, node] = [join(directory, 'checkout'), join(directory, 'node')];
  mkdirSync(checkout, { mode: 0o755 });
  writeFileSync(node, '', { mode: 0o755 });
  const anchor = await startAnchor();
  const prefix = ['nsenter', `--mount=/proc/${anchor.pid}/ns/mnt`, '--'];
  const show = (/** @type {string} */ from, /** @type {string} */ to) =>
    runOrRefuse('showing the checkout to the web process', [...prefix, 'mount', '--bind', '-o', 'ro,nosuid,nodev', from, to]);
  await show(CHECKOUT, checkout);
  await show(process.execPath, node);
  return { prefix, checkout, node, close: () => anchor.kill() };
}

/**
 * cat(1) in a new mount namespace: it keeps the namespace until somebody else lives there, and ends with us, since
 * then its input ends. Mounts made there stay there; unmounts of the host reach it (slave), so it holds no disk.
 */
async function startAnchor() {
  const anchor = spawn('unshare', ['--mount', '--propagation', 'slave', '--', 'cat'], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  anchor.stdin.write('.');
  // The echo says that unshare is done and cat runs.
  await once(anchor.stdout, 'data');
  return anchor;
}
