/**
 * The live connection as the page has it. The worker that makes the charts holds the socket: what comes is turned into text,
 * checked and decoded there, once. The page gets the text too, reads it meanwhile, and uses it when it hears that it is good.
 */
import type { LiveMessage } from '@/lib/schema';
import { readChecked } from './decode-live';

/** Hears of one connection, in the order in which it came. */
export interface LineListener {
  readonly onOpen: () => void;
  /** Something has come; what it says is heard later. */
  readonly onHeard: () => void;
  readonly onMessage: (message: LiveMessage) => void;
  /** What has come is not what the contract says: the place of the first bad value. */
  readonly onTrouble: (message: string) => void;
  readonly onClose: (code: number) => void;
}
export interface Line {
  readonly close: () => void;
}
export type OpenLine = (address: string, protocols: readonly string[], listener: LineListener) => Line;

/** What the page asks of who holds the sockets. `line` is a number that does not come again. */
export type LineAsk =
  | { readonly kind: 'dial'; readonly line: number; readonly address: string; readonly protocols: readonly string[] }
  | { readonly kind: 'hang up'; readonly line: number };

/** What the page hears of a socket. After each `text` comes its `verdict`: null when it is good. */
export type LineNews =
  | { readonly kind: 'opened'; readonly line: number }
  | { readonly kind: 'text'; readonly line: number; readonly text: string }
  | { readonly kind: 'verdict'; readonly line: number; readonly trouble: string | null }
  | { readonly kind: 'closed'; readonly line: number; readonly code: number };

/** RFC 6455: as if the other end had gone without a word. */
const CLOSE_ABNORMAL = 1006;

interface Call {
  readonly listener: LineListener;
  /** What has been heard of is told in its order. */
  told: Promise<void>;
  /** The text that waits for its verdict. */
  text: Promise<LiveMessage | Error> | null;
}

/** The page's end of all its lines. */
export class Lines {
  readonly #ask: (ask: LineAsk) => void;
  readonly #calls = new Map<number, Call>();
  #last = 0;

  constructor(ask: (ask: LineAsk) => void) {
    this.#ask = ask;
  }

  readonly open: OpenLine = (address, protocols, listener) => {
    const line = (this.#last += 1);
    this.#calls.set(line, { listener, told: Promise.resolve(), text: null });
    this.#ask({ kind: 'dial', line, address, protocols });
    return { close: () => this.#close(line) };
  };

  hear(news: LineNews): void {
    const call = this.#calls.get(news.line);
    if (call === undefined) return;
    switch (news.kind) {
      case 'opened':
        call.listener.onOpen();
        break;
      case 'text':
        call.listener.onHeard();
        call.text = readChecked(news.text);
        break;
      case 'verdict':
        tell(call, news.trouble);
        break;
      case 'closed':
        this.#end(news.line, news.code);
        break;
    }
  }

  /** Who held the sockets is there no more. */
  cut(): void {
    for (const line of this.#calls.keys()) this.#end(line, CLOSE_ABNORMAL);
  }

  /** Nobody waits for an answer: who should give it may be gone. */
  #close(line: number): void {
    if (!this.#calls.has(line)) return;
    this.#ask({ kind: 'hang up', line });
    this.#end(line, CLOSE_ABNORMAL);
  }

  #end(line: number, code: number): void {
    const call = this.#calls.get(line);
    this.#calls.delete(line);
    if (call !== undefined) call.told = call.told.then(() => call.listener.onClose(code));
  }
}

function tell(call: Call, trouble: string | null): void {
  const { text, listener } = call;
  call.text = null;
  call.told = call.told.then(async () => {
    const read = trouble ?? (await text);
    if (read === null) return;
    if (typeof read === 'string') listener.onTrouble(read);
    else if (read instanceof Error) listener.onTrouble(read.message);
    else listener.onMessage(read);
  });
}
