/** How large a picture is, and where its camera stands. Pixels are CSS pixels, 96 to an inch. */
import type { Place } from './layout';
import type { Camera } from './mark-shape';

export const PAPERS = ['fit', 'a4', 'a4-landscape', 'slide'] as const;
/** `fit`: as large as what is drawn. */
export type PaperName = (typeof PAPERS)[number];
/** A name, or so many pixels. */
export type Paper = PaperName | { readonly width: number; readonly height: number };

/** More, and neither a browser nor a printer takes it. */
export const SIDE_LIMIT = 8192;
export const LEAST_SIDE = 120;

interface Sheet {
  /** What is drawn on, and how large that is shown: on a slide everything is a third larger, for it is read from far. */
  readonly width: number;
  readonly height: number;
  readonly shown: { readonly width: string; readonly height: string } | null;
  readonly pixels: { readonly width: number; readonly height: number };
}

const SHEET_BY_PAPER: Readonly<Record<Exclude<PaperName, 'fit'>, Sheet>> = {
  a4: { width: 794, height: 1123, shown: { width: '210mm', height: '297mm' }, pixels: { width: 794, height: 1123 } },
  'a4-landscape': { width: 1123, height: 794, shown: { width: '297mm', height: '210mm' }, pixels: { width: 1123, height: 794 } },
  slide: { width: 960, height: 540, shown: { width: '1280', height: '720' }, pixels: { width: 1280, height: 720 } },
};

/** Null: as large as what is drawn. */
export function sheetOf(paper: Paper): Sheet | null {
  if (paper === 'fit') return null;
  return typeof paper === 'string' ? SHEET_BY_PAPER[paper] : { ...paper, shown: null, pixels: paper };
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Null for no place. */
export function boxOf(places: Iterable<Place>): Box | null {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y, r } of places) {
    box.left = Math.min(box.left, x - r);
    box.right = Math.max(box.right, x + r);
    box.top = Math.min(box.top, y - r);
    box.bottom = Math.max(box.bottom, y + r);
  }
  return box.left > box.right ? null : box;
}

/** Kept free on each side, for the names of what stands at the edge. */
const MARGIN = 44;
/** The longer side of a picture that may be as large as it needs, and what a picture is at least, so that its caption has room. */
const LONG_SIDE = 1280;
const SHORT_SIDE = { width: 480, height: 160 };
/** Larger is not clearer: names have their size. */
const SCALE_LIMIT = 2.4;
const SHEET_SCALE_LIMIT = 4;

export interface Framing {
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
}

/** As small as the box allows. */
export function frameAround(box: Box): Framing {
  const [wide, high] = [Math.max(1, box.right - box.left), Math.max(1, box.bottom - box.top)];
  const k = Math.min(SCALE_LIMIT, (LONG_SIDE - 2 * MARGIN) / Math.max(wide, high));
  const size = { width: Math.max(SHORT_SIDE.width, Math.ceil(wide * k + 2 * MARGIN)), height: Math.max(SHORT_SIDE.height, Math.ceil(high * k + 2 * MARGIN)) };
  return { ...size, camera: cameraOnBox(box, size, k) };
}

/** As large as the size allows. */
export function frameWithin(box: Box, size: { readonly width: number; readonly height: number }): Framing {
  const [wide, high] = [Math.max(1, box.right - box.left), Math.max(1, box.bottom - box.top)];
  const room = { width: Math.max(40, size.width - 2 * MARGIN), height: Math.max(40, size.height - 2 * MARGIN) };
  const k = Math.min(SHEET_SCALE_LIMIT, room.width / wide, room.height / high);
  return { ...size, camera: cameraOnBox(box, size, k) };
}

/** What one frame shows, in the middle of another size, none of it cut. */
export function frameRefitted({ camera, ...from }: Framing, size: { readonly width: number; readonly height: number }): Framing {
  const ratio = Math.min(size.width / from.width, size.height / from.height);
  const [x, y] = [(size.width - from.width * ratio) / 2, (size.height - from.height * ratio) / 2];
  return { ...size, camera: { x: camera.x * ratio + x, y: camera.y * ratio + y, k: camera.k * ratio } };
}

function cameraOnBox(box: Box, { width, height }: { readonly width: number; readonly height: number }, k: number): Camera {
  return { x: width / 2 - ((box.left + box.right) / 2) * k, y: height / 2 - ((box.top + box.bottom) / 2) * k, k };
}
