/** Which parts of the screen have a name on them already. */

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
export interface Taken {
  /** False when something is there already; `force` takes it all the same. */
  readonly take: (box: Box, force: boolean) => boolean;
}

const CELL = { width: 64, height: 24 };
const ROW = 1 << 20;

export function makeTaken(): Taken {
  const cells = new Map<number, Box[]>();
  const take = (box: Box, force: boolean) => {
    const keys = keysOf(box);
    if (!force && keys.some((key) => cells.get(key)?.some((other) => overlaps(box, other)) === true)) return false;
    for (const key of keys) {
      const cell = cells.get(key);
      if (cell === undefined) cells.set(key, [box]);
      else cell.push(box);
    }
    return true;
  };
  return { take };
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
