/** One conversation of PAM, carried between a page that asks and answers as it likes and a helper that waits. Nothing of an answer is kept. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Frame } from '@/lib/frame';
import { text, type Text } from '@/lib/text';
import { decodeAnswer } from '../decode';
import { DoorRefusal } from '../door-refusal';
import { openConversation, outOfTurn, parseJson, type HelperAddress, type OpenConversation } from '../helper';
import { HelperError } from '../helper-error';

export interface PamTalkOptions {
  readonly authDoor: HelperAddress;
  readonly user: string;
  /** 64 hexadecimal digits: to whom the ticket will belong. */
  readonly session: string;
  /** Who asks: for the helper's record. */
  readonly viewer: string;
  readonly stopping: AbortSignal;
}

/** Prompts want as many answers; without one there is only something to say, and more comes by itself. */
export interface PamPrompts {
  readonly prompts: readonly { readonly text: Text; readonly echo: boolean }[];
  readonly notes: readonly Text[];
}

/** What nsatlas-auth gives. `token` is worth something to this process alone. */
export interface Grant {
  readonly token: string;
  readonly user: string;
  readonly idleMs: number;
  readonly ms: number;
}

const promptBody = z.object({ prompts: z.array(z.object({ text, echo: z.boolean() })), notes: z.array(text) });
const grantBody = z.object({ ticket: z.string().regex(/^[0-9a-f]{64}$/), user: z.string(), idleMs: z.number(), ms: z.number() });
/** The helper itself ends it after 60 s, and waits 2 s with a no. */
const PATIENCE = { silenceMs: null, totalMs: 90_000 } as const;
const ANSWER_LIMIT_BYTES = 4096;

export class PamTalk {
  readonly id = randomBytes(8).toString('hex');
  readonly #conversation: OpenConversation;
  readonly #aborter = new AbortController();
  /** Settled when it is over. */
  readonly #granted: Promise<Grant>;
  #answer: Uint8Array[] = [];
  /** Came, and was not told yet. */
  #untold: PamPrompts | null = null;
  #tell: () => void = () => undefined;
  /** How many answers the helper waits for. */
  #wanted = 0;
  #isOver = false;

  constructor({ authDoor, user, session, viewer, stopping }: PamTalkOptions) {
    this.#conversation = openConversation({
      address: authDoor, request: { verb: 'authenticate', user, session, viewer }, patience: PATIENCE,
      signal: AbortSignal.any([this.#aborter.signal, stopping]), onFrame: (frame) => this.#take(frame),
    });
    this.#granted = this.#conversation.ended.finally(() => {
      this.#isOver = true;
      this.#tell();
    }).then(() => this.#grant());
    // Whoever asks next is told; until then it is nobody's concern.
    this.#granted.catch(() => undefined);
  }

  /** What PAM says next, or the grant. Rejects with HelperError when there is none, with AbortError when it was broken off. `signal` breaks it off. */
  async next(signal: AbortSignal): Promise<PamPrompts | Grant> {
    const leave = (): void => this.breakOff();
    signal.addEventListener('abort', leave);
    try {
      if (signal.aborted) leave();
      await this.#news();
      return this.#toTell() ?? (await this.#granted);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Throws DoorRefusal `usage` when these are not what was asked for. */
  reply(answers: readonly string[]): void {
    if (answers.length !== this.#wanted) throw new DoorRefusal('usage', `${this.#wanted} answers are wanted, and ${answers.length} came.`, '.answers');
    if (this.#wanted === 0) return;
    this.#wanted = 0;
    this.#conversation.send({ kind: 'reply', last: false, body: Buffer.from(JSON.stringify({ answers })) });
  }

  /** Closes the connection; what was not answered does not count as a failure. */
  breakOff(): void {
    this.#aborter.abort();
  }

  #news(): Promise<void> {
    if (this.#isOver || this.#untold !== null) return Promise.resolve();
    return new Promise((resolve) => (this.#tell = resolve));
  }

  /** A question that came to its end without an answer is none any more; what was only said is told all the same. */
  #toTell(): PamPrompts | null {
    const told = this.#untold;
    this.#untold = null;
    if (told === null || (this.#isOver && told.prompts.length > 0)) return null;
    this.#wanted = told.prompts.length;
    return told;
  }

  #take({ kind, body }: Frame): void {
    if (kind === 'prompt') this.#ask(decodeAnswer(promptBody, parseJson(body)));
    else if (kind === 'answer') this.#keep(body);
    else throw outOfTurn(kind);
  }

  #ask({ prompts, notes }: PamPrompts): void {
    this.#untold = { prompts, notes: [...(this.#untold?.notes ?? []), ...notes] };
    this.#tell();
  }

  #keep(body: Uint8Array): void {
    this.#answer.push(Uint8Array.from(body));
    if (this.#answer.reduce((sum, { length }) => sum + length, 0) > ANSWER_LIMIT_BYTES) throw new HelperError('limit', 'The helper\'s answer is too long.');
  }

  #grant(): Grant {
    const { ticket, ...grant } = decodeAnswer(grantBody, parseJson(Buffer.concat(this.#answer)));
    return { token: ticket, ...grant };
  }
}
