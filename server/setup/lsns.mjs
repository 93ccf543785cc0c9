import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inCheckout } from './checkout.mjs';
import { programOf } from './doors.mjs';
import { say } from './progress.mjs';
import { Refusal } from './refusal.mjs';

const PROGRAM = 'dist/lsns.cjs';
const require = createRequire(import.meta.url);

/**
 * `nsatlas lsns`: what lsns(8) prints, by our own scan. Loaded into this process: to start another would take longer than to scan.
 * @param {readonly string[]} words
 * @returns {Promise<number>} exit status
 */
export async function lsnsVerb(words) {
  for (const part of [inCheckout(PROGRAM), programOf('inspect')]) {
    if (!existsSync(part)) throw new Refusal('lsns: it is not built; run: npm run build');
  }
  const { lsns } = /** @type {{ lsns: typeof import('../lsns.ts').lsns }} */ (require(inCheckout(PROGRAM)));
  const { version } = /** @type {{ version: string }} */ (JSON.parse(readFileSync(inCheckout('package.json'), 'utf8')));
  const { out, notes, status } = await lsns(words, { program: programOf('inspect'), version, paper: paperOf(process.stdout, process.env) });
  for (const note of notes) say(`lsns: ${note}`, process.stderr);
  // Who reads may have seen enough: head(1).
  process.stdout.on('error', (error) => { if (!('code' in error && error.code === 'EPIPE')) throw error; });
  process.stdout.write(out);
  return status;
}

/**
 * Columns are cut to a terminal alone, as lsns does it. Which letters it has is said by the environment: locale(7).
 * @param {NodeJS.WriteStream} stream
 * @param {NodeJS.ProcessEnv} environment
 */
function paperOf(stream, environment) {
  const locale = [environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']].find((word) => word !== undefined && word !== '') ?? 'C';
  return { width: stream.isTTY ? (stream.columns || 80) : null, unicode: /utf-?8/i.test(locale) };
}
