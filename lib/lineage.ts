/** Parents of user and pid namespaces, as ioctl_ns(2) walks them. */
import { indexOf } from './members';
import type { Namespace, Snapshot } from './schema';

/** From the namespace itself up to the highest that is known, itself first. */
export function lineage(snapshot: Snapshot, ino: number): readonly number[] {
  const { namespaceByIno } = indexOf(snapshot);
  const way = new Set<number>();
  let at: Namespace['parent'] = ino;
  while (typeof at === 'number' && !way.has(at)) {
    way.add(at);
    at = namespaceByIno.get(at)?.parent ?? null;
  }
  return [...way];
}

/** Is `above` a parent, or a parent's parent, of `below`? Null when the way up ends in what the kernel would not tell. */
export function isAbove(snapshot: Snapshot, above: number, below: number): boolean | null {
  const way = lineage(snapshot, below);
  if (above !== below && way.includes(above)) return true;
  const top = indexOf(snapshot).namespaceByIno.get(way.at(-1) ?? below);
  return top === undefined || (top.parent === 'hidden' && !top.initial) ? null : false;
}

/** The namespaces whose parent it is, by ino. */
export function childrenOf(snapshot: Snapshot, { ino }: Namespace): readonly Namespace[] {
  return snapshot.namespaces.filter(({ parent }) => parent === ino);
}
