/** Colours that say something else than the type: whose runtime, whose user, how much. Signs of namespaces then are grey, and keep shape and letter. */
import { byFacet, facetOf } from './facets';
import type { Graph } from './graph';
import { heatGraph } from './heat';
import { indexOf } from './members';
import { objectId, parseObjectId } from './object-id';
import type { Ink } from './palette';
import type { Snapshot } from './schema';
import { MEASURES, type Amount, type Measure, type Usage } from './usage';

export const COLOURINGS = ['type', 'runtime', 'user', ...MEASURES] as const;
export type ColourBy = (typeof COLOURINGS)[number];

/** One colour, and how many processes have it. */
export interface Tone {
  readonly word: string;
  readonly ink: Ink;
  readonly count: number;
  /** Nothing fills it. */
  readonly isHollow?: boolean;
}

export interface Colouring {
  readonly by: Exclude<ColourBy, 'type'>;
  /** By node. What has none is as usual. */
  readonly inks: ReadonlyMap<string, Ink>;
  readonly tones: readonly Tone[];
  /** Nodes of which what the colour would say is not known: they are hollow. */
  readonly unknown?: ReadonlySet<string>;
  /** How much, by node. */
  readonly amounts?: ReadonlyMap<string, Amount>;
}

/** Told apart by hue and by lightness, also by who is colour-blind (app/globals.css). */
const TONES: readonly Ink[] = ['net', 'cgroup', 'mnt', 'ipc', 'time', 'user', 'uts'];
const OTHERS: Ink = 'inkFaint';
export const OTHERS_WORD = 'others';
const SEVERAL_WORD = 'several';

/** Null: by type, which is the usual, and in the Network lens, whose colours are those of its wires. The most frequent have a colour of their own; which of them has which does not depend on how many they are. `usage` null: nothing is measured yet. */
export function colourGraph(graph: Graph, snapshot: Snapshot, by: ColourBy, usage: Usage | null = null): Colouring | null {
  if (by === 'type' || graph.lens === 'network') return null;
  return isMeasure(by) ? heatGraph(graph, snapshot, by, usage) : facetGraph(graph, snapshot, by);
}

export function isMeasure(by: ColourBy): by is Measure {
  return MEASURES.some((measure) => measure === by);
}

function facetGraph(graph: Graph, snapshot: Snapshot, by: 'runtime' | 'user'): Colouring {
  const counts = new Map<string, number>();
  const wordByNode = new Map<string, string>();
  for (const process of snapshot.processes) {
    const word = facetOf(snapshot, process, by);
    if (word === null || process.kernelThread) continue;
    counts.set(word, (counts.get(word) ?? 0) + 1);
    const node = graph.nodeByObject.get(objectId('process', process.key));
    const before = node === undefined ? undefined : wordByNode.get(node);
    if (node !== undefined) wordByNode.set(node, before === undefined || before === word ? word : SEVERAL_WORD);
  }
  if (by === 'runtime') for (const [node, word] of groupsByRuntime(graph, snapshot)) wordByNode.set(node, word);
  const inkByWord = inksFor(counts);
  const inks = new Map(Array.from(wordByNode, ([node, word]) => [node, inkByWord.get(word) ?? OTHERS] as const));
  return { by, inks, tones: tonesOf(counts, inkByWord) };
}

function inksFor(counts: ReadonlyMap<string, number>): ReadonlyMap<string, Ink> {
  const most = [...counts].sort(([a, many], [b, more]) => more - many || byFacet(a, b)).slice(0, TONES.length).map(([word]) => word);
  return new Map(most.sort(byFacet).map((word, at) => [word, TONES[at] ?? OTHERS]));
}

function tonesOf(counts: ReadonlyMap<string, number>, inkByWord: ReadonlyMap<string, Ink>): Tone[] {
  const tones = Array.from(inkByWord, ([word, ink]) => ({ word, ink, count: counts.get(word) ?? 0 }));
  const left = [...counts].filter(([word]) => !inkByWord.has(word)).reduce((sum, [, count]) => sum + count, 0);
  return left === 0 ? tones : [...tones, { word: OTHERS_WORD, ink: OTHERS, count: left }];
}

function groupsByRuntime({ nodes }: Graph, snapshot: Snapshot): [string, string][] {
  const { podByKey, containerByKey } = indexOf(snapshot);
  return nodes.flatMap(({ id, kind, object }) => {
    const named = kind === 'process' || kind === 'set' ? null : parseObjectId(object ?? '');
    const row = named?.kind === 'pod' ? podByKey.get(named.key) : named?.kind === 'container' ? containerByKey.get(named.key) : undefined;
    return row === undefined ? [] : [[id, row.runtime]];
  });
}

/** Whether a picture that had the one need not be painted again for the other. */
export function isColouredAlike(a: Colouring | null, b: Colouring | null): boolean {
  if (a === null || b === null || a === b) return a === b;
  return a.by === b.by && isSame(a.unknown ?? NOBODY, b.unknown ?? NOBODY) && a.inks.size === b.inks.size && [...a.inks].every(([node, ink]) => b.inks.get(node) === ink);
}

const NOBODY: ReadonlySet<string> = new Set();

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((node) => b.has(node));
}
