import type { LabelMark, Mark } from '@/lib/scene';
import { labelWidth } from '@/lib/scene-text';

/** Screen pixels round a mark within which it is meant too. */
const SLOP = 3;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The id of the front-most node at a point of the world, null on the open ground; a name is a part of its node. `scale` is screen pixels for a world pixel. */
export function pick(scene: readonly Mark[], point: Point, scale: number): string | null {
  for (let at = scene.length - 1; at >= 0; at--) {
    const mark = scene[at];
    if (mark !== undefined && isHit(mark, point, scale)) return mark.id;
  }
  return null;
}

function isHit(mark: Mark, point: Point, scale: number): boolean {
  switch (mark.kind) {
    case 'disc':
    case 'speck':
    case 'sign':
      return isWithin(mark, point, mark.r + SLOP / scale);
    case 'label':
      return isOnText(mark, point, scale);
    case 'line':
    case 'ring':
      return false;
  }
}

function isWithin({ x, y }: Point, point: Point, reach: number): boolean {
  const [dx, dy] = [point.x - x, point.y - y];
  return dx * dx + dy * dy <= reach * reach;
}

function isOnText(label: LabelMark, { x, y }: Point, scale: number): boolean {
  return Math.abs(x - label.x - label.across / scale) * scale <= labelWidth(label) / 2 && Math.abs(y - label.y - label.down / scale) * scale <= label.size * 0.6;
}
