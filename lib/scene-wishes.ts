/** What each node would have written on it, were there room: which words, how large, and who comes first. */
import { formatCount } from './count-text';
import type { GraphNode, NodeKind } from './graph';
import { graphWords } from './graph-strings';
import type { Place } from './layout';
import type { Ink } from './palette';
import type { LabelMark, Stage } from './scene';
import { isOpen } from './scene-nodes';

/** A text that a node would like to have on it. */
export interface Wish {
  readonly node: GraphNode;
  readonly place: Place;
  readonly text: string;
  readonly size: number;
  readonly weight: LabelMark['weight'];
  readonly ink: Ink;
  /**
   * Where it stands: across the top of a circle, across the middle of one that is drawn as one dot, inside a dot, below it, above it,
   * beside it away from the middle of its group or towards that.
   */
  readonly where: 'top' | 'over' | 'middle' | 'below' | 'above' | 'outward' | 'inward';
  /** Lines that it stands below that; less than nothing: above. */
  readonly aside?: number;
  /** Screen pixels that it stands to the right of that; less than nothing: to the left. */
  readonly shift?: number;
  /** Lower comes first. */
  readonly rank: number;
}

/** None of one that is too small to be named; a selected one is never too small. */
export function wishesOf(stage: Stage, node: GraphNode): Wish[] {
  const place = stage.positions.get(node.id);
  if (place === undefined || node.kind === 'plate' || (node.rim && node.harbour === null)) return [];
  const isSelected = stage.selection.selected.has(node.id);
  const isSaidAnyway = isForced(stage, node);
  if (!isSaidAnyway && place.r * stage.looking.scale < leastRadius(node)) return [];
  const wishes = wordsOf(stage, node, place).filter(({ where }) => isSelected || where === 'middle' || !isSaid(stage, node));
  return isSaidAnyway ? wishes.map((wish) => ({ ...wish, rank: 0, weight: 600, ink: 'ink' })) : wishes;
}

/** It is named whatever the room: what is selected, and the way from it to the outside. */
export function isForced({ selection: { selected, way } }: Stage, { id }: GraphNode): boolean {
  return selected.has(id) || way.has(id);
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
  host: groupWords({ ...NAMED, size: 14, rank: 0.5 }),
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
  return [{ ...base, text: formatCount(node.count), where: 'middle', weight: 600, size: 10.5, rank: 3 }, name];
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
