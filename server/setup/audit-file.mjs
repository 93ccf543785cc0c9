import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from './refusal.mjs';

const NAME = 'audit.jsonl';

/** Where root's helpers keep the audit. Nothing is done that cannot be written there, so a place is needed. */
export function auditFileOfRoot() {
  return inDirectory('/var/log/nsatlas');
}

/** Where the helpers of an ordinary user keep it: XDG Base Directory Specification, "state data". */
export function auditFileOfUser() {
  return inDirectory(join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local/state'), 'nsatlas'));
}

/** @param {string} directory */
function inDirectory(directory) {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Refusal(`the audit has no place: ${error.message}`);
  }
  return join(directory, NAME);
}
