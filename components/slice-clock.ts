const SLICE_MS = 10;

/** Cuts long work into slices: whoever works asks it again and again, and waits for what it gives. */
export class SliceClock {
  readonly #sliceMs: number;
  #start = performance.now();

  constructor(sliceMs = SLICE_MS) {
    this.#sliceMs = sliceMs;
  }

  get isOver(): boolean {
    return performance.now() - this.#start >= this.#sliceMs;
  }

  /** Undefined while there is time left in the slice. */
  rest(): Promise<void> | undefined {
    return this.isOver ? this.#breathe() : undefined;
  }

  async #breathe(): Promise<void> {
    await nextTask();
    this.#start = performance.now();
  }
}

/** Lets the page do what else there is to do. A timer would wait for 4 ms at least (HTML, "timers"). */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** What the steps give at the end, if that is within the first slice; else undefined, and the steps go on from where they are. */
export function inOneSlice<T extends object>(steps: Generator<undefined, T>, sliceMs = SLICE_MS): T | undefined {
  const clock = new SliceClock(sliceMs);
  while (!clock.isOver) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
  return undefined;
}

/** Does the steps one after the other, with rests. Gives what they give at the end. */
export async function inSlices<T>(steps: Generator<undefined, T>): Promise<T> {
  const clock = new SliceClock();
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    const rest = clock.rest();
    if (rest !== undefined) await rest;
  }
}
