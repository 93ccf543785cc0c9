/** One connection to a helper with the verb `watch`: a question, a document, and again. */
import type { Frame } from '@/lib/frame';
import { ANSWER_LIMIT_BYTES, openConversation, outOfTurn, type HelperAddress, type OpenConversation } from './helper';
import { HelperError } from './helper-error';

interface Question {
  readonly pieces: Uint8Array[];
  length: number;
  readonly resolve: (document: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

export interface WatchingHelperOptions {
  readonly inspectDoor: HelperAddress;
  readonly signal: AbortSignal | undefined;
  /** Silent for so long in a look it is hung, and let go. */
  readonly silenceMs: number;
}

export class WatchingHelper {
  readonly #options: WatchingHelperOptions;
  readonly #closing = new AbortController();
  #conversation: OpenConversation | null = null;
  #question: Question | null = null;
  #silence: NodeJS.Timeout | undefined;
  #isOver = false;
  #hasSpoken = false;

  constructor(options: WatchingHelperOptions) {
    this.#options = options;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** It has begun to answer the present question. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** The bytes of one document. The request is the first question, LOOK each further one. */
  look(): Promise<Uint8Array> {
    this.#hasSpoken = false;
    return new Promise((resolve, reject) => {
      this.#question = { pieces: [], length: 0, resolve, reject };
      this.#expectWord();
      if (this.#conversation === null) this.#begin();
      else this.#conversation.send({ kind: 'look', last: false, body: new Uint8Array() });
    });
  }

  close(): void {
    this.#closing.abort();
  }

  #begin(): void {
    const { inspectDoor, signal } = this.#options;
    const ends = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
    this.#conversation = openConversation({
      address: inspectDoor,
      request: { verb: 'watch' },
      patience: { silenceMs: null, totalMs: null },
      answers: 'many',
      signal: ends,
      onFrame: (frame) => this.#take(frame),
    });
    this.#conversation.ended.then(() => this.#end(new HelperError('fault', 'The watching helper closed.')), (error: unknown) => this.#end(error));
  }

  #take({ kind, last, body }: Frame): void {
    const question = this.#question;
    if (kind !== 'answer' || question === null) throw outOfTurn(kind);
    this.#hasSpoken = true;
    this.#expectWord();
    question.length += body.length;
    if (question.length > ANSWER_LIMIT_BYTES) throw new HelperError('limit', `The helper's answer is longer than ${ANSWER_LIMIT_BYTES} bytes.`);
    question.pieces.push(body);
    if (last) this.#answer(question);
  }

  #answer({ pieces, length, resolve }: Question): void {
    clearTimeout(this.#silence);
    this.#question = null;
    resolve(Buffer.concat(pieces, length));
  }

  #expectWord(): void {
    const { silenceMs } = this.#options;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#closing.abort(new HelperError('late', `The watching helper gave no answer within ${silenceMs / 1000} s.`)), silenceMs);
  }

  #end(error: unknown): void {
    clearTimeout(this.#silence);
    this.#isOver = true;
    this.#question?.reject(error);
    this.#question = null;
  }
}
