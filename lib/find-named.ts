/** An object by what a person calls it on a command line: `pod:webshop`, `container:front`, `pid:4711`, `net:4026532001`, or its id. */
import { indexOf } from './members';
import { objectId, parseObjectId, type ObjectId } from './object-id';
import { containerTitle, objectTitle, podTitle } from './object-title';
import { NAMESPACE_TYPES, type Snapshot } from './schema';
import { showText } from './text';

/** A name that fits nothing, or several things, is a sentence that says so. */
export type Named = { readonly id: ObjectId } | { readonly refusal: string };

export function findNamed(snapshot: Snapshot, words: string): Named {
  const [kind = '', ...rest] = words.split(':');
  const name = rest.join(':');
  const found = words.includes('/') && objectTitle(snapshot, words) !== null ? idsOfKey(words) : candidates(snapshot, kind, name);
  if (found === null) return { refusal: `${words}: say pod:NAME, container:NAME, pid:N, or net:INO (or another type)` };
  const [first, ...others] = found;
  if (first === undefined) return { refusal: `there is no ${kind} ${name} on this host` };
  return others.length === 0 ? { id: first } : { refusal: `several are called ${name}; say which: ${found.join(' or ')}` };
}

function idsOfKey(words: string): ObjectId[] {
  const named = parseObjectId(words);
  return named === null ? [] : [objectId(named.kind, named.key)];
}

/** Null for a kind that is none. */
function candidates(snapshot: Snapshot, kind: string, name: string): ObjectId[] | null {
  switch (kind) {
    case 'pod':
      return snapshot.pods.filter((pod) => podTitle(pod) === name || isId(pod.id, name)).map(({ key }) => objectId('pod', key));
    case 'container':
      return snapshot.containers.filter((container) => containerTitle(container) === name || isId(container.id, name)).map(({ key }) => objectId('container', key));
    case 'pid':
      return [indexOf(snapshot).processByPid.get(Number(name))].flatMap((row) => (row === undefined ? [] : [objectId('process', row.key)]));
    default:
      return NAMESPACE_TYPES.some((type) => type === kind) ? namespaces(snapshot, kind, name) : null;
  }
}

/** By its inode number, or by what its bind mount is called. */
function namespaces(snapshot: Snapshot, kind: string, name: string): ObjectId[] {
  return snapshot.namespaces.filter(({ type, ino, mounts }) => type === kind && (String(ino) === name || mounts.some(({ path }) => showText(path).endsWith(`/${name}`)))).map(({ key }) => objectId('namespace', key));
}

/** As many letters of an id as engines print. */
function isId(id: string, name: string): boolean {
  return name.length >= 12 && id.startsWith(name);
}
