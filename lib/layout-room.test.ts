import { describe, expect, it } from 'vitest';
import { distance, findPlace, makeRoom, makeWay, separate, snap, type Circle } from './layout-room';

const MIDDLE: Circle = { x: 0, y: 0, r: 0 };
const free = { isFixed: () => false };

/** A row of numbers that looks like chance and is always the same. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

describe('a free place', () => {
  it('is beside the one it wants to be near, a gap away', () => {
    const near = { x: 10, y: 0, r: 5 };
    const place = findPlace(makeRoom([near], 20), { near, from: MIDDLE, r: 3, gap: 2, inside: null });
    expect(distance(place, near)).toBeCloseTo(10, 1);
  });

  it('is inside the group while there is one, and outside when it is full', () => {
    const near = { x: 0, y: 0, r: 5 };
    const wish = { near, from: MIDDLE, r: 5, gap: 2, inside: { x: 0, y: 0, r: 20 } };
    expect(distance(findPlace(makeRoom([near], 20), wish), MIDDLE)).toBeLessThanOrEqual(15);
    expect(distance(findPlace(makeRoom([{ ...near, r: 19 }], 20), wish), MIDDLE)).toBeGreaterThan(20);
  });

  it('overlaps nobody, however many there are', () => {
    const circles: Circle[] = [{ x: 0, y: 0, r: 30 }];
    const room = makeRoom(circles, 20);
    for (let at = 0; at < 200; at++) {
      const place = findPlace(room, { near: circles[at % circles.length] ?? MIDDLE, from: MIDDLE, r: 3 + (at % 7), gap: 2, inside: null });
      expect(circles.every((other) => distance(place, other) >= place.r + other.r + 1.9), `circle ${at}`).toBe(true);
      circles.push(place);
      room.add(place);
    }
  });
});

describe('separating', () => {
  it('leaves those who are clear of each other, and the first of two who are not', () => {
    const circles = [{ x: 0, y: 0, r: 20 }, { x: 10, y: 0, r: 10 }, { x: 200, y: 0, r: 10 }];
    separate(circles, { gap: 4, cell: 30 });
    expect([circles[0], circles[2]]).toEqual([{ x: 0, y: 0, r: 20 }, { x: 200, y: 0, r: 10 }]);
    expect(circles[1]?.x).not.toBe(10);
  });

  it('leaves nobody on anybody', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const next = numbers(seed * 104729);
      const circles = Array.from({ length: 80 }, () => ({ x: snap(next() * 400), y: snap(next() * 400), r: 5 + snap(next() * 30) }));
      separate(circles, { gap: 4, cell: 30 });
      const least = Math.min(...circles.flatMap((a, at) => circles.slice(at + 1).map((b) => distance(a, b) - a.r - b.r)));
      expect(least, `seed ${seed}`).toBeGreaterThan(3.9);
    }
  });
});

describe('making way', () => {
  it('moves only who is too close, straight away and no farther than needed', () => {
    const [grown, near, far] = [{ x: 0, y: 0, r: 20 }, { x: 25, y: 0, r: 10 }, { x: 200, y: 0, r: 10 }];
    makeWay([grown, near, far], [grown], { gap: 5, ...free });
    expect(grown).toEqual({ x: 0, y: 0, r: 20 });
    expect(near).toEqual({ x: 35, y: 0, r: 10 });
    expect(far).toEqual({ x: 200, y: 0, r: 10 });
  });

  it('hands the push on', () => {
    const [grown, near, next] = [{ x: 0, y: 0, r: 20 }, { x: 25, y: 0, r: 10 }, { x: 50, y: 0, r: 10 }];
    makeWay([grown, near, next], [grown], { gap: 5, ...free });
    expect(next.x).toBe(60);
  });

  it('leaves what is fixed, and moves the one that grew instead', () => {
    const [grown, fixed] = [{ x: 0, y: 0, r: 20 }, { x: 25, y: 0, r: 10 }];
    makeWay([grown, fixed], [grown], { gap: 5, isFixed: (circle) => circle === fixed });
    expect(fixed.x).toBe(25);
    expect(grown.x).toBe(-10);
  });

  it('ends, and with nobody on anybody, for crowds of many kinds', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const next = numbers(seed * 7919);
      const circles = Array.from({ length: 40 }, () => ({ x: snap(next() * 600), y: snap(next() * 600), r: 5 + snap(next() * 20) }));
      makeWay(circles, circles, { gap: 0, ...free });
      const worst = Math.max(...circles.flatMap((a, at) => circles.slice(at + 1).map((b) => a.r + b.r - distance(a, b))));
      expect(worst, `seed ${seed}`).toBeLessThan(0.1);
    }
  });

  it('ends even where there is no way', () => {
    const walls = [{ x: -20, y: 0, r: 15 }, { x: 20, y: 0, r: 15 }];
    const between = { x: 0, y: 0, r: 15 };
    makeWay([...walls, between], [between], { gap: 5, isFixed: (circle) => circle !== between });
    expect(walls).toEqual([{ x: -20, y: 0, r: 15 }, { x: 20, y: 0, r: 15 }]);
  });
});
