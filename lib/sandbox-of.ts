/** Which sandbox of ours an object of the picture belongs to. */
import { pinnedBy } from './attribute-made';
import { indexOf } from './members';
import { objectId, parseObjectId, type ObjectId } from './object-id';
import type { Sandbox } from './sandbox-schema';
import type { Namespace, Snapshot } from './schema';

/** By what the picture shows: the name that a container, or a namespace with what lives in it or keeps it, goes by. Null: none of ours. */
export function sandboxNameOf(snapshot: Snapshot, id: ObjectId): string | null {
  const named = parseObjectId(id);
  const { containerByKey, namespaceByKey } = indexOf(snapshot);
  if (named?.kind === 'container') return nameOfContainer(containerByKey.get(named.key));
  const namespace = named?.kind === 'namespace' ? namespaceByKey.get(named.key) : undefined;
  return namespace === undefined || namespace.initial ? null : nameOfNamespace(snapshot, namespace);
}

function nameOfContainer(row: { readonly runtime: string; readonly id: string; readonly outer: string | null } | undefined): string | null {
  return row?.runtime === 'nsatlas' && row.outer === null ? row.id : null;
}

function nameOfNamespace(snapshot: Snapshot, namespace: Namespace): string | null {
  const { membersByIno, containerByKey } = indexOf(snapshot);
  const names = (membersByIno.get(namespace.ino) ?? []).map(({ container }) => nameOfContainer(containerByKey.get(container ?? '')));
  return names.find((name) => name !== null) ?? pinnedBy(snapshot, namespace);
}

/** That very one, not a later one of its name: its holder lives in the container, or the namespace is one that was made for it. */
export function sandboxOf(snapshot: Snapshot, id: ObjectId, sandboxes: readonly Sandbox[]): Sandbox | null {
  const name = sandboxNameOf(snapshot, id);
  const row = name === null ? undefined : sandboxes.find((other) => other.name === name);
  if (row === undefined) return null;
  const { kind, key } = parseObjectId(id) ?? { kind: 'host', key: '' };
  const { namespaceByKey, processesByContainer } = indexOf(snapshot);
  if (kind === 'namespace') return row.namespaces.some((made) => isThat(made, namespaceByKey.get(key))) ? row : null;
  // One that is over has no holder any more; the picture forgets its container a moment later.
  const isHolders = row.holder === null || processesByContainer.get(key)?.some((member) => isHolder(member, row)) === true;
  return isHolders ? row : null;
}

/** The object that shows a sandbox: its container while its holder lives, else the first of its namespaces that is still there. Null: not in this picture. */
export function objectOfSandbox(snapshot: Snapshot, row: Sandbox): ObjectId | null {
  const { namespaceByIno, processByPid } = indexOf(snapshot);
  const holder = processByPid.get(row.holder?.pid ?? 0);
  if (holder?.container != null && isHolder(holder, row)) return objectId('container', holder.container);
  if (row.holder !== null) return null;
  const left = row.namespaces.map(({ ino }) => namespaceByIno.get(ino)).find((namespace, at) => isThat(row.namespaces[at], namespace));
  return left === undefined ? null : objectId('namespace', left.key);
}

function isHolder({ pid, startTime }: { readonly pid: number; readonly startTime: number }, { holder }: Sandbox): boolean {
  return holder?.pid === pid && holder.startTime === startTime;
}

/** An ino comes back; the id, where the kernel has one, does not. */
function isThat(made: Sandbox['namespaces'][number] | undefined, namespace: Namespace | undefined): boolean {
  if (made === undefined || made.type !== namespace?.type || made.ino !== namespace.ino) return false;
  return made.id === null || namespace.id === null || made.id === namespace.id;
}
