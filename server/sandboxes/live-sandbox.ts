/** One sandbox of ours: the connection that holds it. As long as it is open the sandbox lives, and no longer. */
import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { waiting } from '@/lib/exec-schema';
import type { Frame } from '@/lib/frame';
import type { Sandbox, SandboxRequest } from '@/lib/sandbox-schema';
import { namespaceType } from '@/lib/schema';
import { text, type Text } from '@/lib/text';
import { decodeAnswer } from '../decode';
import { converse, outOfTurn, parseJson, type HelperAddress } from '../helper';
import { HelperError, isHelperError } from '../helper-error';
import { Receipt } from '../receipt';

export interface SandboxOptions {
  readonly request: SandboxRequest;
  /** Session or token that asks for it. */
  readonly owner: string;
  /** Fields beside those of the request: who asks, with what right. */
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly execDoor: HelperAddress;
  /** Fires when the server stops. */
  readonly stopping: AbortSignal;
  /** It is over: by itself, or ended by us. */
  readonly onEnd: () => void;
}

const startedBody = z.object({
  pid: z.int().positive(),
  startTime: z.number(),
  argv: z.array(text).nullish(),
  namespaces: z.array(z.object({ type: namespaceType, ino: z.number(), id: z.string().nullish() })),
  address: z.string().nullish(),
  calls: z.array(z.string()),
});
const exitBody = z.object({ code: z.int().nullable(), signal: z.string().nullable() });

type Started = z.infer<typeof startedBody>;
type Ended = NonNullable<Sandbox['ended']>;

const START_LIMIT_MS = 30_000;
/** Somebody has to be fetched to confirm it on the host. */
const CONFIRM_LIMIT_MS = 5 * 60_000;
/** From the signal to the frame that says that nothing of it is left. */
const FAREWELL_MS = 8000;
/** Of what its process complains about, the last is kept. */
const STDERR_LIMIT_BYTES = 16 * 1024;
const SIGKILL = 9;

export class LiveSandbox {
  readonly request: SandboxRequest;
  readonly owner: string;
  readonly since = Date.now();
  /** The command that confirms it on the host, while somebody has to. */
  waiting: string | null = null;
  readonly #cut = new AbortController();
  readonly #onEnd: () => void;
  readonly #over: Promise<void>;
  readonly #stderr = new Tail(STDERR_LIMIT_BYTES);
  readonly #receipt = new Receipt();
  #reply: ((frame: Frame) => void) | null = null;
  #started: Started | null = null;
  #ended: Ended | null = null;
  #impatience: NodeJS.Timeout;
  #settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | null = null;

  private constructor({ request, owner, credentials, execDoor, stopping, onEnd }: SandboxOptions) {
    this.request = request;
    this.owner = owner;
    this.#onEnd = onEnd;
    this.#impatience = this.#giveUpAfter(START_LIMIT_MS);
    this.#over = converse({
      address: execDoor,
      request: { verb: 'create', ...request, ...credentials },
      patience: { silenceMs: null, totalMs: null },
      signal: AbortSignal.any([this.#cut.signal, stopping]),
      onFrame: this.#take,
    }).then(() => this.#finish(null), (error: unknown) => this.#finish(error));
  }

  /** The two: what is being made, at once; and that it is there. The latter rejects with HelperError when it could not be made, and with the reason of `cut`. */
  static begin(options: SandboxOptions): { readonly sandbox: LiveSandbox; readonly made: Promise<void> } {
    const sandbox = new LiveSandbox(options);
    const made = new Promise<void>((resolve, reject) => (sandbox.#settle = { resolve, reject }));
    return { sandbox, made };
  }

  get isThere(): boolean {
    return this.#started !== null && this.#ended === null;
  }

  get endedAt(): number | null {
    return this.#ended?.at ?? null;
  }

  /** Null until it is made. */
  row(): Sandbox | null {
    if (this.#started === null) return null;
    const { name, hostname, pin } = this.request;
    const { pid, startTime, argv, namespaces, address, calls } = this.#started;
    return {
      name, hostname, owner: this.owner, since: this.since, pinned: pin, calls,
      holder: this.#ended === null ? { pid, startTime, argv: argv ?? this.request.argv } : null,
      namespaces: namespaces.map(({ id, ...row }) => ({ ...row, id: id ?? null })),
      address: address ?? null,
      ended: this.#ended,
    };
  }

  /** Resolves when the helper says that nothing of it is left, or does not answer any more. */
  async end(): Promise<void> {
    const impatience = setTimeout(() => this.cut(new DOMException('the sandbox was removed', 'AbortError')), FAREWELL_MS);
    this.#reply?.({ kind: 'signal', last: false, body: Uint8Array.of(SIGKILL) });
    if (this.#reply === null) this.cut(new DOMException('the sandbox was removed', 'AbortError'));
    await this.#over;
    clearTimeout(impatience);
  }

  /** Closes the connection, which ends it without our hearing how. */
  cut(reason: Error): void {
    this.#cut.abort(reason);
  }

  readonly #take = (frame: Frame, reply: (frame: Frame) => void): void => {
    const { kind, body } = frame;
    if (kind === 'waiting') this.#wait(decodeAnswer(waiting, parseJson(body)).command);
    else if (kind === 'started') this.#start(decodeAnswer(startedBody, parseJson(body)), reply);
    else if (kind === 'errout' || kind === 'output') this.#takeBytes(frame, reply);
    else if (kind === 'exit') this.#ended = { at: Date.now(), ...decodeAnswer(exitBody, parseJson(body)), stderr: this.#stderr.text(), why: null };
    else throw outOfTurn(kind);
  };

  #wait(command: string): void {
    this.waiting = command;
    clearTimeout(this.#impatience);
    this.#impatience = this.#giveUpAfter(CONFIRM_LIMIT_MS);
  }

  #start(started: Started, reply: (frame: Frame) => void): void {
    clearTimeout(this.#impatience);
    this.waiting = null;
    this.#started = started;
    this.#reply = reply;
    reply({ kind: 'input', last: true, body: new Uint8Array() });
    this.#settle?.resolve();
  }

  /** A sandbox is no terminal: what it prints nobody reads, what it complains about is kept for its end. */
  #takeBytes({ kind, body }: Frame, reply: (frame: Frame) => void): void {
    if (kind === 'errout') this.#stderr.push(body);
    this.#receipt.take(body.length, reply);
  }

  #giveUpAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.cut(new HelperError('late', `The sandbox was not there within ${ms / 1000} s.`)), ms);
  }

  #finish(error: unknown): void {
    clearTimeout(this.#impatience);
    this.waiting = null;
    this.#reply = null;
    if (this.#started === null) this.#settle?.reject(error ?? new HelperError('fault', 'The helper ended before the sandbox was there.'));
    else this.#ended ??= { at: Date.now(), code: null, signal: null, stderr: this.#stderr.text(), why: whyOf(error) };
    this.#onEnd();
  }
}

function whyOf(error: unknown): string {
  if (error === null) return 'The helper ended without a word of how.';
  return isHelperError(error) ? error.message : 'It was ended from here.';
}

/** The last bytes of what comes. */
class Tail {
  readonly #limit: number;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(piece: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, piece]).subarray(-this.#limit);
  }

  text(): Text {
    return isUtf8(this.#bytes) ? this.#bytes.toString('utf8') : { b64: this.#bytes.toString('base64') };
  }
}
