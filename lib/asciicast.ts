/** Recordings of terminals as asciicast(5) writes them, version 2 and 3: a line of JSON with the head, then one for each event. */
import { z } from 'zod';

export const CAST_LIMIT_CHARACTERS = 64 * 1024 * 1024;
export const CAST_EVENTS_LIMIT = 1_000_000;
const LINE_LIMIT_CHARACTERS = 4 * 1024 * 1024;
const SIDE_LIMIT = 1000;
/** A year: more is a broken clock. */
const SECONDS_LIMIT = 366 * 24 * 3600;

export interface CastSize {
  readonly columns: number;
  readonly rows: number;
}

export type CastEvent =
  /** Seconds since it began. */
  | { readonly kind: 'output'; readonly at: number; readonly text: string }
  | { readonly kind: 'resize'; readonly at: number; readonly size: CastSize };

export interface Cast {
  /** At its beginning. */
  readonly size: CastSize;
  readonly title: string | null;
  /** Seconds since 1970; null where it does not say. */
  readonly startedAt: number | null;
  /** By time, which never goes back. */
  readonly events: readonly CastEvent[];
  /** Seconds. */
  readonly duration: number;
  /** The last line is not whole: whoever wrote it was stopped. */
  readonly isCut: boolean;
}

export type CastProblem = 'large' | 'head' | 'size' | 'event' | 'many';

/** Why it cannot be played. `line` counts from 1. */
export class CastError extends Error {
  override readonly name = 'CastError';

  constructor(
    readonly problem: CastProblem,
    readonly line: number,
  ) {
    super(`${problem} in line ${line}`);
  }
}

const side = z.int().min(1).max(SIDE_LIMIT);
const details = { title: z.string().max(4096).optional().catch(undefined), timestamp: z.number().nonnegative().optional().catch(undefined) };
const head2 = z.object({ version: z.literal(2), width: z.unknown(), height: z.unknown(), ...details });
const head3 = z.object({ version: z.literal(3), term: z.object({ cols: z.unknown(), rows: z.unknown() }), ...details });
const event = z.tuple([z.number(), z.string().max(16), z.union([z.string(), z.number()])]).rest(z.unknown());

/** Throws CastError. What it holds is data: nothing of it may reach a screen but through a terminal. */
export function parseCast(text: string): Cast {
  if (text.length > CAST_LIMIT_CHARACTERS) throw new CastError('large', 1);
  const [first = '', ...rest] = text.split('\n');
  const { head, isRelative } = readHead(first);
  const events: CastEvent[] = [];
  let now = 0;
  let isCut = false;
  for (const [at, line] of rest.entries()) {
    // Version 3 allows remarks.
    if (line.trim() === '' || line.startsWith('#')) continue;
    const read = readEvent(line);
    if (read === null && at === rest.length - 1) {
      isCut = true;
      break;
    }
    if (read === null) throw new CastError('event', at + 2);
    now = Math.min(SECONDS_LIMIT, Math.max(now, isRelative ? now + Math.max(0, read[0]) : read[0]));
    const known = eventOf(now, read[1], read[2]);
    if (known !== null) events.push(known);
    if (events.length > CAST_EVENTS_LIMIT) throw new CastError('many', at + 2);
  }
  return { ...head, events, duration: now, isCut };
}

type Head = Pick<Cast, 'size' | 'title' | 'startedAt'>;

function readHead(line: string): { head: Head; isRelative: boolean } {
  const value = readJson(line);
  const second = head2.safeParse(value);
  const third = head3.safeParse(value);
  if (second.success) return { head: headOf(second.data.width, second.data.height, second.data), isRelative: false };
  if (third.success) return { head: headOf(third.data.term.cols, third.data.term.rows, third.data), isRelative: true };
  throw new CastError('head', 1);
}

function headOf(columns: unknown, rows: unknown, { title, timestamp }: { title?: string | undefined; timestamp?: number | undefined }): Head {
  const size = z.object({ columns: side, rows: side }).safeParse({ columns, rows });
  if (!size.success) throw new CastError('size', 1);
  return { size: size.data, title: title ?? null, startedAt: timestamp ?? null };
}

function readEvent(line: string): z.infer<typeof event> | null {
  const decoded = line.length > LINE_LIMIT_CHARACTERS ? null : event.safeParse(readJson(line));
  return decoded?.success === true && Number.isFinite(decoded.data[0]) ? decoded.data : null;
}

/** Null: of a kind that does not show, such as what was typed, or a size that no terminal has. */
function eventOf(at: number, kind: string, data: string | number): CastEvent | null {
  if (kind === 'o' && typeof data === 'string') return { kind: 'output', at, text: data };
  if (kind !== 'r' || typeof data !== 'string') return null;
  const [, columns, rows] = /^(\d{1,4})x(\d{1,4})$/.exec(data) ?? [];
  const size = z.object({ columns: side, rows: side }).safeParse({ columns: Number(columns), rows: Number(rows) });
  return size.success ? { kind: 'resize', at, size: size.data } : null;
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
