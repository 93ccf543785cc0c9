import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { CHECKOUT } from './checkout.mjs';
import { userById } from './users.mjs';

/** What HOME and its like say of another user must not reach a program that runs as the owner. */
const OF_ROOT = ['HOME', 'USER', 'LOGNAME', 'XDG_RUNTIME_DIR', 'npm_config_cache', 'npm_config_userconfig'];

/**
 * Under sudo the checkout is somebody's own: what is built in it is built as that user, so that it stays theirs
 * and no package's script runs as root.
 * @param {readonly string[]} argv
 * @param {NodeJS.ProcessEnv} [more] added to the environment
 * @returns {[string[], { cwd: string, env: NodeJS.ProcessEnv }]} arguments of run
 */
export function asOwner(argv, more = {}) {
  const owner = userById(statSync(CHECKOUT).uid);
  if (userInfo().uid !== 0 || owner === undefined || owner.uid === 0) return [[...argv], { cwd: CHECKOUT, env: { ...process.env, ...more } }];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_ROOT.includes(name)));
  const drop = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--init-groups', '--'];
  return [[...drop, ...argv], { cwd: CHECKOUT, env: { ...env, HOME: owner.home, USER: owner.name, LOGNAME: owner.name, ...more } }];
}
