/** What the signs of a picture mean: only of those that are in it. */
import { OTHERS_WORD, type Colouring } from './colour';
import { EDGE_SORTS, sortOfEdge, type EdgeSort } from './edge-sorts';
import type { Graph, Harbour } from './graph';
import { graphWords } from './graph-strings';
import { MEASURING_WORD, UNKNOWN_WORD } from './heat';
import { WIRE_KINDS } from './net-wires';
import { SHAPE_BY_HARBOUR, SIGN_BY_TYPE, SIGN_BY_WIRE, type Dash, type Ink } from './palette';
import { dotLook } from './scene-nodes';
import { NAMESPACE_TYPES } from './schema';
import type { LegendItem } from './svg-caption';

const INK_BY_HARBOUR: Readonly<Record<Harbour, Ink>> = { hardware: 'accent', cable: 'wireCable', master: 'inkMuted', stacked: 'wireCable', tunnel: 'wireCable', other: 'wireCable' };

/** Where colours mean something else than types, that first; signs of types then are grey. */
export function legendOf(graph: Graph, colouring: Colouring | null = null): LegendItem[] {
  if (colouring === null || graph.lens === 'network') return usualItems(graph);
  const say = graphWords(graph.language).picture;
  const special: ReadonlyMap<string, string> = new Map([[OTHERS_WORD, say.others], [UNKNOWN_WORD, say.unknown], [MEASURING_WORD, say.measuring]]);
  const tones = colouring.tones.filter(({ word, count }) => count > 0 || !special.has(word)).map(({ word, ink, count, isHollow = false }) => ({ sample: 'dot' as const, words: say.tone(special.get(word) ?? word, count), look: dotLook(ink, isHollow) }));
  return [...tones, ...usualItems(graph).map((item) => (item.sample === 'sign' ? { ...item, ink: 'inkMuted' as const } : item))];
}

function usualItems(graph: Graph): LegendItem[] {
  switch (graph.lens) {
    case 'network':
      return [...wireItems(graph), ...harbourItems(graph)];
    case 'hierarchy':
      return [...levelItems(graph), ...typeItems({ ...graph, nodes: graph.nodes.filter(({ kind }) => kind !== 'level'), edges: [] })];
    case 'pods':
    case 'namespaces':
      return [...typeItems(graph), ...dotItems(graph), ...lineItems(graph)];
  }
}

function dotItems({ nodes, language }: Graph): LegendItem[] {
  return nodes.some(({ kind }) => kind === 'process') ? [{ sample: 'dot', words: graphWords(language).picture.process, look: dotLook(null) }] : [];
}

/** Those of namespaces have the colour of the type; here none stands for all. */
const LINE_BY_SORT: Readonly<Record<EdgeSort, { readonly ink: Ink; readonly dash: Dash }>> = {
  family: { ink: 'lineStrong', dash: 'none' },
  monitor: { ink: 'inkFaint', dash: 'dashes' },
  shared: { ink: 'inkMuted', dash: 'none' },
  cable: { ink: SIGN_BY_TYPE.net.ink, dash: 'none' },
  member: { ink: 'inkMuted', dash: 'none' },
  holder: { ink: 'inkMuted', dash: 'dots' },
  owner: { ink: 'inkMuted', dash: 'dashes' },
};

function lineItems({ edges, language }: Graph): LegendItem[] {
  const there = new Set(edges.map((edge) => (edge.quiet ? null : sortOfEdge(edge))));
  const words = graphWords(language).picture.lines;
  return EDGE_SORTS.filter((sort) => there.has(sort)).map((sort) => ({ sample: 'line', words: words[sort], width: 1.25, ...LINE_BY_SORT[sort] }));
}

function typeItems({ nodes, edges, language }: Graph): LegendItem[] {
  const there = new Set([...nodes, ...edges].map(({ type }) => type));
  const isAnyEmpty = nodes.some(({ kind, traits }) => kind === 'namespace' && traits.includes('empty'));
  return [
    ...NAMESPACE_TYPES.filter((type) => there.has(type)).map((type) => ({ sample: 'sign' as const, words: type, isHollow: false, ...SIGN_BY_TYPE[type] })),
    ...(isAnyEmpty ? [{ sample: 'sign' as const, words: graphWords(language).picture.empty, isHollow: true, shape: 'circle' as const, ink: 'inkFaint' as const, letter: '' }] : []),
  ];
}

function levelItems({ edges, language }: Graph): LegendItem[] {
  const [type] = edges.flatMap((edge) => edge.type ?? []);
  return type === undefined ? [] : [{ sample: 'line', words: graphWords(language).picture.levels(type), ink: SIGN_BY_TYPE[type].ink, dash: 'none', width: 1.5 }];
}

function wireItems({ edges }: Graph): LegendItem[] {
  const there = new Set(edges.map(({ wire }) => wire));
  return WIRE_KINDS.filter((kind) => there.has(kind)).map((kind) => ({ sample: 'line' as const, words: kind, ...SIGN_BY_WIRE[kind] }));
}

function harbourItems({ nodes, language }: Graph): LegendItem[] {
  const { harbours, picture } = graphWords(language);
  const interfaces = nodes.filter(({ kind }) => kind === 'interface');
  const there = new Set(interfaces.map(({ harbour }) => harbour));
  const sign = { sample: 'sign', letter: '' } as const;
  return [
    ...(Object.keys(SHAPE_BY_HARBOUR) as Harbour[]).filter((harbour) => there.has(harbour)).map((harbour) => ({ ...sign, words: harbours[harbour], isHollow: false, shape: SHAPE_BY_HARBOUR[harbour], ink: INK_BY_HARBOUR[harbour] })),
    ...(interfaces.some(({ traits }) => traits.includes('down')) ? [{ ...sign, words: picture.down, isHollow: true, shape: 'circle' as const, ink: 'inkFaint' as const }] : []),
  ];
}
