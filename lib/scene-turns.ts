/** Rings round what came, went or changed: whole, broken, dotted, since colour is never alone. */
import type { Graph } from './graph';
import type { Turn } from './happenings';
import type { ObjectId } from './object-id';
import { lookOf } from './scene-nodes';
import type { Look, RingMark, Stage } from './scene';

const LOOK_BY_TURN: Readonly<Record<Turn, Look>> = {
  added: lookOf(null, 'good', 2),
  removed: lookOf(null, 'bad', 2, { dash: 'dashes' }),
  changed: lookOf(null, 'caution', 2, { dash: 'dots' }),
};
/** Outside of what is selected, so that both are seen. */
const PAD = 4;
/** Processes stand close: farther out a ring would lie on the dot beside it, and who did not change would seem to. */
const CLOSE_PAD = 0.5;

/** By node. A node that stands for several objects has changed, unless all that is told of them is the same. */
export function turnsOfNodes(graph: Graph, turns: ReadonlyMap<ObjectId, Turn>): ReadonlyMap<string, Turn> {
  const byNode = new Map<string, Turn>();
  for (const [object, turn] of turns) {
    const id = graph.nodeByObject.get(object);
    if (id !== undefined) byNode.set(id, joinTurns(byNode.get(id), turn));
  }
  return byNode;
}

/** What is not drawn by itself at this scale is told of at the nearest group round it that is. */
export function turnMarks(stage: Stage): RingMark[] {
  const { selection: { turns, graph, selected }, nodeById, positions, styleOf } = stage;
  if (turns === undefined || turns.size === 0) return [];
  const parents = new Map(graph.nodes.map(({ id, parent }) => [id, parent]));
  const seen = new Map<string, Turn>();
  for (const [id, turn] of turns) {
    let at: string | null = id;
    while (at !== null && !nodeById.has(at)) at = parents.get(at) ?? null;
    if (at === id) seen.set(id, joinTurns(seen.get(id), turn));
    else if (at !== null) seen.set(at, 'changed');
  }
  return Array.from(seen, ([id, turn]) => {
    const { x, y, r } = positions.get(id) ?? { x: 0, y: 0, r: 0 };
    const isClose = nodeById.get(id)?.kind === 'process' && !selected.has(id);
    return { kind: 'ring', id, x, y, r, pad: isClose ? CLOSE_PAD : PAD, style: styleOf(LOOK_BY_TURN[turn], 1, false) };
  });
}

function joinTurns(before: Turn | undefined, turn: Turn): Turn {
  return before === undefined || before === turn ? turn : 'changed';
}
