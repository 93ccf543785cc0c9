/** The contract of terminals: what the page asks, the row of each session, and the words on its WebSocket. */
import { z } from 'zod';
import { failureAnswer } from './door-schema';
import { argv, joinRequest } from './exec-schema';
import { namespaceType } from './schema';
import { text } from './text';

const SIZE_LIMITS = { least: 1, most: 1000 } as const;
const IDLE_LIMITS_MS = { least: 10_000, most: 8 * 60 * 60 * 1000, usual: 30 * 60 * 1000 } as const;
/** However busy it is, a terminal ends after this. */
export const TERMINAL_LIMIT_MS = 8 * 60 * 60 * 1000;

const side = z.int().min(SIZE_LIMITS.least).max(SIZE_LIMITS.most);
const size = { columns: side, rows: side };
const moment = z.number().nonnegative();
const count = z.int().nonnegative();

/** What a viewer may send to the command; the others are the terminal's own keys. */
export const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGKILL', 'SIGCONT', 'SIGTSTP', 'SIGUSR1', 'SIGUSR2'] as const;

/** Body of `POST /api/terminals`. */
export const terminalRequest = joinRequest.extend({
  /** Null: a shell, the first there is of bash, sh, busybox sh. */
  argv: argv.nullable(),
  ...size,
  /** It is ended after so long without input. */
  idleMs: z.int().min(IDLE_LIMITS_MS.least).max(IDLE_LIMITS_MS.most).default(IDLE_LIMITS_MS.usual),
  record: z.boolean().default(false),
});

/** Answer of `POST /api/terminals`: it is being started; how that went is in its row. */
export const terminalAnswer = z.object({ id: z.string() });

/** How a session stands. Times are milliseconds since 1970. */
export const terminalState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting') }),
  /** Somebody has to confirm it on the host, with this command. */
  z.object({ kind: z.literal('waiting'), command: z.string() }),
  z.object({ kind: z.literal('running') }),
  z.object({
    kind: z.literal('ended'),
    at: moment,
    /** As in execResult. */
    code: z.int().nullable(),
    signal: z.string().nullable(),
    /** `exit`: by itself. `asked`: by the end button, of `by`. `signed-out`: whoever began it has signed out, or the sign-in ran out. */
    reason: z.enum(['exit', 'idle', 'time', 'asked', 'signed-out', 'stopping']),
    by: z.string().nullable(),
  }),
  z.object({ kind: z.literal('failed'), at: moment, answer: failureAnswer }),
]);

/** One session: who, what, where, since when. */
export const terminal = z.object({
  id: z.string(),
  target: z.string(),
  /** What the target was called when it began. */
  title: z.string(),
  types: z.array(namespaceType),
  as: joinRequest.shape.as.unwrap(),
  /** What runs; null while no shell has been found. */
  argv: z.array(text).nullable(),
  /** The same by hand. */
  nsenter: z.string(),
  /** Session or token that began it. */
  owner: z.string(),
  isMine: z.boolean(),
  since: moment,
  pid: z.int().positive().nullable(),
  ...size,
  lastInputAt: moment,
  /** When it is ended if nobody types; null once it is over. */
  idleEndsAt: moment.nullable(),
  endsAt: moment.nullable(),
  bytesIn: count,
  bytesOut: count,
  /** How many pages show it now. */
  watchers: count,
  /** Whoever is signed in may watch, without typing. */
  isShared: z.boolean(),
  isRecording: z.boolean(),
  /** Why no more is recorded: the recording, or all of them together, have no room left. */
  isRecordingFull: z.boolean(),
  /** There is something to fetch at `/api/terminals/ID/recording`. */
  hasRecording: z.boolean(),
  state: terminalState,
});

/** `GET /api/terminals`: newest first; ended ones are kept for some minutes. `now` is the server's clock. Who may only look gets the shared ones. */
export const terminalList = z.object({ now: moment, terminals: z.array(terminal) });

/** `GET`, `POST` and `DELETE /api/terminals/ID`. After DELETE it takes a moment until the row says `ended`. */
export const terminalRow = z.object({ now: moment, terminal });

/** Body of `POST /api/terminals/ID`: what is absent stays. */
export const terminalChange = z.strictObject({ share: z.boolean().optional(), record: z.boolean().optional() });

/**
 * Codes with which `WS /api/terminals/ID` is closed, beside 1000: it is over, and its last row was sent before. `goingAway`: nsatlas
 * stops. `unsupported`: a word that is none. `denied`: signed out, no longer shared, or typed by who may only watch.
 * `tooSlow`: come again with `?have=N`.
 */
export const TERMINAL_CLOSE_CODES = { over: 1000, goingAway: 1001, unsupported: 1003, denied: 1008, tooSlow: 4001 } as const;

/** A page is told the row at least so often, and within a second after it has typed: one that hears nothing is cut off. */
export const TERMINAL_PULSE_MS = 4000;

/**
 * `WS /api/terminals/ID?have=N`, sub-protocol nsatlas.v1. Binary frames are bytes: output to the page, input from it.
 * These are the text frames to the page. `hello` comes first; `from` is the number of the next output byte, and where it is not
 * the N asked for, what came between is lost and the screen is to be cleared.
 */
export const terminalNews = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), now: moment, from: count, mayType: z.boolean(), terminal }),
  z.object({ kind: z.literal('row'), now: moment, terminal }),
]);

/**
 * The text frames from the page. `ack`: the number of output bytes that the screen has taken, from the session's first on. A page
 * that may type and is more than 1 MiB behind holds the command back; after 10 s without an ack it is closed.
 */
export const terminalWord = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('resize'), ...size }),
  z.strictObject({ kind: z.literal('ack'), bytes: count }),
  z.strictObject({ kind: z.literal('signal'), signal: z.enum(SIGNALS) }),
]);

export type TerminalRequest = z.infer<typeof terminalRequest>;
export type TerminalState = z.infer<typeof terminalState>;
export type Terminal = z.infer<typeof terminal>;
export type TerminalRow = z.infer<typeof terminalRow>;
export type TerminalAnswer = z.infer<typeof terminalAnswer>;
export type TerminalList = z.infer<typeof terminalList>;
export type TerminalChange = z.infer<typeof terminalChange>;
export type TerminalNews = z.infer<typeof terminalNews>;
export type TerminalWord = z.infer<typeof terminalWord>;
