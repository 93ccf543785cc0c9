/** Names where there is room for them. Important ones choose first; one that would lie on another is left out. */
import { distinctStarts, type Distinct } from './distinct-starts';
import type { Graph, GraphNode, NodeKind } from './graph';
import { graphWords } from './graph-strings';
import type { Place } from './layout';
import type { Ink } from './palette';
import type { LabelMark, Look, Stage } from './scene';
import { isOpen } from './scene-nodes';
import { plateMarks } from './scene-plates';
import { makeTaken, type Taken } from './scene-taken';
import { cutToWidth, labelWidth } from './scene-text';
import { collect } from './steps';

const LETTERS_LIMIT = 28;
const LINE_HEIGHT = 1.25;
/** Screen pixels between two names. */
const CLEARANCE = 5;

interface Wish {
  readonly node: GraphNode;
  readonly place: Place;
  readonly text: string;
  readonly size: number;
  readonly weight: LabelMark['weight'];
  readonly ink: Ink;
  /** Where it stands: across the top of a circle, inside a dot, below it, beside it away from the middle of its group or towards that. */
  readonly where: 'top' | 'middle' | 'below' | 'outward' | 'inward';
  /** Lower comes first. */
  readonly rank: number;
}

export function* labelMarks(stage: Stage): Generator<undefined, LabelMark[]> {
  const taken = makeTaken();
  const wishes = (yield* collect(stage.shown, (node) => wishesOf(stage, node))).sort((a, b) => a.rank - b.rank || b.place.r - a.place.r);
  const onTop = yield* collect(wishes.filter(({ where }) => where === 'top'), (wish) => labelMark(stage, wish, taken));
  const plates = plateMarks(stage, taken);
  const others = wishes.filter(({ where }) => where !== 'top');
  if (others.length > 0) yield* takeBodies(stage, taken);
  return [...onTop, ...plates, ...(yield* collect(others, (wish) => labelMark(stage, wish, taken)))];
}

function wishesOf(stage: Stage, node: GraphNode): Wish[] {
  const place = stage.positions.get(node.id);
  if (place === undefined || node.kind === 'plate' || (node.rim && node.harbour === null)) return [];
  const isSelected = stage.selection.selected.has(node.id);
  const isOnWay = stage.selection.way.has(node.id);
  if (!isSelected && !isOnWay && place.r * stage.looking.scale < leastRadius(node)) return [];
  const wishes = wordsOf(stage, node, place).filter(({ where }) => isSelected || where === 'middle' || !isSaid(stage, node));
  return isSelected || isOnWay ? wishes.map((wish) => ({ ...wish, rank: 0, weight: 600, ink: 'ink' })) : wishes;
}

/** The group round it has the same name. */
function isSaid({ nodeById }: Stage, { label, parent }: GraphNode): boolean {
  return parent !== null && nodeById.get(parent)?.label === label;
}

/** Screen radius from which on its name is worth a wish. */
const LEAST_RADIUS: Readonly<Record<NodeKind, number>> = {
  host: 0, pod: 7, container: 20, sandbox: 12, service: 12, island: 9, level: 9, bundle: 14, threads: 8, set: 3.5, process: 7, namespace: 10, interface: 4.6, plate: Infinity,
};

function leastRadius(node: GraphNode): number {
  const { kind, parent, traits, harbour } = node;
  if (kind === 'container' && parent === null) return 9;
  if (kind === 'namespace' && (traits.includes('home') || isNamed(node))) return 3.5;
  return harbour === 'hardware' || harbour === 'master' ? 3.2 : LEAST_RADIUS[kind];
}

function isNamed({ label, number }: GraphNode): boolean {
  return label !== String(number);
}

function wordsOf(stage: Stage, node: GraphNode, place: Place): Wish[] {
  const base = { node, place, text: node.label, where: isOpen(stage, node) ? 'top' : 'below', weight: 400, size: 11, ink: 'inkMuted' } as const;
  return WORDS_BY_KIND[node.kind](stage, node, base);
}

const NAMED = { size: 12, weight: 600, ink: 'ink', rank: 1 } as const;
const APART = { weight: 500, rank: 3 } as const;
type Base = Omit<Wish, 'rank'>;

function groupWords(look: Pick<Wish, 'rank'> & Partial<Wish>): (stage: Stage, node: GraphNode, base: Base) => Wish[] {
  return (_stage, _node, base) => [{ ...base, ...look }];
}

const WORDS_BY_KIND: Readonly<Record<NodeKind, (stage: Stage, node: GraphNode, base: Base) => Wish[]>> = {
  host: groupWords({ ...NAMED, size: 14 }),
  pod: groupWords({ ...NAMED, size: 12.5 }),
  island: groupWords(NAMED),
  level: groupWords(NAMED),
  bundle: groupWords(NAMED),
  sandbox: groupWords(APART),
  service: groupWords(APART),
  container: (_stage, node, base) => [containerWords(node, base)],
  threads: rolledWords,
  set: rolledWords,
  process: (_stage, node, base) => [processWords(node, base)],
  namespace: (_stage, node, base) => [namespaceWords(node, base)],
  interface: (stage, node, base) => [interfaceWords(stage, node, base)],
  plate: () => [],
};

/** The number inside, where it fits; the name below, on an opened group on top. */
function rolledWords(stage: Stage, node: GraphNode, base: Base): Wish[] {
  const name = { ...base, weight: 500, rank: 4 } as const;
  const fits = base.place.r * stage.looking.scale >= 8;
  if (isOpen(stage, node) || !fits) return [name];
  return [{ ...base, text: String(node.count), where: 'middle', weight: 600, size: 10.5, rank: 3 }, name];
}

/** One that stands alone is named as what stands on the ground. */
function containerWords({ parent }: GraphNode, base: Base): Wish {
  return parent === null ? { ...base, ...NAMED } : { ...base, weight: 500, rank: 2 };
}

function processWords({ traits }: GraphNode, base: Base): Wish {
  return { ...base, size: 10.5, rank: traits.includes('leader') ? 5 : 6 };
}

function namespaceWords(node: GraphNode, base: Base): Wish {
  if (node.traits.includes('home')) return { ...base, text: node.type ?? '', size: 12, weight: 600, ink: 'ink', rank: 1 };
  return isNamed(node) ? { ...base, size: 12, weight: 600, ink: 'ink', rank: 2 } : { ...base, size: 10, rank: 5 };
}

function interfaceWords({ selection: { graph } }: Stage, node: GraphNode, base: Base): Wish {
  const text = node.traits.includes('cut') ? `${node.label} → ${graphWords(graph.language).net.elsewhere}` : node.label;
  const isPlain = node.harbour !== 'hardware' && node.harbour !== 'master';
  return { ...base, text, size: 10.5, where: node.rim ? 'outward' : 'below', rank: isPlain ? 5 : 3 };
}

/** What must be said is said, if need be on top of something else. */
function labelMark(stage: Stage, wish: Wish, taken: Taken): LabelMark | null {
  const { selected, way } = stage.selection;
  const attempts = attemptsOf(stage, wish).filter((attempt) => isWorthy(stage, attempt));
  const isForced = selected.has(wish.node.id) || way.has(wish.node.id);
  for (const attempt of attempts) {
    const mark = takePlace(stage, attempt, taken, false);
    if (mark !== null) return mark;
  }
  const [first] = attempts;
  return isForced && first !== undefined ? takePlace(stage, first, taken, true) : null;
}

/** Shares of its radius that the name of an island or another group of the ground may be wide: a little more than itself, then less, so that the names of neighbours have room too. */
const WIDTHS = [2.4, 1.9, 1.45];
const LEAST_WIDTH = 34;
/** Letters that are left of the name of another group, at least: names of replicas begin and end alike. */
const LEAST_CUT = 9;

/** The ways of writing a name, the best first. */
function attemptsOf(stage: Stage, wish: Wish): readonly Wish[] {
  const whole = { ...wish, text: shorten(wish.text) };
  if (wish.where === 'outward') return [whole, { ...whole, where: 'inward' }];
  const isGround = wish.where === 'top' && wish.node.parent === null && wish.node.kind !== 'host' && !wish.node.traits.includes('home');
  if (!isGround || stage.selection.selected.has(wish.node.id)) return [whole];
  const onScreen = wish.place.r * stage.looking.scale;
  const distinct = startsIn(stage.selection.graph).get(wish.text);
  const cut = WIDTHS.flatMap((share) => cutName(whole, distinct, Math.max(share * onScreen, LEAST_WIDTH)) ?? []);
  const texts = wish.node.kind === 'island' ? cut : cut.filter((text) => text === whole.text || text === distinct?.start || text.length >= LEAST_CUT);
  return [...new Set(texts)].map((text) => ({ ...wish, text }));
}

/** Whole, else by what tells it from its neighbours, else its beginning and end. */
function cutName(whole: Wish, distinct: Distinct | undefined, width: number): string | null {
  const fits = (text: string) => labelWidth({ text, size: whole.size }) <= width;
  if (fits(whole.text) || distinct === undefined) return cutToWidth(whole, width);
  return [distinct.start, distinct.word].find(fits) ?? null;
}

const startsByGraph = new WeakMap<Graph, ReadonlyMap<string, Distinct>>();

/** Of the names that stand on the open ground. */
function startsIn(graph: Graph): ReadonlyMap<string, Distinct> {
  const known = startsByGraph.get(graph);
  if (known !== undefined) return known;
  const starts = distinctStarts(graph.nodes.filter(({ parent }) => parent === null).map(({ label }) => label));
  startsByGraph.set(graph, starts);
  return starts;
}

/** Null when something is there already. */
function takePlace(stage: Stage, wish: Wish, taken: Taken, isForced: boolean): LabelMark | null {
  const { node, place, text, size, weight, where } = wish;
  const y = where === 'top' ? place.y - place.r : where === 'below' ? place.y + place.r : place.y;
  const width = labelWidth({ text, size });
  const { across, down } = besideOf(stage, wish, width);
  if (where !== 'middle' && !taken.take(boxOf(stage, { x: place.x, y, across, down, width, size }), isForced)) return null;
  return { kind: 'label', id: node.id, x: place.x, y, across, down, text, size, weight, halo: haloOf(stage, wish), style: styleOf(stage, wish) };
}

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
  if (where === 'below') return { across: 0, down: size * 0.5 + 4 };
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
  if (isOpen(stage, node)) return node.parent === null ? 'surface' : 'sunken';
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

function shorten(text: string): string {
  const letters = Array.from(text);
  return letters.length <= LETTERS_LIMIT ? text : `${letters.slice(0, LETTERS_LIMIT - 1).join('')}…`;
}

/** A name below a dot must not lie on its neighbours. */
function* takeBodies(stage: Stage, { take }: Taken): Generator<undefined, void> {
  const { scale } = stage.looking;
  yield* collect(stage.shown, (node) => {
    const place = stage.positions.get(node.id);
    if (place === undefined || node.kind === 'plate' || isOpen(stage, node)) return null;
    const r = place.r * 0.8;
    take({ left: (place.x - r) * scale, right: (place.x + r) * scale, top: (place.y - r) * scale, bottom: (place.y + r) * scale }, true);
    return null;
  });
}
