/** The outlines of marks, for all who paint: on a canvas, into a file. Nothing here knows an ink. */
import type { Shape } from './palette';
import type { LineMark, Mark } from './scene';

/** World to screen: `screen = world * k + (x, y)`, in CSS pixels. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

/** Screen pixels beyond the edge within which text of a mark may reach the screen. */
const MARGIN = 120;

/** Whether anything of it may be seen on a screen of this size. */
export function isOnScreen(mark: Mark, { camera: { x, y, k }, width, height }: { readonly camera: Camera; readonly width: number; readonly height: number }): boolean {
  const [left, right] = mark.kind === 'line' ? [Math.min(mark.x, mark.toX) - mark.bend, Math.max(mark.x, mark.toX) + mark.bend] : [mark.x, mark.x];
  const [top, bottom] = mark.kind === 'line' ? [Math.min(mark.y, mark.toY) - mark.bend, Math.max(mark.y, mark.toY) + mark.bend] : [mark.y, mark.y];
  const reach = (mark.kind === 'line' || mark.kind === 'label' ? 0 : mark.r * k) + MARGIN;
  return left * k + x < width + reach && right * k + x > -reach && top * k + y < height + reach && bottom * k + y > -reach;
}

/** The point, in the world, towards which a bent line leans (the control point of its curve). */
export function leanOf({ x, y, toX, toY, bend }: LineMark): { readonly x: number; readonly y: number } {
  const far = Math.hypot(toX - x, toY - y) || 1;
  return { x: (x + toX) / 2 + ((y - toY) / far) * bend, y: (y + toY) / 2 + ((toX - x) / far) * bend };
}

/** Corners of each shape round (0, 0); the areas are about that of the circle of radius 1, so that none looks more important. */
export const CORNERS: Readonly<Record<Exclude<Shape, 'circle'>, readonly (readonly [number, number])[]>> = {
  square: polygon(4, 1.2, Math.PI / 4),
  diamond: polygon(4, 1.28, 0),
  triangle: polygon(3, 1.38, -Math.PI / 2).map(([x, y]) => [x, y + 0.2] as const),
  wedge: polygon(3, 1.38, Math.PI / 2).map(([x, y]) => [x, y - 0.2] as const),
  pentagon: polygon(5, 1.14, -Math.PI / 2),
  hexagon: polygon(6, 1.08, 0),
  tablet: [...arc(0.55, -Math.PI / 2), ...arc(-0.55, Math.PI / 2)],
};

const FEET = new Map(Object.entries(CORNERS).map(([shape, corners]) => [shape, Math.max(...corners.map(([, y]) => y))]));

/** How far below its middle a sign reaches, in its radius. Null: it is a circle. */
export function footOf(shape: Shape | null): number {
  return FEET.get(shape ?? 'circle') ?? 1;
}

/** Half a circle round a point beside the middle. */
function arc(middle: number, start: number): (readonly [number, number])[] {
  return Array.from({ length: 9 }, (_, at) => [middle + 0.74 * Math.cos(start + (Math.PI * at) / 8), 0.74 * Math.sin(start + (Math.PI * at) / 8)] as const);
}

function polygon(corners: number, radius: number, start: number): (readonly [number, number])[] {
  return Array.from({ length: corners }, (_, at) => {
    const angle = start + (2 * Math.PI * at) / corners;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
}

/** Of a sign of radius `r` in screen pixels: the size of its letter, and how far below the middle of the sign that of the letter is. */
export function letterOf(r: number): { readonly size: number; readonly down: number } {
  return { size: Math.round(r * 1.15 * 4) / 4, down: r * 0.06 };
}

/** Width of the halo of a name, half of it outside of the letters, in screen pixels. */
export const HALO_WIDTH = 4;
