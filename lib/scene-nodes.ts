/** How each sort of node looks: which mark, which inks. */
import type { GraphNode, NodeKind } from './graph';
import { isBundle } from './graph-places';
import type { Positions } from './layout';
import { SHAPE_BY_HARBOUR, SIGN_BY_TYPE, type Ink, type Shape } from './palette';
import type { Look, Mark, RingMark, Stage } from './scene';
import { NAMESPACE_TYPES, type NamespaceType } from './schema';

const GROUPS: readonly NodeKind[] = ['host', 'pod', 'container', 'sandbox', 'service', 'threads', 'island', 'level', 'bundle'];

/** Screen radius of a dot that is seen as a square; of a sign with room for its letter; of one on a rim that is seen at all. */
const SPECK_BELOW = 1.3;
const LETTER_FROM = 5.5;
const RIM_FROM = 1.6;

export function lookOf(fill: Ink | null, stroke: Ink | null, width = 1, more: Partial<Look> = {}): Look {
  return { fill, stroke, width, dash: 'none', alpha: 1, ...more };
}

const GROUP = lookOf('surface', 'lineStrong', 1.5);
const INNER_GROUP = lookOf('sunken', 'lineStrong', 1);
const SANDBOX = lookOf('surface', 'inkFaint', 1, { dash: 'dashes', alpha: 0.8 });
/** Held together by nothing but what they have in common. */
const BUNDLE = lookOf('sunken', 'inkFaint', 1, { dash: 'dots' });
/** Nobody lives there: the ground shows through. */
const EMPTY_ISLAND = lookOf('canvas', 'inkFaint', 1.25, { dash: 'dots' });
/** Nobody could look into it. */
const CLOSED_ISLAND = lookOf('sunken', 'inkFaint', 1.5, { dash: 'dashes' });
/** Ours: the colour of what can be acted on. */
const MADE_SANDBOX = lookOf('surface', 'accent', 1.5, { dash: 'dashes' });
const MADE = lookOf('accent', null, 0);
const CLOSED = lookOf('raised', 'lineStrong', 1.5);
const CLOSED_INNER = lookOf('lineStrong', null);
const ROLLED = lookOf('raised', 'inkFaint', 1.25);
const OPEN_THREADS = lookOf('sunken', 'lineStrong', 1, { dash: 'dashes' });
const PROCESS = lookOf('inkFaint', null, 0, { alpha: 0.78 });
const LEADER = lookOf('inkMuted', null, 0);
const KERNEL = lookOf('lineStrong', null, 0);
/** Hollow: it is somebody else's. */
const MONITOR = lookOf('surface', 'inkFaint', 1.5);
/** Hollow and broken: we do not know where it lives. */
const UNREAD = lookOf('surface', 'inkFaint', 1.25, { dash: 'dashes' });
/** Pale: it is no more. */
const OVER = lookOf('line', 'lineStrong', 1);
const GLOW = lookOf(null, 'accent', 7, { alpha: 0.18 });
const RING = lookOf(null, 'accent', 2);
const POINTED = { ...lookOf(null, 'inkFaint', 2, { alpha: 0.5 }), fresh: false };
const VISITED = { ...lookOf(null, 'ring', 2.5), fresh: false };

const HARBOUR = lookOf('wireCable', 'surface', 1);
const UPLINK = lookOf('accent', 'surface', 1.5);
const MASTER = lookOf('inkMuted', 'surface', 1);
/** Hollow: nothing passes. */
const DOWN = lookOf('surface', 'inkFaint', 1.5);

const SIGN_LOOK_BY_TYPE = byType((ink) => lookOf(ink, 'surface', 1));
/** Hollow: nobody lives there. */
const EMPTY_LOOK_BY_TYPE = byType((ink) => lookOf('surface', ink, 1.5));

function byType(make: (ink: Ink) => Look): ReadonlyMap<NamespaceType, Look> {
  return new Map(NAMESPACE_TYPES.map((type) => [type, make(SIGN_BY_TYPE[type].ink)]));
}

/** Drawn as a circle round others, rather than as one dot. */
export function isOpen({ holders }: Stage, { id, kind }: GraphNode): boolean {
  return GROUPS.includes(kind) && holders.has(id);
}

export function nodeMark(stage: Stage, node: GraphNode): Mark | null {
  const place = stage.positions.get(node.id);
  if (place === undefined) return null;
  const { id, type } = node;
  const { x, y, r } = place;
  const onScreen = r * stage.looking.scale;
  const style = stage.styleOf(nodeLook(stage, node), litness(stage, node), stage.looking.fresh.has(id));
  if (node.kind === 'plate') return null;
  if (node.harbour !== null) return onScreen < RIM_FROM ? null : { kind: 'sign', id, x, y, r, shape: SHAPE_BY_HARBOUR[node.harbour], letter: null, letterInk: 'surface', style };
  if (type === null || node.kind === 'level') return { kind: onScreen < SPECK_BELOW ? 'speck' : 'disc', id, x, y, r, style };
  if (node.rim && onScreen < RIM_FROM) return null;
  const { shape, letter, ink } = SIGN_BY_TYPE[type];
  const letterInk = node.traits.includes('empty') ? (stage.selection.colouring === null ? ink : 'inkMuted') : 'surface';
  return { kind: 'sign', id, x, y, r, shape, letter: onScreen < LETTER_FROM ? null : letter, letterInk, style };
}

/** Null: a circle. */
export function shapeOf({ type, kind, harbour }: GraphNode): Shape | null {
  if (harbour !== null) return SHAPE_BY_HARBOUR[harbour];
  return type === null || kind === 'level' ? null : SIGN_BY_TYPE[type].shape;
}

function litness({ selection: { lit } }: Stage, { id, kind }: GraphNode): number {
  if (lit === null || lit.has(id)) return 1;
  return GROUPS.includes(kind) ? 0.5 : 0.28;
}

/** As the kind has it; where colours mean something else than types, in the ink of that. */
function nodeLook(stage: Stage, node: GraphNode): Look {
  const { colouring } = stage.selection;
  const look = usualLook(stage, node);
  if (colouring === null || node.harbour !== null) return look;
  const ink = colouring.inks.get(node.id) ?? (node.kind === 'namespace' ? 'inkMuted' : null);
  if (colouring.unknown?.has(node.id) === true) return hollow(look);
  return ink === null ? look : inked(look, ink);
}

/** How a process is drawn that is nothing special: in an ink of its own where colours mean something, null where they do not. */
export function dotLook(ink: Ink | null, isUnknown = false): Look {
  if (isUnknown) return hollow(PROCESS);
  return ink === null ? PROCESS : inked(PROCESS, ink);
}

const hollowLooks = new Map<Look, Look>();

/** Broken too: it is not known how much. */
function hollow(look: Look): Look {
  const made = hollowLooks.get(look) ?? { ...look, fill: GROUNDS.includes(look.fill) ? look.fill : 'surface', stroke: 'inkFaint', width: Math.max(1.25, look.width), dash: 'dashes' };
  hollowLooks.set(look, made);
  return made;
}

/** What stands on its own ground is outlined, what is filled is filled. */
const GROUNDS: readonly (Ink | null)[] = ['surface', 'sunken', 'raised', 'canvas', null];
const inkedLooks = new Map<Look, Map<Ink, Look>>();

function inked(look: Look, ink: Ink): Look {
  const looks = inkedLooks.get(look) ?? new Map<Ink, Look>();
  inkedLooks.set(look, looks);
  const made = looks.get(ink) ?? (GROUNDS.includes(look.fill) ? { ...look, stroke: ink, width: Math.max(2, look.width) } : { ...look, fill: ink, alpha: 1 });
  looks.set(ink, made);
  return made;
}

function usualLook(stage: Stage, node: GraphNode): Look {
  if (GROUPS.includes(node.kind)) return isOpen(stage, node) ? openLook(node) : closedLook(node);
  if (node.kind === 'process') return processLook(node);
  if (node.kind === 'set') return ROLLED;
  return node.kind === 'namespace' ? signLook(node) : harbourLook(node);
}

function signLook({ type, traits }: GraphNode): Look {
  const looks = traits.includes('empty') ? EMPTY_LOOK_BY_TYPE : SIGN_LOOK_BY_TYPE;
  return (type === null ? undefined : looks.get(type)) ?? PROCESS;
}

function harbourLook({ harbour, traits }: GraphNode): Look {
  if (traits.includes('down')) return DOWN;
  if (harbour === 'hardware') return UPLINK;
  return harbour === 'master' ? MASTER : HARBOUR;
}

function openLook({ kind, parent, traits }: GraphNode): Look {
  if (kind === 'island' && traits.includes('closed')) return CLOSED_ISLAND;
  if ((kind === 'island' || kind === 'level') && traits.includes('empty')) return EMPTY_ISLAND;
  if (traits.includes('made')) return MADE_SANDBOX;
  if (kind === 'sandbox' || kind === 'service') return SANDBOX;
  if (kind === 'bundle') return BUNDLE;
  if (kind === 'threads') return OPEN_THREADS;
  return standsOpen(parent) ? GROUP : INNER_GROUP;
}

/** On the open ground, or in what only gathers groups. */
export function standsOpen(parent: string | null): boolean {
  return parent === null || isBundle(parent);
}

function closedLook({ kind, parent, traits }: GraphNode): Look {
  if (kind === 'level' && traits.includes('empty')) return EMPTY_ISLAND;
  if (kind === 'threads') return ROLLED;
  return standsOpen(parent) ? CLOSED : CLOSED_INNER;
}

function processLook({ traits }: GraphNode): Look {
  if (traits.length === 0) return PROCESS;
  if (traits.includes('unread')) return UNREAD;
  if (traits.includes('over')) return OVER;
  if (traits.includes('monitor')) return MONITOR;
  if (traits.includes('kernel')) return KERNEL;
  return traits.includes('made') ? MADE : LEADER;
}

/** Round what is selected: a soft glow and a clear line. */
export function ringMarks({ shown, selection: { selected }, positions, styleOf }: Stage): RingMark[] {
  return shown.filter(({ id }) => selected.has(id)).flatMap(({ id }) => {
    const { x, y, r } = positions.get(id) ?? { x: 0, y: 0, r: 0 };
    return [
      { kind: 'ring', id, x, y, r, pad: 5, style: styleOf(GLOW, 1, false) },
      { kind: 'ring', id, x, y, r, pad: 3, style: styleOf(RING, 1, false) },
    ];
  });
}

/** What the pointer rests on and where the keyboard is. They come and go too fast for a scene of their own: they lie on top of it. */
export function hintMarks(positions: Positions, { pointed, visited }: { pointed: string | null; visited: string | null }): RingMark[] {
  return [hintMark(positions, pointed, { pad: 2, style: POINTED }), hintMark(positions, visited, { pad: 6, style: VISITED })].filter((mark) => mark !== null);
}

function hintMark(positions: Positions, id: string | null, { pad, style }: Pick<RingMark, 'pad' | 'style'>): RingMark | null {
  const place = id === null ? undefined : positions.get(id);
  return id === null || place === undefined ? null : { kind: 'ring', id, x: place.x, y: place.y, r: place.r, pad, style };
}
