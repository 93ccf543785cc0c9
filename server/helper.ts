/**
 * The only file that talks to the helper. Opens a connection, checks the greeting, sends one request, gives the frames
 * that come, and names what went wrong. The words are those of native/PROTOCOL.md.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { FAILURES } from '@/lib/failure';
import { encodeFrame, FrameError, FrameReader, type Frame } from '@/lib/frame';
import { decodeAnswer } from './decode';
import { HelperError } from './helper-error';

/** Where a helper is: behind a listener's socket, or a program to start. */
export type HelperAddress = { readonly transport: 'unix'; readonly path: string } | { readonly transport: 'spawn'; readonly program: string; readonly words?: readonly string[] };

export interface HelperRequest {
  readonly verb: 'scan' | 'watch' | 'inspect' | 'exec' | 'create' | 'remove' | 'sandboxes' | 'authenticate' | 'release' | 'status';
  readonly [field: string]: unknown;
}

export interface Patience {
  /** The longest time without a byte from the helper; null: what it does for us may be silent for hours. */
  readonly silenceMs: number | null;
  /** The longest time until its last frame; null: until the signal fires. */
  readonly totalMs: number | null;
  /** Both end with STARTED: from then on the command may take its time. While somebody on the host has to confirm it (WAITING) neither runs. */
  readonly untilStarted?: boolean;
}

export interface Conversation {
  readonly address: HelperAddress;
  readonly request: HelperRequest;
  readonly patience: Patience;
  /** Many: an ANSWER marked LAST ends a document, and the conversation goes on until one side closes. Absent: it is the end. */
  readonly answers?: 'many';
  /** Closes the connection, which ends what the helper does for it. The promise is rejected with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each frame between the greeting and the end, those that end it included; what it throws ends the conversation. */
  readonly onFrame: (frame: Frame, reply: (frame: Frame) => void) => void;
  /** The helper has taken all that was sent. */
  readonly onDrain?: () => void;
}

/** A conversation in which we speak when we like, not only to answer. */
export interface OpenConversation {
  /** From the first frame of onFrame on; after the end it does nothing. */
  readonly send: (frame: Frame) => void;
  /** Bytes that were sent and that the helper has not taken yet. */
  readonly bufferedBytes: () => number;
  /** As converse has it. */
  readonly ended: Promise<void>;
}

const PROTOCOL = 1;
/** The longest document. */
export const ANSWER_LIMIT_BYTES = 256 * 1024 * 1024;
const ANSWER_PATIENCE: Patience = { silenceMs: 20_000, totalMs: 90_000 };
/** Longer than the helper waits for somebody on the host. */
const CONFIRM_MS = 150_000;
/** How long a helper of ours may live on after its connection closed: it may have a command to end. */
const FAREWELL_MS = 10_000;

const hello = z.object({ protocol: z.int(), program: z.string(), version: z.string(), verbs: z.array(z.string()) });
const failureBody = z.object({ failure: z.enum(FAILURES), stage: z.string().nullish(), errno: z.string().nullish(), message: z.string() });

/** Resolves after the last ANSWER or EXIT frame. Rejects with HelperError, the signal's reason, or what onFrame threw. */
export function converse(conversation: Conversation): Promise<void> {
  return openConversation(conversation).ended;
}

export function openConversation(conversation: Conversation): OpenConversation {
  const talk = new Talk(conversation);
  talk.begin();
  return { send: (frame) => talk.send(frame), bufferedBytes: () => talk.bufferedBytes, ended: talk.ended };
}

export interface Question {
  readonly address: HelperAddress;
  readonly request: HelperRequest;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience;
  readonly limitBytes?: number;
}

/** One question, one JSON document. Throws as converse does; `limit` when the document is too long. */
export async function ask({ limitBytes = ANSWER_LIMIT_BYTES, patience = ANSWER_PATIENCE, ...question }: Question): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const onFrame = ({ kind, body }: Frame): void => {
    if (kind !== 'answer') throw outOfTurn(kind);
    length += body.length;
    if (length > limitBytes) throw new HelperError('limit', `The helper's answer is longer than ${limitBytes} bytes.`);
    pieces.push(body);
  };
  await converse({ ...question, patience, onFrame });
  return parseJson(Buffer.concat(pieces, length));
}

export function outOfTurn(kind: Frame['kind']): HelperError {
  return new HelperError('fault', `The helper sent a frame out of turn: ${kind}.`);
}

/** The document in a frame's body. Throws HelperError `fault` when it is none. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    // The decoder throws TypeError for bytes that are no UTF-8.
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    throw new HelperError('fault', `The helper sent something that is no JSON: ${error.message}`);
  }
}

class Talk {
  readonly #conversation: Conversation;
  readonly ended: Promise<void>;
  #settle: (error: Error | null) => void = () => undefined;
  readonly #reader = new FrameReader();
  #line: Line | null = null;
  #isGreeted = false;
  #isOver = false;
  #isPatient = false;
  #silence: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === null ? resolve() : reject(error));
    });
  }

  get bufferedBytes(): number {
    return this.#line?.bufferedBytes() ?? 0;
  }

  send(frame: Frame): void {
    if (!this.#isOver) this.#line?.write(encodeFrame(frame));
  }

  begin(): void {
    const { address, signal, patience, onDrain } = this.#conversation;
    if (signal?.aborted === true) {
      this.#abort();
      return;
    }
    signal?.addEventListener('abort', this.#abort);
    this.#deadline = this.#giveUpAfter(patience.totalMs);
    this.#waitForBytes();
    this.#line = openLine(address, { onBytes: (bytes) => this.#guard(() => this.#receive(bytes)), onEnd: (error) => this.#end(error), onDrain });
  }

  /** Whatever is thrown while we look at what came is the end of this conversation, not of the process. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#finish(error instanceof FrameError ? new HelperError('fault', `The helper broke the protocol: ${error.message}.`) : error);
    }
  }

  #receive(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#waitForBytes();
    for (const frame of this.#reader.push(bytes)) {
      if (this.#hasEnded()) return;
      this.#take(frame);
    }
  }

  /** Asked between two frames: taking one can end it all. */
  #hasEnded(): boolean {
    return this.#isOver;
  }

  #take(frame: Frame): void {
    if (frame.kind === 'failure') throw refusalOf(frame);
    if (!this.#isGreeted) {
      this.#greet(frame);
      return;
    }
    if (frame.kind === 'waiting') this.#waitForPerson();
    if (frame.kind === 'started') this.#hasStarted();
    this.#conversation.onFrame(frame, (reply) => this.send(reply));
    if (frame.last && this.#isEnd(frame.kind)) this.#finish(null);
  }

  #isEnd(kind: Frame['kind']): boolean {
    return kind === 'exit' || (kind === 'answer' && this.#conversation.answers !== 'many');
  }

  #greet(frame: Frame): void {
    if (frame.kind !== 'hello') throw outOfTurn(frame.kind);
    const { request } = this.#conversation;
    const { protocol, program, verbs } = decodeAnswer(hello, parseJson(frame.body));
    if (protocol !== PROTOCOL) throw new HelperError('unsupported', `${program} speaks protocol ${protocol}, this server ${PROTOCOL}: build both from one source.`);
    if (!verbs.includes(request.verb)) throw new HelperError('unsupported', `${program} cannot ${request.verb}.`);
    this.#isGreeted = true;
    this.#line?.write(encodeRequest(request));
  }

  /** Somebody has to be fetched; the helper says when that takes too long. */
  #waitForPerson(): void {
    this.#becomePatient();
    if (this.#conversation.patience.totalMs !== null) this.#deadline = this.#giveUpAfter(CONFIRM_MS);
  }

  #hasStarted(): void {
    const { untilStarted, totalMs } = this.#conversation.patience;
    if (untilStarted === true) this.#becomePatient();
    else if (this.#isPatient) this.#restart(totalMs);
  }

  #becomePatient(): void {
    this.#isPatient = true;
    clearTimeout(this.#silence);
    clearTimeout(this.#deadline);
  }

  /** What came before STARTED was the time of others. */
  #restart(totalMs: number | null): void {
    this.#isPatient = false;
    clearTimeout(this.#deadline);
    this.#deadline = this.#giveUpAfter(totalMs);
    this.#waitForBytes();
  }

  #waitForBytes(): void {
    if (this.#isPatient) return;
    clearTimeout(this.#silence);
    this.#silence = this.#giveUpAfter(this.#conversation.patience.silenceMs);
  }

  #giveUpAfter(ms: number | null): NodeJS.Timeout | undefined {
    return ms === null ? undefined : setTimeout(() => this.#finish(new HelperError('late', `The helper gave no answer within ${ms / 1000} s.`)), ms);
  }

  readonly #abort = (): void => {
    this.#finish(reasonOf(this.#conversation.signal));
  };

  #end(error: HelperError | null): void {
    this.#finish(error ?? new HelperError('fault', 'The helper was cut off before its last frame.'));
  }

  #finish(error: Error | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#silence);
    clearTimeout(this.#deadline);
    this.#conversation.signal?.removeEventListener('abort', this.#abort);
    this.#line?.close();
    this.#settle(error);
  }
}

/** Why it fired. */
export function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('the asker is gone', 'AbortError');
}

function encodeRequest(request: HelperRequest): Uint8Array {
  try {
    return encodeFrame({ kind: 'request', last: true, body: Buffer.from(JSON.stringify({ protocol: PROTOCOL, ...request })) });
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    throw new HelperError('limit', `The request is longer than the helper takes: ${error.message}.`);
  }
}

function refusalOf({ body }: Frame): HelperError {
  const { failure, message, stage, errno } = decodeAnswer(failureBody, parseJson(body));
  return new HelperError(failure, message, { ...(stage == null ? {} : { stage }), ...(errno == null ? {} : { errno }) });
}

/** A connection to one helper, whatever carries it. */
interface Line {
  readonly write: (bytes: Uint8Array) => void;
  readonly bufferedBytes: () => number;
  readonly close: () => void;
}

interface Ears {
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Nothing more will come. Null when the other side simply closed. */
  readonly onEnd: (error: HelperError | null) => void;
  readonly onDrain: (() => void) | undefined;
}

function openLine(address: HelperAddress, ears: Ears): Line {
  return address.transport === 'unix' ? openSocket(address.path, ears) : startProgram(address, ears);
}

type Written = (error?: Error | null) => void;

/**
 * A helper that has sent its last frame ends and reads no more, so a late ACK cannot be delivered. That must not take
 * away what it wrote before: a net.Socket whose write failed throws all unread bytes away.
 */
class HelperSocket extends Socket {
  override _write(chunk: unknown, encoding: BufferEncoding, callback: Written): void {
    super._write(chunk, encoding, (error) => callback(isHangUp(error) ? null : error));
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], callback: Written): void {
    super._writev?.(chunks, (error) => callback(isHangUp(error) ? null : error));
  }
}

function openSocket(path: string, ears: Ears): Line {
  const socket = new HelperSocket();
  let isOpen = false;
  socket.once('connect', () => (isOpen = true));
  socket.once('error', (error) => ears.onEnd(isOpen ? null : absent(error)));
  listen(socket, ears);
  socket.connect(path);
  return { ...writerOn(socket, ears), close: () => socket.destroy() };
}

function startProgram({ program, words = [] }: Extract<HelperAddress, { transport: 'spawn' }>, ears: Ears): Line {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/', env: { PATH: process.env['PATH'], NODE_ENV: 'production' } });
  child.once('error', (error) => ears.onEnd(absent(error)));
  listen(child.stdout, ears);
  return { ...writerOn(child.stdin, ears), close: () => dismiss(child) };
}

/** Both of its pipes close; that is its sign to end. */
function dismiss(child: { stdin: Writable; stdout: Readable; kill: (signal: 'SIGKILL') => boolean; once: (event: 'exit', listener: () => void) => unknown }): void {
  child.stdin.destroy();
  child.stdout.destroy();
  const impatience = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
  impatience.unref();
  child.once('exit', () => clearTimeout(impatience));
}

function listen(input: Readable, { onBytes, onEnd }: Ears): void {
  input.on('data', onBytes);
  input.once('close', () => onEnd(null));
}

/** What cannot be written any more shows in what is read: the other side has closed. */
function writerOn(output: Writable, { onDrain }: Ears): Pick<Line, 'write' | 'bufferedBytes'> {
  output.on('error', () => undefined);
  if (onDrain !== undefined) output.on('drain', onDrain);
  const write = (bytes: Uint8Array): void => {
    if (output.writable) output.write(bytes);
  };
  return { write, bufferedBytes: () => output.writableLength };
}

function absent(error: Error): HelperError {
  return new HelperError('absent', `Nobody answers for the helper: ${error.message}`);
}

function isHangUp(error: Error | null | undefined): boolean {
  return error != null && 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET');
}
