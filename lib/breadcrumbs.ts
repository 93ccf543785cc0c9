/** The way down to an object: host, what stands in it, what stands in that; of a pid or user namespace its parents. Without the object itself. */
import { lineage } from './lineage';
import { indexOf } from './members';
import { objectId, parseObjectId, type ObjectId } from './object-id';
import type { Container, Namespace, Process, Snapshot } from './schema';

const HOST = objectId('host', '');

/** From the outside in. The host has none round it; an object that is not there has none either. */
export function wayTo(snapshot: Snapshot, id: ObjectId): readonly ObjectId[] {
  const named = parseObjectId(id);
  const { processByKey, containerByKey, namespaceByKey, containersByPod } = indexOf(snapshot);
  switch (named?.kind) {
    case 'process':
      return below(processByKey.get(named.key), (row) => wayToProcess(snapshot, row));
    case 'container':
      return below(containerByKey.get(named.key), (row) => roundContainer(snapshot, row));
    case 'pod':
      return below(containersByPod.get(named.key)?.[0], (row) => roundContainer(snapshot, { ...row, pod: null }));
    case 'namespace':
      return below(namespaceByKey.get(named.key), (row) => roundNamespace(snapshot, row));
    case 'host':
    case undefined:
      return [];
  }
}

function below<T>(row: T | undefined, round: (row: T) => readonly ObjectId[]): readonly ObjectId[] {
  return row === undefined ? [] : [HOST, ...round(row)];
}

function wayToProcess(snapshot: Snapshot, { container }: Process): readonly ObjectId[] {
  const row = indexOf(snapshot).containerByKey.get(container ?? '');
  return row === undefined ? [] : [...roundContainer(snapshot, row), objectId('container', row.key)];
}

/** Its pod, the container in which its engine runs, the pod of that … A loop ends where it closes. */
function roundContainer({ containers }: Snapshot, container: Container): readonly ObjectId[] {
  const byKey = new Map(containers.map((row) => [row.key, row]));
  const way: ObjectId[] = [];
  const seen = new Set<string>();
  for (let at: Container | undefined = container; at !== undefined && !seen.has(at.key); at = byKey.get(at.outer ?? '')) {
    seen.add(at.key);
    if (at !== container) way.unshift(objectId('container', at.key));
    if (at.pod !== null) way.unshift(objectId('pod', at.pod));
  }
  return way;
}

/** Pid and user namespaces have parents; the others stand in whom they belong to alone. */
function roundNamespace(snapshot: Snapshot, { type, ino }: Namespace): readonly ObjectId[] {
  const { namespaceByIno, membersByIno, containerByKey } = indexOf(snapshot);
  if (type === 'pid' || type === 'user') {
    return lineage(snapshot, ino).slice(1).reverse().flatMap((above) => namespaceByIno.get(above) ?? []).map(({ key }) => objectId('namespace', key));
  }
  const keys = new Set((membersByIno.get(ino) ?? []).map(({ container }) => container));
  const rows = [...keys].map((key) => containerByKey.get(key ?? ''));
  const [first] = rows;
  if (first === undefined || rows.includes(undefined)) return [];
  const round = roundContainer(snapshot, first);
  if (rows.length === 1) return [...round, objectId('container', first.key)];
  return first.pod !== null && rows.every((row) => row?.pod === first.pod) ? round : [];
}
