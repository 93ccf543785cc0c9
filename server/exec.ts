/** Runs one command inside, and gives what it wrote and how it ended. */
import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { waiting, type ExecRequest, type ExecResult, type Waiting } from '@/lib/exec-schema';
import type { ExecTarget } from '@/lib/exec-target';
import type { Frame } from '@/lib/frame';
import { nsenterLineFor } from '@/lib/nsenter';
import type { Snapshot } from '@/lib/schema';
import type { Text } from '@/lib/text';
import { decodeAnswer } from './decode';
import { converse, outOfTurn, parseJson, type HelperAddress, type HelperRequest } from './helper';
import { findTarget, joinFields } from './join-request';
import { Receipt } from './receipt';

export interface ExecOptions {
  readonly execDoor: HelperAddress;
  /** Fields beside those of the request: who asks, with what right. */
  readonly credentials: Readonly<Record<string, unknown>>;
  /** Somebody has to confirm it on the host. */
  readonly onWaiting?: ((waiting: Waiting) => void) | undefined;
  /** What the viewer saw: it says who the target is. */
  readonly snapshot: Snapshot;
  /** Ends the command and all it started. */
  readonly signal?: AbortSignal | undefined;
}

/** Beyond the command's own time: to join, to start, to end what does not want to. */
const GRACE_MS = 20_000;

/** The body of an EXIT. */
export const exitBody = z.object({
  code: z.int().nullable(),
  signal: z.string().nullable(),
  timedOut: z.boolean(),
  truncated: z.boolean(),
  durationMs: z.int().nonnegative(),
});
type Exit = z.infer<typeof exitBody>;

/** Throws DoorRefusal when the target cannot be joined, HelperError when the helper refuses, the signal's reason when it fires. */
export async function runInside(request: ExecRequest, { execDoor, credentials, snapshot, signal, onWaiting }: ExecOptions): Promise<ExecResult> {
  const target = findTarget(snapshot, request);
  const output = new Output(request.outputLimitBytes, onWaiting);
  const totalMs = request.timeoutMs + GRACE_MS;
  await converse({ address: execDoor, request: { ...helperRequest(request, target), ...credentials }, patience: { silenceMs: totalMs, totalMs }, signal, onFrame: output.take });
  return output.result(nsenterLineFor(target, request.argv, request, snapshot.observer.namespaces));
}

function helperRequest(request: ExecRequest, target: ExecTarget): HelperRequest {
  const { argv, timeoutMs, outputLimitBytes } = request;
  return { verb: 'exec', ...joinFields(request, target), argv, timeoutMs, outputLimitBytes };
}

/** What a command wrote, as far as the limit, and its end. */
class Output {
  readonly #limit: number;
  readonly #pieces: Record<'output' | 'errout', Uint8Array[]> = { output: [], errout: [] };
  readonly #receipt = new Receipt();
  #kept = 0;
  #exit: Exit | null = null;

  readonly #onWaiting: ExecOptions['onWaiting'];

  constructor(limit: number, onWaiting: ExecOptions['onWaiting']) {
    this.#limit = limit;
    this.#onWaiting = onWaiting;
  }

  readonly take = (frame: Frame, reply: (frame: Frame) => void): void => {
    // A command of one shot has nothing to read.
    if (frame.kind === 'started') reply({ kind: 'input', last: true, body: new Uint8Array() });
    else if (frame.kind === 'output' || frame.kind === 'errout') this.#takeBytes(frame.kind, frame.body, reply);
    else if (frame.kind === 'waiting') this.#onWaiting?.(decodeAnswer(waiting, parseJson(frame.body)));
    else if (frame.kind === 'exit') this.#exit = decodeAnswer(exitBody, parseJson(frame.body));
    else throw outOfTurn(frame.kind);
  };

  result(nsenter: string): ExecResult {
    if (this.#exit === null) throw new Error('the conversation ended well, but without an EXIT frame');
    const { code, signal, timedOut, durationMs } = this.#exit;
    const truncated = this.#exit.truncated || this.#receipt.taken > this.#kept;
    const [stdout, stderr] = [outputText(this.#pieces.output, truncated), outputText(this.#pieces.errout, truncated)];
    return { code, signal, stdout, stderr, truncated, timedOut, durationMs, nsenter };
  }

  #takeBytes(stream: 'output' | 'errout', bytes: Uint8Array, reply: (frame: Frame) => void): void {
    const piece = bytes.subarray(0, this.#limit - this.#kept);
    this.#pieces[stream].push(piece);
    this.#kept += piece.length;
    this.#receipt.take(bytes.length, reply);
  }
}

/** Node's own decoders: those of lib/ go through the text character by character, and this may be megabytes. */
function outputText(pieces: readonly Uint8Array[], isCut: boolean): Text {
  const bytes = Buffer.concat(pieces);
  const whole = isCut ? withoutHalfCharacter(bytes) : bytes;
  return isUtf8(whole) ? whole.toString('utf8') : { b64: bytes.toString('base64') };
}

/** The limit may have cut a character in two; a text need not become bytes for that. */
function withoutHalfCharacter(bytes: Buffer): Buffer {
  for (const cut of [0, 1, 2, 3]) {
    const shorter = bytes.subarray(0, Math.max(0, bytes.length - cut));
    if (isUtf8(shorter)) return shorter;
  }
  return bytes;
}
