/** The objects of a Snapshot as search sees them: in one order, and who lives where. Made once for a Snapshot, each part when it is first needed. */
import { objectId, type ObjectId } from './object-id';
import type { Container, Namespace, Pod, Process, Snapshot } from './schema';
import { homesOf, type Homes } from './search-homes';

export type Entry =
  | { readonly kind: 'pod'; readonly row: Pod }
  | { readonly kind: 'container'; readonly row: Container }
  | { readonly kind: 'namespace'; readonly row: Namespace }
  | { readonly kind: 'process'; readonly row: Process };

export interface SearchIndex {
  readonly snapshot: Snapshot;
  /** Pods, containers, namespaces, processes; each in the order of the Snapshot. */
  readonly entries: readonly Entry[];
  readonly ids: readonly ObjectId[];
  readonly placeById: ReadonlyMap<ObjectId, number>;
  /** The place of the first of each kind. */
  readonly first: Readonly<Record<Entry['kind'], number>>;
  /** Where the n-th process lives, as places. */
  readonly homes: () => readonly Homes[];
}

const known = new WeakMap<Snapshot, SearchIndex>();

export function searchIndexOf(snapshot: Snapshot): SearchIndex {
  const made = known.get(snapshot) ?? buildIndex(snapshot);
  known.set(snapshot, made);
  return made;
}

function buildIndex(snapshot: Snapshot): SearchIndex {
  const { pods, containers, namespaces, processes } = snapshot;
  const entries: Entry[] = [
    ...pods.map((row) => ({ kind: 'pod', row }) as const),
    ...containers.map((row) => ({ kind: 'container', row }) as const),
    ...namespaces.map((row) => ({ kind: 'namespace', row }) as const),
    ...processes.map((row) => ({ kind: 'process', row }) as const),
  ];
  const ids = entries.map(({ kind, row }) => objectId(kind, row.key));
  const placeById = new Map(ids.map((id, at) => [id, at]));
  const first = { pod: 0, container: pods.length, namespace: pods.length + containers.length, process: entries.length - processes.length };
  let homes: readonly Homes[] | null = null;
  return { snapshot, entries, ids, placeById, first, homes: () => (homes ??= homesOf(snapshot, placeById)) };
}
