/** A WebSocket whose other end is the test, and a row to talk about. */
import type { Terminal, TerminalNews } from '@/lib/terminal-schema';

export class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readonly sent: (string | Uint8Array)[] = [];
  binaryType = 'blob';
  readyState = 0;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    super();
    FakeSocket.all.push(this);
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (socket === undefined) throw new Error('no connection was opened');
    return socket;
  }

  send(data: string | Uint8Array): void {
    this.sent.push(data);
  }

  /** Opens, and greets. */
  greet(hello: Partial<Extract<TerminalNews, { kind: 'hello' }>> = {}): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
    this.say({ kind: 'hello', now: Date.now(), from: 0, mayType: true, terminal: rowOf({}), ...hello });
  }

  say(news: TerminalNews | string): void {
    this.dispatchEvent(new MessageEvent('message', { data: typeof news === 'string' ? news : JSON.stringify(news) }));
  }

  output(text: string): void {
    this.dispatchEvent(new MessageEvent('message', { data: new TextEncoder().encode(text).buffer }));
  }

  cut(code = 1006): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }

  close(): void {
    if (this.readyState !== 3) this.cut(1000);
  }

  /** The words that were sent, without the bytes. */
  get words(): unknown[] {
    return this.sent.filter((data) => typeof data === 'string').map((data) => JSON.parse(data) as unknown);
  }

  /** The bytes that were sent, as text. */
  get typed(): string {
    return this.sent.filter((data) => typeof data !== 'string').map((data) => new TextDecoder().decode(data)).join('');
  }
}

export function rowOf(change: Partial<Terminal>): Terminal {
  return {
    id: 'aa11', target: 'container/podman:c1', title: 'web', types: ['net', 'mnt'], as: 'target', argv: ['bash'], nsenter: 'nsenter --target 7 --net --mount -- bash',
    owner: 'session 1', isMine: true, since: 1000, pid: 77, columns: 80, rows: 24, lastInputAt: 1000, idleEndsAt: null, endsAt: null, bytesIn: 0, bytesOut: 0,
    watchers: 1, isShared: false, isRecording: false, isRecordingFull: false, hasRecording: false, state: { kind: 'running' }, ...change,
  };
}

export const EXITED = { kind: 'ended', at: 2000, code: 3, signal: null, reason: 'exit', by: null } as const;
