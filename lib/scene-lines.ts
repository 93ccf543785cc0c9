/** Edges as lines: faint inside a group, curved and of the type's ink between groups. Wires between interfaces are straight. */
import type { GraphEdge, GraphNode } from './graph';
import { edgeId } from './graph-node';
import type { Place } from './layout';
import { SIGN_BY_TYPE, SIGN_BY_WIRE, type Ink } from './palette';
import type { LineMark, Look, Stage } from './scene';
import { collect } from './steps';

/** How far the middle of a wire leaves the straight line, for its length. */
const BEND = 0.14;
/** Screen radius of a process from which on the lines between processes are worth their ink. */
const FAMILY_FROM = 2.2;
const DIMMED = 0.2;
/** More lines to the host's own namespaces than these say nothing but that there are many. */
const USUAL_SHOWN = 1500;

interface Lines {
  readonly below: readonly LineMark[];
  readonly above: readonly LineMark[];
}

/** Cables of the Network lens pass below the islands that lie between their ends, unless one is on the way that is looked at. */
export function* lineMarks(stage: Stage): Generator<undefined, Lines> {
  const looks = makeLooks();
  const { graph: { edges }, way } = stage.selection;
  const usual = edges.filter(({ kind, quiet }) => kind === 'member' && quiet).length;
  const isBelow = (edge: GraphEdge) => isUnderneath(stage, edge) && !isOnWay(edge, way) && islandOf(stage, edge.source) !== islandOf(stage, edge.target);
  const below: LineMark[] = [];
  const above = yield* collect(edges, (edge) => {
    const mark = lineMark(stage, edge, { looks, isBrush: usual > USUAL_SHOWN });
    if (mark === null || !isBelow(edge)) return mark;
    below.push(mark);
    return null;
  });
  return { below, above: [...above, ...stubMarks(stage, looks)] };
}

function isOnWay(edge: GraphEdge, way: ReadonlySet<string>): boolean {
  return way.size > 0 && way.has(edgeId(edge));
}

/** Cables between islands, and what levels hang by. */
function isUnderneath({ selection: { graph } }: Stage, { kind, type }: GraphEdge): boolean {
  return (kind === 'wire' && type === null) || (graph.lens === 'hierarchy' && type !== null);
}

function islandOf({ nodeById }: Stage, id: string): string {
  return nodeById.get(id)?.parent ?? id;
}

/** World pixels. */
const STUB_LENGTH = 12;

/** A piece of the wire whose other end nobody can find, away from the island. */
function stubMarks(stage: Stage, looks: Looks): LineMark[] {
  return stage.shown.filter(({ traits }) => traits.includes('cut')).flatMap((node) => stubMark(stage, node, looks) ?? []);
}

function stubMark(stage: Stage, { id, parent }: GraphNode, looks: Looks): LineMark | null {
  const [place, island] = [seen(stage, id), seen(stage, parent ?? '')];
  if (place === null || island === null) return null;
  const [ux, uy] = [(place.x - island.x) / island.r, (place.y - island.y) / island.r];
  const { lit } = stage.selection;
  const style = stage.styleOf(looks('stub', 'inkMuted', () => ({ width: 1.5, dash: 'dots' })), lit === null || lit.has(id) ? 1 : DIMMED, stage.looking.fresh.has(id));
  const far = place.r + STUB_LENGTH;
  return { kind: 'line', id, x: place.x + ux * place.r, y: place.y + uy * place.r, toX: place.x + ux * far, toY: place.y + uy * far, bend: 0, style };
}

/** The look of each kind and ink, made once: equal looks must be one object. */
type Looks = (kind: string, ink: Ink, make: () => Partial<Look>) => Look;

function makeLooks(): Looks {
  const looks = new Map<string, Look>();
  return (kind, ink, make) => {
    const key = `${kind} ${ink}`;
    const look = looks.get(key) ?? { fill: null, stroke: ink, width: 1, dash: 'none', alpha: 1, ...make() };
    looks.set(key, look);
    return look;
  };
}

function lineMark(stage: Stage, edge: GraphEdge, { looks, isBrush }: { looks: Looks; isBrush: boolean }): LineMark | null {
  const { source, target } = edge;
  const [from, to] = [seen(stage, source), seen(stage, target)];
  if (from === null || to === null) return null;
  const { selected, way } = stage.selection;
  const isOnIt = isOnWay(edge, way);
  const isTouched = selected.has(source) || selected.has(target) || isOnIt;
  if (!isTouched && isLeftOut(edge, isBrush, from.r * stage.looking.scale)) return null;
  const fresh = stage.looking.fresh.has(source) || stage.looking.fresh.has(target);
  const style = stage.styleOf(isOnIt ? wayLook(edge, looks) : (cableLook(edge, looks) ?? levelLook(stage, edge, { isTouched, looks }) ?? lookOf(edge, isTouched, looks)), isLit(stage, edge) ? 1 : DIMMED, fresh);
  return { kind: 'line', id: edgeId(edge), ...betweenOutlines(from, to), bend: bendOf(edge, from, to), style };
}

function isLeftOut({ kind, quiet, type }: GraphEdge, isBrush: boolean, onScreen: number): boolean {
  if (quiet) return isBrush || kind !== 'member';
  return kind === 'parent' && type === null && onScreen < FAMILY_FROM;
}

function isLit({ selection: { lit } }: Stage, { source, target }: GraphEdge): boolean {
  return lit === null || (lit.has(source) && lit.has(target));
}

/** What is not drawn has no lines. */
function seen({ nodeById, positions }: Stage, id: string): Place | null {
  return nodeById.has(id) ? (positions.get(id) ?? null) : null;
}

function bendOf({ kind, type }: GraphEdge, from: Place, to: Place): number {
  return kind === 'shared' || (kind === 'wire' && type !== null) ? BEND * Math.sqrt((to.x - from.x) ** 2 + (to.y - from.y) ** 2) : 0;
}

function betweenOutlines(from: Place, to: Place): Pick<LineMark, 'x' | 'y' | 'toX' | 'toY'> {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const far = Math.sqrt(dx * dx + dy * dy) || 1;
  return { x: from.x + (dx / far) * from.r, y: from.y + (dy / far) * from.r, toX: to.x - (dx / far) * to.r, toY: to.y - (dy / far) * to.r };
}

/** Each wire of it keeps its dash. */
function wayLook({ wire }: GraphEdge, looks: Looks): Look {
  const dash = wire === null ? 'dashes' : SIGN_BY_WIRE[wire].dash;
  return looks(`way ${dash}`, 'accent', () => ({ width: 3, dash }));
}

/** More lines than these lie on each other, and so are faint. */
const LEVELS_CLEAR = 40;

function countLevels({ selection: { graph } }: Stage): number {
  return graph.nodes.reduce((sum, { kind }) => sum + Number(kind === 'level'), 0);
}

/** What a level hangs by; null for all else. */
function levelLook(stage: Stage, edge: GraphEdge, { isTouched, looks }: { isTouched: boolean; looks: Looks }): Look | null {
  if (isTouched || edge.type === null || !isUnderneath(stage, edge)) return null;
  return looks('level', SIGN_BY_TYPE[edge.type].ink, () => (countLevels(stage) > LEVELS_CLEAR ? { alpha: 0.35 } : { width: 1.5, alpha: 0.55 }));
}

/** Between interfaces; null for all else. */
function cableLook({ wire, type }: GraphEdge, looks: Looks): Look | null {
  if (wire === null || type !== null) return null;
  const { ink, dash, width } = SIGN_BY_WIRE[wire];
  return looks(`wire ${wire}`, ink, () => ({ dash, width }));
}

function lookOf({ kind, type, quiet }: GraphEdge, isTouched: boolean, looks: Looks): Look {
  const ink = type === null ? 'lineStrong' : SIGN_BY_TYPE[type].ink;
  if (isTouched) return looks('touched', type === null ? 'accent' : ink, () => ({ width: 1.75, alpha: 0.95 }));
  switch (kind) {
    case 'parent':
      return type === null ? looks('family', ink, () => ({})) : looks('owner', ink, () => ({ dash: 'dashes', alpha: 0.6 }));
    case 'owner':
      return looks('owner', ink, () => ({ dash: 'dashes', alpha: 0.6 }));
    case 'monitor':
      return looks('monitor', 'inkFaint', () => ({ dash: 'dashes', alpha: 0.6 }));
    case 'holder':
      return looks('holder', ink, () => ({ width: 1.25, dash: 'dots', alpha: 0.75 }));
    case 'shared':
      return looks('shared', ink, () => ({ width: 1.5, alpha: 0.75 }));
    case 'wire':
    case 'routed':
      return looks('wire', ink, () => ({ width: 1.25, alpha: 0.6 }));
    case 'member':
      return quiet ? looks('usual', ink, () => ({ alpha: 0.13 })) : looks('member', ink, () => ({ width: 1.25, alpha: 0.6 }));
  }
}
