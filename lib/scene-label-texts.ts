/** The ways of writing a name, from all of it to the word that tells it from its neighbours. */
import { distinctStarts, type Distinct } from './distinct-starts';
import type { Graph, NodeKind } from './graph';
import type { Stage } from './scene';
import { standsOpen } from './scene-nodes';
import { cutToWidth, labelWidth } from './scene-text';
import { isForced, type Wish } from './scene-wishes';

const LETTERS_LIMIT = 28;
/** Shares of its radius that the name of an island or another group of the ground may be wide: a little more than itself, then less, so that the names of neighbours have room too. */
const WIDTHS = [2.4, 1.9, 1.45];
const LEAST_WIDTH = 34;
/** Letters that are left of the name of another group, at least: names of replicas begin and end alike. */
const LEAST_CUT = 9;
/** Of the word alone: where there is room for no more there is little of it. */
const WORD_SIZE = 10;
/** Lines that a name which must be said goes down, or up, to where nothing is. */
const LINES_ASIDE = [0, 1, -1, 2, -2, 3, -3, 4, -4];

type Written = Pick<Wish, 'text' | 'size'>;

/** Those that are drawn as one dot from far away and stand in a crowd. */
const CROWDS: readonly NodeKind[] = ['host', 'pod', 'container', 'sandbox', 'service', 'island', 'level', 'bundle'];

/** The best first. */
export function attemptsOf(stage: Stage, wish: Wish): readonly Wish[] {
  const whole = { ...wish, text: shorten(wish.text) };
  if (isForced(stage, wish.node)) return forcedAttempts(whole);
  if (wish.where === 'outward') return [whole, { ...whole, where: 'inward' }];
  if (isLonely(wish)) return [whole, { ...whole, where: 'above' }];
  if (!standsOpen(wish.node.parent) || !CROWDS.includes(wish.node.kind)) return [whole];
  if (wish.node.kind === 'host') return wish.where === 'below' ? [whole, { ...whole, where: 'over' }] : [whole];
  if (wish.where === 'top') return cutNames(stage, whole, LEAST_WIDTH);
  return [whole, ...cutNames(stage, { ...whole, where: 'over' }, 0)];
}

/** A namespace with a name of its own in which nobody lives, on the open ground: its name is all that tells of it. */
function isLonely({ node: { kind, parent, traits }, where }: Wish): boolean {
  return kind === 'namespace' && where === 'below' && standsOpen(parent) && traits.includes('empty');
}

/** What is selected, and the way from it, is said in full, wherever there is room near. */
function forcedAttempts(whole: Wish): readonly Wish[] {
  const sides: readonly Wish[] = whole.where === 'outward' ? [whole, { ...whole, where: 'inward' }] : [whole];
  return LINES_ASIDE.flatMap((aside) => sides.map((side) => ({ ...side, aside })));
}

/** How much of a name that was cut may be written where there is room: up to the end of the word that tells it from the others, as much as is written of names elsewhere, all of it. */
export const LENGTHS = ['start', 'usual', 'whole'] as const;
/** Of its width: how far what tells a name from the others may stand from the middle of its circle. */
const SHIFTS = [0, 0.12, -0.12, 0.25, -0.25];

/** The best first; none where it is no longer than it was. */
export function longerThan(stage: Stage, wish: Wish, { cut, length }: { readonly cut: Written; readonly length: (typeof LENGTHS)[number] }): readonly Wish[] {
  const start = startsIn(stage.selection.graph).get(wish.node.label)?.start ?? '';
  const text = { start, usual: shorten(wish.text), whole: wish.text }[length];
  // What is longer, but ends before the word that tells it from the others, says less.
  if (text !== wish.text && text.length < start.length) return [];
  const longer = { ...wish, text };
  const width = labelWidth(longer);
  if (width <= labelWidth(cut)) return [];
  return length === 'start' ? SHIFTS.map((share) => ({ ...longer, shift: share * width })) : [longer];
}

function cutNames(stage: Stage, whole: Wish, leastWidth: number): readonly Wish[] {
  const onScreen = whole.place.r * stage.looking.scale;
  const distinct = startsIn(stage.selection.graph).get(whole.node.label);
  const cut = WIDTHS.flatMap((share) => cutName(whole, distinct, Math.max(share * onScreen, leastWidth)) ?? []);
  const told = whole.node.kind === 'island' ? cut : cut.filter(({ text }) => text === whole.text || text === distinct?.start || text === distinct?.word || text.length >= LEAST_CUT);
  return told.filter(({ text }, at) => told.findIndex((other) => other.text === text) === at).map((written) => ({ ...whole, ...written }));
}

/** Whole, else by what tells it from its neighbours, else its beginning and end. */
function cutName({ text, size }: Written, distinct: Distinct | undefined, width: number): Written | null {
  const fits = (written: Written) => labelWidth(written) <= width;
  if (!fits({ text, size }) && distinct !== undefined) return [{ text: distinct.start, size }, { text: distinct.word, size }, { text: distinct.word, size: WORD_SIZE }].find(fits) ?? null;
  const cut = cutToWidth({ text, size }, width);
  return cut === null ? null : { text: cut, size };
}

const startsByGraph = new WeakMap<Graph, ReadonlyMap<string, Distinct>>();

/** Of the names that stand on the open ground. */
function startsIn(graph: Graph): ReadonlyMap<string, Distinct> {
  const known = startsByGraph.get(graph);
  if (known !== undefined) return known;
  const starts = distinctStarts(graph.nodes.filter(({ parent }) => standsOpen(parent)).map(({ label }) => label));
  startsByGraph.set(graph, starts);
  return starts;
}

function shorten(text: string): string {
  const letters = Array.from(text);
  return letters.length <= LETTERS_LIMIT ? text : `${letters.slice(0, LETTERS_LIMIT - 1).join('')}…`;
}
