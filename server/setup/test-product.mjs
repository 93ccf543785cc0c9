import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inCheckout } from './checkout.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { asOwner } from './owner.mjs';
import { prepare } from './prepare.mjs';
import { say } from './progress.mjs';
import { Refusal } from './refusal.mjs';
import { run } from './run.mjs';
import { FUZZ_PACKAGES, TEST_PACKAGES } from './system-packages.mjs';
import { afterSecondTry, countExit, countPlaywright, countTap, countVitest, countsLine, failedFiles, isGreen, judge, NO_COUNTS, sum } from './test-counts.mjs';

/** @typedef {import('./test-counts.mjs').Counts} Counts */
/** @typedef {import('./run.mjs').Ended} Ended */

const RESULTS = inCheckout('test-results');
const UNIT_REPORT = `${RESULTS}/unit.json`;
const UNIT_AGAIN_REPORT = `${RESULTS}/unit-again.json`;
const E2E_REPORT = `${RESULTS}/e2e.json`;
const NODE = process.execPath;
const TSC = [NODE, 'node_modules/typescript/bin/tsc', '--noEmit'];

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly (readonly string[])[]} commands all are run, also when one fails
 * @property {(ended: Ended) => Counts} count
 * @property {() => readonly string[] | null} [again] the command that tries once more what failed; none where the tool itself does so
 * @property {() => Counts} [countAgain]
 * @property {readonly import('./system-packages.mjs').SystemPackage[]} [packages]
 * @property {boolean} [takesLong] is run only when named
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
    commands: [vitest(UNIT_REPORT)],
    count: () => countReport(UNIT_REPORT, countVitest),
    again: failedUnits,
    countAgain: () => countReport(UNIT_AGAIN_REPORT, countVitest),
  },
  { name: 'native', commands: [['make', '-C', 'native', 'test']], count: ({ output }) => countTap(output), needsRoot: true },
  {
    name: 'e2e',
    commands: [[NODE, 'node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json']],
    count: () => countReport(E2E_REPORT, countPlaywright),
    packages: TEST_PACKAGES,
    needsRoot: true,
  },
  { name: 'fuzz', commands: [['make', '-C', 'native', 'fuzz', 'FUZZ_SECONDS=60']], count: ({ output }) => countTap(output), packages: FUZZ_PACKAGES, needsRoot: true, takesLong: true },
];

/** Null where what failed is no test: it then stays a failure. */
function failedUnits() {
  const files = existsSync(UNIT_REPORT) ? failedFiles(readFileSync(UNIT_REPORT, 'utf8')) : [];
  return files.length > 0 ? vitest(UNIT_AGAIN_REPORT, files) : null;
}

/** @param {string} report @param {readonly string[]} [files] */
function vitest(report, files = []) {
  return [NODE, 'node_modules/vitest/vitest.mjs', 'run', ...files, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
}

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
  const total = sum(await runSteps(steps));
  process.stdout.write(`\n${countsLine(total)}\n`);
  return isGreen(total) ? 0 : 1;
}

/**
 * The helper's tests mostly wait: what only reads the sources takes its time beside them, and is told of when they have ended.
 * @param {readonly Step[]} steps
 */
async function runSteps(steps) {
  const host = steps.find(({ name }) => name === 'native');
  const beside = host === undefined ? [] : steps.filter(({ readsOnly }) => readsOnly);
  /** @type {Counts[]} */
  const all = [];
  for (const step of steps) {
    if (beside.includes(step)) continue;
    if (step !== host) all.push(await runStep(step));
    else all.push(...(await runBeside(step, beside)));
  }
  return all;
}

/** @param {Step} host @param {readonly Step[]} beside @returns {Promise<Counts[]>} */
async function runBeside(host, beside) {
  const reports = inOrder(beside, (step) => runCommands(step));
  const counts = [await runStep(host)];
  for (const [place, report] of (await reports).entries()) counts.push(showStep(/** @type {Step} */ (beside[place]), report));
  return counts;
}

/**
 * @template From, To
 * @param {readonly From[]} items
 * @param {(item: From) => Promise<To>} work
 */
async function inOrder(items, work) {
  /** @type {To[]} */
  const done = [];
  for (const item of items) done.push(await work(item));
  return done;
}

/** @param {readonly string[]} argv */
function chooseSteps(argv) {
  const [flag, list = '', ...rest] = argv.flatMap((word) => word.split('='));
  if (flag === undefined) return STEPS.filter(({ takesLong }) => !takesLong);
  const names = list.split(',');
  const unknown = names.find((name) => !STEPS.some((step) => step.name === name));
  if (flag !== '--only' || rest.length > 0) throw new Refusal(`unknown option ${[flag, ...rest].join(' ')}; known is --only ${STEPS.map(({ name }) => name).join(',')}`, { exitCode: 2 });
  if (unknown !== undefined) throw new Refusal(`--only: no step ${unknown}; there are ${STEPS.map(({ name }) => name).join(', ')}`, { exitCode: 2 });
  return STEPS.filter(({ name }) => names.includes(name));
}

/** @param {readonly Step[]} steps */
async function prepareFor(steps) {
  if (steps.every(({ readsOnly }) => readsOnly)) return ensureNpmPackages({ install: true });
  await prepare({ install: true, packages: steps.filter(mayRun).flatMap(({ packages = [] }) => packages) });
}

/** @param {Step} step */
function mayRun({ needsRoot = false }) {
  return !needsRoot || process.getuid?.() === 0;
}

/** @typedef {{ counts: Counts, output: string, started: number, ended: number }} Report */

/** @param {Step} step @returns {Promise<Counts>} */
async function runStep(step) {
  process.stdout.write(`\n== ${step.name}\n`);
  if (!mayRun(step)) {
    say(`${step.name} needs root: sudo npm test`);
    return judge({ ...NO_COUNTS, skipped: 1 }, { code: 0, mustWork: mustWork() });
  }
  return sayCounts(step, await tryAgain(step, await runCommands(step, true)));
}

/** What failed beside all the rest may pass alone: it is then unsteady, and said to be. @param {Step} step @param {Report} report @returns {Promise<Report>} */
async function tryAgain(step, report) {
  const { again, countAgain } = step;
  const command = report.counts.failed > 0 ? again?.() : null;
  if (!command || countAgain === undefined) return report;
  process.stdout.write(`\n== ${step.name}, what failed, once more\n`);
  const second = await runCommands({ name: step.name, commands: [command], count: countAgain }, true);
  return { ...second, counts: afterSecondTry(report.counts, second.counts), started: report.started };
}

/** Of a step that has run out of sight. @param {Step} step @param {Report} report */
function showStep(step, report) {
  process.stdout.write(`\n== ${step.name}\n${report.output}`);
  return sayCounts(step, report);
}

/** @param {Step} step @param {Report} report */
function sayCounts({ name }, { counts, started, ended }) {
  say(`${name}: ${Math.round((ended - started) / 1000)} s: ${countsLine(counts)}`);
  return counts;
}

/** @param {Step} step @param {boolean} [echo] @returns {Promise<Report>} */
async function runCommands(step, echo = false) {
  const started = performance.now();
  const all = await inOrder(step.commands, async (command) => {
    const [argv, options] = commandOf(step, command);
    const { code, output } = await run(argv, { ...options, echo });
    return { output, counts: judge(step.count({ code, output }), { code, mustWork: mustWork() }) };
  });
  return { counts: sum(all.map(({ counts }) => counts)), output: all.map(({ output }) => output).join(''), started, ended: performance.now() };
}

function mustWork() {
  return process.env['NSATLAS_MUST_WORK'] === '1';
}

/**
 * @param {Step} step
 * @param {readonly string[]} command
 * @returns {Parameters<typeof run>}
 */
function commandOf({ readsOnly = false }, command) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', PLAYWRIGHT_JSON_OUTPUT_NAME: E2E_REPORT };
  if (!readsOnly) return [command, { cwd: inCheckout(), env }];
  return asOwner(command, { NEXT_TELEMETRY_DISABLED: '1' });
}

/**
 * A program that died before it wrote its report has no counts; its exit status tells.
 * @param {string} path
 * @param {(report: string) => Counts} count
 */
function countReport(path, count) {
  return existsSync(path) ? count(readFileSync(path, 'utf8')) : NO_COUNTS;
}
