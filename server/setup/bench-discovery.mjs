import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { release, tmpdir, cpus } from 'node:os';
import { join } from 'node:path';
import { inCheckout } from './checkout.mjs';
import { tablesOf } from './bench-tables.mjs';
import { buildParts } from './parts.mjs';
import { say } from './progress.mjs';
import { Refusal } from './refusal.mjs';
import { runOrRefuse } from './run.mjs';

/**
 * @typedef {object} BenchOptions
 * @property {readonly number[]} sizes processes
 * @property {number} runs
 * @property {number} seconds how long the idle watch is looked at
 *
 * @typedef {import('./bench-inside.mjs').SizeFigures} SizeFigures
 */

const PODS = 200;
const CONTAINERS = 2;
const NEEDED = ['native/build/nsatlas-inspect', 'dist/lsns.cjs'];

/**
 * `npm run bench`: what discovery costs beside the system's lsns, on farms of its own in private pid namespaces.
 * Everything is below one process that dies with this one, whatever it dies of, and all of a farm dies with its first process.
 * @param {readonly string[]} words
 */
export async function benchDiscovery(words) {
  const options = decodeBench(words);
  if (process.getuid?.() !== 0) throw new Refusal('the bench makes namespaces and scans with BPF iterators: run it as root');
  await buildParts(({ products }) => products.some((product) => NEEDED.includes(product)));
  const folder = mkdtempSync(join(tmpdir(), 'nsatlas-bench-'));
  const sweep = () => rmSync(folder, { recursive: true, force: true });
  const leave = (/** @type {NodeJS.Signals} */ signal) => { sweep(); process.kill(process.pid, signal); };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, leave);
  try {
    const tools = await buildTools(folder);
    const figures = [];
    for (const size of options.sizes) figures.push(await benchSize(size, tools, options));
    process.stdout.write(`${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Linux ${release()}, Node ${process.versions.node}\n\n${tablesOf(figures)}`);
  } finally {
    sweep();
  }
}

/** @param {readonly string[]} words @returns {BenchOptions} */
function decodeBench(words) {
  const options = { sizes: [1000, 5000, 10_000], runs: 3, seconds: 20 };
  const rest = words.flatMap((word) => (word.startsWith('--') && word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word]));
  while (rest.length > 0) {
    const [flag, value = ''] = rest.splice(0, 2);
    const numbers = value.split(',').map(Number);
    if (!numbers.every((number) => Number.isInteger(number) && number > 0 && number <= 1_000_000)) throw usage(`${flag ?? ''}: not a number: ${value}`);
    if (flag === '--sizes') options.sizes = numbers;
    else if (flag === '--runs' && numbers.length === 1) options.runs = numbers[0] ?? 1;
    else if (flag === '--seconds' && numbers.length === 1) options.seconds = numbers[0] ?? 1;
    else throw usage(`unknown option ${flag ?? ''}`);
  }
  return options;
}

/** @param {string} line */
function usage(line) {
  return new Refusal(`bench: ${line} (npm run bench -- [--sizes 1000,5000,10000] [--runs 3] [--seconds 20])`, { exitCode: 2 });
}

/** @param {string} folder */
async function buildTools(folder) {
  const tools = { folder, farm: join(folder, 'farm'), decode: join(folder, 'bench.cjs') };
  for (const tool of ['farm', 'measure']) await runOrRefuse(`building ${tool}`, ['cc', '-O2', '-o', join(folder, tool), inCheckout(`native/test/${tool}.c`)]);
  await runOrRefuse('building the decoder', [
    inCheckout('node_modules/.bin/esbuild'), inCheckout('server/bench.ts'), '--bundle', '--platform=node', '--target=node20', '--format=cjs', '--log-level=warning', `--outfile=${tools.decode}`,
  ]);
  return tools;
}

/**
 * @param {number} size
 * @param {{ folder: string, farm: string, decode: string }} tools
 * @param {BenchOptions} options
 * @returns {Promise<SizeFigures>}
 */
async function benchSize(size, { folder, farm, decode }, { runs, seconds }) {
  const each = Math.max(1, Math.round((size - PODS) / (PODS * CONTAINERS)));
  say(`a farm of ${PODS + PODS * CONTAINERS * each} processes in ${PODS * 3 + PODS * CONTAINERS * 3} namespaces …`, process.stderr);
  const order = JSON.stringify({ folder, decode, runs, seconds });
  const argv = ['--pdeathsig', 'SIGKILL', '--', farm, `${PODS}`, `${CONTAINERS}`, `${each}`, process.execPath, inCheckout('server/setup/bench-inside.mjs'), order];
  // Not a pipe: Node's are Unix sockets, and each process of the farm would hold one to be looked into.
  const path = join(folder, 'figures');
  const figures = openSync(path, 'w');
  const child = spawn('setpriv', argv, { stdio: ['ignore', figures, 'inherit'] });
  closeSync(figures);
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Refusal(`the bench in the farm ended with ${code ?? 'a signal'}`);
  return /** @type {SizeFigures} */ (JSON.parse(readFileSync(path, 'utf8')));
}
