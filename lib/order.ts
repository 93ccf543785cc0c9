/** The one order of the rows in a Snapshot. Plain comparison of code units: the same on every machine. */
import type { Snapshot } from './schema';

type Row<K extends 'processes' | 'namespaces' | 'containers' | 'pods'> = Snapshot[K][number];

export function compareWords(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function byPid(a: Row<'processes'>, b: Row<'processes'>): number {
  return a.pid - b.pid || a.startTime - b.startTime;
}

export function byTypeAndIno(a: Row<'namespaces'>, b: Row<'namespaces'>): number {
  return compareWords(a.type, b.type) || a.ino - b.ino || compareWords(a.key, b.key);
}

export function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return compareWords(a.key, b.key);
}
