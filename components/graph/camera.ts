import type { Place, Positions } from '@/lib/layout';
import type { Camera } from './paint';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const SCALE_LIMITS = [0.02, 12] as const;
/** Screen pixels kept free round the picture, and more at the foot, where the legend lies. */
const MARGIN = 36;
const FOOT = 56;
/** Without this a host with three processes would be shown as three plates. */
const FIT_SCALE_LIMIT = 2.4;
/** How much of the smaller side a group takes up that was flown to. */
const FOCUS_SHARE = 0.45;
const FOCUS_SCALE_LIMIT = 4;

/** All of the picture in the middle of the canvas. */
export function cameraToFit(positions: Positions, { width, height }: Size): Camera {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y, r } of positions.values()) {
    box.left = Math.min(box.left, x - r);
    box.right = Math.max(box.right, x + r);
    box.top = Math.min(box.top, y - r);
    box.bottom = Math.max(box.bottom, y + r);
  }
  if (box.left > box.right) return { x: width / 2, y: height / 2, k: 1 };
  const room = { width: Math.max(width - 2 * MARGIN, 40), height: Math.max(height - 2 * MARGIN - FOOT, 40) };
  const k = clamp(Math.min(room.width / (box.right - box.left), room.height / (box.bottom - box.top)), SCALE_LIMITS[0], FIT_SCALE_LIMIT);
  return { x: width / 2 - ((box.left + box.right) / 2) * k, y: (height - FOOT) / 2 - ((box.top + box.bottom) / 2) * k + MARGIN / 2, k };
}

/** The place in the middle, near enough to be read; never farther away than now. */
export function cameraOn({ x, y, r }: Place, size: Size, now: Camera): Camera {
  const near = (Math.min(size.width, size.height) * FOCUS_SHARE) / (2 * Math.max(r, 14));
  const k = clamp(Math.max(now.k, Math.min(near, FOCUS_SCALE_LIMIT)), SCALE_LIMITS[0], SCALE_LIMITS[1]);
  const fits = Math.min(k, (Math.min(size.width, size.height) * 0.9) / (2 * r));
  return { x: size.width / 2 - x * fits, y: (size.height - FOOT) / 2 - y * fits, k: fits };
}

/** The part of the world that the canvas shows, with a margin for what reaches in. */
export function windowOf({ x, y, k }: Camera, { width, height }: Size) {
  const margin = Math.max(width, height) * 0.5;
  return { left: (-x - margin) / k, right: (width - x + margin) / k, top: (-y - margin) / k, bottom: (height - y + margin) / k };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
