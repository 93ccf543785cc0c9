/** The fields one can search by: the one table for the parser, the matcher, the completions and the help. */
import { ALIVE_OTHERWISE, ALIVE_WORDS } from './alive-words';
import type { ObjectKind } from './object-id';
import { NAMESPACE_TYPES, RUNTIMES } from './schema';

/** How a value is held against what an object has. */
export type FieldKind =
  | 'text' //    a part of it; with a star, or after `=`, the whole
  | 'start' //   the beginning of it: ids
  | 'number' //  equal, or compared
  | 'address' // an address, the beginning of one, a prefix (CIDR), or with stars
  | 'label' //   `name` or `name=value`
  | 'word'; //   one of few

export interface FieldFacts {
  readonly kind: FieldKind;
  /** Of a `word` field, all that there are. */
  readonly words?: readonly string[];
  readonly example: string;
}

/** By the letter of proc_pid_stat(5). */
export const STATE_WORDS: Readonly<Partial<Record<string, string>>> = { R: 'running', S: 'sleeping', D: 'disk', Z: 'zombie', T: 'stopped', t: 'traced', I: 'idle', X: 'dead', x: 'dead', P: 'parked' };
const STATES = [...new Set(Object.values(STATE_WORDS).flatMap((word) => word ?? [])), 'paused'].sort();

export type SearchedKind = Exclude<ObjectKind, 'host'> | 'sandbox' | 'service';
const KINDS: readonly SearchedKind[] = ['pod', 'container', 'sandbox', 'service', 'namespace', 'process'];

/** What is so or is not. */
const IS_WORDS = ['kernel', 'initial', 'infra', 'monitor', 'made'] as const;

const TABLE = {
  name: { kind: 'text', example: 'name:web' },
  kind: { kind: 'word', words: KINDS, example: 'kind:pod' },
  type: { kind: 'word', words: NAMESPACE_TYPES, example: 'type:net,pid' },
  ip: { kind: 'address', example: 'ip:10.0.0.0/8' },
  port: { kind: 'number', example: 'port:443' },
  pid: { kind: 'number', example: 'pid:>1000' },
  nspid: { kind: 'number', example: 'nspid:1' },
  comm: { kind: 'text', example: 'comm:nginx' },
  cmd: { kind: 'text', example: 'cmd:"--config /etc"' },
  user: { kind: 'text', example: 'user:www-data' },
  uid: { kind: 'number', example: 'uid:0' },
  slice: { kind: 'text', example: 'slice:system.slice' },
  state: { kind: 'word', words: STATES, example: 'state:zombie' },
  runtime: { kind: 'word', words: RUNTIMES, example: '-runtime:podman' },
  pod: { kind: 'text', example: 'pod:shop' },
  container: { kind: 'text', example: 'container:web' },
  image: { kind: 'text', example: 'image:*nginx*' },
  label: { kind: 'label', example: 'label:app=web' },
  kubens: { kind: 'text', example: 'kubens:prod' },
  ino: { kind: 'number', example: 'ino:4026532177' },
  id: { kind: 'start', example: 'id:a1b2c3' },
  path: { kind: 'text', example: 'path:/run/netns/*' },
  hostname: { kind: 'text', example: 'hostname:web-1' },
  members: { kind: 'number', example: 'members:>3' },
  alive: { kind: 'word', words: [...new Set(Object.values(ALIVE_WORDS)), ALIVE_OTHERWISE], example: 'alive:mount' },
  is: { kind: 'word', words: IS_WORDS, example: '-is:kernel' },
  cgroup: { kind: 'text', example: 'cgroup:/system.slice/*' },
} as const satisfies Record<string, FieldFacts>;

export type FieldName = keyof typeof TABLE;
export const FIELDS: Readonly<Record<FieldName, FieldFacts>> = TABLE;
/** In the order in which people need them. */
export const FIELD_NAMES = Object.keys(TABLE) as readonly FieldName[];

/** Other words for the same field, as the tools have them. */
const ALIASES: Readonly<Partial<Record<string, FieldName>>> = { addr: 'ip', address: 'ip', ns: 'ino', inode: 'ino', command: 'cmd', args: 'cmd', nprocs: 'members' };

/** Whatever the case of its letters; null when there is none of that name. */
export function fieldNamed(word: string): FieldName | null {
  const name = word.toLowerCase();
  return FIELD_NAMES.find((field) => field === name) ?? (Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? null) : null);
}

/** Other words for the same value. */
const VALUE_ALIASES: Readonly<Partial<Record<FieldName, Readonly<Partial<Record<string, string>>>>>> = {
  state: { ...Object.fromEntries(Object.entries(STATE_WORDS).map(([letter, word]) => [letter.toLowerCase(), word ?? ''])), t: 'stopped' },
  alive: { members: 'process', fd: 'descriptor', children: 'child', forchildren: 'for-children', notvisible: 'unknown' },
};

/** The word of the field that the value means, else the value in small letters. */
export function wordMeant(field: FieldName, text: string): string {
  const word = text.toLowerCase();
  const aliases = VALUE_ALIASES[field] ?? {};
  return Object.hasOwn(aliases, word) ? (aliases[word] ?? word) : word;
}

/** The field whose name is nearest to what was typed, null when none is near. */
export function nearestField(word: string): FieldName | null {
  const name = word.toLowerCase();
  const near = FIELD_NAMES.map((field) => ({ field, far: distance(name, field) })).sort((a, b) => a.far - b.far)[0];
  return near !== undefined && near.far <= Math.min(2, Math.ceil(name.length / 3)) ? near.field : null;
}

/** How many letters must be changed, put in, left out, or swapped with the next. Field names are short; of `word` only as much is looked at. */
function distance(word: string, field: string): number {
  const a = word.slice(0, 12);
  const rows: number[][] = [Array.from({ length: field.length + 1 }, (_, at) => at)];
  const cost = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= a.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= field.length; column += 1) {
      const change = cost(row - 1, column - 1) + Number(a[row - 1] !== field[column - 1]);
      const isSwap = row > 1 && column > 1 && a[row - 1] === field[column - 2] && a[row - 2] === field[column - 1];
      rows[row]?.push(Math.min(change, cost(row - 1, column) + 1, cost(row, column - 1) + 1, isSwap ? cost(row - 2, column - 2) + 1 : Infinity));
    }
  }
  return cost(a.length, field.length) + Math.max(0, word.length - a.length);
}
