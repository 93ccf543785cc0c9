/** Decodes what the live connection brings, without holding up the page for longer than a frame. */
import { z } from 'zod';
import { isLike, likeProcess, wholeRow, type LikeProcess } from '@/lib/brief-rows';
import { decodeWith, testOf, type Test } from '@/lib/conform';
import { JsonText } from '@/lib/json-text';
import { isRecord } from '@/lib/record';
import { container, liveMessage, namespace, pod, process, snapshot, type LiveMessage, type Process, type Snapshot } from '@/lib/schema';
import { inSlices } from '../slice-clock';

/** What came over the wire is not what the contract says. */
export class DecodeError extends Error {
  override name = 'DecodeError';
}

const ROWS = { processes: process, namespaces: namespace, containers: container, pods: pod } as const;
type Rows = { [K in keyof typeof ROWS]: z.infer<(typeof ROWS)[K]>[] };

const TESTS: Readonly<Record<keyof Rows, Test>> = { processes: testOf(process), namespaces: testOf(namespace), containers: testOf(container), pods: testOf(pod) };
const TEST_LIKE = testOf(likeProcess);
const NO_ROWS: Rows = { processes: [], namespaces: [], containers: [], pods: [] };

/** The message of a whole snapshot, without its rows. */
const frame = z.object({ kind: z.literal('snapshot'), version: z.number(), snapshot });
const WHOLE = /^\s*\{\s*"kind"\s*:\s*"snapshot"/;

/** Throws DecodeError with the place of the first bad value. */
export async function decodeLive(text: string): Promise<LiveMessage> {
  try {
    return await inSlices(decoding(text));
  } catch (error) {
    throw asDecodeError(error);
  }
}

/** The same for who has all the time there is. */
export function decodeAtOnce(text: string): LiveMessage {
  try {
    const value: unknown = JSON.parse(text);
    if (!WHOLE.test(text) || !isRecord(value) || !isRecord(value['snapshot'])) return liveMessage.parse(value);
    const { snapshot: whole } = value;
    const rows = Object.fromEntries(namesOf(NO_ROWS).map((name) => [name, decodeRows(name, whole[name])])) as Rows;
    return withRows({ ...value, snapshot: { ...whole, ...NO_ROWS } }, rows);
  } catch (error) {
    throw asDecodeError(error);
  }
}

function asDecodeError(error: unknown): unknown {
  if (error instanceof z.ZodError) return new DecodeError(z.prettifyError(error), { cause: error });
  return error instanceof SyntaxError ? new DecodeError(error.message, { cause: error }) : error;
}

/** Only a whole snapshot is long. */
function* decoding(text: string): Generator<undefined, LiveMessage> {
  if (!WHOLE.test(text)) return liveMessage.parse(JSON.parse(text));
  const { message, rows } = yield* readWhole(text, { processes: decodeProcess, other: decodeRow });
  return withRows(message, rows);
}

/** What a message says that is known to be good: it is read, not checked. Gives the error when it cannot be read. */
export async function readChecked(text: string): Promise<LiveMessage | Error> {
  try {
    return await inSlices(reading(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DecodeError) return error;
    throw error;
  }
}

function* reading(text: string): Generator<undefined, LiveMessage> {
  if (!WHOLE.test(text)) return JSON.parse(text) as LiveMessage;
  const { message, rows } = yield* readWhole(text, { processes: readProcess, other: (_, row) => row as never });
  return { ...message, snapshot: { ...(message['snapshot'] as object), ...rows } } as unknown as LiveMessage;
}

interface ReadRow {
  /** `before`: the rows that were read before it. */
  readonly processes: (row: unknown, before: readonly Process[]) => Process;
  readonly other: <K extends keyof Rows>(list: K, row: unknown) => Rows[K][number];
}

function* readWhole(text: string, readRow: ReadRow): Generator<undefined, { message: Record<string, unknown>; rows: Rows }> {
  const json = new JsonText(text);
  const message: Record<string, unknown> = {};
  const rows: Rows = { processes: [], namespaces: [], containers: [], pods: [] };
  json.enter('{');
  for (let name = json.name(); name !== null; name = json.name()) message[name] = name === 'snapshot' ? yield* readSnapshot(json, rows, readRow) : json.value();
  json.end();
  return { message, rows };
}

function* readSnapshot(json: JsonText, rows: Rows, readRow: ReadRow): Generator<undefined, unknown> {
  if (!json.enter('{')) return json.value();
  const head: Record<string, unknown> = {};
  for (let name = json.name(); name !== null; name = json.name()) {
    const list = namesOf(rows).find((word) => word === name);
    if (list === undefined || !json.enter('[')) {
      head[name] = json.value();
      continue;
    }
    head[name] = [];
    for (let some = json.values(); some.length > 0; some = json.values()) {
      addRows(rows, { list, some, readRow });
      yield;
    }
  }
  return head;
}

function addRows(rows: Rows, { list, some, readRow }: { readonly list: keyof Rows; readonly some: readonly unknown[]; readonly readRow: ReadRow }): void {
  if (list === 'processes') for (const row of some) rows.processes.push(readRow.processes(row, rows.processes));
  else for (const row of some) rows[list].push(readRow.other(list, row) as never);
}

function withRows(message: unknown, rows: Rows): LiveMessage {
  const { kind, version, snapshot: head } = frame.parse(message);
  const whole: Snapshot = { ...head, ...rows };
  return { kind, version, snapshot: whole };
}

/** Where all are good the list is taken as it is. */
function decodeRows(name: keyof Rows, list: unknown): unknown[] {
  const conforms = TESTS[name];
  if (!Array.isArray(list)) return z.array(z.unknown()).parse(list);
  if (name === 'processes') return decodeProcesses(list);
  return list.every((row) => conforms(row)) ? list : list.map((row) => decodeRow(name, row));
}

function decodeProcesses(list: readonly unknown[]): Process[] {
  const rows: Process[] = [];
  for (const row of list) rows.push(decodeProcess(row, rows));
  return rows;
}

function decodeProcess(row: unknown, before: readonly Process[]): Process {
  if (!isRecord(row) || !isLike(row)) return decodeRow('processes', row);
  return wholeProcess(decodeWith(likeProcess, TEST_LIKE, row), before);
}

function readProcess(row: unknown, before: readonly Process[]): Process {
  return isRecord(row) && isLike(row) ? wholeProcess(row as unknown as LikeProcess, before) : (row as Process);
}

function wholeProcess(row: LikeProcess, before: readonly Process[]): Process {
  const whole = wholeRow(row, before);
  if (whole === null) throw new DecodeError(`process ${row.key} is like row ${row.like}, which did not come before it`);
  return whole;
}

function decodeRow<K extends keyof Rows>(list: K, row: unknown): Rows[K][number] {
  return decodeWith<Rows[K][number]>(ROWS[list] as unknown as z.ZodType<Rows[K][number]>, TESTS[list], row);
}

function namesOf(rows: Rows): (keyof Rows)[] {
  return Object.keys(rows) as (keyof Rows)[];
}
