/**
 * A Snapshot as a file: the contract of lib/schema.ts, and who wrote it when. What is read may come from anybody: it is held to the
 * schema, to limits, and to what holds in every Snapshot of ours, so that nothing that walks through one has to expect worse.
 */
import { z } from 'zod';
import { isBase64 } from './base64';
import { byKey, byPid, byTypeAndIno } from './order';
import { processKey } from './identity';
import { snapshot as snapshotSchema, type Snapshot } from './schema';
import { printable } from './printable';
import type { FileSaying, FileWords } from './snapshot-file-strings';
import { showText } from './text';
import { utcWords } from './utc';
import { topology as topologySchema, type Topology } from './topology-schema';

export const FILE_FORMAT = 'nsatlas-snapshot';
export const FILE_VERSION = 1;
/** Of the file. A host of 10,000 processes has 8 MB. */
export const FILE_LIMIT_BYTES = 64 * 1024 * 1024;
export const ROWS_LIMIT = { processes: 100_000, namespaces: 100_000, containers: 20_000, pods: 20_000 } as const;
/** Of one text. */
export const TEXT_LIMIT = 1024 * 1024;
/** The last day of the year 9999: later than that, dates have no words. */
const LATEST = 253_402_300_799_999;

const head = z.object({
  format: z.literal(FILE_FORMAT),
  fileVersion: z.literal(FILE_VERSION),
  /** Version of the product that wrote it. */
  product: z.string().max(64),
  /** The wires between its net namespaces, when they were known. */
  topology: z.unknown().optional(),
});
const file = head.extend({ snapshot: snapshotSchema, topology: topologySchema.nullable() });

/** What the file holds. Host and time are those of the snapshot. */
export interface SnapshotFile {
  readonly product: string;
  readonly snapshot: Snapshot;
  readonly topology: Topology | null;
}
/** One sentence that names what is wrong and where. */
export type ReadFile = SnapshotFile | { readonly refusal: string };

export function writeSnapshotFile({ product, snapshot, topology }: SnapshotFile): string {
  return `${JSON.stringify({ format: FILE_FORMAT, fileVersion: FILE_VERSION, product, topology, snapshot })}\n`;
}

/** `atlas-2026-11-26-071543.snapshot.json`. */
export function snapshotFileName({ host, time }: Snapshot): string {
  const name = printable(showText(host.hostname)).replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '').slice(0, 64);
  return `${name === '' ? 'host' : name}-${utcWords(time).slice(0, 19).replace(' ', '-').replaceAll(':', '')}.snapshot.json`;
}

/** `text`: of at most FILE_LIMIT_BYTES. */
export function readSnapshotFile(text: string, words: FileWords): ReadFile {
  const read = readFile(text);
  return 'refusal' in read ? { refusal: read.refusal(words) } : read;
}

interface Refused {
  readonly refusal: FileSaying;
}

function readFile(text: string): SnapshotFile | Refused {
  const parsed = parse(text);
  if ('refusal' in parsed) return parsed;
  const known = head.safeParse(parsed.value);
  if (!known.success) return { refusal: foreign(parsed.value) ?? firstIssue(known.error) };
  const tooMany = countRows(parsed.value as { snapshot?: unknown });
  if (tooMany !== null) return { refusal: tooMany };
  const decoded = file.safeParse({ topology: null, ...(parsed.value as object) });
  if (!decoded.success) return { refusal: firstIssue(decoded.error) };
  const { product, snapshot, topology } = decoded.data;
  const odd = oddityOf(snapshot) ?? badText(snapshot, 'snapshot') ?? badText(topology, 'topology');
  return odd === null ? { product, snapshot: inOrder(snapshot), topology } : { refusal: odd };
}

function parse(text: string): { readonly value: unknown } | Refused {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return { refusal: (words) => words.noJson(error.message.slice(0, 200)) };
    throw error;
  }
}

/** JSON of something else is told from a file of ours that is broken. */
function foreign(value: unknown): FileSaying | null {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (format !== FILE_FORMAT) return (words) => words.foreign(FILE_FORMAT);
  const version = (value as { fileVersion?: unknown }).fileVersion;
  return typeof version === 'number' && version > FILE_VERSION ? (words) => words.newer(version, FILE_VERSION) : null;
}

/** The first is enough: what follows often follows from it. */
function firstIssue({ issues: [issue] }: z.ZodError): FileSaying {
  const path = issue?.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('').replace(/^\./, '') ?? '';
  return (words) => words.issue(path, issue?.message ?? '');
}

/** Before the schema looks at each of them. */
function countRows({ snapshot }: { readonly snapshot?: unknown }): FileSaying | null {
  if (typeof snapshot !== 'object' || snapshot === null) return null;
  for (const [name, limit] of Object.entries(ROWS_LIMIT)) {
    const rows = (snapshot as Record<string, unknown>)[name];
    if (Array.isArray(rows) && rows.length > limit) return (words) => words.manyRows(`snapshot.${name}`, rows.length, limit);
  }
  return null;
}

/** What the schema cannot say of one row alone. */
function oddityOf(snapshot: Snapshot): FileSaying | null {
  const { host, time, processes, namespaces, containers, pods } = snapshot;
  if (time > LATEST) return (words) => words.noYear('snapshot.time');
  if (host.ticksPerSecond === 0) return (words) => words.byZero('snapshot.host.ticksPerSecond');
  const late = processes.findIndex(({ startTime }) => (host.bootTime + startTime / host.ticksPerSecond) * 1000 > LATEST);
  if (late >= 0) return (words) => words.noYear(`snapshot.processes[${late}].startTime`);
  const renamed = processes.findIndex((row) => row.key !== processKey(row));
  if (renamed >= 0) return (words) => words.oddKey(`snapshot.processes[${renamed}].key`);
  return (
    twice('processes', processes.map(({ pid }) => pid)) ??
    twice('namespaces', namespaces.map(({ key }) => key)) ??
    twice('namespaces', namespaces.map(({ ino }) => ino)) ??
    twice('containers', containers.map(({ key }) => key)) ??
    twice('pods', pods.map(({ key }) => key)) ??
    circle('processes', 'ppid', processes.map(({ pid, ppid }) => [pid, ppid === pid ? null : ppid])) ??
    circle('namespaces', 'parent', namespaces.map(({ ino, parent }) => [ino, parent])) ??
    circle('namespaces', 'owner', namespaces.map(({ ino, owner }) => [ino, owner])) ??
    circle('containers', 'outer', containers.map(({ key, outer }) => [key, outer]))
  );
}

function twice(list: string, names: readonly (string | number)[]): FileSaying | null {
  const seen = new Set<string | number>();
  const at = names.findIndex((name) => seen.size === seen.add(name).size);
  return at < 0 ? null : (words) => words.twice(`snapshot.${list}[${at}]`, String(names[at]));
}

/** Each row and the one above it. Who goes up must come to an end. */
function circle(list: string, field: string, rows: readonly (readonly [string | number, string | number | null])[]): FileSaying | null {
  const above = new Map(rows);
  const good = new Set<string | number>();
  for (const [at, [start]] of rows.entries()) {
    const way = new Set<string | number>();
    let step: string | number | null | undefined = start;
    while (step !== null && step !== undefined && !good.has(step)) {
      if (way.has(step)) return (words) => words.circle(`snapshot.${list}[${at}].${field}`);
      way.add(step);
      step = above.get(step);
    }
    for (const passed of way) good.add(passed);
  }
  return null;
}

/** The place of a text that is too long, or whose bytes cannot be read. The depth is that of the schema. */
function badText(value: unknown, path: string): FileSaying | null {
  if (typeof value === 'string') return value.length > TEXT_LIMIT ? (words) => words.longText(path, value.length, TEXT_LIMIT) : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`;
    const bad = name === 'b64' && typeof inner === 'string' && !isBase64(inner) ? (words: FileWords) => words.noBase64(place) : badText(inner, place);
    if (bad !== null) return bad;
  }
  return null;
}

function inOrder(snapshot: Snapshot): Snapshot {
  const { processes, namespaces, containers, pods } = snapshot;
  return { ...snapshot, processes: [...processes].sort(byPid), namespaces: [...namespaces].sort(byTypeAndIno), containers: [...containers].sort(byKey), pods: [...pods].sort(byKey) };
}
