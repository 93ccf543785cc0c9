import { afterEach, describe, expect, it, vi } from 'vitest';
import { execRequest, execResult, type ExecRequest, type ExecResult } from '@/lib/exec-schema';
import type { Frame } from '@/lib/frame';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { runInside } from './exec';
import { startFakeHelper, type Asker, type FakeHelper, type Play } from './fake-helper.fixture';

const EXIT = { code: 0, signal: null, timedOut: false, truncated: false, durationMs: 12, bytes: { stdout: 0, stderr: 0 } };
const SNAPSHOT = snapshotOf({
  processes: [{ pid: 4711, startTime: 882_211, uid: 0, namespaces: { net: 4026532311, pid: 4026531836 } }],
  namespaces: [{ type: 'net', ino: 4026532311, id: '5123' }, { type: 'pid', ino: 4026531836 }, { type: 'net', ino: 4026532999, id: '77', mounts: [{ path: '/run/netns/blue', mnt: 1 }] }],
  observer: { pid: 1, uid: 0, capabilities: '0', namespaces: { mnt: 1 } },
});
let helper: FakeHelper | null = null;
afterEach(async () => {
  await helper?.stop();
  helper = null;
});

async function run(play: Play, more: Partial<ExecRequest> = {}, signal?: AbortSignal): Promise<ExecResult> {
  helper = await startFakeHelper(play);
  const request = execRequest.parse({ target: 'process/4711@882211', types: ['net'], argv: ['ip', 'addr'], ...more });
  return runInside(request, { credentials: { viewer: 'session 1' }, execDoor: helper.address, snapshot: SNAPSHOT, signal });
}

/** Plays a command that writes this, and ends. */
function writes(stdout: Uint8Array, stderr: Uint8Array = new Uint8Array(), exit: object = EXIT): Play {
  return (_, { send }) => {
    send('started', { pid: 4811, joined: ['net'] });
    for (let at = 0; at < stdout.length; at += 32_768) send('output', stdout.subarray(at, at + 32_768));
    if (stderr.length > 0) send('errout', stderr);
    send('exit', exit, true);
  };
}

const kindsOf = (frames: readonly Frame[]): string[] => frames.map(({ kind, last }) => (last ? `${kind}, last` : kind));
const ackOf = ({ body }: Frame): number => Number(new DataView(body.buffer, body.byteOffset, 8).getBigUint64(0, true));

describe('a command inside', () => {
  it('gives what it wrote, how it ended, and the same by hand', async () => {
    const result = await run(writes(Buffer.from('lo: ü\n'), Buffer.from('warning\n')));
    expect(result).toEqual({
      code: 0, signal: null, stdout: 'lo: ü\n', stderr: 'warning\n', truncated: false, timedOut: false, durationMs: 12, nsenter: 'nsenter --target 4711 --net -- ip addr',
    });
    expect(execResult.parse(result)).toEqual(result);
  });

  it('asks for the process and the namespaces that the viewer saw', async () => {
    await run(writes(new Uint8Array()), { types: ['net', 'pid'], argv: ['sh', '-c', 'echo $HOME; `id`'], as: 'root', timeoutMs: 500, outputLimitBytes: 7 });
    expect(helper?.requests).toEqual([{
      protocol: 1, verb: 'exec', target: { pid: 4711, startTime: 882_211 },
      namespaces: [{ type: 'net', ino: 4026532311, id: '5123' }, { type: 'pid', ino: 4026531836 }],
      places: [], argv: ['sh', '-c', 'echo $HOME; `id`'], as: 'root', timeoutMs: 500, outputLimitBytes: 7, viewer: 'session 1',
    }]);
  });

  it('in a namespace without a process is asked for by its places', async () => {
    await run(writes(new Uint8Array()), { target: 'namespace/net:77' });
    expect(helper?.requests).toMatchObject([{ target: null, namespaces: [{ type: 'net', ino: 4026532999, id: '77' }], places: [{ type: 'net', path: '/run/netns/blue' }] }]);
  });

  it('gets an input that is at its end', async () => {
    let asker: Asker | null = null;
    await run((_, given) => {
      asker = given;
      given.send('started', { pid: 1, joined: [] });
      const wait = setInterval(() => {
        if (given.received.length < 2) return;
        clearInterval(wait);
        given.send('exit', EXIT, true);
      }, 2);
    });
    expect(kindsOf((asker as Asker | null)?.received ?? [])).toEqual(['request, last', 'input, last']);
  });

  it('that waits for room goes on because we say what we have taken', async () => {
    const totals: number[] = [];
    const piece = Buffer.alloc(32_768, 'x');
    const result = await run((_, { send, received }) => {
      send('started', { pid: 1, joined: [] });
      let sent = 0;
      const wait = setInterval(() => {
        const acks = received.filter(({ kind }) => kind === 'ack').map(ackOf);
        totals.splice(0, totals.length, ...acks);
        while (sent - (acks.at(-1) ?? 0) < 524_288 && sent < 2_097_152) {
          send('output', piece);
          sent += piece.length;
        }
        if (sent < 2_097_152) return;
        clearInterval(wait);
        send('exit', EXIT, true);
      }, 2);
    }, { outputLimitBytes: 4_000_000 });
    expect((result.stdout as string).length).toBe(2_097_152);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    expect(totals.length).toBeGreaterThan(8);
  });

  it.each([
    ['code', { ...EXIT, code: 3 }, { code: 3, signal: null }],
    ['signal', { ...EXIT, code: null, signal: 'SIGSEGV' }, { code: null, signal: 'SIGSEGV' }],
    ['time-out', { ...EXIT, code: null, signal: 'SIGKILL', timedOut: true }, { timedOut: true }],
    ['cut by the helper', { ...EXIT, truncated: true }, { truncated: true }],
  ])('tells its end: %s', async (_, exit, expected) => {
    expect(await run(writes(Buffer.from('x'), new Uint8Array(), exit))).toMatchObject(expected);
  });

  it.each([
    ['over both streams', 5, ['abc', 'defg'], ['abc', 'de']],
    ['with nothing kept', 0, ['abc', 'def'], ['', '']],
    ['within a character', 4, ['aü€', ''], ['aü', '']],
  ])('is cut at the limit %s', async (_, outputLimitBytes, [out = '', err = ''], [stdout, stderr]) => {
    expect(await run(writes(Buffer.from(out), Buffer.from(err)), { outputLimitBytes })).toMatchObject({ stdout, stderr, truncated: true });
  });

  it('that wrote exactly as much as the limit is not cut', async () => {
    expect(await run(writes(Buffer.from('abc')), { outputLimitBytes: 3 })).toMatchObject({ stdout: 'abc', truncated: false });
  });

  it('keeps every byte of what is no text', async () => {
    const bytes = Buffer.from([0x61, 0xff, 0x00, 0xc3]);
    expect((await run(writes(bytes))).stdout).toEqual({ b64: bytes.toString('base64') });
  });

  it.each([
    ['the process is no longer there', { target: 'process/1@1' }, 'gone'],
    ['a type could not be read', { types: ['user' as const] }, 'denied'],
    ['the pod is no longer there', { target: 'pod/none' }, 'gone'],
  ])('is refused at the door when %s', async (_, more, failure) => {
    await expect(run(writes(new Uint8Array()), more)).rejects.toMatchObject({ name: 'DoorRefusal', failure, path: '.target' });
    expect(helper?.requests).toEqual([]);
  });

  it('is refused by the helper in its own words', async () => {
    const refused = run((_, { send }) => send('failure', { failure: 'identity', stage: 'verify', errno: null, message: 'Another process.' }, true));
    await expect(refused).rejects.toMatchObject({ name: 'HelperError', failure: 'identity', stage: 'verify', message: 'Another process.' });
  });

  it.each([
    ['an end that is none', (asker: Asker) => asker.send('exit', { code: 'x' }, true)],
    ['an answer to another question', (asker: Asker) => asker.send('answer', {}, true)],
    ['a cut connection', (asker: Asker) => asker.socket.end()],
  ])('fails with %s', async (_, play) => {
    await expect(run((_request, asker) => play(asker))).rejects.toMatchObject({ name: 'HelperError', failure: 'fault' });
  });

  it('ends with its connection when the asker is gone', async () => {
    const asker = new AbortController();
    const asked = run((_, { send }) => {
      send('started', { pid: 1, joined: [] });
      asker.abort();
    }, {}, asker.signal);
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitUntil(() => helper?.open() === 0);
  });
});
