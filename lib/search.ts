/** Finds objects of the picture by what people know of them: a name, an id, a pid, an inode number, a path. */
import { commandLine } from './lsns';
import { leader } from './members';
import { objectId, type ObjectId } from './object-id';
import { compareWords } from './order';
import type { Container, Namespace, Pod, Process, Snapshot } from './schema';
import { showText, type Text } from './text';

export interface Hit {
  readonly id: ObjectId;
  readonly title: string;
  readonly subtitle: string;
  /** The field that matched best and what it holds: `image docker.io/library/nginx`. */
  readonly why: string;
}

/**
 * Every word of the query must be found in the object, in whatever field. Whole fields come before beginnings, beginnings
 * before parts; then pods, containers, namespaces, processes. Letter case is no matter. An empty query finds nothing.
 */
export function search(snapshot: Snapshot, query: string, limit = 50): Hit[] {
  const found = find(snapshot, query).sort((a, b) => a.rank - b.rank || a.entry.place - b.entry.place);
  return found.slice(0, limit).map(({ entry, field, at }) => ({
    id: entry.id,
    title: entry.title,
    subtitle: clip(entry.subtitle, 0),
    why: `${field.name} ${clip(field.value, at)}`,
  }));
}

/** All that the query finds; for dimming the rest. What holds a match or lives in one is not among them unless it matches itself. */
export function matches(snapshot: Snapshot, query: string): Set<ObjectId> {
  return new Set(find(snapshot, query).map(({ entry }) => entry.id));
}

interface Field {
  readonly name: string;
  readonly value: string;
  readonly folded: string;
  /** Says what sort of thing it is. Many share it, so it never beats a name. */
  readonly isSort: boolean;
}

interface Entry {
  readonly id: ObjectId;
  readonly title: string;
  readonly subtitle: string;
  readonly fields: readonly Field[];
  /** Its place among equally good ones. */
  readonly place: number;
}

interface Found {
  readonly entry: Entry;
  readonly rank: number;
  readonly field: Field;
  /** Where in the field the word stands. */
  readonly at: number;
}

const SHOWN_LIMIT = 80;

function find(snapshot: Snapshot, query: string): Found[] {
  const words = query.split(/\s+/).filter((word) => word !== '').map((word) => fold(inoOfLink(word) ?? word));
  return words.length === 0 ? [] : entriesOf(snapshot).flatMap((entry) => findIn(entry, words) ?? []);
}

/** `net:[4026532177]`, as readlink(1) prints it, asks for the ino. */
function inoOfLink(word: string): string | undefined {
  return /^[a-z_]+:\[(\d+)\]$/.exec(word)?.[1];
}

/** The worst word decides; of equal ones the first names the field. */
function findIn(entry: Entry, words: readonly string[]): Found | null {
  let worst: Found | null = null;
  for (const word of words) {
    const best = bestField(entry, word);
    if (best === null) return null;
    if (worst === null || best.rank > worst.rank) worst = best;
  }
  return worst;
}

function bestField(entry: Entry, word: string): Found | null {
  let best: Found | null = null;
  for (const field of entry.fields) {
    const rank = rankOf(field, word);
    if (rank !== null && (best === null || rank < best.rank)) best = { entry, rank, field, at: field.folded.indexOf(word) };
    if (best?.rank === 0) break;
  }
  return best;
}

/** 0 the whole, 1 its beginning, 2 a part; null not at all. A sort must be named in full. */
function rankOf({ folded, isSort }: Field, word: string): number | null {
  if (isSort) return folded === word ? 2 : null;
  const at = folded.indexOf(word);
  if (at < 0) return null;
  if (at > 0) return 2;
  return folded.length === word.length ? 0 : 1;
}

/** A piece of at most 80 characters that holds the place; command lines can be very long. */
function clip(value: string, at: number): string {
  if (value.length <= SHOWN_LIMIT) return value;
  const start = at < SHOWN_LIMIT / 2 ? 0 : at - SHOWN_LIMIT / 4;
  const end = start + SHOWN_LIMIT;
  return `${start > 0 ? '…' : ''}${value.slice(start, end)}${end < value.length ? '…' : ''}`;
}

function fold(value: string): string {
  return value.toLowerCase();
}

const known = new WeakMap<Snapshot, readonly Entry[]>();

/** Made once for a Snapshot: people type letter by letter. */
function entriesOf(snapshot: Snapshot): readonly Entry[] {
  const made = known.get(snapshot) ?? buildEntries(snapshot);
  known.set(snapshot, made);
  return made;
}

type Draft = Omit<Entry, 'place' | 'fields'> & { readonly fields: readonly (Field | null)[] };

function buildEntries(snapshot: Snapshot): Entry[] {
  const drafts = [
    ...snapshot.pods.map(podEntry),
    ...snapshot.containers.map(containerEntry),
    ...snapshot.namespaces.map((row) => namespaceEntry(snapshot, row)),
    ...snapshot.processes.map(processEntry),
  ];
  return drafts.map((draft, place) => ({ ...draft, place, fields: draft.fields.filter((field) => field !== null) }));
}

function fieldOf(name: string, value: Text | number | null | undefined): Field | null {
  if (value === null || value === undefined || value === '') return null;
  const shown = typeof value === 'number' ? String(value) : showText(value);
  return { name, value: shown, folded: fold(shown), isSort: false };
}

function sortOf(name: string, value: string): Field {
  return { name, value, folded: fold(value), isSort: true };
}

function lastPart(path: Text | null): string | null {
  return path === null ? null : showText(path).split('/').at(-1) ?? null;
}

function podEntry(pod: Pod): Draft {
  const { key, name, namespace, uid, id, runtime } = pod;
  const where = namespace === null ? '' : ` in ${showText(namespace)}`;
  return {
    id: objectId('pod', key),
    title: name === null ? id.slice(0, 12) : showText(name),
    subtitle: `${runtime} pod${where}`,
    fields: [fieldOf('name', name), fieldOf('id', id), fieldOf('uid', uid), fieldOf('Kubernetes namespace', namespace), sortOf('runtime', runtime)],
  };
}

function containerEntry({ key, kind, name, id, image, runtime }: Container): Draft {
  return {
    id: objectId('container', key),
    title: name === null ? id.slice(0, 12) : showText(name),
    subtitle: `${runtime} ${kind}${image === null ? '' : `, ${showText(image)}`}`,
    fields: [fieldOf('name', name), fieldOf('id', id), fieldOf('image', lastPart(image)), fieldOf('image', image), sortOf('runtime', runtime), sortOf('kind', kind)],
  };
}

function namespaceEntry(snapshot: Snapshot, { key, type, ino, id, mounts }: Namespace): Draft {
  const first = leader(snapshot, ino);
  const paths = [...new Set(mounts.map(({ path }) => showText(path)))].sort(compareWords);
  return {
    id: objectId('namespace', key),
    title: `${type} ${ino}`,
    subtitle: paths[0] ?? (first === null ? 'no process' : `${first.pid} ${commandLine(first)}`),
    fields: [
      fieldOf('ino', ino),
      fieldOf('id', id),
      sortOf('type', type),
      ...paths.flatMap((path) => [fieldOf('name', lastPart(path)), fieldOf('path', path)]),
    ],
  };
}

function processEntry(process: Process): Draft {
  const { key, pid, nspid, comm, argv } = process;
  return {
    id: objectId('process', key),
    title: showText(comm),
    subtitle: `${pid} ${commandLine(process)}`,
    fields: [
      fieldOf('pid', pid),
      ...nspid.slice(1).map((inside) => fieldOf('pid inside', inside)),
      fieldOf('comm', comm),
      fieldOf('command', argv.length === 0 ? null : commandLine(process)),
    ],
  };
}
