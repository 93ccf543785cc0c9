/** Which namespaces a table of the View lists. */
import { hiddenObjects } from './hidden-objects';
import { objectId, type ObjectId } from './object-id';
import type { Snapshot } from './schema';
import type { Found } from './search';
import type { View } from './view';

/** Null: all. Types that are switched off are not looked at here. */
export function listedNamespaces(snapshot: Snapshot, view: Pick<View, 'hiddenRuntimes' | 'dimOthers'>, found: Found | null): ReadonlySet<ObjectId> | null {
  const hidden = hiddenObjects(snapshot, view.hiddenRuntimes);
  const wanted = view.dimOthers ? null : found;
  if (wanted === null && hidden.size === 0) return null;
  const ids = snapshot.namespaces.map(({ key }) => objectId('namespace', key));
  return new Set(ids.filter((id) => !hidden.has(id) && wanted?.rows.has(id) !== false));
}
