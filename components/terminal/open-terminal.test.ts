// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { terminalRequest } from '@/lib/terminal-schema';
import { EXITED, FakeSocket, rowOf } from './fake-socket.fixture';
import { OpenTerminal } from './open-terminal';
import { REPLAY_LIMIT_MS } from './replay';
import type { Screen, ScreenListener } from './screen';

/** A screen that keeps what is written, and takes it when the test says so. */
class FakeScreen {
  written = '';
  pasted: string[] = [];
  selection = '';
  size = { columns: 80, rows: 24 };
  place = { columns: 101, rows: 33 };
  mayType = false;
  isFocused = false;
  isMounted = false;
  isSlow = false;
  taken: (() => void)[] = [];

  constructor(readonly listener: ScreenListener) {}

  write(bytes: Uint8Array | string, taken?: () => void): void {
    this.written += typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes);
    if (taken !== undefined) this.taken.push(taken);
    if (!this.isSlow) this.takeAll();
  }

  takeAll(): void {
    for (const taken of this.taken.splice(0)) taken();
  }

  mount(): void {
    this.isMounted = true;
  }

  unmount(): void {
    this.isMounted = false;
  }

  fitToPlace() {
    this.size = this.place;
    return this.size;
  }

  resize(size: { columns: number; rows: number }): void {
    this.size = { columns: size.columns, rows: size.rows };
  }

  paste(text: string): void {
    this.pasted.push(text);
  }

  focus(): void {
    this.isFocused = true;
  }

  set = () => undefined;
  setLabel = () => undefined;
  endFind = () => undefined;
  dispose = () => undefined;
}

const request = terminalRequest.parse({ target: 'container/podman:c1', types: ['net', 'mnt'], argv: null, columns: 80, rows: 24 });
let screen: FakeScreen;
let terminal: OpenTerminal;
let answers: { status: number; body: unknown }[];
let asked: { path: string; body: unknown }[];

beforeEach(() => {
  FakeSocket.all = [];
  [answers, asked] = [[], []];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', (path: string, { body }: { body?: string }) => {
    asked.push({ path, body: body === undefined ? null : JSON.parse(body) });
    const { status, body: answer } = answers.shift() ?? { status: 200, body: { id: 'aa11' } };
    return Promise.resolve(new Response(JSON.stringify(answer), { status }));
  });
});
afterEach(() => {
  terminal.dispose();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function open(options: { id?: string; isWatched?: boolean } = {}): void {
  const makeScreen = (listener: ScreenListener) => {
    screen = new FakeScreen(listener);
    return Promise.resolve(screen as unknown as Screen);
  };
  terminal = new OpenTerminal({ title: 'web', request: options.id === undefined ? request : null, id: options.id ?? null, isWatched: options.isWatched ?? false, makeScreen, onLeave: () => undefined });
  terminal.show(document.body, 'hint');
}

async function connected(): Promise<FakeSocket> {
  await vi.waitFor(() => expect(FakeSocket.all.length).toBeGreaterThan(0));
  return FakeSocket.last;
}

function type(text: string): void {
  screen.listener.onData(new TextEncoder().encode(text));
}

describe('a terminal of the page', () => {
  it('is begun in the size of its place', async () => {
    open();
    await connected();
    expect(asked[0]).toMatchObject({ path: '/api/terminals', body: { argv: null, types: ['net', 'mnt'], columns: 101, rows: 33 } });
    expect(FakeSocket.last.url).toContain('/api/terminals/aa11?have=0');
  });

  it('that is refused says why, and is asked for again on request', async () => {
    answers = [{ status: 403, body: { failure: 'denied', message: 'The policy says no.' } }];
    open();
    await vi.waitFor(() => expect(terminal.current().stage).toEqual({ kind: 'refused', answer: { failure: 'denied', message: 'The policy says no.' } }));
    terminal.retry();
    await connected();
    expect(asked).toHaveLength(2);
  });

  it('sends what is typed, and nothing where typing is not allowed', async () => {
    open();
    (await connected()).greet();
    type('ls\r');
    expect(FakeSocket.last.typed).toBe('ls\r');
    FakeSocket.last.say({ kind: 'hello', now: 1, from: 0, mayType: false, terminal: rowOf({}) });
    type('x');
    expect(FakeSocket.last.typed).toBe('ls\r');
    expect(screen.mayType).toBe(false);
  });

  it('keeps what is typed before it is there, for the shell', async () => {
    open();
    const socket = await connected();
    type('ls\r');
    expect(socket.typed).toBe('');
    socket.greet();
    expect(socket.typed).toBe('ls\r');
  });

  it.each([[0, 3], [1, 2]])('says what was typed and did not arrive: of one sent byte the server has %i', async (bytesIn, unsent) => {
    open();
    (await connected()).greet();
    type('a');
    FakeSocket.last.cut();
    await vi.waitFor(() => expect(terminal.current().stage.kind).toBe('lost'));
    type('bc');
    expect(terminal.current().unsent).toBe(2);
    terminal.retry();
    FakeSocket.last.greet({ terminal: rowOf({ bytesIn }) });
    expect(terminal.current().unsent).toBe(unsent);
    expect(FakeSocket.last.typed).toBe('');
    terminal.forgetUnsent();
    expect(terminal.current().unsent).toBe(0);
  });

  it('knows since when it runs and has written nothing', async () => {
    open();
    (await connected()).greet({ terminal: rowOf({ state: { kind: 'starting' } }) });
    expect(terminal.current().silentSince).toBeNull();
    FakeSocket.last.say({ kind: 'row', now: 1, terminal: rowOf({}) });
    expect(terminal.current().silentSince).not.toBeNull();
    FakeSocket.last.output('$ ');
    expect(terminal.current().silentSince).toBeNull();
  });

  it('that is watched never types, whatever the server would let it', async () => {
    open({ id: 'aa11', isWatched: true });
    (await connected()).greet({ mayType: true });
    type('x');
    screen.listener.onPaste('y');
    expect(FakeSocket.last.typed).toBe('');
    expect(screen.pasted).toEqual([]);
  });

  it('does not answer questions that a program asked before this page came', async () => {
    open({ id: 'aa11' });
    (await connected()).greet({ terminal: rowOf({ bytesOut: 9 }) });
    screen.isSlow = true;
    FakeSocket.last.output('\u001b[c and on');
    type('\u001b[?1;2c');
    expect(FakeSocket.last.typed).toBe('');
    screen.takeAll();
    type('ls\r');
    expect(FakeSocket.last.typed).toBe('ls\r');
  });

  it('does not wait for a replay that never comes', async () => {
    open({ id: 'aa11' });
    (await connected()).greet({ terminal: rowOf({ bytesOut: 1e9 }) });
    vi.useFakeTimers({ now: Date.now() + REPLAY_LIMIT_MS + 1 });
    type('ls\r');
    expect(FakeSocket.last.typed).toBe('ls\r');
  });

  it('that was begun here answers from the first byte on', async () => {
    open();
    (await connected()).greet({ terminal: rowOf({ bytesOut: 100 }) });
    type('\u001b[?1;2c');
    expect(FakeSocket.last.typed).toBe('\u001b[?1;2c');
  });

  it('answers from one page alone where several show it: the one at the keyboard', async () => {
    open();
    (await connected()).greet({ terminal: rowOf({ watchers: 2 }) });
    type('\u001b[?1;2c');
    expect(FakeSocket.last.typed).toBe('');
    screen.isFocused = true;
    type('ls\r');
    expect(FakeSocket.last.typed).toBe('ls\r');
  });

  it('takes the size of who types when it only looks on', async () => {
    open({ id: 'aa11', isWatched: true });
    (await connected()).greet({ terminal: rowOf({ columns: 132, rows: 50 }) });
    expect(screen.size).toEqual({ columns: 132, rows: 50 });
    expect(FakeSocket.last.words).toEqual([{ kind: 'ack', bytes: 0 }]);
  });

  it('writes its end into the screen, once, and takes no more keys', async () => {
    open();
    (await connected()).greet();
    FakeSocket.last.say({ kind: 'row', now: 1, terminal: rowOf({ state: EXITED }) });
    FakeSocket.last.say({ kind: 'row', now: 1, terminal: rowOf({ state: EXITED }) });
    FakeSocket.last.cut(1000);
    expect(screen.written.match(/exit 3/g)).toHaveLength(1);
    expect(terminal.current().mayType).toBe(false);
    await vi.waitFor(() => expect(terminal.current().stage.kind).toBe('over'));
    expect(terminal.isLive).toBe(false);
  });

  it('writes its end below what is replayed of it', async () => {
    open({ id: 'aa11' });
    (await connected()).greet({ terminal: rowOf({ bytesOut: 9, state: EXITED }) });
    FakeSocket.last.output('last ');
    FakeSocket.last.output('line');
    FakeSocket.last.cut(1000);
    expect(screen.written).toMatch(/^last line.*exit 3/s);
  });

  it('writes into the screen why it never ran', async () => {
    open();
    (await connected()).greet({ terminal: rowOf({ state: { kind: 'failed', at: 1, answer: { failure: 'join', stage: 'run', message: 'no shell\u001b[2J' } } }) });
    expect(screen.written).toContain(String.raw`no shell\x1b[2J`);
  });

  it('clears the screen where bytes were lost, and says so in it', async () => {
    open({ id: 'aa11' });
    (await connected()).greet({ from: 5000 });
    expect(screen.written.startsWith('\u001bc')).toBe(true);
    expect(screen.written).toContain('5000 bytes');
  });

  it('is live, and worth a question before the page goes, as long as it runs', async () => {
    open();
    (await connected()).greet();
    expect(terminal.isLive).toBe(true);
    FakeSocket.last.cut();
    await vi.waitFor(() => expect(terminal.current().stage.kind).toBe('lost'));
    expect(terminal.isLive).toBe(true);
  });

  it('pastes one plain line, and asks about more', async () => {
    open();
    (await connected()).greet();
    screen.listener.onPaste('ls -l');
    expect(screen.pasted).toEqual(['ls -l']);
    screen.listener.onPaste('a\nb');
    expect(screen.pasted).toEqual(['ls -l']);
    const { question } = terminal.current();
    if (question?.kind !== 'paste') throw new Error('nobody was asked');
    terminal.paste(question.paste);
    expect(screen.pasted).toEqual(['ls -l', 'a\nb']);
    expect(terminal.current().question).toBeNull();
  });

  it('asks about addresses, and about the clipboard but not for what is only replayed', async () => {
    open({ id: 'aa11' });
    (await connected()).greet({ terminal: rowOf({ bytesOut: 5 }) });
    screen.listener.onClipboard('old');
    expect(terminal.current().clipboard).toBeNull();
    FakeSocket.last.output('12345');
    screen.listener.onClipboard('new');
    expect(terminal.current().clipboard).toBe('new');
    screen.listener.onAddress('https://example.org/');
    expect(terminal.current().question).toEqual({ kind: 'address', offered: 'https://example.org/' });
  });

  it('keeps the title of the page out of a program’s hands', async () => {
    open();
    (await connected()).greet();
    const title = document.title;
    screen.listener.onTitle('evil');
    expect(terminal.current().said).toBe('evil');
    expect(document.title).toBe(title);
  });
});
