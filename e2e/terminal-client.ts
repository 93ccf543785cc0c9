/** A terminal as a program opens it: with the exec token, over HTTP and a WebSocket, reading and typing bytes. */
import { WebSocket } from 'ws';
import { ask, bearer } from './ask';
import type { Product } from './product';

export interface Door {
  readonly product: Pick<Product, 'port' | 'base'>;
  readonly token: string;
}

export interface Row {
  readonly id: string;
  readonly pid: number | null;
  readonly state: { readonly kind: string; readonly code?: number | null; readonly signal?: string | null };
}

export async function postTerminal({ product, token }: Door, body: object): Promise<string> {
  const answer = await ask(product, '/api/terminals', { method: 'POST', headers: bearer(token), body: { columns: 80, rows: 24, ...body } });
  if (answer.status !== 200) throw new Error(`POST /api/terminals: ${answer.status} ${answer.text}`);
  return (JSON.parse(answer.text) as { id: string }).id;
}

export async function listTerminals({ product, token }: Door): Promise<readonly Row[]> {
  const answer = await ask(product, '/api/terminals', { headers: bearer(token) });
  return (JSON.parse(answer.text) as { terminals: Row[] }).terminals;
}

export async function endTerminal({ product, token }: Door, id: string): Promise<void> {
  await ask(product, `/api/terminals/${id}`, { method: 'DELETE', headers: bearer(token) });
}

/** Takes what comes, says how far it has come, and can wait for a text. */
export class TerminalClient {
  readonly #socket: WebSocket;
  readonly #waits: { readonly text: string; readonly resolve: () => void }[] = [];
  #text = '';
  #received = 0;
  #row: Row | null = null;
  /** Rejects when the door refuses. */
  readonly opened: Promise<void>;
  /** Says nothing of what it has taken, as a page that hangs. */
  isDeaf = false;

  constructor({ product, token }: Door, id: string) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${product.port}/api/terminals/${id}`, ['nsatlas.v1'], { headers: bearer(token) });
    this.opened = new Promise((resolve, reject) => {
      this.#socket.once('open', resolve);
      this.#socket.once('error', reject);
    });
    this.#socket.on('message', (data, isBinary) => (isBinary ? this.#take(data as Buffer) : this.#hear((data as Buffer).toString())));
    this.#socket.on('error', () => undefined);
  }

  get received(): number {
    return this.#received;
  }

  get row(): Row | null {
    return this.#row;
  }

  type(text: string): void {
    this.#socket.send(Buffer.from(text));
  }

  /** Resolves once this text has come since the last wait. */
  async sees(text: string): Promise<void> {
    if (!this.#text.includes(text)) await new Promise<void>((resolve) => this.#waits.push({ text, resolve }));
    this.#text = '';
  }

  /** The kernel's buffers fill up behind it. */
  pause(): void {
    this.isDeaf = true;
    this.#socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }

  #take(bytes: Buffer): void {
    this.#received += bytes.length;
    this.#text = (this.#text + bytes.toString('latin1')).slice(-8192);
    if (!this.isDeaf) this.#socket.send(JSON.stringify({ kind: 'ack', bytes: this.#received }));
    for (const wait of this.#waits.filter(({ text }) => this.#text.includes(text))) {
      this.#waits.splice(this.#waits.indexOf(wait), 1);
      wait.resolve();
    }
  }

  #hear(text: string): void {
    const news = JSON.parse(text) as { kind: string; from?: number; terminal: Row };
    if (news.kind === 'hello') this.#received = news.from ?? 0;
    this.#row = news.terminal;
  }
}
