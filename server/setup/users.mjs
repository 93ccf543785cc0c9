import { spawnSync } from 'node:child_process';

/** @typedef {{ name: string, uid: number, gid: number, home: string }} User */

/**
 * Through getent(1), because users may come from elsewhere than /etc/passwd.
 * @param {string} key a name or a uid
 * @returns {User | undefined}
 */
function lookUp(key) {
  const { stdout, status } = spawnSync('getent', ['passwd', '--', key], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const [name = '', , uid, gid, , home = '/'] = stdout.trimEnd().split(':');
  return { name, uid: Number(uid), gid: Number(gid), home };
}

/** @param {string} name */
export function userByName(name) {
  return lookUp(name);
}

/** @param {number} uid */
export function userById(uid) {
  return lookUp(String(uid));
}
