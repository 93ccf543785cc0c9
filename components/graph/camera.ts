/** Where the camera stands, for what is to be seen. */
import { boxOf } from '@/lib/picture-frame';
import type { Place } from '@/lib/layout';
import type { Camera } from '@/lib/mark-shape';
import type { Window } from '@/lib/scene';
import type { Gaze } from '@/lib/view';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const SCALE_LIMITS = [0.02, 12] as const;
/** Screen pixels kept free round the picture, and more at the foot, where the legend lies. */
const MARGIN = 36;
const FOOT = 56;
/** Beside an open panel the legend is not there (graph.module.css), and the margin is this share of what is left. */
const FOOT_FROM = 280;
const MARGIN_SHARE = 0.1;
/** At the right, where the tools lie. */
const TOOLS = 56;
/** Without this a host with three processes would be shown as three plates. */
const FIT_SCALE_LIMIT = 2.4;
/** How much of the smaller side a group takes up that was flown to. */
const FOCUS_SHARE = 0.45;
const FOCUS_SCALE_LIMIT = 4;
/** Of the larger side: what a scene holds beyond the canvas on each side, and how far one may pan before it needs a new one. */
const SCENE_MARGIN = 0.5;
const SCENE_REACH = 0.4;

/** These places in the middle of the canvas, none cut and none under the tools. `top`: pixels of its upper side on which something lies. */
export function cameraOnAll(places: readonly Place[], { width, height }: Size, top = 0): Camera {
  const box = boxOf(places);
  if (box === null) return { x: width / 2, y: height / 2, k: 1 };
  const foot = footOf(height);
  const room = { width: Math.max(width - MARGIN - TOOLS, 40), height: Math.max(height - 2 * marginOf(height) - foot - top, 40) };
  const k = clamp(Math.min(room.width / (box.right - box.left), room.height / (box.bottom - box.top)), SCALE_LIMITS[0], FIT_SCALE_LIMIT);
  const side = Math.max(0, ((box.right - box.left) * k - width) / 2 + TOOLS);
  return { x: width / 2 - side - ((box.left + box.right) / 2) * k, y: (height - foot + top) / 2 - ((box.top + box.bottom) / 2) * k, k };
}

/** The place in the middle, near enough to be read; never farther away than now, but for a group too large to be seen whole. */
export function cameraOn({ x, y, r }: Place, size: Size, now: Camera): Camera {
  const side = Math.min(size.width, size.height);
  const near = Math.min((side * FOCUS_SHARE) / (2 * Math.max(r, 14)), FOCUS_SCALE_LIMIT);
  const whole = (side * 0.9) / (2 * r);
  const k = clamp(Math.min(Math.max(now.k, near), whole), SCALE_LIMITS[0], SCALE_LIMITS[1]);
  return { x: size.width / 2 - x * k, y: (size.height - footOf(size.height)) / 2 - y * k, k };
}

/** The least pan that brings the place into the canvas; the same camera when it is there. */
export function cameraShowing({ x, y, r }: Place, { width, height }: Size, now: Camera): Camera {
  const [left, top] = [x * now.k + now.x, y * now.k + now.y];
  const reach = Math.min(r * now.k, 60) + MARGIN;
  return { k: now.k, x: now.x + missing(left, reach, width), y: now.y + missing(top, reach, height - footOf(height)) };
}

function footOf(height: number): number {
  return height > FOOT_FROM ? FOOT : 0;
}

function marginOf(height: number): number {
  return Math.min(MARGIN, MARGIN_SHARE * height);
}

function missing(at: number, reach: number, end: number): number {
  if (at < reach) return reach - at;
  return at > end - reach ? end - reach - at : 0;
}

/** The part of the world that a scene for this camera holds. */
export function windowOf({ x, y, k }: Camera, { width, height }: Size): Window {
  const margin = Math.max(width, height) * SCENE_MARGIN;
  return { left: (-x - margin) / k, right: (width - x + margin) / k, top: (-y - margin) / k, bottom: (height - y + margin) / k };
}

/** Whether the scene made for `window` still holds what this camera sees. */
export function isInWindow(window: Window, { x, y, k }: Camera, { width, height }: Size): boolean {
  const spare = (Math.max(width, height) * (SCENE_MARGIN - SCENE_REACH)) / k;
  return -x / k - spare >= window.left && (width - x) / k + spare <= window.right && -y / k - spare >= window.top && (height - y) / k + spare <= window.bottom;
}

/** Whether any of these places is on the canvas, were it only its edge. */
export function isAnyInSight(places: readonly Place[], { x, y, k }: Camera, { width, height }: Size): boolean {
  const isWithin = (at: number, reach: number, end: number) => at + reach > 0 && at - reach < end;
  return places.some((place) => isWithin(place.x * k + x, place.r * k, width) && isWithin(place.y * k + y, place.r * k, height));
}

/** Scales in steps of a fourth of a doubling: a scene is good for all scales of its step. */
export function stepOf(k: number): number {
  return 2 ** (Math.round(Math.log2(k) * 4) / 4);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** What a camera looks at, whatever the size of the canvas; and back. */
export function gazeOf({ x, y, k }: Camera, { width, height }: Size): Gaze {
  return { x: (width / 2 - x) / k, y: (height / 2 - y) / k, zoom: k };
}

export function cameraAt({ x, y, zoom }: Gaze, { width, height }: Size): Camera {
  const k = clamp(zoom, SCALE_LIMITS[0], SCALE_LIMITS[1]);
  return { x: width / 2 - x * k, y: height / 2 - y * k, k };
}

/** The same scale, and the same place in the middle of another size. */
export function cameraKept({ x, y, k }: Camera, before: Size, now: Size): Camera {
  return { x: x + (now.width - before.width) / 2, y: y + (now.height - before.height) / 2, k };
}

