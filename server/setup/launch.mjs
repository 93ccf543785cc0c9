import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { auditFileOfRoot, auditFileOfUser } from './audit-file.mjs';
import { CHECKOUT } from './checkout.mjs';
import { makePrivateDirectory, makeRightsDirectories, openDoor, programOf } from './doors.mjs';
import { hintAtPam, requirePolicy } from './policy.mjs';
import { outlookFor } from './private-view.mjs';
import { say } from './progress.mjs';
import { Refusal } from './refusal.mjs';
import { peerUids } from './peer-uids.mjs';
import { asWebUser, chooseWebUser, sudoUser } from './web-user.mjs';

/**
 * @typedef {{ startToken: string, viewTokenHash: string, execTokenHash: string }} Secrets
 * @typedef {{ children: import('./children.mjs').Children, cleanups: (() => void)[] }} Run
 * @typedef {{ ready: Promise<'ready'>, owner: { uid: number, gid: number } | null }} Launched
 */

/**
 * Two doors in a private directory, three under a policy, then the web process as somebody who may do nothing else.
 * @param {import('./options.mjs').StartOptions} options
 * @param {Secrets} secrets
 * @param {Run} run
 * @returns {Promise<Launched>}
 */
export async function launchAsRoot(options, secrets, { children, cleanups }) {
  const user = chooseWebUser(options.webUser);
  if (options.policy !== null) await requirePolicy(options.policy);
  const directory = makePrivateDirectory(user);
  cleanups.push(directory.remove);
  const outlook = await outlookFor(user, directory.path);
  cleanups.push(outlook.close);
  const place = { directory: directory.path, user };
  const audit = ['--audit', auditFileOfRoot()];
  const inspect = await openDoor(children, 'inspect', { ...place, words: [...audit, '--tier', options.tier] });
  const policy = options.policy === null ? [] : ['--policy', options.policy, '--tickets', makeRightsDirectories(directory.path).tickets];
  const exec = options.readOnly ? '' : await openDoor(children, 'exec', { ...place, words: [...audit, ...policy] });
  const auth = options.policy === null ? '' : await openDoor(children, 'auth', { ...place, words: [...audit, ...policy] });
  const argv = [...outlook.prefix, ...asWebUser(user), outlook.node, join(outlook.checkout, 'dist/server.js')];
  const ready = startWeb(children, argv, secrets, {
    ...webEnvironment(options), NSATLAS_DIR: outlook.checkout, NSATLAS_PRIVILEGED: '1', NSATLAS_FULL_VIEW: '', NSATLAS_INSPECT: inspect, NSATLAS_EXEC: exec,
    NSATLAS_AUTH: auth, NSATLAS_POLICY: options.policy ?? '',
  });
  say(`the web process runs as ${user.name}, without any privilege`);
  if (options.policy !== null) hintAtPam();
  return { ready, owner: sudoUser() ?? null };
}

/**
 * The helper runs as the same user, started by the web process for each request.
 * @param {import('./options.mjs').StartOptions} options
 * @param {Secrets} secrets
 * @param {Run} run
 * @returns {Promise<Launched>}
 */
export function launchAsUser(options, secrets, { children }) {
  if (options.policy !== null) throw new Refusal('--allow-exec is for root: what an ordinary user starts has no more rights than that user, and there is nothing to hand out');
  const argv = ['setpriv', '--no-new-privs', '--pdeathsig', 'SIGTERM', '--', process.execPath, join(CHECKOUT, 'dist/server.js')];
  const ready = startWeb(children, argv, secrets, {
    ...webEnvironment(options), NSATLAS_DIR: CHECKOUT, NSATLAS_PRIVILEGED: '0', NSATLAS_FULL_VIEW: 'sudo npm start',
    NSATLAS_INSPECT: `spawn:${programOf('inspect')}`, NSATLAS_EXEC: options.readOnly ? '' : `spawn:${programOf('exec')}`, NSATLAS_AUDIT: auditFileOfUser(),
  });
  say('started by an ordinary user: shows what you may see (everything: sudo npm start)');
  return Promise.resolve({ ready, owner: null });
}

/** @param {import('./options.mjs').StartOptions} options */
function webEnvironment({ port, readOnly, allowUsers }) {
  return {
    PATH: process.env.PATH, LANG: process.env['LANG'], NODE_ENV: /** @type {const} */ ('production'), NEXT_TELEMETRY_DISABLED: '1',
    NSATLAS_PORT: String(port), NSATLAS_READ_ONLY: readOnly ? '1' : '0', NSATLAS_SECRETS_FD: '3',
    NSATLAS_PEER_UIDS: peerUids(allowUsers).join(','),
  };
}

/**
 * Secrets go through a pipe: neither the environment nor the command line of a process is private.
 * @param {import('./children.mjs').Children} children
 * @param {readonly string[]} argv
 * @param {Secrets} secrets
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<'ready'>} once it listens
 */
function startWeb(children, argv, secrets, env) {
  const web = children.start('the web process', argv, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'], env });
  const pipe = /** @type {import('node:stream').Writable} */ (web.stdio[3]);
  // A process that ended before it read them is told by its death.
  pipe.on('error', () => undefined);
  pipe.end(JSON.stringify(secrets));
  return new Promise((resolve) => {
    createInterface({ input: /** @type {import('node:stream').Readable} */ (web.stdout) }).on('line', (line) => {
      if (line === '{"ready":true}') resolve('ready');
      else process.stderr.write(`${line}\n`);
    });
  });
}
