import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyChange } from '@/lib/change';
import { liveMessage, type LiveMessage, type Scan, type Snapshot } from '@/lib/schema';
import { containerFactsOf, scanOf, snapshotOf } from '@/lib/snapshot.fixture';
import { startFakeHelper, type FakeHelper } from './fake-helper.fixture';
import { scanHost } from './scan';
import { SnapshotCache } from './snapshot-cache';
import { containersBy, takeSnapshot } from './take-snapshot';
import { periodFor, Watch, type Rhythm } from './watch';

const RHYTHM: Rhythm = { periodMs: 5, readerMs: 200, troubleMs: 5 };
const FIRST = 5000;
let helper: FakeHelper;
let cache: SnapshotCache;
let watch: Watch;
/** What the host looks like now. */
let host: Scan;

beforeEach(async () => {
  host = scanOf({ processes: [{ pid: 1 }] });
  helper = await startFakeHelper((_, { answer }) => answer({ ...host, time: host.time + helper.requests.length }));
  const inspectDoor = helper.address;
  const containers = containersBy({ inspectDoor });
  cache = new SnapshotCache({ take: (previous) => takeSnapshot({ scan: () => scanHost(inspectDoor), ...containers, previous }), firstVersion: FIRST });
  watch = new Watch(cache, RHYTHM);
});
afterEach(async () => {
  watch.stop();
  await helper.stop();
});

/** A viewer that puts together what it gets, as the page does. */
class FakeViewer {
  readonly messages: LiveMessage[] = [];
  snapshot: Snapshot | null = null;
  version: number | null = null;
  buffered = 0;

  readonly send = (text: string): void => {
    const message = liveMessage.parse(JSON.parse(text));
    this.messages.push(message);
    if (message.kind === 'snapshot') this.snapshot = message.snapshot;
    if (message.kind === 'change') {
      expect(message.base).toBe(this.version);
      this.snapshot = applyChange(this.snapshot ?? snapshotOf(), message.change);
    }
    if ('version' in message) this.version = message.version;
  };
  readonly bufferedBytes = (): number => this.buffered;

  kinds(): string[] {
    return this.messages.map(({ kind }) => kind);
  }
  pids(): number[] {
    return this.snapshot?.processes.map(({ pid }) => pid) ?? [];
  }
}

/** A busy machine takes its time. */
const TEST_MS = 30_000;
vi.setConfig({ testTimeout: TEST_MS });
const until = (isSo: () => boolean): Promise<boolean> => vi.waitUntil(isSo, { timeout: TEST_MS - 5000, interval: 2 });
const seen = (viewer: FakeViewer, ...pids: number[]): Promise<boolean> => until(() => JSON.stringify(viewer.pids()) === JSON.stringify(pids));
const looks = (): number => helper.requests.length;
async function looksMore(count: number): Promise<void> {
  const before = looks();
  await until(() => looks() >= before + count);
}

describe('watching', () => {
  it('begins with a snapshot and goes on with changes', async () => {
    const viewer = new FakeViewer();
    watch.join(viewer);
    await seen(viewer, 1);
    host = scanOf({ processes: [{ pid: 1 }, { pid: 2 }] });
    await seen(viewer, 1, 2);
    host = scanOf({ processes: [{ pid: 2 }] });
    await seen(viewer, 2);
    expect(viewer.messages.map((message) => [message.kind, 'version' in message ? message.version : null])).toEqual([['snapshot', FIRST], ['change', FIRST + 1], ['change', FIRST + 2]]);
  });

  it('says nothing while nothing changes', async () => {
    const viewer = new FakeViewer();
    watch.join(viewer);
    await looksMore(5);
    expect(viewer.kinds()).toEqual(['snapshot']);
  });

  it('looks once for two viewers', async () => {
    let open = 0;
    let most = 0;
    helper.play = (_, { answer, socket }) => {
      open += 1;
      most = Math.max(most, open);
      socket.once('close', () => (open -= 1));
      answer(host);
    };
    const [one, two] = [new FakeViewer(), new FakeViewer()];
    watch.join(one);
    watch.join(two);
    await looksMore(5);
    host = scanOf({ processes: [{ pid: 3 }] });
    await seen(one, 3);
    await seen(two, 3);
    expect(most).toBe(1);
    expect(two.kinds()).toEqual(['snapshot', 'change']);
  });

  it('does not look at all when nobody does', async () => {
    const leave = watch.join(new FakeViewer());
    await looksMore(2);
    leave();
    await rest(20);
    const before = looks();
    await rest(40);
    expect(looks()).toBe(before);
  });

  it('begins again for the next viewer, with a picture of now', async () => {
    watch.join(new FakeViewer())();
    await rest(20);
    host = scanOf({ processes: [{ pid: 9 }] });
    const viewer = new FakeViewer();
    watch.join(viewer);
    await until(() => viewer.messages.length > 0);
    expect(viewer.pids()).toEqual([9]);
  });

  it('goes on for a while for one who only reads', async () => {
    const patient = new Watch(cache, { ...RHYTHM, readerMs: 10 * TEST_MS });
    await cache.current({ maxAgeMs: 0 });
    patient.noteReader();
    await looksMore(3);
    patient.stop();
  });

  it('and rests after that', async () => {
    watch.noteReader();
    await looksMore(1);
    await rest(RHYTHM.readerMs / RHYTHM.periodMs);
  });

  /** Until the loop has left out so many looks, with none under way. */
  async function rest(periods: number): Promise<void> {
    await cache.current({ maxAgeMs: Infinity });
    await until(() => cache.latest !== null && cache.ageMs > periods * RHYTHM.periodMs);
  }
});

describe('a viewer that comes back', () => {
  /** One viewer keeps the loop going while the others come and go. */
  async function changeHost(times: number): Promise<void> {
    const keeper = new FakeViewer();
    const leave = watch.join(keeper);
    for (let pid = 100; pid < 100 + times; pid += 1) {
      host = scanOf({ processes: [{ pid: 1 }, { pid }] });
      await seen(keeper, 1, pid);
    }
    leave();
  }
  async function seeAndLeave(): Promise<FakeViewer> {
    const viewer = new FakeViewer();
    const leave = watch.join(viewer);
    await seen(viewer, 1);
    leave();
    viewer.messages.length = 0;
    return viewer;
  }

  it('gets the changes since its version', async () => {
    const viewer = await seeAndLeave();
    await changeHost(3);
    watch.join(viewer, viewer.version);
    await seen(viewer, 1, 102);
    expect(viewer.kinds()).toEqual(['change', 'change', 'change']);
  });

  it('is told when nothing has changed', async () => {
    const viewer = await seeAndLeave();
    watch.join(viewer, viewer.version);
    await until(() => viewer.messages.length > 0);
    expect(viewer.messages).toMatchObject([{ kind: 'change', base: FIRST, version: FIRST, change: { processes: { put: [], drop: [] } } }]);
  });

  it('gets a snapshot when it was away for too many changes', async () => {
    const viewer = await seeAndLeave();
    await changeHost(31);
    watch.join(viewer, viewer.version);
    await seen(viewer, 1, 130);
    expect(viewer.kinds()).toEqual(['snapshot']);
  });

  it.each([1, FIRST + 1_000_000])('gets a snapshot when it knows version %i of another server', async (version) => {
    const viewer = new FakeViewer();
    watch.join(viewer, version);
    await seen(viewer, 1);
    expect(viewer.kinds()).toEqual(['snapshot']);
  });
});

describe('a viewer that cannot keep up', () => {
  it('gets nothing more until it has taken what it got, then what it missed', async () => {
    const viewer = new FakeViewer();
    watch.join(viewer);
    await seen(viewer, 1);
    viewer.buffered = 100_000_000;
    host = scanOf({ processes: [{ pid: 2 }] });
    await looksMore(5);
    expect(viewer.pids()).toEqual([1]);
    viewer.buffered = 0;
    await seen(viewer, 2);
  });

  it('gets a fresh snapshot when it missed too much', async () => {
    const [viewer, other] = [new FakeViewer(), new FakeViewer()];
    watch.join(viewer);
    watch.join(other);
    await seen(viewer, 1);
    viewer.buffered = 100_000_000;
    for (let pid = 100; pid < 131; pid += 1) {
      host = scanOf({ processes: [{ pid }] });
      await seen(other, pid);
    }
    viewer.buffered = 0;
    await seen(viewer, 130);
    expect(viewer.kinds()).toEqual(['snapshot', 'snapshot']);
  });
});

describe('when the helper fails', () => {
  const refuse: FakeHelper['play'] = (_, { send, socket }) => {
    send('failure', { failure: 'denied', stage: 'request', errno: null, message: 'Not now.' }, true);
    socket.end();
  };

  it('viewers are told why, keep the last good picture, and are told when it is over', async () => {
    const { play } = helper;
    const viewer = new FakeViewer();
    watch.join(viewer);
    await seen(viewer, 1);
    helper.play = refuse;
    await until(() => viewer.kinds().includes('trouble'));
    expect(viewer.messages.at(-1)).toEqual({ kind: 'trouble', failure: 'denied', message: 'Not now.' });
    expect(cache.latest?.snapshot.processes).toHaveLength(1);
    helper.play = play;
    await until(() => viewer.kinds().at(-1) === 'change');
    expect(viewer.messages.at(-1)).toMatchObject({ base: FIRST, version: FIRST });
  });

  it('a newcomer gets the last good picture and the trouble', async () => {
    const first = new FakeViewer();
    watch.join(first);
    await seen(first, 1);
    helper.play = refuse;
    await until(() => first.kinds().includes('trouble'));
    const viewer = new FakeViewer();
    watch.join(viewer);
    await until(() => viewer.kinds().includes('trouble'));
    expect(viewer.kinds().slice(0, 2)).toEqual(['snapshot', 'trouble']);
  });

  it('a newcomer without any picture gets the trouble alone', async () => {
    helper.play = refuse;
    const viewer = new FakeViewer();
    watch.join(viewer);
    await until(() => viewer.messages.length > 1);
    expect(new Set(viewer.kinds())).toEqual(new Set(['trouble']));
  });

  it('an answer that is not what it should be is such a failure, and names the place', async () => {
    helper.play = (_, { answer }) => answer({ ...host, processes: [{ ...host.processes[0], pid: -4 }] });
    const viewer = new FakeViewer();
    watch.join(viewer);
    await until(() => viewer.messages.length > 0);
    const [message] = viewer.messages;
    expect(message).toMatchObject({ kind: 'trouble', failure: 'fault' });
    expect(message?.kind === 'trouble' && message.message).toContain('.processes[0].pid');
  });

  it('a reader is told the same', async () => {
    helper.play = refuse;
    await expect(cache.current({ maxAgeMs: 0 })).rejects.toMatchObject({ failure: 'denied' });
  });
});

describe('the cache', () => {
  it('gives all who ask at once the same look', async () => {
    const editions = await Promise.all([cache.current({ maxAgeMs: 1000 }), cache.current({ maxAgeMs: 1000 }), cache.current({ maxAgeMs: 1000 })]);
    expect(new Set(editions).size).toBe(1);
    expect(looks()).toBe(1);
  });

  it('gives a look of the past only to who accepts its age', async () => {
    let now = 0;
    const timed = new SnapshotCache({ take: () => Promise.resolve(snapshotOf({ processes: [{ pid: now + 1 }] })), clock: () => now, firstVersion: 1 });
    const pidAt = async (maxAgeMs: number): Promise<number | undefined> => (await timed.current({ maxAgeMs })).snapshot.processes[0]?.pid;
    expect(await pidAt(0)).toBe(1);
    now = 10;
    expect([await pidAt(10), await pidAt(9)]).toEqual([1, 11]);
  });

  it('gives who asks for now a look that began after the question', async () => {
    let now = 0;
    const finish: (() => void)[] = [];
    const timed = new SnapshotCache({
      take: () => new Promise((resolve) => finish.push(() => resolve(snapshotOf({ processes: [{ pid: finish.length }] })))),
      clock: () => now,
      firstVersion: 1,
    });
    const early = timed.current({ maxAgeMs: 0 });
    now = 5;
    const late = timed.current({ maxAgeMs: 0 });
    finish[0]?.();
    await early;
    await until(() => finish.length === 2);
    finish[1]?.();
    expect((await late).snapshot.processes[0]?.pid).toBe(2);
  });

  it('keeps the number of a picture in which nothing changed, with the time of the newest look', async () => {
    const first = await cache.current({ maxAgeMs: 0 });
    const second = await cache.current({ maxAgeMs: 0 });
    expect(second.version).toBe(first.version);
    expect(second.snapshot.time).toBeGreaterThan(first.snapshot.time);
  });
});

describe('a look at containers', () => {
  const cgroup = [`0::/machine.slice/libpod-${'a1'.repeat(32)}.scope/container`];

  it('names what the state files name, asked once', async () => {
    host = scanOf({ processes: [{ pid: 1 }, { pid: 50, cgroup }] });
    helper.play = (request, { answer }) => answer(request['verb'] === 'scan' ? host : { containers: [containerFactsOf({ runtime: 'podman', id: 'a1'.repeat(32), name: 'web', image: 'alpine', evidence: 'config.json' })] });
    const { snapshot } = await cache.current({ maxAgeMs: 0 });
    await cache.current({ maxAgeMs: 0 });
    expect(snapshot.containers).toMatchObject([{ name: 'web', image: 'alpine' }]);
    expect(helper.requests.map(({ verb }) => verb)).toEqual(['scan', 'inspect', 'scan']);
  });

  it('that cannot be asked about is a picture with a gap', async () => {
    host = scanOf({ processes: [{ pid: 50, cgroup }] });
    helper.play = (request, { answer, send }) => (request['verb'] === 'scan' ? answer(host) : send('failure', { failure: 'unsupported', message: 'Not here.' }, true));
    const { snapshot } = await cache.current({ maxAgeMs: 0 });
    expect(snapshot.completeness.gaps).toContainEqual({ what: 'names of containers', why: 'Not here.' });
    expect(snapshot.containers).toMatchObject([{ name: null }]);
  });
});

describe('the rhythm', () => {
  it.each([[1, 1000], [100, 1000], [101, 1010], [5000, 50_000]])('after a look of %i ms begins another %i ms after its begin', (durationMs, expected) => {
    expect(periodFor(durationMs, 1000, false)).toBeCloseTo(expected);
  });

  it.each([[1, 1000], [10, 1000], [15, 1500], [150, 2000], [300, 3000]])('of a quiet host, after one of %i ms, %i ms', (durationMs, expected) => {
    expect(periodFor(durationMs, 1000, true)).toBeCloseTo(expected);
  });
});
