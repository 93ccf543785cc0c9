/** The last output of a session, for pages that come later. */
import { replayStart } from '@/lib/replay-start';

export const RING_BYTES = 256 * 1024;
/** Most sessions write little: the ring grows with them. */
const FIRST_BYTES = 4 * 1024;

export interface Replay {
  /** The number of its first byte, counted from the session's first. */
  readonly from: number;
  readonly bytes: Uint8Array;
}

export class ReplayRing {
  #memory = Buffer.alloc(FIRST_BYTES);
  #total = 0;

  /** How many bytes there have been. */
  get total(): number {
    return this.#total;
  }

  push(bytes: Uint8Array): void {
    this.#grow(this.#total + bytes.length);
    const kept = bytes.subarray(Math.max(0, bytes.length - RING_BYTES));
    const at = (this.#total + bytes.length - kept.length) % this.#memory.length;
    const head = kept.subarray(0, this.#memory.length - at);
    this.#memory.set(head, at);
    this.#memory.set(kept.subarray(head.length), 0);
    this.#total += bytes.length;
  }

  /** What came after the first `have` bytes. Where that is not kept any more, what is, from a place where it can be taken up. */
  since(have: number | null): Replay {
    const oldest = Math.max(0, this.#total - RING_BYTES);
    if (have !== null && have >= oldest && have <= this.#total) return { from: have, bytes: this.#copy(have) };
    const bytes = this.#copy(oldest);
    const lost = oldest === 0 ? 0 : replayStart(bytes);
    return { from: oldest + lost, bytes: bytes.subarray(lost) };
  }

  /** Only while nothing has been written over: then what is kept begins at 0. */
  #grow(needed: number): void {
    if (this.#memory.length === RING_BYTES || needed <= this.#memory.length) return;
    const larger = Buffer.alloc(Math.min(RING_BYTES, Math.max(needed, 2 * this.#memory.length)));
    larger.set(this.#memory.subarray(0, this.#total));
    this.#memory = larger;
  }

  #copy(from: number): Uint8Array {
    const { length } = this.#memory;
    const [start, end] = [from % length, this.#total % length];
    if (from === this.#total) return new Uint8Array();
    // A slice of a Buffer would share its memory.
    return start < end ? Buffer.from(this.#memory.subarray(start, end)) : Buffer.concat([this.#memory.subarray(start), this.#memory.subarray(0, end)]);
  }
}
