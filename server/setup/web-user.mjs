import { Refusal } from './refusal.mjs';
import { userById, userByName } from './users.mjs';

const NOBODY = 'nobody';

/**
 * The user of the web process when the product is started by root: the one that was named, else who ran sudo,
 * else nobody. Never root.
 * @param {string | null} named
 * @returns {import('./users.mjs').User}
 */
export function chooseWebUser(named) {
  const user = named === null ? sudoUser() ?? userByName(NOBODY) : userByName(named);
  if (user === undefined) throw new Refusal(`there is no user ${named ?? NOBODY}; name one with --web-user`);
  if (user.uid === 0) throw new Refusal('the web process must not run as root; name another user with --web-user');
  return user;
}

/** Who ran sudo(8), if anybody did. */
export function sudoUser() {
  const uid = Number(process.env['SUDO_UID'] ?? '0');
  return uid > 0 ? userById(uid) : undefined;
}

/**
 * argv that becomes this user with nothing in hand: no group beside its own, no capability, none to be had by
 * running a setuid program, and the end of the launcher is its end.
 * @param {import('./users.mjs').User} user
 */
export function asWebUser({ uid, gid }) {
  return [
    'setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs',
    '--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--pdeathsig', 'SIGTERM', '--',
  ];
}
