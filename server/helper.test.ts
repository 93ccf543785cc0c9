import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeTotal, type Frame } from '@/lib/frame';
import { answerBytes, frameBytes, HELLO, startFakeHelper, type Asker, type FakeHelper, type Play } from './fake-helper.fixture';
import { ask, converse, openConversation, type Conversation, type HelperAddress, type OpenConversation } from './helper';
import { isHelperError } from './helper-error';

const PATIENCE = { silenceMs: 5000, totalMs: 10_000 };
const SCAN = { verb: 'scan' } as const;
let helper: FakeHelper | null = null;

afterEach(async () => {
  await helper?.stop();
  helper = null;
});

async function fake(play: Play, greet?: (asker: Asker) => void): Promise<HelperAddress> {
  helper = await startFakeHelper(play, greet);
  return helper.address;
}

async function failureOf(work: Promise<unknown>): Promise<{ failure: string; message: string; stage: string | null; errno: string | null }> {
  const error: unknown = await work.then(() => new Error('it succeeded'), (reason: unknown) => reason);
  if (!isHelperError(error)) throw error;
  const { failure, message, stage, errno } = error;
  return { failure, message, stage, errno };
}

describe('a question', () => {
  it('is asked once the helper has greeted, with the protocol it speaks', async () => {
    const address = await fake((_, { answer }) => answer({ fine: true }));
    expect(await ask({ address, request: { verb: 'inspect', namespace: { ino: 7 } } })).toEqual({ fine: true });
    expect(helper?.requests).toEqual([{ protocol: 1, verb: 'inspect', namespace: { ino: 7 } }]);
  });

  it('gets an answer of many frames as one document', async () => {
    const document = { rows: Array.from({ length: 20_000 }, (_, row) => ({ row, name: 'ü€𝄞' })) };
    const address = await fake((_, { answer }) => answer(document));
    expect(await ask({ address, request: SCAN })).toEqual(document);
  });

  it('gets the same when the bytes come one by one', async () => {
    const address = await fake((_, { socket }) => {
      for (const byte of answerBytes({ text: 'ü€𝄞' })) socket.write(Uint8Array.of(byte));
    });
    expect(await ask({ address, request: SCAN })).toEqual({ text: 'ü€𝄞' });
  });

  it('leaves no connection open', async () => {
    const address = await fake((_, { socket }) => socket.write(answerBytes({})));
    await ask({ address, request: SCAN });
    await vi.waitUntil(() => helper?.open() === 0);
  });

  it('longer than the helper takes is not asked', async () => {
    const address = await fake((_, { answer }) => answer({}));
    const { failure } = await failureOf(ask({ address, request: { verb: 'exec', argv: ['x'.repeat(70_000)] } }));
    expect([failure, helper?.requests]).toEqual(['limit', []]);
  });

  it.each([
    ['the helper says why not', ({ send }: Asker) => send('failure', { failure: 'denied', stage: 'join', errno: 'EPERM', message: 'No.' }, true), { failure: 'denied', message: 'No.', stage: 'join', errno: 'EPERM' }],
    ['the helper says why not, without an errno', ({ send }: Asker) => send('failure', { failure: 'gone', stage: 'target', errno: null, message: 'Gone.' }, true), { failure: 'gone', message: 'Gone.', stage: 'target', errno: null }],
    ['the failure has a word we do not know', ({ send }: Asker) => send('failure', { failure: 'tired', message: 'No.' }, true), { failure: 'fault' }],
    ['the helper ends before its answer', ({ socket }: Asker) => socket.end(), { failure: 'fault', message: 'The helper was cut off before its last frame.' }],
    ['the helper ends within its answer', ({ socket }: Asker) => socket.end(answerBytes({ a: 1 }).subarray(0, 10)), { failure: 'fault' }],
    ['the last frame of the answer is missing', ({ socket }: Asker) => socket.end(frameBytes('answer', { a: 1 }, false)), { failure: 'fault' }],
    ['the connection is torn', ({ socket }: Asker) => void socket.destroy(), { failure: 'fault' }],
    ['the answer is no JSON', ({ socket }: Asker) => socket.end(frameBytes('answer', Buffer.from('{"a":'), true)), { failure: 'fault' }],
    ['the answer is no UTF-8', ({ socket }: Asker) => socket.end(frameBytes('answer', Buffer.from([0x22, 0xff, 0x22]), true)), { failure: 'fault' }],
    ['the answer is empty', ({ socket }: Asker) => socket.end(frameBytes('answer', Buffer.alloc(0), true)), { failure: 'fault' }],
    ['a frame has an unknown kind', ({ socket }: Asker) => socket.end(Buffer.from([0, 0, 0, 0, 77, 0, 0, 0])), { failure: 'fault', message: 'The helper broke the protocol: unknown frame kind 77.' }],
    ['a frame is over its limit', ({ socket }: Asker) => socket.end(Buffer.from([0, 0, 1, 0, 3, 0, 0, 0])), { failure: 'fault' }],
    ['a frame is out of turn', ({ send }: Asker) => send('output', Buffer.from('x')), { failure: 'fault', message: 'The helper sent a frame out of turn: output.' }],
    ['it greets twice', ({ send }: Asker) => send('hello', HELLO), { failure: 'fault' }],
  ])('fails when %s', async (_, play, expected) => {
    const address = await fake((_request, asker) => play(asker));
    expect(await failureOf(ask({ address, request: SCAN, patience: PATIENCE }))).toMatchObject(expected);
  });

  it.each([
    ['speaks another protocol', { ...HELLO, protocol: 2 }, 'unsupported'],
    ['cannot do what is asked', { ...HELLO, verbs: ['exec'] }, 'unsupported'],
    ['greets in words we do not know', { protocol: 'one' }, 'fault'],
  ])('fails when the helper %s, and is not sent', async (_, greeting, failure) => {
    const address = await fake(({ }, { answer }) => answer({}), ({ send }) => send('hello', greeting));
    expect((await failureOf(ask({ address, request: SCAN, patience: PATIENCE }))).failure).toBe(failure);
    expect(helper?.requests).toEqual([]);
  });

  it('fails when the helper refuses instead of a greeting', async () => {
    const address = await fake(({ }, { answer }) => answer({}), ({ send }) => send('failure', { failure: 'fault', stage: 'request', message: 'Could not confine itself.' }, true));
    expect(await failureOf(ask({ address, request: SCAN, patience: PATIENCE }))).toMatchObject({ failure: 'fault', message: 'Could not confine itself.' });
  });

  it('fails when something else greets', async () => {
    const address = await fake(({ }, { answer }) => answer({}), ({ socket }) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect((await failureOf(ask({ address, request: SCAN, patience: PATIENCE }))).failure).toBe('fault');
  });

  it('is late when the helper is silent from the start', async () => {
    const address = await fake(() => undefined, () => undefined);
    expect((await failureOf(ask({ address, request: SCAN, patience: { silenceMs: 50, totalMs: 60_000 } }))).failure).toBe('late');
    await vi.waitUntil(() => helper?.open() === 0);
  });

  it('is late when the helper falls silent', async () => {
    const address = await fake((_, { socket }) => void socket.write(answerBytes({ a: 1 }).subarray(0, 10)));
    expect((await failureOf(ask({ address, request: SCAN, patience: { silenceMs: 50, totalMs: 60_000 } }))).failure).toBe('late');
  });

  it('is late when the helper talks without an end', async () => {
    const address = await fake((_, { send, socket }) => {
      const drip = setInterval(() => send('answer', Buffer.from(' ')), 5);
      socket.once('close', () => clearInterval(drip));
    });
    expect((await failureOf(ask({ address, request: SCAN, patience: { silenceMs: 60_000, totalMs: 100 } }))).failure).toBe('late');
  });

  it('has a limit to its answer', async () => {
    const address = await fake((_, { answer }) => answer('x'.repeat(200_000)));
    expect((await failureOf(ask({ address, request: SCAN, patience: PATIENCE, limitBytes: 100_000 }))).failure).toBe('limit');
  });

  it('can be taken back, which closes the connection', async () => {
    const asker = new AbortController();
    const address = await fake(() => asker.abort());
    await expect(ask({ address, request: SCAN, patience: PATIENCE, signal: asker.signal })).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await vi.waitUntil(() => helper?.open() === 0);
  });

  it('that was taken back before is not asked', async () => {
    const address = await fake((_, { answer }) => answer({}));
    await expect(ask({ address, request: SCAN, signal: AbortSignal.abort() })).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(helper?.requests).toEqual([]);
  });

  it('is for nobody when no socket is there', async () => {
    expect((await failureOf(ask({ address: { transport: 'unix', path: '/run/nsatlas-no-such.sock' }, request: SCAN }))).failure).toBe('absent');
  });

  it('is for nobody when nobody listens on the socket', async () => {
    const address = await fake(() => undefined);
    const path = address.transport === 'unix' ? address.path : '';
    writeFileSync(`${path}.dead`, '');
    expect((await failureOf(ask({ address: { transport: 'unix', path: `${path}.dead` }, request: SCAN }))).failure).toBe('absent');
  });
});

describe('a conversation', () => {
  it('gives each frame in order and carries replies', async () => {
    const address = await fake((_, { send, received }) => {
      send('started', { pid: 7 });
      send('output', Buffer.from('out'));
      const wait = setInterval(() => {
        if (!received.some(({ kind }) => kind === 'ack')) return;
        clearInterval(wait);
        send('exit', { code: 0 }, true);
      }, 5);
    });
    const kinds: string[] = [];
    await converse({
      address, request: { verb: 'exec' }, patience: PATIENCE,
      onFrame: (frame, reply) => {
        kinds.push(frame.kind);
        if (frame.kind === 'output') reply({ kind: 'ack', last: false, body: encodeTotal(3) });
      },
    });
    expect(kinds).toEqual(['started', 'output', 'exit']);
  });

  it('loses nothing the helper wrote, although it has ended when we acknowledge', async () => {
    const piece = Buffer.alloc(16_384, 'x');
    const address = await fake((_, { send, socket }) => {
      socket.pause();
      for (let round = 0; round < 9; round += 1) send('output', piece);
      send('exit', { code: 0 }, true);
      socket.destroySoon();
    });
    let bytes = 0;
    const kinds = new Set<string>();
    await converse({
      address, request: { verb: 'exec' }, patience: PATIENCE,
      onFrame: ({ kind, body }: Frame, reply) => {
        kinds.add(kind);
        bytes += kind === 'output' ? body.length : 0;
        reply({ kind: 'ack', last: false, body: encodeTotal(bytes) });
      },
    });
    expect([bytes, [...kinds]]).toEqual([9 * 16_384, ['output', 'exit']]);
  });

  it('ends with what the listener throws', async () => {
    const address = await fake((_, { send }) => send('output', Buffer.from('x')));
    const error = new Error('enough');
    await expect(converse({ address, request: SCAN, patience: PATIENCE, onFrame: () => { throw error; } })).rejects.toBe(error);
    await vi.waitUntil(() => helper?.open() === 0);
  });

  it('hears nothing behind the last frame', async () => {
    const address = await fake((_, { socket }) => void socket.end(Buffer.concat([answerBytes(1), answerBytes(2)])));
    expect(await ask({ address, request: SCAN })).toBe(1);
  });
});

describe('an open conversation', () => {
  const ended = (talk: OpenConversation): Promise<string> => talk.ended.then(() => 'well', (error: unknown) => (isHelperError(error) ? error.failure : String(error)));
  const begin = (address: HelperAddress, more: Partial<Conversation> = {}): OpenConversation =>
    openConversation({ address, request: { verb: 'exec' }, patience: PATIENCE, onFrame: () => undefined, ...more });

  it('carries frames of ours at any time, and none after its end', async () => {
    let asker: Asker | null = null;
    const address = await fake((_, given) => {
      asker = given;
      given.send('started', { pid: 7 });
    });
    let isStarted = false;
    const talk = begin(address, { onFrame: () => (isStarted = true) });
    await vi.waitUntil(() => isStarted);
    for (const word of ['one', 'two']) {
      talk.send({ kind: 'input', last: false, body: Buffer.from(word) });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { received, send } = asker as unknown as Asker;
    await vi.waitUntil(() => received.length === 3);
    send('exit', { code: 0 }, true);
    expect(await ended(talk)).toBe('well');
    talk.send({ kind: 'input', last: false, body: Buffer.from('late') });
    expect(received.slice(1).map(({ body }) => Buffer.from(body).toString())).toEqual(['one', 'two']);
  });

  it('tells how much the helper has not taken, and when it has taken all', async () => {
    let asker: Asker | null = null;
    const address = await fake((_, given) => {
      asker = given;
      given.socket.pause();
      given.send('started', { pid: 7 });
    });
    let [isStarted, drains] = [false, 0];
    const talk = begin(address, { onFrame: () => (isStarted = true), onDrain: () => (drains += 1) });
    await vi.waitUntil(() => isStarted);
    for (let round = 0; round < 128; round += 1) talk.send({ kind: 'input', last: false, body: new Uint8Array(32_768) });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([talk.bufferedBytes() > 1_000_000, drains]).toEqual([true, 0]);
    const { socket, send } = asker as unknown as Asker;
    socket.resume();
    await vi.waitUntil(() => drains === 1);
    expect(talk.bufferedBytes()).toBe(0);
    send('exit', { code: 0 }, true);
    expect(await ended(talk)).toBe('well');
  });

  it.each([['runs', 'started', { pid: 7 }], ['waits for somebody', 'waiting', { number: 1, command: 'x' }]] as const)('that is patient once it %s may be silent', async (_, kind, body) => {
    let asker: Asker | null = null;
    const address = await fake((_request, given) => {
      asker = given;
      given.send(kind, body);
    });
    // Long enough to be greeted on a busy machine, and then outlived.
    const talk = begin(address, { patience: { silenceMs: 1500, totalMs: 1500, untilStarted: true } });
    await new Promise((resolve) => setTimeout(resolve, 1800));
    (asker as unknown as Asker).send('exit', { code: 0 }, true);
    expect(await ended(talk)).toBe('well');
  });

  it('that is patient only then is late before', async () => {
    const address = await fake(() => undefined);
    expect(await ended(begin(address, { patience: { silenceMs: 60, totalMs: 120, untilStarted: true } }))).toBe('late');
  });

  it('that is not patient is late although it runs', async () => {
    const address = await fake((_, { send }) => send('started', { pid: 7 }));
    expect(await ended(begin(address, { patience: { silenceMs: 60, totalMs: 120 } }))).toBe('late');
  });
});

describe('a helper started as a program', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'nsatlas-program-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function program(script: string): HelperAddress {
    const path = join(directory, 'helper');
    writeFileSync(path, `#!${process.execPath}\n${script}`);
    chmodSync(path, 0o755);
    return { transport: 'spawn', program: path };
  }
  const greeting = `process.stdout.write(Buffer.from('${Buffer.from(frameBytes('hello', HELLO, true)).toString('base64')}', 'base64'));`;
  const answer = `Buffer.from('${Buffer.from(answerBytes({ by: 'program' })).toString('base64')}', 'base64')`;

  it('is asked over its standard input and output', async () => {
    const address = program(`${greeting} process.stdin.once('data', (bytes) => process.stdout.end(bytes[4] === 2 ? ${answer} : ''));`);
    expect(await ask({ address, request: SCAN })).toEqual({ by: 'program' });
  });

  it('is cut off when it ends early', async () => {
    expect((await failureOf(ask({ address: program('process.exit(1)'), request: SCAN }))).failure).toBe('fault');
  });

  it('is absent when it is not there, or may not be run', async () => {
    const address: HelperAddress = { transport: 'spawn', program: join(directory, 'none') };
    expect((await failureOf(ask({ address, request: SCAN }))).failure).toBe('absent');
    writeFileSync(join(directory, 'plain'), '');
    expect((await failureOf(ask({ address: { transport: 'spawn', program: join(directory, 'plain') }, request: SCAN }))).failure).toBe('absent');
  });

  it('learns from its closed input that the asker has gone', async () => {
    const asker = new AbortController();
    const address = program(`const { writeFileSync } = require('node:fs'); ${greeting}
      process.stdin.once('data', () => writeFileSync('${directory}/asked', '')).once('end', () => { writeFileSync('${directory}/end', ''); process.exit(); });`);
    const asked = ask({ address, request: SCAN, signal: asker.signal });
    await vi.waitUntil(() => existsIn('asked'), { timeout: 5000 });
    asker.abort();
    await expect(asked).rejects.toThrow();
    await vi.waitUntil(() => existsIn('end'), { timeout: 5000 });
  });

  function existsIn(name: string): boolean {
    return existsSync(join(directory, name));
  }
});
