/** Where each process lives, as places in the index of search. */
import { indexOf } from './members';
import { objectId, type ObjectId } from './object-id';
import type { Container, Process, Snapshot } from './schema';

export interface Homes {
  /** Its container, and those round it. */
  readonly containers: readonly number[];
  readonly pods: readonly number[];
  /** Its namespaces. In those of the host nearly everything lives: they are apart. */
  readonly namespaces: readonly number[];
  readonly initial: readonly number[];
}

type Places = ReadonlyMap<ObjectId, number>;

/** In the order of the processes. */
export function homesOf(snapshot: Snapshot, placeById: Places): Homes[] {
  const placesByContainer = new Map(snapshot.containers.map(({ key }) => [key, placesRound(snapshot, key, placeById)]));
  const namespaces = namespacePlaces(snapshot, placeById);
  return snapshot.processes.map((row) => ({ ...(placesByContainer.get(row.container ?? '') ?? NOWHERE), ...placesOfNamespaces(row, namespaces) }));
}

const NOWHERE: Pick<Homes, 'containers' | 'pods'> = { containers: [], pods: [] };

function placesRound(snapshot: Snapshot, key: string, placeById: Places): Pick<Homes, 'containers' | 'pods'> {
  const { containerByKey } = indexOf(snapshot);
  const round = new Set<Container>();
  for (let row = containerByKey.get(key); row !== undefined && !round.has(row); row = containerByKey.get(row.outer ?? '')) round.add(row);
  const rows = [...round];
  const pods = new Set(rows.flatMap(({ pod }) => pod ?? []));
  return {
    containers: rows.flatMap((row) => placeById.get(objectId('container', row.key)) ?? []),
    pods: Array.from(pods).flatMap((pod) => placeById.get(objectId('pod', pod)) ?? []),
  };
}

interface Place {
  readonly at: number;
  readonly initial: boolean;
}

function namespacePlaces({ namespaces }: Snapshot, placeById: Places): ReadonlyMap<number, Place> {
  return new Map(namespaces.map(({ ino, key, initial }) => [ino, { at: placeById.get(objectId('namespace', key)) ?? 0, initial }]));
}

function placesOfNamespaces({ namespaces }: Process, placeByIno: ReadonlyMap<number, Place>): Pick<Homes, 'namespaces' | 'initial'> {
  const places: { namespaces: number[]; initial: number[] } = { namespaces: [], initial: [] };
  for (const ino of Object.values(namespaces)) {
    const place = placeByIno.get(ino);
    if (place !== undefined) (place.initial ? places.initial : places.namespaces).push(place.at);
  }
  return places;
}
