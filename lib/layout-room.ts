/** Circles on a ground: which places are free, and how to make room with the least movement. */

export interface Circle {
  x: number;
  y: number;
  r: number;
}

export interface Room {
  readonly add: (circle: Circle) => void;
  readonly isFree: (circle: Circle, gap: number) => boolean;
}

/** Sums and differences of whole 64ths are exact, and exact as Float32 up to 2^17. */
export function snap(value: number): number {
  return Math.round(value * 64) / 64;
}

export function distance(a: Circle, b: Circle): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** `cell` near the width of the usual circle; larger ones lie in many cells. */
export function makeRoom(circles: readonly Circle[], cell: number): Room {
  const cells = new Map<number, Circle[]>();
  const add = (circle: Circle) => {
    for (const key of cellsOf(circle, cell)) {
      const list = cells.get(key);
      if (list === undefined) cells.set(key, [circle]);
      else list.push(circle);
    }
  };
  const isFree = (circle: Circle, gap: number) => {
    const reach = { ...circle, r: circle.r + gap };
    return cellsOf(reach, cell).every((key) => (cells.get(key) ?? []).every((other) => !isCloser(other, circle, other.r + circle.r + gap)));
  };
  circles.forEach(add);
  return { add, isFree };
}

const ROW = 1 << 20;

function cellsOf({ x, y, r }: Circle, cell: number): number[] {
  const keys: number[] = [];
  const [left, right, top, bottom] = [x - r, x + r, y - r, y + r].map((edge) => Math.floor(edge / cell));
  for (let row = top ?? 0; row <= (bottom ?? 0); row++) {
    for (let column = left ?? 0; column <= (right ?? 0); column++) keys.push(row * ROW + column);
  }
  return keys;
}

export interface Wish {
  /** Stand close to this one, rather on the side that is turned away from `from`. */
  readonly near: Circle;
  readonly from: Circle;
  readonly r: number;
  readonly gap: number;
  /** Stay inside this circle, if there is a place. */
  readonly inside: Circle | null;
}

/** The free place next to whom it wants to be near, ring by ring. There always is one, far enough outside. */
export function findPlace(room: Room, wish: Wish): Circle {
  const { inside, near } = wish;
  const reach = inside === null ? 0 : distance(near, inside) + inside.r;
  const found = inside === null ? null : searchRings(room, wish, reach);
  return found ?? searchRings(room, { ...wish, inside: null }, Infinity) ?? { ...near, r: wish.r };
}

function searchRings(room: Room, wish: Wish, reach: number): Circle | null {
  const { near, r, gap } = wish;
  const step = (r + gap) / 3;
  for (let far = near.r + r + gap; far <= reach; far += step) {
    const found = searchRing(room, wish, far);
    if (found !== null) return found;
  }
  return null;
}

function searchRing(room: Room, { near, from, r, gap, inside }: Wish, far: number): Circle | null {
  const count = Math.max(12, Math.ceil((2 * Math.PI * far) / (r + gap)));
  const ahead = Math.atan2(near.y - from.y, near.x - from.x);
  for (let at = 0; at < count; at++) {
    const turn = ((at % 2 === 0 ? at : -at - 1) / count) * Math.PI;
    const place = { x: snap(near.x + far * Math.cos(ahead + turn)), y: snap(near.y + far * Math.sin(ahead + turn)), r };
    const fits = inside === null || distance(place, inside) + r <= inside.r;
    if (fits && room.isFree(place, gap - 1 / 16)) return place;
  }
  return null;
}

/**
 * Moves those that overlap one before them to the free place nearest to their own, so that none is closer to another than
 * the gap. The first ones of the list stay.
 */
export function separate(circles: readonly Circle[], { gap, cell }: { gap: number; cell: number }): void {
  const room = makeRoom([], cell);
  for (const circle of circles) {
    if (!room.isFree(circle, gap - 1 / 16)) {
      const { x, y } = findPlace(room, { near: { ...circle, r: -circle.r }, from: { x: 0, y: 0, r: 0 }, r: circle.r, gap, inside: null });
      circle.x = x;
      circle.y = y;
    }
    room.add(circle);
  }
}

export interface Way {
  readonly gap: number;
  readonly isFixed: (circle: Circle) => boolean;
}

/** Pushes, for each circle: enough for any chain met in tests, and an end for one that would go round for ever. */
const PUSHES = 40;

/**
 * Moves circles that are too close to one of `moved`, straight away and only as far as needed, then those that these are
 * too close to, and so on. What `isFixed` stays; who would push it goes back instead. Circles far from all this keep still.
 */
export function makeWay(circles: readonly Circle[], moved: readonly Circle[], way: Way): void {
  const depth = new Map(moved.map((circle) => [circle, 0]));
  const pending = [...moved];
  const limit = circles.length * PUSHES;
  for (let at = 0; at < pending.length && pending.length < limit; at++) {
    const circle = pending[at];
    if (circle !== undefined) pending.push(...pushNeighbours(circle, circles, { ...way, depth }));
  }
}

/** The answer are those that moved. Who was pushed earlier stands firmer. */
function pushNeighbours(circle: Circle, circles: readonly Circle[], { gap, isFixed, depth }: Way & { depth: Map<Circle, number> }): Circle[] {
  const own = depth.get(circle) ?? 0;
  const moved: Circle[] = [];
  for (const other of circles) {
    if (other === circle || !isCloser(circle, other, circle.r + other.r + gap - 1 / 32)) continue;
    const goesBack = !isFixed(circle) && (isFixed(other) || (depth.get(other) ?? Infinity) < own);
    const who = goesBack ? circle : other;
    if (isFixed(who)) continue;
    pushAway(who, goesBack ? other : circle, gap);
    if (!depth.has(other)) depth.set(other, own + 1);
    moved.push(who);
  }
  return moved;
}

function isCloser(a: Circle, b: Circle, far: number): boolean {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  return dx < far && -dx < far && dx * dx + dy * dy < far * far;
}

function pushAway(who: Circle, whom: Circle, gap: number): void {
  const far = distance(who, whom);
  const wanted = who.r + whom.r + gap;
  const [dx, dy] = far === 0 ? [1, 0] : [(who.x - whom.x) / far, (who.y - whom.y) / far];
  who.x = snap(whom.x + dx * wanted);
  who.y = snap(whom.y + dy * wanted);
}
