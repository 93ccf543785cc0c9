/**
 * Makes charts: reads what comes over the live connection, builds the graph that is wanted and lays it out. It remembers
 * the places of each scene, so that what stood keeps standing. It runs in a worker: the page is not held up by any of this.
 */
import { applyChange } from '@/lib/change';
import { buildGraph, type Graph, type GraphLens, type Plan } from '@/lib/graph';
import { buildOutline } from '@/lib/graph-outline';
import { isSameGraph, packGraph, type PackedGraph } from '@/lib/graph-wire';
import { laidGraph } from '@/lib/laid-graph';
import { layOut, packLayout, type Pins, type Positions } from '@/lib/layout';
import { packPlaces } from '@/lib/layout-wire';
import type { Change, LiveMessage, Snapshot } from '@/lib/schema';
import type { Topology } from '@/lib/topology-schema';
import { sceneOf, type Scene } from '@/lib/view';
import { DecodeError, decodeAtOnce } from '../live/decode-live';

export interface ChartWish extends Plan {
  readonly lens: GraphLens;
  readonly kernelThreads: boolean;
  readonly topology: Topology | null;
  readonly pins: Pins;
  /** Counts the wishes to have all arranged anew. */
  readonly arrangement: number;
}
export interface PackedChart {
  /** Null: the one of the chart before. */
  readonly graph: PackedGraph | null;
  /** In the order of the graph's nodes; null: they come next, and the graph can be unpacked meanwhile. */
  readonly places: Float32Array<ArrayBuffer> | null;
  /** Another one comes at once, in which all is there and in its place. */
  readonly isDraft: boolean;
}

/** The page may want to hold a version while the next ones have already come. */
const RECENT = 8;
/** From so many nodes or processes on, a draft comes before the first picture of a scene: an outline, or all of it but only packed. */
const MANY = 1500;

export class ChartMaker {
  readonly #many: number;
  #snapshot: Snapshot | null = null;
  #version: number | null = null;
  /** The last ones that were read, by version. */
  readonly #recent = new Map<number, Snapshot>();
  /** Shown instead of the newest. */
  #held: Snapshot | null = null;
  #wish: ChartWish | null = null;
  #arrangement = 0;
  #isStale = false;
  /** What was sent last. */
  #graph: PackedGraph | null = null;
  #places = new Float32Array();
  readonly #positionsByScene = new Map<Scene, Positions>();

  /** `many`: of so many nodes or processes the first picture comes in two parts. */
  constructor({ many = MANY }: { readonly many?: number } = {}) {
    this.#many = many;
  }

  /** One message of the live connection. */
  read(message: LiveMessage): void {
    if (message.kind === 'snapshot') this.#take(message.snapshot, message.version);
    else if (message.kind === 'change' && this.#snapshot !== null && message.base === this.#version) this.#take(applyChange(this.#snapshot, message.change), message.version);
  }

  /** That version from now on, whatever else is read. */
  hold(version: number): void {
    this.#showInstead(this.#recent.get(version) ?? this.#snapshot);
  }

  /** Of what is held. */
  step(change: Change): void {
    if (this.#held !== null) this.#showInstead(applyChange(this.#held, change));
  }

  /** A message with a whole snapshot, shown whatever is read. One that cannot be used is left aside: the page reads it too, and says so. */
  show(text: string): void {
    const message = readMessage(text);
    if (message?.kind === 'snapshot') this.#showInstead(message.snapshot);
  }

  /** The newest again. */
  release(): void {
    this.#showInstead(null);
  }

  #showInstead(held: Snapshot | null): void {
    this.#isStale = true;
    this.#held = held;
  }

  want(wish: ChartWish): void {
    this.#isStale ||= this.#wish === null || !isSameWish(this.#wish, wish);
    this.#wish = wish;
  }

  #take(snapshot: Snapshot, version: number): void {
    this.#isStale ||= this.#held === null && !isSameHost(this.#snapshot, snapshot);
    this.#snapshot = snapshot;
    this.#version = version;
    this.#recent.set(version, snapshot);
    for (const old of this.#recent.keys()) if (this.#recent.size > RECENT) this.#recent.delete(old);
  }

  /** The charts that are due, the last one settled; none when all is as it was. */
  *make(): Generator<PackedChart> {
    const [snapshot, wish] = [this.#held ?? this.#snapshot, this.#wish];
    if (snapshot === null || wish === null || !this.#isStale) return;
    this.#isStale = false;
    const { lens, kernelThreads, topology, pins } = wish;
    this.#forgetPlaces(wish);
    const outline = this.#outline(snapshot, wish);
    if (outline !== null) yield outline;
    const graph = buildGraph(snapshot, lens, topology, wish);
    const packed = this.#keep(packGraph(graph));
    const laid = laidGraph(graph, { kernelThreads });
    const previous = this.#positionsByScene.get(graph.scene);
    const isDrafted = outline === null && this.#isCrowd(graph, previous);
    const isAhead = outline !== null || isDrafted;
    if (isAhead) yield { graph: packed, places: isDrafted ? packPlaces(idsOf(graph), packLayout(laid, pins)) : null, isDraft: true };
    const positions = layOut(laid, previous, pins);
    this.#positionsByScene.set(graph.scene, positions);
    const places = packPlaces(idsOf(graph), positions);
    if (!isAhead && packed === null && isSamePlaces(this.#places, places)) return;
    this.#places = places;
    yield { graph: isAhead ? null : packed, places, isDraft: false };
  }

  #isCrowd({ nodes }: Graph, previous: Positions | undefined): boolean {
    return previous === undefined && nodes.length > this.#many;
  }

  #forgetPlaces({ arrangement, ...wish }: ChartWish): void {
    if (arrangement !== this.#arrangement) this.#positionsByScene.delete(sceneOf(wish));
    this.#arrangement = arrangement;
  }

  /** Of a crowd that has no places yet and is not on show; null where it would say too little. */
  #outline(snapshot: Snapshot, wish: ChartWish): PackedChart | null {
    const isFirst = sceneOf(wish) === 'pods' && !this.#positionsByScene.has('pods') && this.#graph?.scene !== 'pods';
    if (!isFirst || snapshot.processes.length <= this.#many || snapshot.containers.length === 0) return null;
    const graph = buildOutline(snapshot, wish.language);
    return { graph: this.#keep(packGraph(graph)), places: packPlaces(idsOf(graph), packLayout(graph, wish.pins)), isDraft: true };
  }

  /** Null when it is the one that was sent last. */
  #keep(packed: PackedGraph): PackedGraph | null {
    if (this.#graph !== null && isSameGraph(this.#graph, packed)) return null;
    this.#graph = packed;
    return packed;
  }
}

function idsOf({ nodes }: Graph): readonly string[] {
  return nodes.map(({ id }) => id);
}

function readMessage(text: string): ReturnType<typeof decodeAtOnce> | null {
  try {
    return decodeAtOnce(text);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** Two that are made from the same are made once. A topology that comes again is looked at again. */
function isSameWish(a: ChartWish, b: ChartWish): boolean {
  const [bare, other] = [a, b].map(({ pins, ...wish }) => JSON.stringify([{ ...wish, topology: null }, [...pins]]));
  return bare === other && a.topology === null && b.topology === null;
}

/** Only the time of the look differs. */
function isSameHost(a: Snapshot | null, b: Snapshot): boolean {
  if (a === null) return false;
  return a.processes === b.processes && a.namespaces === b.namespaces && a.containers === b.containers && a.pods === b.pods && JSON.stringify([a.host, a.observer]) === JSON.stringify([b.host, b.observer]);
}

function isSamePlaces(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
