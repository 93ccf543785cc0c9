/** Edges as lines: faint inside a group, curved and of the type's ink between groups. */
import type { GraphEdge } from './graph';
import type { Place } from './layout';
import { SIGN_BY_TYPE, type Ink } from './palette';
import type { LineMark, Look, Stage } from './scene';

/** How far the middle of a wire leaves the straight line, for its length. */
const BEND = 0.14;
/** Screen radius of a process from which on the lines between processes are worth their ink. */
const FAMILY_FROM = 2.2;
const DIMMED = 0.2;
/** More lines to the host's own namespaces than these say nothing but that there are many. */
const USUAL_SHOWN = 1500;

export function lineMarks(stage: Stage): LineMark[] {
  const looks = makeLooks();
  const { edges } = stage.selection.graph;
  const usual = edges.filter(({ kind, quiet }) => kind === 'member' && quiet).length;
  return edges.flatMap((edge) => lineMark(stage, edge, { looks, isBrush: usual > USUAL_SHOWN }) ?? []);
}

/** The look of each kind and ink, made once: equal looks must be one object. */
type Looks = (kind: string, ink: Ink, make: () => Partial<Look>) => Look;

function makeLooks(): Looks {
  const looks = new Map<string, Look>();
  return (kind, ink, make) => {
    const key = `${kind} ${ink}`;
    const look = looks.get(key) ?? { fill: null, stroke: ink, width: 1, dashed: false, alpha: 1, ...make() };
    looks.set(key, look);
    return look;
  };
}

function lineMark(stage: Stage, edge: GraphEdge, { looks, isBrush }: { looks: Looks; isBrush: boolean }): LineMark | null {
  const { source, target } = edge;
  const [from, to] = [seen(stage, source), seen(stage, target)];
  if (from === null || to === null) return null;
  const isTouched = stage.selection.selected.has(source) || stage.selection.selected.has(target);
  if (!isTouched && isLeftOut(edge, isBrush, from.r * stage.looking.scale)) return null;
  const fresh = stage.looking.fresh.has(source) || stage.looking.fresh.has(target);
  const style = stage.styleOf(lookOf(edge, isTouched, looks), isLit(stage, edge) ? 1 : DIMMED, fresh);
  return { kind: 'line', id: edge.id, ...betweenOutlines(from, to), bend: bendOf(edge, from, to), style };
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

function bendOf({ kind }: GraphEdge, from: Place, to: Place): number {
  return kind === 'shared' || kind === 'wire' ? BEND * Math.sqrt((to.x - from.x) ** 2 + (to.y - from.y) ** 2) : 0;
}

function betweenOutlines(from: Place, to: Place): Pick<LineMark, 'x' | 'y' | 'toX' | 'toY'> {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const far = Math.sqrt(dx * dx + dy * dy) || 1;
  return { x: from.x + (dx / far) * from.r, y: from.y + (dy / far) * from.r, toX: to.x - (dx / far) * to.r, toY: to.y - (dy / far) * to.r };
}

function lookOf({ kind, type, quiet }: GraphEdge, isTouched: boolean, looks: Looks): Look {
  const ink = type === null ? 'lineStrong' : SIGN_BY_TYPE[type].ink;
  if (isTouched) return looks('touched', type === null ? 'accent' : ink, () => ({ width: 1.75, alpha: 0.95 }));
  switch (kind) {
    case 'parent':
      return type === null ? looks('family', ink, () => ({})) : looks('owner', ink, () => ({ dashed: true, alpha: 0.6 }));
    case 'owner':
      return looks('owner', ink, () => ({ dashed: true, alpha: 0.6 }));
    case 'monitor':
      return looks('monitor', 'inkFaint', () => ({ dashed: true, alpha: 0.6 }));
    case 'shared':
      return looks('shared', ink, () => ({ width: 1.5, alpha: 0.75 }));
    case 'wire':
      return looks('wire', ink, () => ({ width: 1.75, alpha: 0.9 }));
    case 'member':
      return quiet ? looks('usual', ink, () => ({ alpha: 0.13 })) : looks('member', ink, () => ({ width: 1.25, alpha: 0.6 }));
  }
}
