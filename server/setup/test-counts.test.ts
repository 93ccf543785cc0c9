import { describe, expect, it } from 'vitest';
import { countExit, countPlaywright, countsLine, countTap, countVitest, judge, sum } from './test-counts.mjs';

describe('the counts of a step', () => {
  it('are one for a tool without tests', () => {
    expect([countExit(0), countExit(2), countExit(null)]).toEqual([{ passed: 1, failed: 0, skipped: 0 }, { passed: 0, failed: 1, skipped: 0 }, { passed: 0, failed: 1, skipped: 0 }]);
  });
  it('are read from the report of vitest', () => {
    expect(countVitest('{"numPassedTests":7,"numFailedTests":2,"numPendingTests":1,"numTodoTests":3}')).toEqual({ passed: 7, failed: 2, skipped: 4 });
  });
  it('take a test that passed at the second try for failed', () => {
    expect(countPlaywright('{"stats":{"expected":5,"unexpected":1,"flaky":2,"skipped":0}}')).toEqual({ passed: 5, failed: 3, skipped: 0 });
  });
  it('are read from TAP lines, whatever stands between them', () => {
    expect(countTap('1..4\nok 1 - a\nnote: ok\nnot ok 2 - b\nok 3 - c # SKIP no such kernel\n# ok\nok 4\n')).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });
});

describe('the judgement of a step', () => {
  it('adds a failure for a program that failed without a failed test', () => {
    expect(judge({ passed: 3, failed: 0, skipped: 0 }, { code: 1, mustWork: false })).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });
  it('does not count a failure twice', () => {
    expect(judge({ passed: 3, failed: 2, skipped: 0 }, { code: 1, mustWork: false }).failed).toBe(2);
  });
  it('takes a step that ran nothing for failed', () => {
    expect(judge({ passed: 0, failed: 0, skipped: 0 }, { code: 0, mustWork: false }).failed).toBe(1);
  });
  it('takes what was skipped for failed where all must work', () => {
    expect(judge({ passed: 3, failed: 0, skipped: 2 }, { code: 0, mustWork: true })).toEqual({ passed: 3, failed: 2, skipped: 0 });
  });
});

describe('the last line', () => {
  it('is the sum', () => {
    expect(countsLine(sum([{ passed: 3, failed: 0, skipped: 0 }, { passed: 4, failed: 1, skipped: 0 }]))).toBe('7 passed, 1 failed');
  });
  it('names what was skipped', () => {
    expect(countsLine({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped');
  });
});
