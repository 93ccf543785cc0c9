/** Lays out off the main thread. It remembers the places of each lens, so that what stood keeps standing. */
import { layOut, type LayoutGraph, type Pins, type Positions } from '@/lib/layout';

export interface LayoutAsk {
  readonly turn: number;
  readonly graph: LayoutGraph;
  readonly pins: Pins;
}
/** `places` holds x, y and r of each node, in the order of the graph asked about. */
export interface LayoutReply {
  readonly turn: number;
  readonly places: Float32Array;
}

const placesByLens = new Map<LayoutGraph['lens'], Positions>();

addEventListener('message', ({ data: { turn, graph, pins } }: MessageEvent<LayoutAsk>) => {
  const positions = layOut(graph, placesByLens.get(graph.lens), pins);
  placesByLens.set(graph.lens, positions);
  const places = new Float32Array(graph.nodes.length * 3);
  graph.nodes.forEach(({ id }, at) => {
    const { x, y, r } = positions.get(id) ?? { x: 0, y: 0, r: 0 };
    places.set([x, y, r], at * 3);
  });
  const reply: LayoutReply = { turn, places };
  postMessage(reply, { transfer: [places.buffer] });
});
