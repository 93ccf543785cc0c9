/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Readonly<Counts>} */
export const NO_COUNTS = { passed: 0, failed: 0, skipped: 0 };

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
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

/**
 * The file of Playwright's json reporter. A test that passed only when tried again has failed.
 * @param {string} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = JSON.parse(report).stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/**
 * The lines of the Test Anything Protocol.
 * @param {string} output
 * @returns {Counts}
 */
export function countTap(output) {
  const results = output.split('\n').filter((line) => /^(not )?ok\b/.test(line));
  const isSkip = (/** @type {string} */ line) => /#\s*skip\b/i.test(line);
  const skipped = results.filter(isSkip).length;
  const failed = results.filter((line) => line.startsWith('not') && !isSkip(line)).length;
  return { passed: results.length - skipped - failed, failed, skipped };
}

/**
 * What a step gave: its counts, and one failure more when its program failed without a failed test.
 * Where all must work, what was skipped has failed.
 * @param {Counts} counts
 * @param {{ code: number | null, mustWork: boolean }} end
 * @returns {Counts}
 */
export function judge({ passed, failed, skipped }, { code, mustWork }) {
  const silentFailure = code !== 0 && failed === 0 ? 1 : 0;
  const nothingRan = code === 0 && passed + failed + skipped === 0 ? 1 : 0;
  return { passed, failed: failed + silentFailure + nothingRan + (mustWork ? skipped : 0), skipped: mustWork ? 0 : skipped };
}

/** @param {readonly Counts[]} all @returns {Counts} */
export function sum(all) {
  return all.reduce((left, right) => ({ passed: left.passed + right.passed, failed: left.failed + right.failed, skipped: left.skipped + right.skipped }), NO_COUNTS);
}

/** @param {Counts} counts */
export function countsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
