/** The namespaces of the host itself, by which it is known what is apart. */
import { NAMESPACE_TYPES, type NamespaceType, type Scan } from './schema';

/** By type: the initial one; where none is seen, the observer's own. */
export function homeNamespaces({ namespaces, observer }: Pick<Scan, 'namespaces' | 'observer'>): ReadonlyMap<NamespaceType, number> {
  const initial = new Map(namespaces.flatMap(({ type, ino, initial: first }) => (first ? [[type, ino] as const] : [])));
  const homes = new Map<NamespaceType, number>();
  for (const type of NAMESPACE_TYPES) {
    const ino = initial.get(type) ?? observer.namespaces[type];
    if (ino !== undefined) homes.set(type, ino);
  }
  return homes;
}
