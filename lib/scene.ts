/**
 * From what is shown and where to what is painted: a list of marks, from the back to the front. Places and radii are world
 * pixels; widths, pads and sizes of text are pixels of the screen. Whoever paints decides nothing.
 */
import type { GraphLens, GraphNode } from './graph';
import { addTo } from './graph-places';
import type { Place, Positions } from './layout';
import type { Dash, Ink, Shape } from './palette';
import { labelMarks } from './scene-labels';
import { lineMarks } from './scene-lines';
import { isOpen, nodeMark, ringMarks } from './scene-nodes';
import { turnMarks } from './scene-turns';
import type { Selection } from './select';
import { collect, toTheEnd } from './steps';

export interface Look {
  readonly fill: Ink | null;
  readonly stroke: Ink | null;
  readonly width: number;
  readonly dash: Dash;
  readonly alpha: number;
}
/** Marks in a row with the same Style object are painted at once. */
export interface Style extends Look {
  /** It has just come: it may fade in. */
  readonly fresh: boolean;
}

export type Mark = DiscMark | SignMark | LineMark | RingMark | LabelMark;

/** A group, a process, a set. A speck is too small to be seen round. */
export interface DiscMark {
  readonly kind: 'disc' | 'speck';
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly style: Style;
}
/** A namespace, an interface. */
export interface SignMark {
  readonly kind: 'sign';
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly shape: Shape;
  readonly letter: string | null;
  readonly letterInk: Ink;
  readonly style: Style;
}
/** `bend` moves its middle sideways, in world pixels. */
export interface LineMark {
  readonly kind: 'line';
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
  readonly bend: number;
  readonly style: Style;
}
/** Round a mark, `pad` screen pixels outside of it. */
export interface RingMark {
  readonly kind: 'ring';
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly pad: number;
  readonly style: Style;
}
/** Text, its middle `across` screen pixels to the right of the place and `down` below it. */
export interface LabelMark {
  readonly kind: 'label';
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly across: number;
  readonly down: number;
  readonly text: string;
  readonly size: number;
  readonly weight: 400 | 500 | 600;
  readonly halo: Ink | null;
  readonly style: Style;
}

/** A part of the world. */
export interface Window {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Looking {
  /** Screen pixels for one world pixel: what there is room for. */
  readonly scale: number;
  /** What lies outside is left out; null is the whole world. */
  readonly window: Window | null;
  /** Nodes that have just come. */
  readonly fresh: ReadonlySet<string>;
  /** Another picture comes at once: room that is left over is not looked for. */
  readonly isDraft?: boolean;
}

export function buildScene(selection: Selection, positions: Positions, looking: Looking): Mark[] {
  return toTheEnd(sceneInSteps(selection, positions, looking));
}

/** The same with rests: of a large host it takes longer than a frame. */
export function* sceneInSteps(selection: Selection, positions: Positions, looking: Looking): Generator<undefined, Mark[]> {
  const stage = setStage(selection, positions, looking);
  yield;
  const { below, above } = yield* lineMarks(stage);
  const groups: Mark[][] = [];
  const bodies = yield* collect(stage.shown, (node) => {
    const mark = nodeMark(stage, node);
    if (mark === null || !isOpen(stage, node)) return mark;
    const depth = depthOf(stage, node);
    const layer = (groups[depth] ??= []);
    layer.push(mark);
    return null;
  });
  const painted = [...inBatches(below), ...groups.flatMap((layer) => inBatches(layer)), ...inBatches(above), ...inBatches(bodies), ...turnMarks(stage), ...ringMarks(stage)];
  yield;
  return [...painted, ...(yield* labelMarks(stage))];
}

/** All that the makers of marks look at. */
export interface Stage {
  readonly selection: Selection;
  readonly positions: Positions;
  readonly looking: Looking;
  readonly shown: readonly GraphNode[];
  readonly nodeById: ReadonlyMap<string, GraphNode>;
  /** Groups with something in them to draw. */
  readonly holders: ReadonlySet<string>;
  /** Equal answers for equal questions, as one object. */
  readonly styleOf: (look: Look, alpha: number, fresh: boolean) => Style;
}

function setStage(selection: Selection, positions: Positions, looking: Looking): Stage {
  const shown = shownNodes(selection, positions, looking);
  const nodeById = new Map(shown.map((node) => [node.id, node]));
  const holders = new Set<string>();
  for (const { parent, rim } of shown) if (parent !== null && !rim) holders.add(parent);
  return { selection, positions, looking, shown, nodeById, holders, styleOf: makeStyles() };
}

/** Screen radius below which a group is one dot and what is in it is not drawn: the dots of a crowd would be specks. Signs need more room than dots. */
const OPEN_FROM: Readonly<Record<GraphLens, number>> = { pods: 11, namespaces: 20, network: 13, hierarchy: 9 };

function shownNodes({ graph }: Selection, positions: Positions, { scale, window }: Looking): GraphNode[] {
  const closed = new Set<string>();
  return graph.nodes.filter(({ id, parent }) => {
    const place = positions.get(id);
    const isHidden = place === undefined || (parent !== null && closed.has(parent)) || !isIn(window, place);
    if (isHidden || place.r * scale < OPEN_FROM[graph.lens]) closed.add(id);
    return !isHidden;
  });
}

/** Of how many processes how many are drawn one by one; the others are rolled up in the dot of their group. Where the camera looks is no matter. */
export interface Drawn {
  readonly drawn: number;
  readonly of: number;
}

export function countDrawn({ graph }: Selection, positions: Positions, scale: number): Drawn {
  const closed = new Set<string>();
  let [drawn, of] = [0, 0];
  for (const { id, kind, parent, count } of graph.nodes) {
    const isInside = parent !== null && closed.has(parent);
    if (isInside || (positions.get(id)?.r ?? 0) * scale < OPEN_FROM[graph.lens]) closed.add(id);
    if (kind !== 'process' && kind !== 'set') continue;
    of += count;
    if (!isInside && positions.has(id)) drawn += count;
  }
  return { drawn, of };
}

function isIn(window: Window | null, { x, y, r }: Place): boolean {
  return window === null || (x + r > window.left && x - r < window.right && y + r > window.top && y - r < window.bottom);
}

/** How many groups stand round it. */
function depthOf({ nodeById }: Stage, { parent }: GraphNode): number {
  let depth = 0;
  for (let id = parent; id !== null; id = nodeById.get(id)?.parent ?? null) depth++;
  return depth;
}

/** Marks of one style together, the styles in the order in which they first appear. */
function inBatches(marks: readonly Mark[]): Mark[] {
  const batches = new Map<Style, Mark[]>();
  for (const mark of marks) addTo(batches, mark.style, mark);
  return [...batches.values()].flat();
}

function makeStyles(): Stage['styleOf'] {
  const stylesByLook = new Map<Look, Style[]>();
  return (look, alpha, fresh) => {
    const wanted = look.alpha * alpha;
    const known = stylesByLook.get(look)?.find((style) => style.alpha === wanted && style.fresh === fresh);
    if (known !== undefined) return known;
    const style = { ...look, alpha: wanted, fresh };
    addTo(stylesByLook, look, style);
    return style;
  };
}
