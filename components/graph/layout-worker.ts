/** Lays out off the main thread. It remembers the places of each lens, so that what stood keeps standing. */
import { layOut, type LayoutGraph, type Pins, type Positions } from '@/lib/layout';
import { packPlaces, unpackGraph, type PackedGraph } from '@/lib/layout-wire';

export interface LayoutAsk {
  readonly turn: number;
  readonly graph: PackedGraph;
  readonly pins: Pins;
  /** Forget where things stood. */
  readonly afresh: boolean;
}
/** `places` are those of the graph asked about, in the order of its ids. */
export interface LayoutReply {
  readonly turn: number;
  readonly places: Float32Array;
}

const placesByLens = new Map<LayoutGraph['lens'], Positions>();

addEventListener('message', ({ data: { turn, graph, pins, afresh } }: MessageEvent<LayoutAsk>) => {
  const positions = layOut(unpackGraph(graph), afresh ? undefined : placesByLens.get(graph.lens), pins);
  placesByLens.set(graph.lens, positions);
  const places = packPlaces(graph.ids, positions);
  const reply: LayoutReply = { turn, places };
  postMessage(reply, { transfer: [places.buffer] });
});
