/** The graph as boxes in boxes and lines between them, for tools that lay out by themselves: no process, but their number. */
import { formatMeasure } from './amount-text';
import { isMeasure, type Colouring } from './colour';
import type { EdgeKind, Graph, GraphEdge, GraphNode, NodeKind } from './graph';
import { addTo } from './graph-places';
import type { GraphWords } from './graph-strings';
import { DEFAULT_VIEW, sceneOf } from './view';

export interface ChartBox {
  /** `n1`, `n2`, …: no word of any language. */
  readonly id: string;
  readonly kind: NodeKind;
  /** A line each. */
  readonly lines: readonly string[];
  readonly inside: readonly ChartBox[];
}

export interface ChartLine {
  readonly source: string;
  readonly target: string;
  readonly label: string;
  /** It points from source to target. */
  readonly isArrow: boolean;
  readonly isDashed: boolean;
}

export interface Chart {
  readonly boxes: readonly ChartBox[];
  readonly lines: readonly ChartLine[];
  /** Boxes beyond the limit. */
  readonly leftOut: number;
}

/** More boxes than these are no chart any more; a page that draws one gives up at some hundreds. */
export const CHART_LIMIT = 400;

const SHOWN: readonly NodeKind[] = ['host', 'pod', 'container', 'sandbox', 'service', 'island', 'interface', 'namespace', 'level', 'bundle'];
/** What is rolled up is as good as a process where memberships are the picture. */
const SHOWN_IN_NAMESPACES: readonly NodeKind[] = [...SHOWN, 'set', 'process', 'threads'];

/** What the colours of the picture say; null: the type, which the boxes say anyhow. */
export interface ChartColours {
  readonly colouring: Colouring;
  readonly words: GraphWords['picture'];
}

/** `colours`: a chart has none, so what they say of how much is used stands in its boxes. */
export function chartOf(graph: Graph, colours: ChartColours | null = null): Chart {
  const kinds = graph.lens === 'namespaces' || graph.scene === sceneOf({ ...DEFAULT_VIEW, lens: 'hierarchy', tree: 'user' }) ? SHOWN_IN_NAMESPACES : SHOWN;
  const all = graph.nodes.filter((node) => kinds.includes(node.kind) && !(graph.lens === 'pods' && node.rim));
  const nodes = all.slice(0, CHART_LIMIT);
  const idByNode = new Map(nodes.map(({ id }, at) => [id, `n${at + 1}`]));
  const world = { graph, colours, idByNode, nodeById: new Map(graph.nodes.map((node) => [node.id, node])) };
  const inside = new Map<string | null, GraphNode[]>();
  for (const node of nodes) addTo(inside, shownAt(world, node.parent), node);
  const boxOf = (node: GraphNode): ChartBox => ({ id: idByNode.get(node.id) ?? '', kind: node.kind, lines: linesOf(world, node), inside: (inside.get(node.id) ?? []).map(boxOf) });
  return { boxes: (inside.get(null) ?? []).map(boxOf), lines: linesBetween(world), leftOut: all.length - nodes.length };
}

interface World {
  readonly graph: Graph;
  readonly colours: ChartColours | null;
  readonly idByNode: ReadonlyMap<string, string>;
  readonly nodeById: ReadonlyMap<string, GraphNode>;
}

/** The node itself, or the nearest group round it that has a box. */
function shownAt({ idByNode, nodeById }: World, id: string | null): string | null {
  let at = id;
  while (at !== null && !idByNode.has(at)) at = nodeById.get(at)?.parent ?? null;
  return at;
}

/** What it is called, and what else its box says. */
function linesOf(world: World, node: GraphNode): string[] {
  const { label, type, number, said } = node;
  const address = /^(\S+ )?\S+\/\d+$/;
  const special: Partial<Record<NodeKind, readonly string[]>> = {
    namespace: [label === String(number) ? `${type ?? ''} ${label}` : `${type ?? ''} ${label} (${number ?? ''})`],
    interface: [label, ...said.slice(0, 1), ...said.filter((line) => address.test(line))],
    island: [label, ...said.filter((line) => address.test(line))],
    process: [`${label} (${number ?? ''})`],
    level: [`${type ?? ''} namespace ${label}`, `processes: ${node.count}`],
    set: [`${label} × ${node.count}`],
    threads: [`${label} × ${node.count}`],
  };
  return [...(special[node.kind] ?? [label, ...ownTypes(world, node), ...(node.count > 0 ? [`processes: ${node.count}`] : [])]), ...usedIn(world, node)];
}

/** As in the table: what is known in part only is more than is said. */
function usedIn({ colours }: World, { id }: GraphNode): string[] {
  const amount = colours?.colouring.amounts?.get(id);
  if (colours === null || amount === undefined || !isMeasure(colours.colouring.by)) return [];
  const { by } = colours.colouring;
  const { unknown, measuring } = colours.words;
  if (amount.value === null) return [colours.words.used(by, amount.measuring > 0 ? measuring : unknown)];
  return [colours.words.used(by, `${amount.unknown > 0 ? '≥ ' : ''}${formatMeasure(by, amount.value)}`)];
}

/** The namespaces on its rim. */
function ownTypes({ graph }: World, { id }: GraphNode): string[] {
  if (graph.lens !== 'pods') return [];
  const types = graph.nodes.filter(({ parent, rim, type }) => parent === id && rim && type !== null).map(({ type, namespaces }) => `${type ?? ''}${namespaces > 1 ? ` × ${namespaces}` : ''}`);
  return types.length === 0 ? [] : [types.join(' ')];
}

const ARROWS: readonly EdgeKind[] = ['parent', 'owner', 'member', 'monitor'];
const DASHED: readonly EdgeKind[] = ['shared', 'owner', 'monitor', 'routed'];

/** Each once; none from a box to one that it stands in. */
function linesBetween(world: World): ChartLine[] {
  const lines = new Map<string, ChartLine>();
  for (const edge of world.graph.edges) {
    const line = edge.quiet ? null : lineOf(world, edge);
    if (line !== null) lines.set(`${edge.kind} ${line.source} ${line.target} ${line.label}`, line);
  }
  return [...lines.values()];
}

function lineOf(world: World, { source, target, kind, type, wire }: GraphEdge): ChartLine | null {
  const [from, to] = [shownAt(world, source), shownAt(world, target)];
  if (from === null || to === null || isWithin(world, from, to) || isWithin(world, to, from)) return null;
  const label = kind === 'wire' ? (wire ?? '') : kind === 'shared' ? `shared ${type ?? ''}` : kind === 'member' ? '' : kind;
  return { source: world.idByNode.get(from) ?? '', target: world.idByNode.get(to) ?? '', label, isArrow: ARROWS.includes(kind), isDashed: DASHED.includes(kind) };
}

function isWithin({ nodeById }: World, id: string, group: string): boolean {
  for (let at: string | null = id; at !== null; at = nodeById.get(at)?.parent ?? null) if (at === group) return true;
  return false;
}

/** Of all boxes of a chart. */
export function countBoxes(boxes: readonly ChartBox[]): number {
  return boxes.reduce((sum, { inside }) => sum + 1 + countBoxes(inside), 0);
}
