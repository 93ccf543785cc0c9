import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NetDns } from '@/lib/net-schema';
import { processOf, snapshotOf } from '@/lib/snapshot.fixture';
import { SilentResolvers } from './silent-resolvers';

const ALICE = processOf({ pid: 40 });
const BOB = processOf({ pid: 41 });
const BOTH = snapshotOf({ processes: [ALICE, BOB] });
const LATE: NetDns = { nameservers: [], search: [], options: [], pid: 40, trouble: 'it did not answer', late: true };
const MINUTE_MS = 60_000;

describe('a resolv.conf whose file system does not answer', () => {
  let silent: SilentResolvers;

  beforeEach(() => {
    vi.useFakeTimers();
    silent = new SilentResolvers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is not looked for again at once, and one says when it was', () => {
    silent.note(ALICE, LATE, BOTH);
    vi.advanceTimersByTime(7000);
    expect(silent.recall(ALICE)).toEqual({ ...LATE, trouble: 'it did not answer, when it was asked 7 s ago' });
    expect(silent.recall(BOB)).toBeNull();
  });

  it('is looked for ever more rarely, and at least once an hour', () => {
    let looks = 0;
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      if (silent.recall(ALICE) === null) {
        silent.note(ALICE, LATE, BOTH);
        looks += 1;
      }
      vi.advanceTimersByTime(MINUTE_MS);
    }
    expect(looks).toBe(29);
  });

  it('is as any other once it answers', () => {
    silent.note(ALICE, LATE, BOTH);
    vi.advanceTimersByTime(MINUTE_MS);
    expect(silent.recall(ALICE)).toBeNull();
    silent.note(ALICE, { ...LATE, trouble: null, late: false }, BOTH);
    silent.note(ALICE, LATE, BOTH);
    vi.advanceTimersByTime(MINUTE_MS);
    expect(silent.recall(ALICE)).toBeNull();
  });

  it('is forgotten with its process', () => {
    silent.note(ALICE, LATE, BOTH);
    silent.note(BOB, LATE, snapshotOf({ processes: [BOB] }));
    expect(silent.recall(ALICE)).toBeNull();
    expect(silent.recall(BOB)).not.toBeNull();
  });
});
