/** Which discs are near each other, and how they come apart: a sweep from left to right, in which each meets only those that begin before it ends. */

export interface Discs {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly r: Float64Array;
}

/** Places from left to right, by where each begins. */
export function leftToRight(discs: Discs): Int32Array {
  const left = leftOf(discs);
  return Int32Array.from(left.keys()).sort((a, b) => (left[a] ?? 0) - (left[b] ?? 0) || a - b);
}

/**
 * Places of those with less than `slack` between them, two by two: a, b, a, b. Puts `order` right, which is nearly so: whoever
 * moved has not moved far. The answer is good until the next one is asked for.
 */
export function nearPairs({ x, y, r }: Discs, order: Int32Array, slack: number): Int32Array {
  const left = leftOf({ x, y, r });
  putInOrder(order, left);
  pairs.clear();
  for (let first = 0; first < order.length; first++) {
    const a = order[first] ?? 0;
    const reach = (r[a] ?? 0) + slack;
    const middle = x[a] ?? 0;
    for (let second = first + 1; second < order.length; second++) {
      const b = order[second] ?? 0;
      if ((left[b] ?? 0) >= middle + reach) break;
      const dx = (x[b] ?? 0) - middle;
      const dy = (y[b] ?? 0) - (y[a] ?? 0);
      const far = reach + (r[b] ?? 0);
      if (dx * dx + dy * dy < far * far) pairs.add(a, b);
    }
  }
  return pairs.all();
}

/** Where each begins. In a plain loop: what is called back costs more than what it does. */
function leftOf({ x, r }: Discs): Float64Array {
  const left = new Float64Array(x.length);
  for (let at = 0; at < left.length; at++) left[at] = (x[at] ?? 0) - (r[at] ?? 0);
  return left;
}

/**
 * Grows by itself, and is filled anew by each who asks: an array of its own takes longer to get than to fill, since it lies
 * outside of the heap.
 */
class Pairs {
  #numbers = new Int32Array(1024);
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  add(a: number, b: number): void {
    if (this.#count + 2 > this.#numbers.length) this.#grow();
    this.#numbers[this.#count++] = a;
    this.#numbers[this.#count++] = b;
  }

  all(): Int32Array {
    return this.#numbers.subarray(0, this.#count);
  }

  #grow(): void {
    const numbers = new Int32Array(2 * this.#numbers.length);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }
}

const pairs = new Pairs();
const ALL_PAIRS = new Map<number, Int32Array>();

/** Each with each. Made once for each count. */
export function allPairs(count: number): Int32Array {
  const known = ALL_PAIRS.get(count);
  if (known !== undefined) return known;
  const all = new Int32Array(count * (count - 1));
  let to = 0;
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      all[to++] = a;
      all[to++] = b;
    }
  }
  ALL_PAIRS.set(count, all);
  return all;
}

/** Each pair that overlaps is moved apart, the larger of the two the less. Tells the largest overlap it met. */
export function pushPairs(discs: Discs, places: Int32Array): number {
  const { x, y, r } = discs;
  let worst = 0;
  for (let at = 0; at < places.length; at += 2) {
    const a = places[at] ?? 0;
    const b = places[at + 1] ?? 0;
    const dx = (x[b] ?? 0) - (x[a] ?? 0);
    const dy = (y[b] ?? 0) - (y[a] ?? 0);
    const reach = (r[a] ?? 0) + (r[b] ?? 0);
    if (dx * dx + dy * dy < reach * reach) worst = Math.max(worst, pushTwo(discs, a, b));
  }
  return worst;
}

function pushTwo({ x, y, r }: Discs, a: number, b: number): number {
  const ra = r[a] ?? 0;
  const rb = r[b] ?? 0;
  const dx = (x[b] ?? 0) - (x[a] ?? 0);
  const dy = (y[b] ?? 0) - (y[a] ?? 0);
  const far = Math.sqrt(dx * dx + dy * dy);
  const overlap = ra + rb - far;
  const ux = far === 0 ? 1 : dx / far;
  const uy = far === 0 ? 0 : dy / far;
  const share = (rb * rb) / (ra * ra + rb * rb);
  x[a] = (x[a] ?? 0) - ux * overlap * share;
  y[a] = (y[a] ?? 0) - uy * overlap * share;
  x[b] = (x[b] ?? 0) + ux * overlap * (1 - share);
  y[b] = (y[b] ?? 0) + uy * overlap * (1 - share);
  return overlap;
}

function putInOrder(order: Int32Array, left: Float64Array): void {
  for (let at = 1; at < order.length; at++) {
    const moved = order[at] ?? 0;
    let to = at;
    for (; to > 0 && (left[order[to - 1] ?? 0] ?? 0) > (left[moved] ?? 0); to--) order[to] = order[to - 1] ?? 0;
    order[to] = moved;
  }
}
