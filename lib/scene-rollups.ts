/**
 * What has no name for want of room is counted where it stands: `+14 pods with 126 namespaces`. Near ones together; the
 * closer one looks, the fewer are left to be counted.
 */
import type { Graph, GraphNode, NodeKind } from './graph';
import { graphWords } from './graph-strings';
import type { Place } from './layout';
import type { LabelMark, Look, Stage } from './scene';
import { standsOpen } from './scene-nodes';
import type { Taken } from './scene-taken';
import { labelWidth } from './scene-text';

/** Fewer are seen one by one. */
const LEAST = 4;
/** Screen pixels of the squares in which near ones are counted together, at least; where there is no room squares of twice the size are tried. */
const SQUARE = 180;
const DOUBLINGS = 3;
const SIZE = 11;
const LINE = 16;
const CLEARANCE = 6;
/** Lines that the count goes down, or up, to where no name is. */
const LINES_ASIDE = [0, 1, -1, 2, -2, 3, -3];
const HERE = [0];
const LOOK: Look = { fill: 'inkMuted', stroke: null, width: 0, dash: 'none', alpha: 1 };

/** They are no groups: the host's own stand in what gathers them too. */
const UNCOUNTED: readonly NodeKind[] = ['process', 'set', 'plate'];

interface Nameless {
  readonly node: GraphNode;
  readonly place: Place;
}

/** `named`: the ids of what has its name. */
export function rollUpMarks(stage: Stage, named: ReadonlySet<string>, taken: Taken): LabelMark[] {
  let left = stage.shown.flatMap((node) => namelessOf(stage, node, named));
  if (left.length < LEAST) return [];
  const inside = namespacesInside(stage.selection.graph);
  const marks: LabelMark[] = [];
  // Squares of the world, a power of two wide, so that a pan counts the same ones together.
  let side = 2 ** Math.ceil(Math.log2(SQUARE / stage.looking.scale));
  for (let round = 0; round <= DOUBLINGS; round++, side *= 2) left = [...inSquares(left, side)].flatMap(([square, some]) => roll(`${round}/${square}`, some));
  return left.length < LEAST ? marks : [...marks, ...restOf(stage, { id: 'rest', some: left, inside, taken })];

  /** Those that are still not told of. */
  function roll(id: string, some: readonly Nameless[]): readonly Nameless[] {
    const mark = some.length < LEAST ? null : rollUp(stage, { id, some, at: middleOf(some), inside, taken });
    if (mark !== null) marks.push(mark);
    return mark === null ? some : [];
  }
}

/** Those that are too scattered to be counted where they stand. */
function restOf(stage: Stage, rest: Omit<RollUp, 'at'>): readonly LabelMark[] {
  const halfWidth = labelWidth({ text: textFor(stage.selection.graph, rest.some, rest.inside), size: SIZE }) / 2;
  const { corners, below } = spotsOfRest(stage, halfWidth / stage.looking.scale);
  for (const at of corners) {
    const mark = rollUp(stage, { ...rest, at }, HERE);
    if (mark !== null) return [mark];
  }
  const mark = rollUp(stage, { ...rest, at: below });
  return mark === null ? [] : [mark];
}

/** What stands in the open. In a group its name says enough. */
function namelessOf({ positions }: Stage, node: GraphNode, named: ReadonlySet<string>): Nameless[] {
  const place = positions.get(node.id);
  const isCounted = place !== undefined && !UNCOUNTED.includes(node.kind) && node.harbour === null && !node.rim && standsOpen(node.parent) && !named.has(node.id);
  return isCounted ? [{ node, place }] : [];
}

function inSquares(some: readonly Nameless[], side: number): ReadonlyMap<string, Nameless[]> {
  const squares = new Map<string, Nameless[]>();
  for (const one of some) {
    const key = `${Math.floor(one.place.x / side)} ${Math.floor(one.place.y / side)}`;
    const square = squares.get(key);
    if (square === undefined) squares.set(key, [one]);
    else square.push(one);
  }
  return squares;
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

function middleOf(some: readonly Nameless[]): Spot {
  return { x: some.reduce((sum, { place }) => sum + place.x, 0) / some.length, y: some.reduce((sum, { place }) => sum + place.y, 0) / some.length };
}

/** The corners of all that is there, which is round, and below it. `halfWidth`: world pixels of the count. */
function spotsOfRest({ shown, positions, looking }: Stage, halfWidth: number): { readonly corners: readonly Spot[]; readonly below: Spot } {
  const places = shown.flatMap(({ id, parent }) => (standsOpen(parent) ? (positions.get(id) ?? []) : []));
  const reach = (of: (place: Place) => number) => places.reduce((most, place) => Math.max(most, of(place)), -Infinity);
  const [left, right, top, bottom] = [-reach(({ x, r }) => r - x), reach(({ x, r }) => x + r), -reach(({ y, r }) => r - y), reach(({ y, r }) => y + r)];
  const line = LINE / looking.scale;
  const corners = [bottom - line / 2, top + line / 2].flatMap((y) => [{ x: left + halfWidth, y }, { x: right - halfWidth, y }]);
  return { corners, below: { x: (left + right) / 2, y: bottom + line } };
}

interface RollUp {
  readonly id: string;
  readonly some: readonly Nameless[];
  readonly at: Spot;
  readonly inside: ReadonlyMap<string, number>;
  readonly taken: Taken;
}

/** Null when there is no room near. */
function rollUp({ selection, looking: { scale }, styleOf }: Stage, { id, some, at, inside, taken }: RollUp, lines = LINES_ASIDE): LabelMark | null {
  const text = textFor(selection.graph, some, inside);
  const halfWidth = labelWidth({ text, size: SIZE }) / 2 + CLEARANCE;
  for (const line of lines) {
    const [middle, center] = [at.x * scale, at.y * scale + line * LINE];
    const box = { left: middle - halfWidth, right: middle + halfWidth, top: center - LINE / 2, bottom: center + LINE / 2 };
    if (!taken.take(box, false)) continue;
    const isLit = selection.lit === null || some.some(({ node }) => selection.lit?.has(node.id) === true);
    return { kind: 'label', id: `counted/${id}`, x: at.x, y: at.y, across: 0, down: line * LINE, text, size: SIZE, weight: 500, halo: 'canvas', style: styleOf(LOOK, isLit ? 1 : 0.4, false) };
  }
  return null;
}

function textFor({ language }: Graph, some: readonly Nameless[], inside: ReadonlyMap<string, number>): string {
  const words = graphWords(language).counted;
  const groups = some.filter(({ node }) => !isNamespace(node));
  const namespaces = some.filter(({ node }) => isNamespace(node)).map(({ node }) => (node.kind === 'island' ? 'net' : node.type));
  const kinds = new Set(groups.map(({ node }) => node.kind));
  const [kind] = kinds;
  const held = groups.reduce((sum, { node }) => sum + (inside.get(node.id) ?? 0), 0);
  const type = new Set(namespaces).size === 1 ? (namespaces[0] ?? null) : null;
  return words.more([
    ...(groups.length === 0 ? [] : [words.groups(groups.length, kinds.size === 1 ? (kind ?? null) : null, held)]),
    ...(namespaces.length === 0 ? [] : [words.namespaces(namespaces.length, type)]),
  ]);
}

/** An island is a net namespace, a level one of its hierarchy. */
function isNamespace({ kind, type }: GraphNode): boolean {
  return kind === 'island' || (type !== null && (kind === 'namespace' || kind === 'level'));
}

/** How many namespaces stand in each group, however deep, in the lens that says so. Groups come before what is in them. */
function namespacesInside({ nodes, lens }: Graph): ReadonlyMap<string, number> {
  const inside = new Map<string, number>();
  if (lens !== 'namespaces') return inside;
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at];
    if (node === undefined || node.parent === null) continue;
    inside.set(node.parent, (inside.get(node.parent) ?? 0) + node.namespaces + (inside.get(node.id) ?? 0));
  }
  return inside;
}
