/** For tests: pages that show a terminal, and a helper that runs what the test says. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Frame } from '@/lib/frame';
import { terminalNews, type TerminalNews, type TerminalWord } from '@/lib/terminal-schema';
import type { Asker } from '../fake-helper.fixture';
import type { HelperAddress } from '../helper';

/** A page on the WebSocket of one session. It says what it has taken unless it `sleeps`. */
export class TestPage {
  readonly socket: WebSocket;
  readonly news: TerminalNews[] = [];
  readonly closed: Promise<number>;
  /** Of the next byte. */
  at = 0;
  sleeps = false;
  #pieces: Buffer[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer, isBinary) => (isBinary ? this.#take(data) : this.#hear(data.toString())));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  get text(): string {
    return this.bytes.toString();
  }

  /** The latest row. */
  get row(): TerminalNews['terminal'] {
    const latest = this.news.at(-1);
    if (latest === undefined) throw new Error('the page has heard nothing');
    return latest.terminal;
  }

  get hello(): Extract<TerminalNews, { kind: 'hello' }> {
    const [first] = this.news;
    if (first?.kind !== 'hello') throw new Error('the first word was no hello');
    return first;
  }

  async opened(): Promise<this> {
    await vi.waitUntil(() => this.news.length > 0 || this.socket.readyState === WebSocket.CLOSED, { timeout: 10_000, interval: 5 });
    return this;
  }

  say(word: TerminalWord): void {
    this.socket.send(JSON.stringify(word));
  }

  ack(): void {
    this.say({ kind: 'ack', bytes: this.at });
  }

  type(keys: string | Uint8Array): void {
    this.socket.send(Buffer.from(keys));
  }

  async waitFor(text: string | RegExp, timeout = 10_000): Promise<void> {
    await vi.waitUntil(() => (typeof text === 'string' ? this.text.includes(text) : text.test(this.text)), { timeout, interval: 5 });
  }

  async leave(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.terminate();
    await this.closed;
  }

  #take(data: Buffer): void {
    this.#pieces.push(data);
    this.at += data.length;
    if (!this.sleeps && this.socket.readyState === WebSocket.OPEN) this.ack();
  }

  #hear(word: string): void {
    const news = terminalNews.parse(JSON.parse(word));
    if (news.kind === 'hello') this.at = news.from;
    this.news.push(news);
  }
}

export interface PageOptions {
  readonly token: string;
  readonly have?: number;
  readonly sleeps?: boolean;
}

/** Resolves once it was greeted, or refused. */
export async function openPage(port: number, id: string, { token, have, sleeps = false }: PageOptions): Promise<TestPage> {
  const query = have === undefined ? '' : `?have=${have}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/terminals/${id}${query}`, ['nsatlas.v1'], { headers: { Authorization: `Bearer ${token}` } });
  const page = new TestPage(socket);
  page.sleeps = sleeps;
  return page.opened();
}

/** What the fake helper was told after the request, in order. */
export function framesTo({ received }: Asker, kind: Frame['kind']): Frame[] {
  return received.filter((frame) => frame.kind === kind);
}

export function typedTo(asker: Asker): string {
  return Buffer.concat(framesTo(asker, 'input').map(({ body }) => body)).toString();
}

/** The last total that was acknowledged; 0: none. */
export function acknowledgedTo(asker: Asker): number {
  const last = framesTo(asker, 'ack').at(-1);
  return last === undefined ? 0 : Number(Buffer.from(last.body).readBigUInt64LE());
}

export interface ExecDoor {
  readonly address: HelperAddress;
  readonly stop: () => Promise<void>;
}

/** As the product does for root: behind a listener, which clears away what a helper that was killed has left. */
export async function startExecDoor(build: string): Promise<ExecDoor> {
  const directory = mkdtempSync(join(tmpdir(), 'nsatlas-terms-'));
  const path = join(directory, 'exec.sock');
  const argv = ['--socket', path, '--die-with-parent', '--', join(build, 'nsatlas-exec')];
  const listener = spawn(join(build, 'nsatlas-listen'), argv, { stdio: 'ignore' });
  const ended = new Promise((resolve) => listener.once('exit', resolve));
  await vi.waitUntil(() => existsSync(path), { timeout: 10_000, interval: 10 });
  const stop = async (): Promise<void> => {
    listener.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true });
  };
  return { address: { transport: 'unix', path }, stop };
}
