/** What stands in one group, packed as circles. */
import { packEnclose, packSiblings } from 'd3-hierarchy';
import { snap, type Circle } from './layout-room';

/** Packed circles touch; with half the gap on each there is the gap between. */
export function packLoosely(circles: readonly Circle[], gap: number): void {
  const packed = packSiblings(circles.map(({ r }) => ({ r: r + gap / 2 })));
  circles.forEach((circle, at) => {
    circle.x = packed[at]?.x ?? 0;
    circle.y = packed[at]?.y ?? 0;
  });
}

/** Moves the middle of all to (0, 0). The answer is the radius of the circle round them, with the padding. */
export function enclose(circles: readonly Circle[], { padding, least }: { padding: number; least: number }): number {
  const around = packEnclose(circles.map(({ x, y, r }) => ({ x, y, r })));
  for (const circle of circles) {
    circle.x = snap(circle.x - around.x);
    circle.y = snap(circle.y - around.y);
  }
  return snap(Math.max(least, around.r + padding));
}
