/** Which parts of the screen have something on them already that no name may lie on. */

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
export interface Taken {
  /** False when something is there already; `force` takes it all the same. */
  readonly take: (box: Box, force: boolean) => boolean;
  /** `own`: what was taken before and does not count. */
  readonly isFree: (box: Box, own?: readonly Box[]) => boolean;
}

const CELL = { width: 64, height: 24 };
const ROW = 1 << 20;

export function makeTaken(): Taken {
  const cells = new Map<number, Box[]>();
  const isAnyTaken = (keys: readonly number[], box: Box, own: readonly Box[]) => keys.some((key) => cells.get(key)?.some((other) => overlaps(box, other) && !own.includes(other)) === true);
  const take = (box: Box, force: boolean) => {
    const keys = keysOf(box);
    if (!force && isAnyTaken(keys, box, [])) return false;
    for (const key of keys) {
      const cell = cells.get(key);
      if (cell === undefined) cells.set(key, [box]);
      else cell.push(box);
    }
    return true;
  };
  return { take, isFree: (box, own = []) => !isAnyTaken(keysOf(box), box, own) };
}

function keysOf({ left, right, top, bottom }: Box): number[] {
  const keys: number[] = [];
  for (let row = Math.floor(top / CELL.height); row <= Math.floor(bottom / CELL.height); row++) {
    for (let column = Math.floor(left / CELL.width); column <= Math.floor(right / CELL.width); column++) keys.push(row * ROW + column);
  }
  return keys;
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
