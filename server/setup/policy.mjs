import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { programOf } from './doors.mjs';
import { say } from './progress.mjs';
import { Refusal } from './refusal.mjs';
import { run } from './run.mjs';

const PAM_SERVICE = '/etc/pam.d/nsatlas';

/**
 * The verdict of the helper itself, which is the one that counts.
 * @param {string} path
 * @returns {Promise<{ isGood: boolean, line: string }>}
 */
async function checkPolicy(path) {
  const { code, output } = await run([programOf('exec'), '--check-policy', path]);
  return { isGood: code === 0, line: output.trim() };
}

/** @param {string} path */
export async function requirePolicy(path) {
  const { isGood, line } = await checkPolicy(path);
  if (!isGood) throw new Refusal(`the policy cannot be used: ${line} (npx nsatlas policy check ${path})`);
}

/** Who is recognised is PAM's affair; where nobody wrote down how for nsatlas, that is worth a line. */
export function hintAtPam() {
  if (existsSync(PAM_SERVICE)) return;
  say(`there is no ${PAM_SERVICE}: who may step up is decided by PAM's service "other" (to say yourself: sudo install -m 644 docs/pam/nsatlas ${PAM_SERVICE})`);
}

/**
 * `nsatlas policy check FILE`
 * @param {readonly string[]} words
 */
export async function policyVerb([verb, file, ...rest]) {
  if (verb !== 'check' || file === undefined || rest.length > 0) throw new Refusal('usage: npx nsatlas policy check FILE', { exitCode: 2 });
  if (!existsSync(programOf('exec'))) throw new Refusal('the helper is not built; run: npm run build');
  const { isGood, line } = await checkPolicy(resolve(file));
  if (!isGood) throw new Refusal(line);
  return line;
}
