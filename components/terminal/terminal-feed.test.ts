import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EXITED, FakeSocket, rowOf } from './fake-socket.fixture';
import { ACK_STEP_BYTES, ANSWER_MS, INPUT_STEP_BYTES, SILENCE_MS, TerminalFeed, type FeedState, type Refusal } from './terminal-feed';

let states: FeedState[];
let screen: string;
let gaps: number[];
let takes: (() => void)[];
let why: Refusal;
let feed: TerminalFeed;

const settle = () => vi.advanceTimersByTimeAsync(0);
const kind = () => states.at(-1)?.kind;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.all = [];
  [states, screen, gaps, takes, why] = [[], '', [], [], 'unknown'];
  feed = new TerminalFeed({
    address: (have) => `ws://host/api/terminals/aa11?have=${have}`,
    protocols: () => ['nsatlas.v1'],
    whyRefused: () => Promise.resolve(why),
    listener: {
      onOutput: (bytes, taken) => {
        screen += new TextDecoder().decode(bytes);
        takes.push(taken);
      },
      onGap: (lost) => {
        gaps.push(lost);
        screen = '';
      },
      onHello: () => undefined,
      onRow: () => undefined,
      onState: (state) => states.push(state),
    },
  });
  feed.start();
});
afterEach(() => {
  feed.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the connection of a terminal', () => {
  it('asks for all there is, and is live with the greeting', () => {
    expect(FakeSocket.last.url).toContain('have=0');
    expect(FakeSocket.last.binaryType).toBe('arraybuffer');
    FakeSocket.last.greet();
    FakeSocket.last.output('hello');
    expect(kind()).toBe('live');
    expect(screen).toBe('hello');
    expect(gaps).toEqual([]);
  });

  it('comes back by itself and goes on behind the last byte it has', async () => {
    FakeSocket.last.greet();
    FakeSocket.last.output('hello');
    FakeSocket.last.cut();
    await settle();
    expect(kind()).toBe('lost');
    await vi.advanceTimersByTimeAsync(400);
    expect(FakeSocket.last.url).toContain('have=5');
    FakeSocket.last.greet({ from: 5 });
    FakeSocket.last.output(' again');
    expect(screen).toBe('hello again');
    expect(gaps).toEqual([]);
  });

  it('begins the screen anew where bytes are lost, and says how many', async () => {
    FakeSocket.last.greet();
    FakeSocket.last.output('hello');
    FakeSocket.last.cut();
    await vi.advanceTimersByTimeAsync(400);
    FakeSocket.last.greet({ from: 1005 });
    FakeSocket.last.output('later');
    expect(gaps).toEqual([1000]);
    expect(screen).toBe('later');
    FakeSocket.last.cut();
    await vi.advanceTimersByTimeAsync(400);
    expect(FakeSocket.last.url).toContain('have=1010');
  });

  it('waits longer after each failure, and not longer than a quarter of a minute or so', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      const before = FakeSocket.all.length;
      const since = Date.now();
      FakeSocket.last.cut();
      while (FakeSocket.all.length === before) await vi.advanceTimersByTimeAsync(50);
      waits.push(Date.now() - since);
    }
    expect(waits[0]).toBeLessThan(400);
    expect(waits[4]).toBeGreaterThan(4 * (waits[0] ?? 0));
    expect(Math.max(...waits)).toBeLessThan(20_000);
  });

  it('tries at once when asked to, and gives up on what does not open', async () => {
    FakeSocket.last.cut();
    await settle();
    feed.retry();
    expect(FakeSocket.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(FakeSocket.all[1]?.readyState).toBe(3);
  });

  it('acknowledges what the screen has taken, at once where it stands and then every 64 KiB, counted from the first byte', () => {
    FakeSocket.last.greet();
    const half = 'x'.repeat(ACK_STEP_BYTES / 2);
    for (let round = 0; round < 5; round += 1) FakeSocket.last.output(half);
    expect(FakeSocket.last.words).toEqual([{ kind: 'ack', bytes: 0 }]);
    for (const take of takes) take();
    expect(FakeSocket.last.words.slice(1)).toEqual([{ kind: 'ack', bytes: ACK_STEP_BYTES }, { kind: 'ack', bytes: 2 * ACK_STEP_BYTES }]);
  });

  it('does not count bytes of before a gap among those behind it', async () => {
    FakeSocket.last.greet();
    FakeSocket.last.output('x'.repeat(ACK_STEP_BYTES));
    const [early] = takes;
    FakeSocket.last.cut();
    await vi.advanceTimersByTimeAsync(400);
    FakeSocket.last.greet({ from: 10 * ACK_STEP_BYTES });
    early?.();
    FakeSocket.last.output('y'.repeat(ACK_STEP_BYTES));
    takes.at(-1)?.();
    expect(FakeSocket.last.words).toEqual([{ kind: 'ack', bytes: 10 * ACK_STEP_BYTES }, { kind: 'ack', bytes: 11 * ACK_STEP_BYTES }]);
  });

  it('sends what is typed as bytes, long pastes in pieces, and nothing before it is greeted', () => {
    const bytes = new TextEncoder().encode('é'.repeat(INPUT_STEP_BYTES));
    expect(feed.input(bytes)).toBe(false);
    FakeSocket.last.greet();
    expect(feed.input(bytes)).toBe(true);
    expect(FakeSocket.last.sent.filter((data) => typeof data !== 'string')).toHaveLength(2);
    expect(FakeSocket.last.typed).toBe('é'.repeat(INPUT_STEP_BYTES));
  });

  it('does not send what is typed while the connection is cut', async () => {
    FakeSocket.last.greet();
    FakeSocket.last.cut();
    await settle();
    expect(feed.input(new Uint8Array([1]))).toBe(false);
  });

  it('sends a size once it has come to rest, not the same twice, and again to a server that has another', async () => {
    FakeSocket.last.greet();
    for (const columns of [90, 95, 100]) feed.resize({ columns, rows: 30 });
    await vi.advanceTimersByTimeAsync(200);
    feed.resize({ columns: 100, rows: 30 });
    await vi.advanceTimersByTimeAsync(200);
    expect(FakeSocket.last.words.slice(1)).toEqual([{ kind: 'resize', columns: 100, rows: 30 }]);
    FakeSocket.last.cut();
    await vi.advanceTimersByTimeAsync(400);
    FakeSocket.last.greet();
    expect(FakeSocket.last.words.slice(1)).toEqual([{ kind: 'resize', columns: 100, rows: 30 }]);
  });

  it.each([['over', EXITED], ['over', { kind: 'failed', at: 1, answer: { failure: 'join', message: 'no shell' } }]] as const)('is %s after the row said so, and does not come back', async (_, state) => {
    FakeSocket.last.greet();
    FakeSocket.last.say({ kind: 'row', now: 1, terminal: rowOf({ state }) });
    FakeSocket.last.cut(1000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(kind()).toBe('over');
    expect(FakeSocket.all).toHaveLength(1);
  });

  it.each([['denied', 'signed-out'], ['gone', 'gone'], ['withdrawn', 'unknown']] as const)('is %s when the server ends it by its policy and says "%s"', async (expected, answer) => {
    why = answer;
    FakeSocket.last.greet();
    FakeSocket.last.cut(1008);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(kind()).toBe(expected);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it.each([['denied', 'signed-out'], ['gone', 'gone'], ['lost', 'unknown']] as const)('is %s when it did not open and the server says "%s"', async (expected, answer) => {
    why = answer;
    FakeSocket.last.cut();
    await settle();
    expect(kind()).toBe(expected);
  });

  it('comes back when it was too slow, or the server went away', async () => {
    for (const code of [4001, 1001]) {
      FakeSocket.last.greet();
      FakeSocket.last.cut(code);
      await vi.advanceTimersByTimeAsync(20_000);
    }
    expect(FakeSocket.all.length).toBeGreaterThanOrEqual(3);
  });

  it('takes a connection that is silent for a cut one: soon after something was typed, else after some pulses', async () => {
    FakeSocket.last.greet();
    feed.input(new Uint8Array([1]));
    await vi.advanceTimersByTimeAsync(ANSWER_MS - 1);
    feed.input(new Uint8Array([2]));
    expect(kind()).toBe('live');
    await vi.advanceTimersByTimeAsync(1);
    expect(kind()).toBe('lost');
    await vi.advanceTimersByTimeAsync(400);
    FakeSocket.last.greet();
    for (let round = 0; round < 5; round += 1) {
      await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
      FakeSocket.last.say({ kind: 'row', now: 1, terminal: rowOf({}) });
    }
    expect(kind()).toBe('live');
    await vi.advanceTimersByTimeAsync(SILENCE_MS);
    expect(kind()).toBe('lost');
  });

  it('ends a connection that says what is not of the contract', () => {
    FakeSocket.last.greet();
    FakeSocket.last.say('{"kind":"hello"}');
    expect(FakeSocket.last.readyState).toBe(3);
  });

  it('stays away once it is stopped', async () => {
    FakeSocket.last.greet();
    feed.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});
