import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inCheckout } from './checkout.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { asOwner } from './owner.mjs';
import { prepare } from './prepare.mjs';
import { say, seconds } from './progress.mjs';
import { Refusal } from './refusal.mjs';
import { run } from './run.mjs';
import { TEST_PACKAGES } from './system-packages.mjs';
import { countExit, countPlaywright, countTap, countVitest, countsLine, judge, NO_COUNTS, sum } from './test-counts.mjs';

/** @typedef {import('./test-counts.mjs').Counts} Counts */
/** @typedef {import('./run.mjs').Ended} Ended */

const RESULTS = inCheckout('test-results');
const UNIT_REPORT = `${RESULTS}/unit.json`;
const E2E_REPORT = `${RESULTS}/e2e.json`;
const NODE = process.execPath;
const TSC = [NODE, 'node_modules/typescript/bin/tsc', '--noEmit'];

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly (readonly string[])[]} commands all are run, also when one fails
 * @property {(ended: Ended) => Counts} count
 * @property {boolean} [readsOnly] needs nothing but npm packages, and runs as the owner of the checkout
 * @property {boolean} [needsRoot]
 */

/** @type {readonly Step[]} */
const STEPS = [
  {
    name: 'types',
    commands: [[NODE, 'node_modules/next/dist/bin/next', 'typegen'], TSC, [...TSC, '-p', 'lib'], [...TSC, '-p', 'server/setup']],
    count: ({ code }) => countExit(code),
    readsOnly: true,
  },
  { name: 'lint', commands: [[NODE, 'node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']], count: ({ code }) => countExit(code), readsOnly: true },
  {
    name: 'unit',
    commands: [[NODE, 'node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`]],
    count: () => countReport(UNIT_REPORT, countVitest),
  },
  { name: 'native', commands: [['make', '-C', 'native', 'test']], count: ({ output }) => countTap(output), needsRoot: true },
  {
    name: 'e2e',
    commands: [[NODE, 'node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json']],
    count: () => countReport(E2E_REPORT, countPlaywright),
    needsRoot: true,
  },
];

/**
 * `npm test`: sets up, runs every step whatever the others gave, and ends with the sum.
 * @param {readonly string[]} argv
 * @returns {Promise<number>} exit status
 */
export async function test(argv) {
  const steps = chooseSteps(argv);
  await prepareFor(steps);
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  /** @type {Counts[]} */
  const all = [];
  for (const step of steps) all.push(await runStep(step));
  const total = sum(all);
  process.stdout.write(`\n${countsLine(total)}\n`);
  return total.failed === 0 ? 0 : 1;
}

/** @param {readonly string[]} argv */
function chooseSteps(argv) {
  const [flag, list = '', ...rest] = argv.flatMap((word) => word.split('='));
  if (flag === undefined) return STEPS;
  const names = list.split(',');
  const unknown = names.find((name) => !STEPS.some((step) => step.name === name));
  if (flag !== '--only' || rest.length > 0) throw new Refusal(`unknown option ${[flag, ...rest].join(' ')}; known is --only ${STEPS.map(({ name }) => name).join(',')}`, { exitCode: 2 });
  if (unknown !== undefined) throw new Refusal(`--only: no step ${unknown}; there are ${STEPS.map(({ name }) => name).join(', ')}`, { exitCode: 2 });
  return STEPS.filter(({ name }) => names.includes(name));
}

/** @param {readonly Step[]} steps */
async function prepareFor(steps) {
  if (steps.every(({ readsOnly }) => readsOnly)) return ensureNpmPackages({ install: true });
  await prepare({ install: true, packages: steps.some((step) => step.name === 'e2e' && mayRun(step)) ? TEST_PACKAGES : [] });
}

/** @param {Step} step */
function mayRun({ needsRoot = false }) {
  return !needsRoot || process.getuid?.() === 0;
}

/** @param {Step} step @returns {Promise<Counts>} */
async function runStep(step) {
  process.stdout.write(`\n== ${step.name}\n`);
  const mustWork = process.env['NSATLAS_MUST_WORK'] === '1';
  if (!mayRun(step)) {
    say(`${step.name} needs root: sudo npm test`);
    return judge({ ...NO_COUNTS, skipped: 1 }, { code: 0, mustWork });
  }
  const started = performance.now();
  /** @type {Counts[]} */
  const all = [];
  for (const command of step.commands) {
    const ended = await run(...commandOf(step, command));
    all.push(judge(step.count(ended), { code: ended.code, mustWork }));
  }
  const counts = sum(all);
  say(`${step.name}: ${seconds(started)} s: ${countsLine(counts)}`);
  return counts;
}

/**
 * @param {Step} step
 * @param {readonly string[]} command
 * @returns {Parameters<typeof run>}
 */
function commandOf({ readsOnly = false }, command) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', PLAYWRIGHT_JSON_OUTPUT_NAME: E2E_REPORT };
  if (!readsOnly) return [command, { cwd: inCheckout(), env, echo: true }];
  const [argv, options] = asOwner(command, { NEXT_TELEMETRY_DISABLED: '1' });
  return [argv, { ...options, echo: true }];
}

/**
 * A program that died before it wrote its report has no counts; its exit status tells.
 * @param {string} path
 * @param {(report: string) => Counts} count
 */
function countReport(path, count) {
  return existsSync(path) ? count(readFileSync(path, 'utf8')) : NO_COUNTS;
}
