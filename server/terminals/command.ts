/** The command of a terminal, as the helper runs it: frames to events, and what is typed to frames. */
import { constants } from 'node:os';
import { z } from 'zod';
import { waiting } from '@/lib/exec-schema';
import { DATA_LIMIT_BYTES, encodeSize, encodeTotal, type Frame } from '@/lib/frame';
import type { SIGNALS } from '@/lib/terminal-schema';
import { text, type Text } from '@/lib/text';
import { decodeAnswer } from '../decode';
import { exitBody } from '../exec';
import { openConversation, outOfTurn, parseJson, type HelperAddress, type HelperRequest, type OpenConversation } from '../helper';
import { isSameSize, type TerminalSize } from './size';

export type SignalName = (typeof SIGNALS)[number];

export interface Started {
  readonly pid: number;
  /** What runs, where there was a choice. */
  readonly argv: readonly Text[] | null;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly reason: 'exit' | 'idle' | 'time';
}

export interface CommandListener {
  readonly onStarted: (started: Started) => void;
  /** Somebody has to confirm it on the host, with this command line. */
  readonly onWaiting: (command: string) => void;
  readonly onOutput: (bytes: Uint8Array) => void;
  /** All that was typed is on its way. */
  readonly onDrain: () => void;
}

export interface CommandOptions {
  readonly execDoor: HelperAddress;
  readonly request: HelperRequest;
  readonly size: TerminalSize;
  readonly listener: CommandListener;
}

const PATIENCE = { silenceMs: 20_000, totalMs: 30_000, untilStarted: true } as const;
/** What is in the foreground may end by itself; then we hear how. */
const HANGUP_MS = 1000;

const startedBody = z.object({ pid: z.int().positive(), argv: z.array(text).nullish() });
const terminalExitBody = exitBody.extend({ idledOut: z.boolean().default(false) });

export class TerminalCommand {
  readonly #listener: CommandListener;
  readonly #conversation: OpenConversation;
  readonly #aborter = new AbortController();
  #isStarted = false;
  /** Of the terminal there. */
  #sizeThere: TerminalSize;
  #size: TerminalSize;
  /** Typed before there was anything to read it. */
  #early: Uint8Array[] = [];
  #exit: Exit | null = null;
  #impatience: NodeJS.Timeout | undefined;

  constructor({ execDoor, request, size, listener }: CommandOptions) {
    this.#listener = listener;
    this.#size = size;
    this.#sizeThere = size;
    this.#conversation = openConversation({
      address: execDoor, request, patience: PATIENCE, signal: this.#aborter.signal, onFrame: (frame) => this.#take(frame), onDrain: () => listener.onDrain(),
    });
  }

  /** Null: we cut it off. Rejects with HelperError when it could not be started, or was cut off by others. */
  async ended(): Promise<Exit | null> {
    try {
      await this.#conversation.ended;
    } catch (error) {
      if (!this.#aborter.signal.aborted) throw error;
      return null;
    } finally {
      clearTimeout(this.#impatience);
    }
    return this.#exit;
  }

  type(bytes: Uint8Array): void {
    if (!this.#isStarted) {
      this.#early.push(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at += DATA_LIMIT_BYTES) {
      this.#conversation.send({ kind: 'input', last: false, body: bytes.subarray(at, at + DATA_LIMIT_BYTES) });
    }
  }

  /** Typed, and not yet taken by the helper. */
  bufferedBytes(): number {
    return this.#early.reduce((sum, { length }) => sum + length, 0) + this.#conversation.bufferedBytes();
  }

  resize(size: TerminalSize): void {
    this.#size = size;
    if (!this.#isStarted || isSameSize(size, this.#sizeThere)) return;
    this.#sizeThere = size;
    this.#conversation.send({ kind: 'resize', last: false, body: encodeSize(size) });
  }

  /** To what is in the foreground of the terminal. */
  signal(name: SignalName): void {
    if (this.#isStarted) this.#conversation.send({ kind: 'signal', last: false, body: Uint8Array.of(constants.signals[name]) });
  }

  /** So many bytes of output are consumed: the helper stops reading while 192 KiB are not. */
  acknowledge(total: number): void {
    this.#conversation.send({ kind: 'ack', last: false, body: encodeTotal(total) });
  }

  /** Ends it: gently at first, if there is time. */
  hangUp(): void {
    if (!this.#isStarted) {
      this.cutOff();
      return;
    }
    this.signal('SIGHUP');
    this.#impatience = setTimeout(() => this.cutOff(), HANGUP_MS);
  }

  /** Closes the connection, which ends the command and all it started. */
  cutOff(): void {
    this.#aborter.abort();
  }

  #take({ kind, body }: Frame): void {
    if (kind === 'output') this.#listener.onOutput(body);
    else if (kind === 'started') this.#start(decodeAnswer(startedBody, parseJson(body)));
    else if (kind === 'waiting') this.#listener.onWaiting(decodeAnswer(waiting, parseJson(body)).command);
    else if (kind === 'exit') this.#exit = exitOf(decodeAnswer(terminalExitBody, parseJson(body)));
    else throw outOfTurn(kind);
  }

  #start({ pid, argv }: z.infer<typeof startedBody>): void {
    this.#isStarted = true;
    this.#listener.onStarted({ pid, argv: argv ?? null });
    for (const bytes of this.#early.splice(0)) this.type(bytes);
    this.resize(this.#size);
    this.#listener.onDrain();
  }
}

function exitOf({ code, signal, timedOut, idledOut }: z.infer<typeof terminalExitBody>): Exit {
  return { code, signal, reason: idledOut ? 'idle' : timedOut ? 'time' : 'exit' };
}
