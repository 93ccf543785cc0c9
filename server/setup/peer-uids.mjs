import { Refusal } from './refusal.mjs';
import { userByName } from './users.mjs';
import { sudoUser } from './web-user.mjs';

/**
 * Whose connections the web process answers: root, who started the product, who ran sudo for that, and who was named.
 * @param {readonly string[]} names
 * @returns {readonly number[]}
 */
export function peerUids(names) {
  const own = process.getuid?.() ?? 0;
  return [...new Set([0, own, sudoUser()?.uid ?? own, ...names.map(uidOf)])];
}

/** @param {string} name */
function uidOf(name) {
  const user = userByName(name);
  if (user === undefined) throw new Refusal(`--allow-user: there is no user ${name}`, { exitCode: 2 });
  return user.uid;
}
