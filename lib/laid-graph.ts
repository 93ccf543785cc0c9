import type { Graph } from './graph';
import { selectGraph } from './select';
import { DEFAULT_VIEW, type View } from './view';

/** The part of a graph that is laid out. It does not depend on what is selected or switched off: that moves nothing. Nor do cables where they come later than the rest. */
export function laidGraph(graph: Graph, { kernelThreads }: Pick<View, 'kernelThreads'>): Graph {
  const all = selectGraph(graph, { ...DEFAULT_VIEW, lens: graph.lens, kernelThreads }, null).graph;
  return graph.lens === 'pods' ? { ...all, edges: all.edges.filter(({ kind }) => kind !== 'wire') } : all;
}
