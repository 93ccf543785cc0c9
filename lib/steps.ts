/** Long work in steps: a generator that yields now and then, so that whoever runs it may rest in between. */

/** Items between two rests. */
const ITEMS_A_REST = 512;

/** Does all steps at once. */
export function toTheEnd<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** What each item gives, in one list. */
export function* collect<T, R>(items: readonly T[], give: (item: T) => readonly R[] | R | null): Generator<undefined, R[]> {
  const found: R[] = [];
  for (const [at, item] of items.entries()) {
    if (at % ITEMS_A_REST === ITEMS_A_REST - 1) yield;
    const given = give(item);
    if (Array.isArray(given)) found.push(...(given as R[]));
    else if (given !== null) found.push(given as R);
  }
  return found;
}
