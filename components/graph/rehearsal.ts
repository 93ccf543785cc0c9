/**
 * While the worker waits for its host it does the same work on a small one that never was. Code that runs for the first time
 * takes twice as long, and when the host comes somebody waits for it; until then nobody does.
 */
import { briefSnapshot } from '@/lib/brief-rows';
import { smallHost, smallWires } from '@/lib/small-host';
import { decodeAtOnce } from '../live/decode-live';
import { ChartMaker, type ChartWish } from './chart-maker';

/** What the server has at hand it sends at once. It comes in many pieces, each of which would wait for a step. */
export const AT_HAND_MS = 100;
/** Between steps, once a host may come: in so long comes much of it. */
const REST_MS = 4;
/** More rounds make it hardly quicker. */
const ROUNDS = 6;
const WISH: Omit<ChartWish, 'topology'> = { lens: 'pods', tree: 'pid', group: 'pod', kernelThreads: false, pins: new Map(), arrangement: 0, language: 'en' };

/** Step by step, so that what comes meanwhile waits for one step at most: some milliseconds. */
export class Rehearsal {
  readonly #next = new MessageChannel();
  #steps: Iterator<unknown> | null;
  /** The connection stands. */
  #isOpen = false;
  #isPaused = false;

  constructor(steps: Iterator<unknown> = rehearse()) {
    this.#steps = steps;
    this.#next.port1.onmessage = () => this.#step();
  }

  start(): void {
    this.#next.port2.postMessage(null);
  }

  /** A host may come now; unless it must be looked at first, which takes longer than a rehearsal. */
  pause(): void {
    if (this.#steps === null || this.#isPaused) return;
    this.#isOpen = true;
    this.#isPaused = true;
    setTimeout(() => {
      this.#isPaused = false;
      this.start();
    }, AT_HAND_MS);
  }

  /** There is something to do. */
  end(): void {
    this.#steps = null;
    this.#next.port1.close();
  }

  #step(): void {
    if (this.#steps === null || this.#isPaused) return;
    if (this.#steps.next().done === true) this.end();
    else if (this.#isOpen) setTimeout(() => this.#step(), REST_MS);
    else this.start();
  }
}

function* rehearse(): Generator<undefined> {
  const text = JSON.stringify({ kind: 'snapshot', version: 0, snapshot: briefSnapshot(smallHost()) });
  const topology = smallWires();
  for (let round = 0; round < ROUNDS; round++) {
    yield;
    const message = decodeAtOnce(text);
    const maker = new ChartMaker({ many: 0 });
    maker.read(message);
    maker.want({ ...WISH, topology });
    const charts = maker.make();
    while (charts.next().done !== true) yield;
  }
}
