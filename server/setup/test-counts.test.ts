import { describe, expect, it } from 'vitest';
import { afterSecondTry, countExit, countPlaywright, countsLine, countTap, countVitest, failedFiles, isGreen, judge, NO_COUNTS, sum } from './test-counts.mjs';

describe('the counts of a step', () => {
  it('are one for a tool without tests', () => {
    expect([countExit(0), countExit(2), countExit(null)]).toEqual([{ ...NO_COUNTS, passed: 1 }, { ...NO_COUNTS, failed: 1 }, { ...NO_COUNTS, failed: 1 }]);
  });
  it('are read from the report of vitest', () => {
    expect(countVitest('{"numPassedTests":7,"numFailedTests":2,"numPendingTests":1,"numTodoTests":3}')).toEqual({ passed: 7, failed: 2, skipped: 4, unsteady: 0 });
  });
  it('take a test that passed at the second try for unsteady', () => {
    expect(countPlaywright('{"stats":{"expected":5,"unexpected":1,"flaky":2,"skipped":0}}')).toEqual({ passed: 5, failed: 1, skipped: 0, unsteady: 2 });
  });
  it('are read from TAP lines, whatever stands between them', () => {
    expect(countTap('1..4\nok 1 - a\nnote: ok\nnot ok 2 - b\nok 3 - c # SKIP no such kernel\n# ok\nok 4\n')).toEqual({ passed: 2, failed: 1, skipped: 1, unsteady: 0 });
  });
  it('are told by TAP programs which were run once more', () => {
    expect(countTap('# first: not ok 1 - a\n# unsteady: x_test\nok 1 - a\n1..1\n')).toEqual({ passed: 1, failed: 0, skipped: 0, unsteady: 1 });
  });
  it('name the files that are tried once more', () => {
    expect(failedFiles('{"testResults":[{"name":"a.test.ts","status":"failed"},{"name":"b.test.ts","status":"passed"}]}')).toEqual(['a.test.ts']);
  });
});

describe('the judgement of a step', () => {
  it('adds a failure for a program that failed without a failed test', () => {
    expect(judge({ ...NO_COUNTS, passed: 3 }, { code: 1, mustWork: false })).toEqual({ ...NO_COUNTS, passed: 3, failed: 1 });
  });
  it('does not count a failure twice', () => {
    expect(judge({ ...NO_COUNTS, passed: 3, failed: 2 }, { code: 1, mustWork: false }).failed).toBe(2);
  });
  it('takes a step that ran nothing for failed', () => {
    expect(judge(NO_COUNTS, { code: 0, mustWork: false }).failed).toBe(1);
  });
  it('takes what was skipped for failed where all must work', () => {
    expect(judge({ ...NO_COUNTS, passed: 3, skipped: 2 }, { code: 0, mustWork: true })).toEqual({ ...NO_COUNTS, passed: 3, failed: 2 });
  });
});

describe('a second try', () => {
  it('makes a failure unsteady that does not come again', () => {
    expect(afterSecondTry({ ...NO_COUNTS, passed: 9, failed: 2 }, { ...NO_COUNTS, passed: 4 })).toEqual({ ...NO_COUNTS, passed: 9, unsteady: 2 });
  });
  it('leaves what fails again', () => {
    expect(afterSecondTry({ ...NO_COUNTS, passed: 9, failed: 2 }, { ...NO_COUNTS, passed: 3, failed: 1 })).toEqual({ ...NO_COUNTS, passed: 9, failed: 1, unsteady: 1 });
  });
  it('helps a few tests, not many', () => {
    expect([3, 4].map((unsteady) => isGreen({ ...NO_COUNTS, passed: 9, unsteady }))).toEqual([true, false]);
  });
  it('does not help what failed', () => {
    expect(isGreen({ ...NO_COUNTS, passed: 9, failed: 1 })).toBe(false);
  });
});

describe('the last line', () => {
  it('is the sum', () => {
    expect(countsLine(sum([{ ...NO_COUNTS, passed: 3 }, { ...NO_COUNTS, passed: 4, failed: 1 }]))).toBe('7 passed, 1 failed');
  });
  it('names what was skipped, and what was unsteady', () => {
    expect(countsLine({ passed: 3, failed: 0, skipped: 2, unsteady: 1 })).toBe('3 passed, 0 failed, 2 skipped, 1 unsteady');
  });
});
