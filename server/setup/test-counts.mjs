/** unsteady: failed, and passed when it was tried once more (docs/decisions/0021).
 * @typedef {{ passed: number, failed: number, skipped: number, unsteady: number }} Counts */

/** So many of one run may be unsteady; more is no chance. */
const UNSTEADY_LIMIT = 3;

/** @type {Readonly<Counts>} */
export const NO_COUNTS = { passed: 0, failed: 0, skipped: 0, unsteady: 0 };

/**
 * A tool without tests of its own is one test: it ended well or not.
 * @param {number | null} code
 * @returns {Counts}
 */
export function countExit(code) {
  return code === 0 ? { ...NO_COUNTS, passed: 1 } : { ...NO_COUNTS, failed: 1 };
}

/**
 * The file of vitest's json reporter.
 * @param {string} report
 * @returns {Counts}
 */
export function countVitest(report) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(report);
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests, unsteady: 0 };
}

/**
 * The files in which something failed, a file that could not be loaded among them.
 * @param {string} report of vitest's json reporter
 * @returns {readonly string[]}
 */
export function failedFiles(report) {
  /** @type {{ testResults: { name: string, status: string }[] }} */
  const { testResults } = JSON.parse(report);
  return testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
}

/**
 * What a step gave whose failed tests were tried once more.
 * @param {Counts} first
 * @param {Counts} second of those files alone
 * @returns {Counts}
 */
export function afterSecondTry(first, second) {
  const failed = second.failed > 0 ? second.failed : 0;
  return { ...first, failed, unsteady: first.unsteady + Math.max(0, first.failed - failed) };
}

/**
 * The file of Playwright's json reporter, which tries a failed test once more by itself.
 * @param {string} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = JSON.parse(report).stats;
  return { passed: expected, failed: unexpected, skipped, unsteady: flaky };
}

/**
 * The lines of the Test Anything Protocol. native/test/run.sh tries a failed program once more, and says when that helped.
 * @param {string} output
 * @returns {Counts}
 */
export function countTap(output) {
  const results = output.split('\n').filter((line) => /^(not )?ok\b/.test(line));
  const isSkip = (/** @type {string} */ line) => /#\s*skip\b/i.test(line);
  const skipped = results.filter(isSkip).length;
  const failed = results.filter((line) => line.startsWith('not') && !isSkip(line)).length;
  const unsteady = output.split('\n').filter((line) => line.startsWith('# unsteady: ')).length;
  return { passed: results.length - skipped - failed, failed, skipped, unsteady };
}

/**
 * What a step gave: its counts, and one failure more when its program failed without a failed test.
 * Where all must work, what was skipped has failed.
 * @param {Counts} counts
 * @param {{ code: number | null, mustWork: boolean }} end
 * @returns {Counts}
 */
export function judge({ passed, failed, skipped, unsteady }, { code, mustWork }) {
  const silentFailure = code !== 0 && failed === 0 ? 1 : 0;
  const nothingRan = code === 0 && passed + failed + skipped + unsteady === 0 ? 1 : 0;
  return { passed, failed: failed + silentFailure + nothingRan + (mustWork ? skipped : 0), skipped: mustWork ? 0 : skipped, unsteady };
}

/** @param {readonly Counts[]} all @returns {Counts} */
export function sum(all) {
  return all.reduce(
    (left, right) => ({
      passed: left.passed + right.passed,
      failed: left.failed + right.failed,
      skipped: left.skipped + right.skipped,
      unsteady: left.unsteady + right.unsteady,
    }),
    NO_COUNTS,
  );
}

/** @param {Counts} counts */
export function isGreen({ failed, unsteady }) {
  return failed === 0 && unsteady <= UNSTEADY_LIMIT;
}

/** @param {Counts} counts */
export function countsLine({ passed, failed, skipped, unsteady }) {
  return [`${passed} passed`, `${failed} failed`, ...named(skipped, 'skipped'), ...named(unsteady, 'unsteady')].join(', ');
}

/** @param {number} count @param {string} name */
function named(count, name) {
  return count > 0 ? [`${count} ${name}`] : [];
}
