/** From the Scan of the look before, and what a watching helper says has changed since, to the Scan of now. */
import { processKey } from './identity';
import type { Scan, ScanNamespace, WatchLook } from './schema';

/** A list in which nothing changed stays the same list, and a row that did not change the same row. `previous` is null where the look is the first. */
export function applyLook(previous: Scan | null, { gone, ...look }: WatchLook): Scan {
  const { schema, time, host, observer, completeness } = look;
  return {
    schema,
    time,
    host,
    observer,
    completeness,
    processes: applyRows(previous?.processes ?? [], look.processes, { gone: gone.processes, keyOf: processKey }),
    namespaces: applyRows(previous?.namespaces ?? [], look.namespaces, { gone: gone.namespaces, keyOf: namespaceIdentity }),
  };
}

function namespaceIdentity({ type, ino, id }: Pick<ScanNamespace, 'type' | 'ino' | 'id'>): string {
  return `${type}:${ino}:${id}`;
}

interface Gone<K> {
  readonly gone: readonly K[];
  readonly keyOf: (row: K) => string;
}

function applyRows<K, T extends K>(rows: T[], put: readonly T[], { gone, keyOf }: Gone<K>): T[] {
  if (put.length === 0 && gone.length === 0) return rows;
  const fresh = new Map(put.map((row) => [keyOf(row), row]));
  const dropped = new Set(gone.map(keyOf));
  const kept: T[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    if (!dropped.has(key)) kept.push(fresh.get(key) ?? row);
    fresh.delete(key);
  }
  return [...kept, ...fresh.values()];
}
