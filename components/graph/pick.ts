import type { Mark } from '@/lib/scene';

/** Screen pixels round a mark within which it is meant too. */
const SLOP = 3;

/** The id of the front-most node at a point of the world, null on the open ground. `scale` is screen pixels for a world pixel. */
export function pick(scene: readonly Mark[], { x, y }: { readonly x: number; readonly y: number }, scale: number): string | null {
  for (let at = scene.length - 1; at >= 0; at--) {
    const mark = scene[at];
    if (mark !== undefined && isBody(mark) && Math.hypot(mark.x - x, mark.y - y) <= mark.r + SLOP / scale) return mark.id;
  }
  return null;
}

function isBody(mark: Mark): mark is Extract<Mark, { r: number }> {
  return mark.kind === 'disc' || mark.kind === 'speck' || mark.kind === 'sign';
}
