import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SharedAnswer } from './shared-answer';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('is asked for once for all who ask at the same time or within a second, and then anew', async () => {
  let asked = 0;
  const shared = new SharedAnswer(() => Promise.resolve((asked += 1)));
  expect(await Promise.all([shared.current(), shared.current()])).toEqual([1, 1]);
  vi.advanceTimersByTime(900);
  expect(await shared.current()).toBe(1);
  vi.advanceTimersByTime(200);
  expect(await shared.current()).toBe(2);
});

it('does not keep a failure: only who waited for it has it', async () => {
  let asked = 0;
  const shared = new SharedAnswer(() => ((asked += 1) === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(asked)));
  await expect(Promise.all([shared.current(), shared.current()])).rejects.toThrow('gone');
  expect(await shared.current()).toBe(2);
});
