/** How much of a command's output we have taken: the helper is told, and waits while 512 KiB are not yet acknowledged. */
import { encodeTotal, type Frame } from '@/lib/frame';

const STEP_BYTES = 64 * 1024;

export class Receipt {
  #taken = 0;
  #told = 0;

  get taken(): number {
    return this.#taken;
  }

  /** So many bytes more; `reply` tells the helper now and then. */
  take(bytes: number, reply: (frame: Frame) => void): void {
    this.#taken += bytes;
    if (this.#taken - this.#told < STEP_BYTES) return;
    this.#told = this.#taken;
    reply({ kind: 'ack', last: false, body: encodeTotal(this.#taken) });
  }
}
