import { describe, expect, it } from 'vitest';
import { cameraAt, cameraKept, cameraOn, cameraOnAll, cameraShowing, isAnyInSight, isInWindow, stepOf, windowOf } from './camera';

const SIZE = { width: 1000, height: 600 };
const at = (camera: { x: number; y: number; k: number }, x: number, y: number) => ({ x: x * camera.k + camera.x, y: y * camera.k + camera.y });

describe('the camera', () => {
  it('shows all of the picture, above the foot', () => {
    const camera = cameraOnAll([{ x: -900, y: 0, r: 100 }, { x: 900, y: 300, r: 50 }], SIZE);
    const [left, right] = [at(camera, -1000, -100), at(camera, 950, 350)];
    expect(left.x).toBeGreaterThan(0);
    expect(left.y).toBeGreaterThan(0);
    // The tools lie there.
    expect(right.x).toBeLessThan(1000 - 44);
    expect(right.y).toBeLessThan(600 - 56);
  });

  it('shows all of it below what lies on it', () => {
    const places = [{ x: 0, y: -400, r: 100 }, { x: 0, y: 500, r: 100 }];
    expect(at(cameraOnAll(places, SIZE), 0, -500).y).toBeLessThan(76);
    const camera = cameraOnAll(places, SIZE, 76);
    expect(at(camera, 0, -500).y).toBeGreaterThan(76);
    expect(at(camera, 0, 600).y).toBeLessThan(600 - 56);
  });

  it('shows as much as there is room for beside an open panel, where no foot is', () => {
    const places = [{ x: 0, y: 0, r: 500 }];
    const camera = cameraOnAll(places, { width: 400, height: 170 });
    expect(1000 * camera.k).toBeGreaterThan(130);
    expect(at(camera, 0, 0).y).toBe(85);
  });

  it('does not blow up a small picture, and bears an empty one', () => {
    expect(cameraOnAll([{ x: 0, y: 0, r: 5 }], SIZE).k).toBe(2.4);
    expect(cameraOnAll([], SIZE).k).toBe(1);
    expect(cameraOnAll([{ x: 0, y: 0, r: 5 }], { width: 0, height: 0 }).k).toBeGreaterThan(0);
  });

  it('flies to a place: into the middle, near enough, never farther away', () => {
    const camera = cameraOn({ x: 500, y: 100, r: 30 }, SIZE, { x: 0, y: 0, k: 0.3 });
    expect(at(camera, 500, 100)).toEqual({ x: 500, y: expect.closeTo(272) as number });
    expect(camera.k).toBeGreaterThan(0.3);
    expect(cameraOn({ x: 0, y: 0, r: 6 }, SIZE, { x: 0, y: 0, k: 8 }).k).toBe(8);
  });

  it('shows a place and the way from it whole', () => {
    const way = [{ x: 0, y: 0, r: 80 }, { x: 90, y: 10, r: 4 }, { x: 700, y: 40, r: 4 }];
    const camera = cameraOnAll(way, SIZE);
    for (const { x, y, r } of way) {
      expect(at(camera, x - r, y - r).x).toBeGreaterThanOrEqual(0);
      expect(at(camera, x + r, y + r).x).toBeLessThanOrEqual(1000);
    }
  });

  it('keeps the middle in the middle when the canvas changes its size', () => {
    const camera = { x: 40, y: -10, k: 1.5 };
    const middle = { x: (500 - camera.x) / camera.k, y: (300 - camera.y) / camera.k };
    const kept = cameraKept(camera, SIZE, { width: 400, height: 700 });
    expect(at(kept, middle.x, middle.y)).toEqual({ x: expect.closeTo(200) as number, y: expect.closeTo(350) as number });
    expect(kept.k).toBe(1.5);
  });

  it('pans as little as needed to show a place', () => {
    const now = { x: 0, y: 0, k: 1 };
    expect(cameraShowing({ x: 300, y: 300, r: 5 }, SIZE, now)).toEqual(now);
    const camera = cameraShowing({ x: 1200, y: 300, r: 5 }, SIZE, now);
    expect(camera).toMatchObject({ y: 0, k: 1 });
    expect(at(camera, 1200, 300).x).toBeLessThan(1000);
  });

  it('needs a new scene after a long pan and not after a short one', () => {
    const camera = { x: 10, y: 20, k: 2 };
    const window = windowOf(camera, SIZE);
    expect(isInWindow(window, camera, SIZE)).toBe(true);
    expect(isInWindow(window, { ...camera, x: 300 }, SIZE)).toBe(true);
    expect(isInWindow(window, { ...camera, x: 500 }, SIZE)).toBe(false);
    expect(isInWindow(window, { ...camera, y: -500 }, SIZE)).toBe(false);
  });

  it('tells whether anything is left where a link looks', () => {
    const camera = cameraAt({ x: 0, y: 0, zoom: 2 }, SIZE);
    expect(isAnyInSight([{ x: 240, y: 0, r: 5 }], camera, SIZE)).toBe(true);
    expect(isAnyInSight([{ x: 260, y: 0, r: 5 }, { x: 0, y: -170, r: 5 }], camera, SIZE)).toBe(false);
    expect(isAnyInSight([{ x: 260, y: 0, r: 15 }], camera, SIZE)).toBe(true);
    expect(isAnyInSight([], camera, SIZE)).toBe(false);
  });

  it('has four steps of scale for each doubling', () => {
    expect([1, 1.05, 1.15, 2, 0.5].map(stepOf)).toEqual([1, 1, 2 ** 0.25, 2, 0.5]);
  });
});
