/** Newcomers find a place beside their kin. Nobody who is there moves. */
import { addTo } from './graph-places';
import type { Link } from './layout-relax';
import { findPlace, makeRoom, type Circle } from './layout-room';

const CELL = 24;
const MIDDLE: Circle = { x: 0, y: 0, r: 0 };

export interface Arrival<T extends Circle> {
  readonly seats: readonly T[];
  /** Those of them that have their places. */
  readonly known: Iterable<T>;
  readonly links: readonly Link[];
  readonly gap: number;
  /** Where to stay, if there is a place; null on the open ground. */
  readonly inside: Circle | null;
}

/** Each beside the one it is linked to; else in a group beside the one before it, on the ground near the middle. */
export function placeNewcomers<T extends Circle>({ seats, known, links, gap, inside }: Arrival<T>): void {
  const settled = new Set(known);
  if (settled.size === seats.length) return;
  const room = makeRoom([...settled], CELL);
  const partners = partnersOf(links, seats);
  seats.forEach((seat, at) => {
    if (settled.has(seat)) return;
    const kin = partners.get(seat)?.find((other) => settled.has(other)) ?? (inside === null ? undefined : settledBefore(seats, at, settled));
    const { x, y } = findPlace(room, { near: kin ?? MIDDLE, from: MIDDLE, r: seat.r, gap, inside });
    seat.x = x;
    seat.y = y;
    settled.add(seat);
    room.add(seat);
  });
}

function partnersOf<T extends Circle>(links: readonly Link[], seats: readonly T[]): ReadonlyMap<T, readonly T[]> {
  const found = new Map<T, T[]>();
  for (const [a, b] of links) {
    const [from, to] = [seats[a], seats[b]];
    if (from === undefined || to === undefined) continue;
    addTo(found, from, to);
    addTo(found, to, from);
  }
  return found;
}

function settledBefore<T extends Circle>(seats: readonly T[], at: number, settled: ReadonlySet<T>): T | undefined {
  for (let before = at - 1; before >= 0; before--) {
    const seat = seats[before];
    if (seat !== undefined && settled.has(seat)) return seat;
  }
  return undefined;
}
