/** Where charts come from: the page's end of the worker that makes them, and holds the live connection. It lives as long as the page, through all lenses. */
import { unpackGraph } from '@/lib/graph-wire';
import { EMPTY, type Graph } from '@/lib/graph';
import type { Positions } from '@/lib/layout';
import { unpackPlaces } from '@/lib/layout-wire';
import type { Change } from '@/lib/schema';
import { Lines, type OpenLine } from '../live/line';
import { inSlices } from '../slice-clock';
import type { ChartWish, PackedChart } from './chart-maker';
import type { ChartAsk, ChartNews } from './chart-worker';
import { takeWorker } from './first-worker';

/** A graph, and where everything in it stands. */
export interface Chart {
  readonly graph: Graph;
  readonly positions: Positions;
  /** Nodes that were not there before; none in the first chart of a scene, nor after a draft. */
  readonly fresh: ReadonlySet<string>;
  /** Another one comes at once, in which all is there and in its place. */
  readonly isDraft: boolean;
}
/** What of a Worker is needed. */
export interface ChartPort {
  postMessage(message: ChartAsk): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ChartNews>) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
}
export interface ChartState {
  readonly chart: Chart | null;
  readonly error: Error | null;
}

const NOBODY: ReadonlySet<string> = new Set<string>();

export class ChartSource {
  readonly #open: () => ChartPort;
  readonly #listeners = new Set<() => void>();
  #port: ChartPort | null = null;
  /** Of this port. */
  #wish: ChartWish | null = null;
  #state: ChartState = { chart: null, error: null };
  /** The worker waits until the draft is on show. */
  #isAwaited = false;
  #unpacked: Promise<void> = Promise.resolve();
  #ids: readonly string[] = [];
  #graph: Graph = EMPTY;
  readonly #lines = new Lines((ask) => this.#ready().postMessage(ask));

  constructor(open: () => ChartPort = takeWorker) {
    this.#open = open;
  }

  /** Starts the worker, which then is ready when something comes. Gives the way to end it. */
  readonly start = (): (() => void) => {
    const port = this.#ready();
    return () => {
      port.terminate();
      this.#port = null;
      this.#wish = null;
      this.#lines.cut();
    };
  };

  /** Opens a live connection: what comes is charted. */
  readonly open: OpenLine = this.#lines.open;

  readonly hold = (version: number): void => this.#ready().postMessage({ kind: 'hold', version });

  readonly step = (change: Change): void => this.#ready().postMessage({ kind: 'step', change });

  readonly show = (text: string): void => this.#ready().postMessage({ kind: 'show', text });

  readonly release = (): void => this.#ready().postMessage({ kind: 'release' });

  /** The draft is on show: the worker has waited for that. */
  readonly goOn = (): void => {
    if (!this.#isAwaited) return;
    this.#isAwaited = false;
    // After the frame in which it is painted.
    setTimeout(() => this.#ready().postMessage({ kind: 'go on' }));
  };

  /** What was wished last is not wished again. */
  readonly want = (wish: ChartWish): void => {
    if (this.#wish !== null && isSameWish(this.#wish, wish)) return;
    this.#wish = wish;
    this.#ready().postMessage({ kind: 'want', wish });
  };

  readonly current = (): ChartState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #ready(): ChartPort {
    if (this.#port !== null) return this.#port;
    const port = this.#open();
    port.addEventListener('message', ({ data }) => {
      if (data.kind === 'chart') this.#unpacked = this.#unpacked.then(() => this.#unpack(data));
      else this.#lines.hear(data);
    });
    port.addEventListener('error', ({ message }) => this.#set({ ...this.#state, error: new Error(`the worker that makes the picture failed: ${message}`) }));
    this.#port = port;
    return port;
  }

  async #unpack({ graph, places, isDraft }: PackedChart): Promise<void> {
    if (graph !== null) {
      this.#graph = await inSlices(unpackGraph(graph));
      this.#ids = graph.ids;
    }
    if (places === null) return;
    const positions = unpackPlaces(this.#ids, places);
    const before = this.#state.chart;
    const fresh = before?.graph.scene === this.#graph.scene && !before.isDraft ? newIn(before.positions, positions) : NOBODY;
    this.#isAwaited = isDraft;
    this.#set({ chart: { graph: this.#graph, positions, fresh, isDraft }, error: null });
  }

  #set(state: ChartState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function isSameWish(a: ChartWish, b: ChartWish): boolean {
  const isSame = (name: keyof ChartWish) => a[name] === b[name] || (name === 'pins' && a.pins.size === 0 && b.pins.size === 0);
  return (Object.keys(a) as (keyof ChartWish)[]).every(isSame);
}

/** A new set for each change, also when nobody came: by that one tells that somebody went. */
function newIn(before: Positions, now: Positions): ReadonlySet<string> {
  const fresh = [...now.keys()].filter((id) => !before.has(id));
  return fresh.length === 0 && before.size === now.size ? NOBODY : new Set(fresh);
}
