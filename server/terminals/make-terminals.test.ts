import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { TERMINAL_PULSE_MS, terminalList, terminalRequest, type TerminalRequest } from '@/lib/terminal-schema';
import type { Viewer } from '../authorize';
import { startFakeHelper, type Asker, type FakeHelper } from '../fake-helper.fixture';
import { Bearers } from '../guard/bearer';
import { Sessions } from '../guard/session';
import { makeTerminals, type TerminalServices } from './make-terminals';
import type { Terminals } from './terminals';

const SNAPSHOT = snapshotOf({ processes: [{ pid: 50, namespaces: { net: 20 } }], namespaces: [{ type: 'net', ino: 20, id: '2' }] });
const EXIT = { code: 0, signal: null, timedOut: false, truncated: false, durationMs: 12 };
const BOSS: Viewer = { name: 'the exec token', acts: ['view', 'exec'] };

let helper: FakeHelper;
let sessions: Sessions;
let terminals: Terminals;
let services: TerminalServices;
let stopping: AbortController;
let log: string[] = [];
/** Begun, in any order; each of them runs. */
let shells: Asker[] = [];
let now = 0;

beforeEach(async () => {
  [log, shells] = [[], []];
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => log.push(String(line)) > 0);
  helper = await startFakeHelper((_, asker) => {
    shells.push(asker);
    asker.send('started', { pid: 1, joined: [] });
  });
  sessions = new Sessions();
  stopping = new AbortController();
  now = 1_000_000;
  const bearers = new Bearers({ viewTokenHash: '', execTokenHash: '' });
  const house = { readOnly: false, hasExecDoor: true };
  ({ terminals, services } = makeTerminals({ execDoor: helper.address, house, keys: { sessions, bearers }, stopping: stopping.signal, credentials: ({ name }) => ({ viewer: name }), lookUp: (find) => Promise.resolve(find(SNAPSHOT)), clock: () => now }));
});
afterEach(async () => {
  terminals.stop();
  await helper.stop();
  vi.restoreAllMocks();
});

function requestOf(more: Partial<TerminalRequest> = {}): TerminalRequest {
  return terminalRequest.parse({ target: 'process/50@1050', types: ['net'], argv: ['sh'], columns: 80, rows: 24, ...more });
}

/** Somebody who has signed in. */
function newViewer(): Viewer {
  const viewer = sessions.byBoth(sessions.open());
  if (viewer === null) throw new Error('not signed in');
  return viewer;
}

async function begin(viewer = BOSS, more: Partial<TerminalRequest> = {}): Promise<string> {
  return (await services.start(requestOf(more), viewer)).id;
}

const states = (viewer = BOSS): string[] => services.list(viewer).terminals.map(({ state }) => state.kind);
const endAll = async (count: number): Promise<void> => {
  await vi.waitUntil(() => shells.length === count, { timeout: 10_000 });
  for (const shell of shells) shell.send('exit', EXIT, true);
  await vi.waitUntil(() => !states().includes('running') && !states().includes('starting'), { timeout: 10_000 });
};

describe('beginning a terminal', () => {
  it('is written down before it runs, and so is its end', async () => {
    const id = await begin();
    await endAll(1);
    const [, , ended] = [...log, ''];
    expect(log[0]).toMatch(new RegExp(`nsatlas: audit: \\S+ terminal by the exec token: \\{"id":"${id}","target":"process/50@1050","types":\\["net"\\],"as":"target","argv":\\["sh"\\]\\}\\n$`));
    expect([log.length, log[1], ended]).toEqual([2, expect.stringMatching(new RegExp(`terminal ended: \\{"id":"${id}","kind":"ended","at":1000000,"code":0,.*\\}\\n$`)) as string, '']);
  });

  it.each([
    ['a process that is gone', { target: 'process/50@1' }, 'gone'],
    ['what is no object', { target: 'process/x' }, 'gone'],
    ['a type that could not be read', { types: ['uts'] as const }, 'denied'],
  ])('in %s is refused at once', async (_, more, failure) => {
    await expect(services.start(requestOf(more as Partial<TerminalRequest>), BOSS)).rejects.toMatchObject({ failure });
    expect(services.list(BOSS).terminals).toEqual([]);
  });

  it('is no flood when somebody opens all that are allowed at once; the next must wait or end one', async () => {
    const viewer = newViewer();
    await Promise.all(Array.from({ length: 128 }, () => begin(viewer)));
    await vi.waitUntil(() => states().every((state) => state === 'running'), { timeout: 10_000 });
    await expect(begin(viewer)).rejects.toMatchObject({ name: 'DoorRefusal', failure: 'limit' });
    for (const { id } of services.list(viewer).terminals) services.end(id, viewer);
    for (const shell of shells) shell.send('exit', EXIT, true);
    await vi.waitUntil(() => !states().includes('running'), { timeout: 10_000 });
    await expect(begin(viewer)).rejects.toMatchObject({ failure: 'limit', message: expect.stringContaining('128 terminals in 10 s') as string });
  });

  it('is done by two viewers a hundred times at once, and by three not more than 192 times', async () => {
    const viewers = [newViewer(), newViewer(), newViewer()];
    const [one, two, three] = viewers as [Viewer, Viewer, Viewer];
    const began = performance.now();
    await Promise.all([...Array.from({ length: 50 }, () => begin(one)), ...Array.from({ length: 50 }, () => begin(two))]);
    await vi.waitUntil(() => states().filter((state) => state === 'running').length === 100, { timeout: 10_000 });
    expect(performance.now() - began).toBeLessThan(5000);
    await Promise.all([...Array.from({ length: 46 }, () => begin(one)), ...Array.from({ length: 46 }, () => begin(two))]);
    await expect(begin(three)).rejects.toMatchObject({ failure: 'limit', message: expect.stringContaining('192') as string });
  });

  it('comes to nothing when its session ends meanwhile', async () => {
    const viewer = newViewer();
    const begun = begin(viewer);
    sessions.end(viewer.name);
    await expect(begun).rejects.toMatchObject({ failure: 'denied' });
    expect(services.list(BOSS).terminals).toEqual([]);
  });
});

describe('the list', () => {
  it('has the newest first', async () => {
    const ids = [await begin(), await begin(), await begin()];
    const list = services.list(BOSS);
    expect(terminalList.parse(list)).toEqual(list);
    expect([list.now, list.terminals.map(({ id }) => id)]).toEqual([now, ids.reverse()]);
  });

  it('tells the pages that we are still there, also when nothing has changed', async () => {
    const session = terminals.find(await begin(), BOSS);
    await vi.waitUntil(() => states()[0] === 'running');
    const tell = vi.fn();
    session.join({ viewer: BOSS, mayType: true, greet: () => undefined, tell, send: () => undefined, bufferedBytes: () => 0, close: () => undefined, pause: () => undefined, resume: () => undefined }, null);
    for (const [later, told] of [[TERMINAL_PULSE_MS - 1, 0], [1, 1], [1, 1]] as const) {
      now += later;
      session.tick();
      expect(tell).toHaveBeenCalledTimes(told);
    }
  });

  it('keeps those that are over for five minutes', async () => {
    await begin();
    await endAll(1);
    const running = await begin();
    now += 5 * 60_000 - 1;
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(states()).toHaveLength(2);
    now += 1;
    await vi.waitUntil(() => states().length === 1, { timeout: 5000 });
    expect(services.list(BOSS).terminals[0]?.id).toBe(running);
  });

  it('keeps the 32 that ended last', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, () => begin()));
    await vi.waitUntil(() => shells.length === 40, { timeout: 10_000 });
    for (const id of ids) {
      now += 1;
      services.end(id, BOSS);
      const told = await vi.waitUntil(() => shells.find(({ received }) => received.at(-1)?.kind === 'signal'), { interval: 2 });
      shells.splice(shells.indexOf(told), 1);
      told.send('exit', EXIT, true);
      await vi.waitUntil(() => services.list(BOSS).terminals.find((row) => row.id === id)?.state.kind !== 'running', { interval: 2 });
    }
    const left = services.list(BOSS).terminals.map(({ id }) => id);
    expect([...left].sort()).toEqual(ids.slice(8).sort());
  });
});

describe('a recording', () => {
  it('is of what was shown since, in its sizes, and can be had while it goes on', async () => {
    const id = await begin(BOSS, { record: true });
    await vi.waitUntil(() => shells.length === 1);
    shells[0]?.send('output', Buffer.from('one\r\n'));
    await vi.waitUntil(() => services.row(id, BOSS).terminal.bytesOut === 5);
    expect(services.row(id, BOSS).terminal).toMatchObject({ isRecording: true, hasRecording: true, isRecordingFull: false });
    const [header, event] = services.recording(id, BOSS).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);
    expect([header, event]).toEqual([{ version: 2, width: 80, height: 24, timestamp: 1000, title: 'sleep', env: { TERM: 'xterm-256color' } }, [expect.any(Number) as number, 'o', 'one\r\n']]);
    expect(services.change(id, { record: false }, BOSS).terminal).toMatchObject({ isRecording: false, hasRecording: true });
    await endAll(1);
    expect(services.recording(id, BOSS).toString()).toContain('one');
  });

  it('says when it is full', async () => {
    const id = await begin(BOSS, { record: true });
    await vi.waitUntil(() => shells.length === 1);
    for (let round = 0; round < 530; round += 1) shells[0]?.send('output', Buffer.alloc(32_768, 'x'));
    await vi.waitUntil(() => services.row(id, BOSS).terminal.bytesOut === 530 * 32_768, { timeout: 10_000 });
    expect(services.row(id, BOSS).terminal).toMatchObject({ isRecording: false, hasRecording: true, isRecordingFull: true });
    const recording = services.recording(id, BOSS);
    expect([recording.length <= 16 * 1024 * 1024, recording.toString('utf8', recording.length - 100)]).toEqual([true, expect.stringMatching(/"m","nsatlas: no room is left[^"]*"\]\n$/) as string]);
  });

  it('is none where nothing was recorded', async () => {
    const id = await begin();
    expect(() => services.recording(id, BOSS)).toThrow(expect.objectContaining({ failure: 'gone' }));
  });
});
