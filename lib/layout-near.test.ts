import { describe, expect, it } from 'vitest';
import { chanceOf } from './crowd.fixture';
import { allPairs, leftToRight, nearPairs, pushPairs, type Discs } from './layout-near';

const chance = chanceOf(5);
const discs: Discs = { x: Float64Array.from({ length: 300 }, () => chance(400)), y: Float64Array.from({ length: 300 }, () => chance(400)), r: Float64Array.from({ length: 300 }, (_, at) => (at === 7 ? 90 : 2 + chance(8))) };

/** Each once, whichever of the two is named first. */
function named(pairs: Int32Array): string[] {
  return Array.from({ length: pairs.length / 2 }, (_, at) => [pairs[2 * at] ?? 0, pairs[2 * at + 1] ?? 0].sort((a, b) => a - b).join()).sort();
}

function gapBetween({ x, y, r }: Discs, a: number, b: number): number {
  return Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0)) - (r[a] ?? 0) - (r[b] ?? 0);
}

describe('discs that are near each other', () => {
  it('are those that a look at each with each finds, also when they have moved since they were put in order', () => {
    const order = leftToRight(discs);
    for (const slack of [0, 6]) {
      const expected = named(allPairs(300)).filter((pair) => {
        const [a = 0, b = 0] = pair.split(',').map(Number);
        return gapBetween(discs, a, b) < slack;
      });
      expect(named(nearPairs(discs, order, slack))).toEqual(expected);
      discs.x.forEach((x, at) => (discs.x[at] = x + chance(30) - 15));
    }
  });

  it('come apart, the larger moving the less, also from the very same place', () => {
    const two: Discs = { x: Float64Array.of(0, 0), y: Float64Array.of(0, 0), r: Float64Array.of(20, 5) };
    expect(pushPairs(two, allPairs(2))).toBe(25);
    expect(gapBetween(two, 0, 1)).toBeCloseTo(0);
    expect(Math.abs(two.x[0] ?? 0)).toBeLessThan(Math.abs(two.x[1] ?? 0) / 10);
    expect(pushPairs(two, allPairs(2))).toBeLessThan(1e-9);
  });
});
