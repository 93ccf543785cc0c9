import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inCheckout } from './checkout.mjs';
import { say } from './progress.mjs';

/**
 * What one command costs: seconds by the clock, and of CPU, user and system, with all its children.
 * @typedef {{ wall: number, cpu: number }} Cost
 *
 * What server/bench.ts finds.
 * @typedef {object} NodeFigures
 * @property {number} decodeMs of one scan: JSON and schema
 * @property {number} bytes of that scan
 * @property {{ wallMs: number, helperMs: number, nodeMs: number }} look of a helper that stays, when nothing changed
 * @property {{ helper: number, node: number }} idle parts of one core, a look each second
 *
 * @typedef {object} SizeFigures
 * @property {number} processes
 * @property {number} namespaces
 * @property {Record<string, Cost>} costs the median of each command
 * @property {Record<string, number>} calls system calls of each command
 * @property {NodeFigures} node
 */

const SCAN = { protocol: 1, verb: 'scan' };
const REQUEST_KIND = 2;

/** @type {{ folder: string, decode: string, runs: number, seconds: number }} */
const { folder, decode, runs, seconds } = JSON.parse(process.argv[2] ?? '{}');
const request = join(folder, 'request');
writeFileSync(request, requestFrame());

const helper = inCheckout('native/build/nsatlas-inspect');
/** @type {Readonly<Record<string, readonly string[]>>} */
const COMMANDS = {
  lsns: ['lsns'],
  'tier bpf': [helper, '--tier', 'bpf'],
  'tier proc': [helper, '--tier', 'proc'],
  'nsatlas lsns': [process.execPath, inCheckout('server/setup/nsatlas.mjs'), 'lsns'],
};

/** All are run in turn, so that what others do meanwhile falls on all alike. */
function measureAll() {
  const found = new Map(Object.keys(COMMANDS).map((name) => [name, /** @type {Cost[]} */ ([])]));
  for (let run = 0; run < runs; run += 1) {
    for (const [name, argv] of Object.entries(COMMANDS)) found.get(name)?.push(measure(argv));
  }
  return Object.fromEntries(Array.from(found, ([name, costs]) => [name, { wall: median(costs.map(({ wall }) => wall)), cpu: median(costs.map(({ cpu }) => cpu)) }]));
}

/**
 * Node does not tell what its children used.
 * @param {readonly string[]} argv
 * @returns {Cost}
 */
function measure(argv) {
  const { stdout, status } = withRequest((input) => spawnSync(join(folder, 'measure'), argv, { stdio: [input, 'pipe', 'inherit'], encoding: 'utf8' }));
  const [wall, cpu] = stdout.split(' ').map((number) => Number(number) / 1e6);
  if (status !== 0 || wall === undefined || cpu === undefined) throw new Error(`${argv.join(' ')} ended with ${status}`);
  return { wall, cpu };
}

/** @param {readonly string[]} argv */
function countCalls(argv) {
  const table = join(folder, 'calls');
  withRequest((input) => spawnSync('strace', ['-f', '-c', '-o', table, ...argv], { stdio: [input, 'ignore', 'ignore'] }));
  const total = readFileSync(table, 'utf8').split('\n').find((line) => / total$/.test(line))?.trim().split(/\s+/) ?? [];
  return Number(total[3]);
}

/**
 * @template T
 * @param {(input: number) => T} run
 */
function withRequest(run) {
  const input = openSync(request, 'r');
  try {
    return run(input);
  } finally {
    closeSync(input);
  }
}

/** @param {number[]} numbers */
function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function requestFrame() {
  const body = Buffer.from(JSON.stringify(SCAN));
  const head = Buffer.alloc(8);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt8(REQUEST_KIND, 4);
  head.writeUInt8(1, 5);
  return Buffer.concat([head, body]);
}

function countNamespaces() {
  const { stdout } = spawnSync('lsns', ['-rno', 'NS'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return stdout.split('\n').length - 1;
}

/** @returns {NodeFigures} */
function nodeFigures() {
  const { stdout, status } = spawnSync(process.execPath, [decode, helper, `${seconds}`], { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`the decoder ended with ${status}`);
  return JSON.parse(stdout);
}

const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
const namespaces = countNamespaces();
say(`${runs} runs of ${Object.keys(COMMANDS).join(', ')} …`, process.stderr);
const costs = measureAll();
say('counting system calls …', process.stderr);
const calls = Object.fromEntries(Object.entries(COMMANDS).map(([name, argv]) => [name, countCalls(argv)]));
say('watching …', process.stderr);
process.stdout.write(JSON.stringify({ processes, namespaces, costs, calls, node: nodeFigures() }));
