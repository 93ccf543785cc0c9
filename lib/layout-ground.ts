/** The open ground: hosts, pods, loose containers, sandboxes, and the namespaces that stand alone. */
import type { Pins } from './layout';
import { placeNewcomers } from './layout-arrive';
import { arrangeGround, clearGround, packGround } from './layout-force';
import { arrangeLevels, placeNewLevels } from './layout-levels';
import { makeWay, snap } from './layout-room';
import { isCrowded, linksAmong, takeOldPlace, type Seat, type World } from './layout-settle';
import { GROUND } from './layout-tree';

const GROUND_GAP = 26;
/** What is kept when something grows: less than at first, so that nobody moves without need. */
const LEAST_GAP = 6;
const EVERYWHERE = { x: 0, y: 0, r: Infinity };

/** Nobody makes way for who arrives, only for what grew. Pins hold whatever comes. */
export function settleGround(world: World, seats: readonly Seat[], pins: Pins): void {
  const known = seats.filter((seat) => takeOldPlace(world, seat, EVERYWHERE));
  if (isCrowded(seats, known)) {
    arrangeAfresh(world, seats, pins);
    return;
  }
  const pinned = new Set(seats.filter((seat) => takePin(pins, seat)));
  const arrival = { seats, known: [...known, ...pinned], links: linksAmong(world, GROUND, seats), gap: GROUND_GAP };
  if (world.lens === 'hierarchy') placeNewLevels(arrival);
  else placeNewcomers({ ...arrival, inside: null });
  const grown = known.filter((seat) => seat.r > (world.previous.get(seat.node.id)?.r ?? 0));
  makeWay(seats, grown, { gap: LEAST_GAP, isFixed: (circle) => pinned.has(circle as Seat) });
}

/**
 * The host in the middle, then large before small; levels below the ones they hang from. What is pinned is moved out of this
 * afterwards, as it was by hand: who loads the page again finds the picture that was left.
 */
function arrangeAfresh(world: World, seats: readonly Seat[], pins: Pins): void {
  const inOrder = world.lens === 'hierarchy' ? arrangeHierarchy(world, seats) : arrangeIslands(world, seats);
  const pinned = new Set(inOrder.flatMap((seat, at) => (takePin(pins, seat) ? [at] : [])));
  if (pinned.size > 0) clearGround(inOrder, pinned);
}

function arrangeHierarchy(world: World, seats: readonly Seat[]): readonly Seat[] {
  // Who has much below is the root of the tree that is looked for: it comes first, whatever its key.
  const links = linksAmong(world, GROUND, seats);
  const hanging = new Set(links.map(([child]) => child));
  const inOrder = seats.map((seat, at) => ({ seat, isRoot: !hanging.has(at) })).sort((a, b) => Number(b.isRoot) - Number(a.isRoot) || (a.isRoot ? b.seat.r - a.seat.r : 0)).map(({ seat }) => seat);
  arrangeLevels(inOrder, linksAmong(world, GROUND, inOrder), GROUND_GAP);
  return inOrder;
}

function arrangeIslands(world: World, seats: readonly Seat[]): readonly Seat[] {
  const inOrder = [...seats].sort((a, b) => Number(b.node.kind === 'host') - Number(a.node.kind === 'host') || b.r - a.r);
  if (world.isPacked) packGround(inOrder, GROUND_GAP);
  else arrangeGround(inOrder, { links: linksAmong(world, GROUND, inOrder), gap: GROUND_GAP, isStar: world.lens === 'network' });
  return inOrder;
}

function takePin(pins: Pins, seat: Seat): boolean {
  const pin = pins.get(seat.node.id);
  if (pin === undefined) return false;
  seat.x = snap(pin.x);
  seat.y = snap(pin.y);
  return true;
}
