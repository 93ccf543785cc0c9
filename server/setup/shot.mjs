import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { inCheckout } from './checkout.mjs';
import { Refusal } from './refusal.mjs';
import { runOrRefuse } from './run.mjs';
import { decodeShot, MEASURES } from './shot-options.mjs';

/** @typedef {import('./shot-options.mjs').ShotOptions} ShotOptions */
/** @typedef {{ text: string, width: number, height: number, notes?: readonly string[] }} Shot */

/** Between the two looks that make a rate: as the page does. */
const MEASURE_MS = 2000;
const PROGRAM = 'dist/shot.js';
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * `nsatlas shot`: the picture of the running product without its page, as the page's Export gives it.
 * @param {readonly string[]} words
 * @param {(port: number | null) => import('./state-file.mjs').State} chooseState
 * @returns {Promise<string>}
 */
export async function shotVerb(words, chooseState) {
  const options = decodeShot(words);
  const seen = options.snapshot === null ? await askHost(options, chooseState) : { file: readSaved(options.snapshot) };
  const made = await drawShot({ ...seen, order: options.order });
  for (const note of made.notes ?? []) process.stderr.write(`nsatlas shot: ${note}\n`);
  if (options.order.format === 'png') {
    await writePng(made, options);
    return '';
  }
  if (options.file === '-') process.stdout.write(made.text);
  else writeFileSync(options.file, made.text);
  return '';
}

/** What is searched beside the snapshot is asked for only by a search for it: it costs a look into each namespace. */
const ASKS_FACTS = /(?:port|hostname|user):/i;

/**
 * @param {ShotOptions} options
 * @param {(port: number | null) => import('./state-file.mjs').State} chooseState
 */
async function askHost(options, chooseState) {
  const { port, viewToken } = chooseState(options.port);
  const ask = (/** @type {string} */ path) => askDoor(`http://127.0.0.1:${port}${path}`, viewToken);
  const before = MEASURES.includes(options.order.colour) ? await ask('/api/usage') : null;
  if (before !== null) await setTimeout(MEASURE_MS);
  const [snapshot, topology, facts, now] = await Promise.all([
    ask('/api/snapshot'), ask('/api/topology'), ASKS_FACTS.test(options.order.search) ? ask('/api/search-facts') : null, before === null ? null : ask('/api/usage'),
  ]);
  return { snapshot, topology, facts, usage: before === null ? [] : [before, now] };
}

/** As lib/snapshot-file.ts has it. */
const SAVED_LIMIT_BYTES = 64 * 1024 * 1024;

/** @param {string} path */
function readSaved(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) throw new Refusal(`--snapshot: there is no file ${path}`, { exitCode: 2 });
  if (found.size > SAVED_LIMIT_BYTES) throw new Refusal(`--snapshot: ${path} is larger than ${SAVED_LIMIT_BYTES} bytes`, { exitCode: 2 });
  return readFileSync(path, 'utf8');
}

/**
 * @param {string} url
 * @param {string} token
 * @returns {Promise<unknown>}
 */
async function askDoor(url, token) {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' } });
  if (!response.ok) throw new Refusal(`${url} gives ${response.status} ${response.statusText}`);
  return response.json();
}

/**
 * @param {Record<string, unknown> & { order: ShotOptions['order'] }} input
 * @returns {Promise<Shot>}
 */
async function drawShot(input) {
  if (!existsSync(inCheckout(PROGRAM))) throw new Refusal('the drawing program is not built; run: npm run build');
  const child = spawn(process.execPath, [inCheckout(PROGRAM)], { stdio: ['pipe', 'pipe', 'inherit'] });
  // Should it end early, its exit status says why; a broken pipe would say less.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(input));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const said = await text(child.stdout);
  const code = await ended;
  if (code !== 0) throw new Refusal(`the drawing program ended with ${code ?? 'a signal'}`);
  const answer = /** @type {Shot | { refusal: string }} */ (JSON.parse(said));
  if ('refusal' in answer) throw new Refusal(answer.refusal, { exitCode: 2 });
  return answer;
}

/**
 * By what is there: rsvg-convert(1), else a Chromium without a window.
 * @param {Shot} made
 * @param {ShotOptions} options
 */
async function writePng({ text: svg, width, height }, { file, scale }) {
  const program = findProgram();
  if (program === null) throw new Refusal('there is nothing that makes a PNG: install librsvg2-bin (rsvg-convert) or chromium, or take -o FILE.svg');
  const folder = mkdtempSync(join(tmpdir(), 'nsatlas-shot-'));
  const source = join(folder, 'picture.svg');
  const target = file === '-' ? '/dev/stdout' : file;
  try {
    writeFileSync(source, svg);
    await runOrRefuse('making the PNG', program.argv({ source, target, folder, width, height, scale }));
    if (!existsSync(target)) throw new Refusal(`making the PNG failed: ${program.name} wrote nothing`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ source: string, target: string, folder: string, width: number, height: number, scale: number }} PngOrder
 * @returns {{ name: string, argv: (order: PngOrder) => string[] } | null}
 */
function findProgram() {
  const rsvg = '/usr/bin/rsvg-convert';
  if (existsSync(rsvg)) {
    return { name: rsvg, argv: ({ source, target, width, height, scale }) => [rsvg, '--format=png', `--width=${width * scale}`, `--height=${height * scale}`, `--output=${target}`, source] };
  }
  const chromium = CHROMIUM.find((path) => existsSync(path));
  if (chromium === undefined) return null;
  return {
    name: chromium,
    argv: ({ source, target, folder, width, height, scale }) => [
      chromium, '--headless', '--disable-gpu', '--no-first-run', '--hide-scrollbars', `--user-data-dir=${join(folder, 'profile')}`,
      // Root has no sandbox in Chromium; what it opens is a file of ours without a script.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--window-size=${width},${height}`, `--force-device-scale-factor=${scale}`, `--screenshot=${target}`, `file://${source}`,
    ],
  };
}
