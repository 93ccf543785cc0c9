/** Names where there is room for them. Important ones choose first; one that would lie on another is left out, and counted. */
import type { Ink } from './palette';
import type { Place } from './layout';
import { footOf } from './mark-shape';
import type { LabelMark, Look, Stage } from './scene';
import { attemptsOf, LENGTHS, longerThan } from './scene-label-texts';
import { isOpen, shapeOf, standsOpen } from './scene-nodes';
import { plateMarks } from './scene-plates';
import { rollUpMarks } from './scene-rollups';
import { makeTaken, type Box, type Taken } from './scene-taken';
import { labelWidth } from './scene-text';
import { isForced, wishesOf, type Wish } from './scene-wishes';
import { collect } from './steps';

const LINE_HEIGHT = 1.25;
/** Screen pixels between two names. */
const CLEARANCE = 5;

interface Ground {
  readonly names: Taken;
  /** Dots and signs: a name beside one must not lie on its neighbours. */
  readonly bodies: Taken;
}

/** A name that has its place, and what was wished. */
interface Placed {
  readonly mark: LabelMark;
  readonly wish: Wish;
  readonly box: Box;
}

export function* labelMarks(stage: Stage): Generator<undefined, LabelMark[]> {
  const ground = { names: makeTaken(), bodies: makeTaken() };
  const wishes = (yield* collect(stage.shown, (node) => wishesOf(stage, node))).sort((a, b) => a.rank - b.rank || b.place.r - a.place.r);
  const place = (some: readonly Wish[]) => collect(some, (wish) => placeName(stage, wish, ground));
  const must = wishes.filter(({ node }) => isForced(stage, node));
  const may = wishes.filter(({ node }) => !isForced(stage, node));
  if (may.some((wish) => !isEarly(wish))) yield* takeBodies(stage, ground.bodies);
  const forced = yield* place(must);
  const early = yield* place(may.filter(isEarly));
  const plates = plateMarks(stage, ground.names);
  const late = yield* place(may.filter((wish) => !isEarly(wish)));
  yield;
  const circles = takeCircles(stage);
  const isDraft = stage.looking.isDraft === true;
  const wide = isDraft ? [] : yield* collect(leftOut(may, early), (wish) => placeWide(stage, wish, { names: ground.names, circles }));
  const named = [...early, ...late, ...wide, ...forced].map(({ mark }) => mark);
  const counts = rollUpMarks(stage, new Set([...named, ...plates].map(({ id }) => id)), ground.names);
  const longer = isDraft ? NONE_LONGER : lengthened(stage, early, { names: ground.names, circles });
  return [...counts, ...plates, ...named.map((mark) => longer.get(mark) ?? mark)];
}

const NONE_LONGER: ReadonlyMap<LabelMark, LabelMark> = new Map();

/** Names of circles come before all that is in and below them. */
function isEarly({ where, node }: Wish): boolean {
  return where === 'top' || node.kind === 'host';
}

/** What must be said is said, if need be on top of something else. */
function placeName(stage: Stage, wish: Wish, ground: Ground): Placed | null {
  const attempts = attemptsOf(stage, wish).filter((attempt) => isWorthy(stage, attempt));
  for (const attempt of attempts) {
    const placed = takePlace(stage, attempt, ground, false);
    if (placed !== null) return { ...placed, wish };
  }
  const [first] = attempts;
  return isForced(stage, wish.node) && first !== undefined ? takePlace(stage, first, ground, true) : null;
}

/** Null when something is there already. */
function takePlace(stage: Stage, wish: Wish, { names, bodies }: Ground, force: boolean): Placed | null {
  const placed = standing(stage, wish);
  if (!force && BESIDE.includes(wish.where) && !bodies.isFree(placed.box)) return null;
  return names.take(placed.box, force) ? placed : null;
}

function standing(stage: Stage, wish: Wish): Placed {
  const { node, place, text, size, weight, where, aside = 0, shift = 0 } = wish;
  const y = where === 'top' || where === 'above' ? place.y - place.r : where === 'below' ? place.y + place.r * footOf(shapeOf(node)) : place.y;
  const width = labelWidth({ text, size });
  const beside = besideOf(stage, wish, width);
  const { across, down } = { across: beside.across + shift, down: beside.down + aside * size * LINE_HEIGHT };
  const box = boxOf(stage, { x: place.x, y, across, down, width: where === 'middle' ? width - CLEARANCE : width, size });
  return { mark: { kind: 'label', id: node.id, x: place.x, y, across, down, text, size, weight, halo: haloOf(stage, wish), style: styleOf(stage, wish) }, wish, box };
}

/**
 * A name that was cut for the sake of others is written longer where in the end neither a name nor a circle is beside it: first each as
 * far as tells it from the others, then in full.
 */
function lengthened(stage: Stage, placed: readonly Placed[], { names, circles }: Free): ReadonlyMap<LabelMark, LabelMark> {
  const longer = new Map<LabelMark, LabelMark>();
  const cut = placed.filter(({ wish, mark }) => wish.where === 'top' && mark.text !== wish.text).map((name) => ({ name, own: [name.box] }));
  for (const length of LENGTHS) {
    for (const { name, own } of cut) {
      const wishes = longerThan(stage, name.wish, { cut: name.mark, length });
      const found = wishes.map((wish) => standing(stage, wish)).find(({ box }) => isInWindow(stage, box) && names.isFree(box, own) && circles.areFree(box, name.wish.node.id));
      if (found === undefined) continue;
      names.take(found.box, true);
      own.push(found.box);
      longer.set(name.mark, found.mark);
    }
  }
  return longer;
}

/** A sheet of paper ends there. */
function isInWindow({ looking: { window, scale } }: Stage, { left, right }: Box): boolean {
  return window === null || (left >= window.left * scale && right <= window.right * scale);
}

/** Of circles of the open ground, the names that have no place as wide as these are. */
function leftOut(wishes: readonly Wish[], placed: readonly Placed[]): readonly Wish[] {
  const done = new Set(placed.map(({ wish }) => wish));
  return wishes.filter((wish) => wish.where === 'top' && standsOpen(wish.node.parent) && !done.has(wish));
}

/** Lines that a name below a circle stands off, for the signs on its rim. */
const BELOW_RIM = 0.4;

/** A name wider than its circle stands above or below where in the end neither a name nor a circle is beside it. */
function placeWide(stage: Stage, wish: Wish, { names, circles }: Free): Placed | null {
  const whole = longerThan(stage, wish, { cut: { ...wish, text: '' }, length: 'usual' }).filter((longer) => isWorthy(stage, longer));
  const attempts = whole.flatMap((longer): Wish[] => [longer, { ...longer, where: 'below', aside: BELOW_RIM }]);
  const found = attempts.map((longer) => standing(stage, longer)).find(({ box }) => isInWindow(stage, box) && names.isFree(box) && circles.areFree(box, wish.node.id));
  if (found === undefined) return null;
  names.take(found.box, true);
  return { ...found, wish };
}

/** What a name may not lie on. */
interface Free {
  readonly names: Taken;
  readonly circles: Circles;
}
interface Circles {
  /** But for the one of `id`. */
  readonly areFree: (box: Box, id: string) => boolean;
}

/** The circles of the open ground: of each the square that fits in it. Taken once somebody asks. */
function takeCircles(stage: Stage): Circles {
  let taken: Taken | null = null;
  const boxes = new Map<string, readonly Box[]>();
  const takeAll = () => {
    const all = makeTaken();
    for (const { id, parent } of stage.shown) {
      const place = standsOpen(parent) ? stage.positions.get(id) : undefined;
      if (place === undefined) continue;
      const box = bodyOf(stage, place, Math.SQRT1_2);
      boxes.set(id, [box]);
      all.take(box, true);
    }
    return all;
  };
  return { areFree: (box, id) => (taken ??= takeAll()).isFree(box, boxes.get(id)) };
}

/** Such a name stands where other nodes may be. */
const BESIDE: readonly Wish['where'][] = ['below', 'above', 'outward', 'inward'];

/** A name much wider than its circle would seem to be its neighbours'. */
function isWorthy(stage: Stage, { node, place, text, size, where }: Wish): boolean {
  if (where !== 'top' || node.kind === 'island' || stage.selection.selected.has(node.id)) return true;
  return labelWidth({ text, size }) < 3 * place.r * stage.looking.scale + 24;
}

/** A direction with this much of sideways in it has its name wholly beside the mark. */
const SIDEWAYS = 0.35;

interface Beside {
  readonly across: number;
  readonly down: number;
}

/** Screen pixels from the place of the mark to the middle of its name. */
function besideOf({ positions, looking: { scale } }: Stage, { node, place, size, where }: Wish, width: number): Beside {
  const group = positions.get(node.parent ?? '');
  if (where === 'below' || where === 'above') return { across: 0, down: (size * 0.5 + 4) * (where === 'below' ? 1 : -1) };
  if ((where !== 'outward' && where !== 'inward') || group === undefined) return { across: 0, down: 0 };
  const far = (Math.hypot(place.x - group.x, place.y - group.y) || 1) * (where === 'outward' ? 1 : -1);
  const [ux, uy] = [(place.x - group.x) / far, (place.y - group.y) / far];
  const clear = place.r * scale + CLEARANCE + 1;
  const side = Math.max(-1, Math.min(1, ux / SIDEWAYS));
  return { across: ux * clear + (side * width) / 2, down: uy * (clear + size / 2) };
}

function boxOf({ looking: { scale } }: Stage, { x, y, across, down, width, size }: Beside & { x: number; y: number; width: number; size: number }) {
  const [halfWidth, halfHeight] = [width / 2 + CLEARANCE, (size * LINE_HEIGHT) / 2 + 1];
  const [middle, center] = [x * scale + across, y * scale + down];
  return { left: middle - halfWidth, right: middle + halfWidth, top: center - halfHeight, bottom: center + halfHeight };
}

/** The ink of the ground it stands on. */
function haloOf(stage: Stage, { node, where }: Wish): Ink | null {
  if (where === 'middle') return null;
  if (where === 'outward') return 'canvas';
  if (where === 'over') return 'raised';
  if (isOpen(stage, node) && where !== 'below') return node.parent === null ? 'surface' : 'sunken';
  if (node.parent === null) return 'canvas';
  return (stage.nodeById.get(node.parent)?.parent ?? null) === null ? 'surface' : 'sunken';
}

const LOOK_BY_INK = new Map<Ink, Look>();

function styleOf(stage: Stage, { node, ink }: Wish) {
  const { lit } = stage.selection;
  const look = LOOK_BY_INK.get(ink) ?? { fill: ink, stroke: null, width: 0, dash: 'none', alpha: 1 };
  LOOK_BY_INK.set(ink, look);
  return stage.styleOf(look, lit === null || lit.has(node.id) ? 1 : 0.4, stage.looking.fresh.has(node.id));
}

/** A name below a dot must not lie on its neighbours. */
function* takeBodies(stage: Stage, { take }: Taken): Generator<undefined, void> {
  yield* collect(stage.shown, (node) => {
    const place = stage.positions.get(node.id);
    if (place === undefined || node.kind === 'plate' || isOpen(stage, node)) return null;
    take(bodyOf(stage, place, 0.8), true);
    return null;
  });
}

function bodyOf({ looking: { scale } }: Stage, { x, y, r }: Place, share: number): Box {
  const reach = r * share;
  return { left: (x - reach) * scale, right: (x + reach) * scale, top: (y - reach) * scale, bottom: (y + reach) * scale };
}
