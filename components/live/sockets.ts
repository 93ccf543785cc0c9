/** Holds the sockets of the page's lines, in the worker: see line.ts. */
import type { LiveMessage } from '@/lib/schema';
import { DecodeError, decodeAtOnce } from './decode-live';
import type { LineAsk, LineNews } from './line';

export interface SocketsListener {
  readonly onNews: (news: LineNews) => void;
  /** What has come and is good, before the page hears that it is. */
  readonly onMessage: (message: LiveMessage) => void;
}

export class Sockets {
  readonly #listener: SocketsListener;
  readonly #socketByLine = new Map<number, WebSocket>();

  constructor(listener: SocketsListener) {
    this.#listener = listener;
  }

  take(ask: LineAsk): void {
    if (ask.kind === 'dial') this.#dial(ask);
    else {
      this.#socketByLine.get(ask.line)?.close();
      this.#socketByLine.delete(ask.line);
    }
  }

  #dial({ line, address, protocols }: Extract<LineAsk, { kind: 'dial' }>): void {
    const socket = new WebSocket(address, [...protocols]);
    const { onNews } = this.#listener;
    this.#socketByLine.set(line, socket);
    socket.addEventListener('open', () => onNews({ kind: 'opened', line }));
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'string' || this.#socketByLine.get(line) !== socket) return;
      // First: the page reads it while it is checked here.
      onNews({ kind: 'text', line, text: data });
      onNews({ kind: 'verdict', line, trouble: this.#read(data) });
    });
    socket.addEventListener('close', ({ code }) => {
      this.#socketByLine.delete(line);
      onNews({ kind: 'closed', line, code });
    });
  }

  /** Null when it is good. */
  #read(text: string): string | null {
    try {
      this.#listener.onMessage(decodeAtOnce(text));
      return null;
    } catch (error) {
      if (error instanceof DecodeError) return error.message;
      throw error;
    }
  }
}
