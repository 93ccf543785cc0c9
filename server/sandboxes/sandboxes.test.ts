import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandboxList, sandboxRequest, type SandboxRequest } from '@/lib/sandbox-schema';
import { HELLO, startFakeHelper, type Asker, type FakeHelper } from '../fake-helper.fixture';
import { Sandboxes } from './sandboxes';

const STARTED = { pid: 50, startTime: 9, namespaces: [{ type: 'net', ino: 20, id: '5' }], address: '10.213.0.2', calls: ['clone3({flags=CLONE_NEWNET})'] };
const EXIT = { code: null, signal: 'SIGKILL' };
const BOSS = { owner: 'session 1', credentials: { viewer: 'session 1' } };
const { signal } = new AbortController();
const ask = (more: Partial<SandboxRequest> = {}): SandboxRequest => sandboxRequest.parse({ name: 'blue', types: ['net'], ...more });

let helper: FakeHelper;
let holders: Asker[];
let pinned: { name: string; since?: number; address?: string; calls?: string[]; namespaces: typeof STARTED.namespaces }[];
let stopping: AbortController;
let now: number;
let changes: number;
let sandboxes: Sandboxes;

/** As the helper does: SIGKILL ends the sandbox, and only then comes the last frame. */
function play(request: Record<string, unknown>, asker: Asker): void {
  if (request['verb'] === 'sandboxes') asker.answer({ sandboxes: pinned });
  else if (request['verb'] === 'remove') {
    pinned = pinned.filter(({ name }) => name !== request['name']);
    asker.answer({});
  } else {
    holders.push(asker);
    if (request['pin'] === true) pinned.push({ name: String(request['name']), namespaces: STARTED.namespaces });
    asker.send('started', STARTED);
    asker.socket.on('data', () => {
      if (asker.received.some(({ kind, body }) => kind === 'signal' && body[0] === 9)) asker.send('exit', EXIT, true);
    });
  }
}

beforeEach(async () => {
  [holders, pinned, now, changes] = [[], [], 0, 0];
  helper = await startFakeHelper(play, ({ send }) => send('hello', { ...HELLO, verbs: ['create', 'remove', 'sandboxes'] }));
  stopping = new AbortController();
  sandboxes = new Sandboxes({ execDoor: helper.address, stopping: stopping.signal, onChange: () => (changes += 1) }, () => Date.now() + now);
});
afterEach(async () => {
  stopping.abort(new DOMException('stopping', 'AbortError'));
  await helper.stop();
});

describe('a sandbox', () => {
  it('is what was asked for, and lives as long as its connection', async () => {
    const row = await sandboxes.create(ask({ argv: ['sleep', '9'] }), BOSS, signal);
    expect(row).toMatchObject({ name: 'blue', owner: 'session 1', holder: { pid: 50, startTime: 9, argv: ['sleep', '9'] }, address: '10.213.0.2', pinned: false, calls: STARTED.calls, ended: null });
    expect(helper.requests[0]).toMatchObject({ verb: 'create', name: 'blue', types: ['net'], argv: ['sleep', '9'], viewer: 'session 1' });
    expect(sandboxes.holders()).toEqual([{ name: 'blue', pid: 50, startTime: 9 }]);
    expect([helper.open(), changes]).toEqual([1, 1]);
    expect(sandboxList.parse(await sandboxes.list())).toEqual({ sandboxes: [row], waiting: [], trouble: null });
  });

  it('is removed when the helper says that nothing is left', async () => {
    await sandboxes.create(ask(), BOSS, signal);
    expect(await sandboxes.remove('blue', BOSS)).toEqual({ sandboxes: [], waiting: [], trouble: null });
    expect(holders[0]?.received.map(({ kind }) => kind)).toEqual(['request', 'input', 'signal']);
    expect(helper.requests.map(({ verb }) => verb)).not.toContain('remove');
    await expect.poll(() => helper.open()).toBe(0);
  });

  it('with pins is removed with them', async () => {
    await sandboxes.create(ask({ pin: true }), BOSS, signal);
    expect((await sandboxes.remove('blue', BOSS)).sandboxes).toEqual([]);
    expect(helper.requests).toContainEqual({ protocol: 1, verb: 'remove', name: 'blue', viewer: 'session 1' });
  });

  it('that ends by itself tells for five minutes how', async () => {
    await sandboxes.create(ask(), BOSS, signal);
    holders[0]?.send('errout', Buffer.from('oh no'));
    holders[0]?.send('exit', { code: 3, signal: null }, true);
    await expect.poll(() => sandboxes.holders()).toEqual([]);
    expect((await sandboxes.list()).sandboxes).toMatchObject([{ name: 'blue', holder: null, ended: { code: 3, signal: null, stderr: 'oh no', why: null } }]);
    now = 5 * 60_000 + 1000;
    expect((await sandboxes.list()).sandboxes).toEqual([]);
  });

  it('that ended gives its name back, a pinned one does not', async () => {
    await sandboxes.create(ask(), BOSS, signal);
    holders[0]?.send('exit', EXIT, true);
    await expect.poll(() => sandboxes.holders()).toEqual([]);
    await sandboxes.create(ask({ pin: true }), BOSS, signal);
    holders[1]?.send('exit', EXIT, true);
    await expect.poll(() => sandboxes.holders()).toEqual([]);
    await expect(sandboxes.create(ask(), BOSS, signal)).rejects.toMatchObject({ failure: 'usage', path: '.name' });
    now = 6 * 60_000;
    expect((await sandboxes.list()).sandboxes).toMatchObject([{ owner: 'session 1', pinned: true, holder: null }]);
    expect((await sandboxes.remove('blue', BOSS)).sandboxes).toEqual([]);
  });

  it('whose helper is cut off says so', async () => {
    await sandboxes.create(ask(), BOSS, signal);
    holders[0]?.socket.destroy();
    await expect.poll(async () => (await sandboxes.list()).sandboxes).toMatchObject([{ ended: { code: null, signal: null, why: 'The helper was cut off before its last frame.' } }]);
  });

  it('keeps the last of its complaints, and takes all of them', async () => {
    await sandboxes.create(ask(), BOSS, signal);
    for (let piece = 0; piece < 5; piece += 1) holders[0]?.send('errout', Buffer.alloc(32 * 1024, String(piece)));
    holders[0]?.send('output', Buffer.alloc(32 * 1024));
    await expect.poll(() => holders[0]?.received.filter(({ kind }) => kind === 'ack').map(({ body }) => Number(Buffer.from(body).readBigUInt64LE()))).toEqual([65_536, 131_072, 196_608]);
    holders[0]?.send('exit', EXIT, true);
    await expect.poll(async () => (await sandboxes.list()).sandboxes[0]?.ended?.stderr).toBe('4'.repeat(16 * 1024));
  });
});

describe('what is refused', () => {
  it('a name twice, also while the first is being made', async () => {
    const first = sandboxes.create(ask(), BOSS, signal);
    await expect(sandboxes.create(ask(), BOSS, signal)).rejects.toMatchObject({ failure: 'usage', path: '.name' });
    await first;
  });

  it('what the helper refuses, and the name is free again', async () => {
    helper.play = (_, { send }) => send('failure', { failure: 'denied', stage: 'create', message: 'Not by you.' }, true);
    await expect(sandboxes.create(ask(), BOSS, signal)).rejects.toMatchObject({ failure: 'denied', stage: 'create', message: 'Not by you.' });
    helper.play = play;
    expect(await sandboxes.create(ask(), BOSS, signal)).toMatchObject({ name: 'blue' });
  });

  it('a directory that is none, beside its field', async () => {
    helper.play = (_, { send }) => send('failure', { failure: 'usage', stage: 'make', errno: 'ENOENT', message: 'there is no such directory: /x' }, true);
    const directory = ask({ types: ['mnt', 'pid'], root: { kind: 'directory', path: '/x' } });
    await expect(sandboxes.create(directory, BOSS, signal)).rejects.toMatchObject({ failure: 'usage', path: '.root.path', message: 'there is no such directory: /x' });
    await expect(sandboxes.create(ask(), BOSS, signal)).rejects.not.toHaveProperty('path');
  });

  it('to remove what is not there', async () => {
    await expect(sandboxes.remove('red', BOSS)).rejects.toMatchObject({ failure: 'gone' });
  });

  it('everything without an exec door; the list is empty', async () => {
    const none = new Sandboxes({ execDoor: null, stopping: stopping.signal, onChange: () => undefined });
    await expect(none.create(ask(), BOSS, signal)).rejects.toMatchObject({ failure: 'denied' });
    expect(await none.list()).toEqual({ sandboxes: [], waiting: [], trouble: null });
  });
});

describe('the list', () => {
  it('has those that an earlier nsatlas left pinned', async () => {
    pinned = [{ name: 'old', since: 77, address: '10.213.0.5', calls: STARTED.calls, namespaces: STARTED.namespaces }];
    await sandboxes.create(ask(), BOSS, signal);
    expect((await sandboxes.list()).sandboxes).toMatchObject([{ name: 'blue' }, { name: 'old', owner: null, since: 77, address: '10.213.0.5', calls: STARTED.calls, pinned: true, holder: null, namespaces: STARTED.namespaces }]);
    expect((await sandboxes.remove('old', BOSS)).sandboxes).toMatchObject([{ name: 'blue' }]);
  });

  it('says what could not be looked for, and has the others all the same', async () => {
    await sandboxes.create(ask(), BOSS, signal);
    helper.play = (_, { send }) => send('failure', { failure: 'denied', message: 'No.' }, true);
    expect(await sandboxes.list()).toMatchObject({ sandboxes: [{ name: 'blue' }], trouble: { failure: 'denied', message: 'No.' } });
  });

  it('says what somebody has to confirm on the host', async () => {
    let waiting: Asker | undefined;
    helper.play = (request, asker) => {
      if (request['verb'] !== 'create') play(request, asker);
      else (waiting = asker).send('waiting', { number: 4821, command: 'sudo npx nsatlas approve 4821' });
    };
    const made = sandboxes.create(ask(), BOSS, signal);
    await expect.poll(async () => (await sandboxes.list()).waiting).toEqual([{ name: 'blue', command: 'sudo npx nsatlas approve 4821' }]);
    waiting?.send('started', STARTED);
    await made;
    expect((await sandboxes.list()).waiting).toEqual([]);
  });
});

describe('the end of others', () => {
  it('who asked and went away before it was there gets none', async () => {
    helper.play = (request, asker) => (request['verb'] === 'create' ? undefined : play(request, asker));
    const leaves = new AbortController();
    const made = sandboxes.create(ask(), BOSS, leaves.signal);
    await expect.poll(() => helper.requests.length).toBe(1);
    leaves.abort();
    await expect(made).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => helper.open()).toBe(0);
  });

  it('who asked and goes away later leaves it to the product', async () => {
    const leaves = new AbortController();
    await sandboxes.create(ask(), BOSS, leaves.signal);
    leaves.abort();
    expect(sandboxes.holders()).toHaveLength(1);
  });

  it('the product stops, and lets go of all', async () => {
    await sandboxes.create(ask(), BOSS, signal);
    stopping.abort(new DOMException('stopping', 'AbortError'));
    await expect.poll(() => helper.open()).toBe(0);
    expect(sandboxes.holders()).toEqual([]);
  });
});
