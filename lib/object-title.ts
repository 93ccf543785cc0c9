/** What an object is called. Names come from foreign hands: what must not reach a screen stands as `\xNN`. */
import { indexOf } from './members';
import { parseObjectId } from './object-id';
import type { Container, Pod, Snapshot } from './schema';
import { showText } from './text';

/** Null when the Snapshot has no such object. */
export function objectTitle(snapshot: Snapshot, id: string): string | null {
  const named = parseObjectId(id);
  if (named === null) return null;
  const index = indexOf(snapshot);
  switch (named.kind) {
    case 'pod':
      return ifThere(index.podByKey.get(named.key), podTitle);
    case 'container':
      return ifThere(index.containerByKey.get(named.key), containerTitle);
    case 'process':
      return ifThere(index.processByKey.get(named.key), ({ comm }) => showText(comm));
    case 'namespace':
      return ifThere(index.namespaceByKey.get(named.key), ({ type, ino }) => `${type} ${ino}`);
    case 'host':
      return showText(snapshot.host.hostname);
  }
}

export function podTitle({ name, id }: Pod): string {
  return name === null ? shortId(id) : showText(name);
}

export function containerTitle({ name, id }: Container): string {
  return name === null ? shortId(id) : showText(name);
}

/** Twelve characters, as docker and podman print them. Ids that are names stay whole. */
function shortId(id: string): string {
  return /^[0-9a-f]{32,}$/.test(id) ? id.slice(0, 12) : id;
}

function ifThere<T>(row: T | undefined, title: (row: T) => string): string | null {
  return row === undefined ? null : title(row);
}
