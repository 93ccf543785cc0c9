import { spawn } from 'node:child_process';
import { Refusal } from './refusal.mjs';

const TAIL_LIMIT_LINES = 25;
const OUTPUT_LIMIT_CHARACTERS = 8 * 1024 * 1024;

/**
 * @typedef {object} Ended
 * @property {number | null} code null when a signal ended it
 * @property {string} output stdout and stderr as they came, the last 8 Mi characters
 */

/**
 * Runs a program to its end without a shell.
 * @param {readonly string[]} argv
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, echo?: boolean }} [options] echo: show the output as it comes
 * @returns {Promise<Ended>} rejects with a Refusal when there is no such program
 */
export function run(argv, { cwd, env, echo = false } = {}) {
  const [program = '', ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (/** @type {NodeJS.WritableStream} */ stream) => (/** @type {Buffer} */ bytes) => {
      output = (output + bytes.toString()).slice(-OUTPUT_LIMIT_CHARACTERS);
      if (echo) stream.write(bytes);
    };
    child.stdout.on('data', keep(process.stdout));
    child.stderr.on('data', keep(process.stderr));
    child.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      reject(error.code === 'ENOENT' ? new Refusal(`there is no program ${program}`) : error);
    });
    child.once('close', (code) => resolve({ code, output }));
  });
}

/**
 * The same for a program that must succeed.
 * @param {string} what begins the line of the failure: "building the helper"
 * @param {readonly string[]} argv
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>} its output
 */
export async function runOrRefuse(what, argv, options) {
  const { code, output } = await run(argv, options).catch((/** @type {unknown} */ error) => {
    throw error instanceof Refusal ? new Refusal(`${what} failed: ${error.message}`) : error;
  });
  if (code === 0) return output;
  const how = code === null ? 'was ended by a signal' : `gave ${code}`;
  throw new Refusal(`${what} failed: ${argv[0]} ${how}`, { detail: lastLines(output) });
}

/** @param {string} output */
export function lastLines(output) {
  return output.trimEnd().split('\n').slice(-TAIL_LIMIT_LINES).join('\n');
}
