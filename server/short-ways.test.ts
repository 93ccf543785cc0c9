import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ShortWays } from './short-ways';
import { EXEC_TOKEN, openTestDoor, send, VIEWER_HEADER, type Reply, type TestDoor } from './web-door.fixture';

const bearer = { Authorization: `Bearer ${EXEC_TOKEN}` };
const heard: { body: string; viewer: string | null; signal: AbortSignal }[] = [];
let door: TestDoor;

const shortWays: ShortWays = {
  '/api/echo': {
    GET: () => Promise.resolve(Response.json({ is: 'read' }, { headers: { 'Cache-Control': 'no-store' } })),
    POST: async (request) => {
      heard.push({ body: await request.text(), viewer: request.headers.get(VIEWER_HEADER), signal: request.signal });
      return Response.json({ is: 'done' }, { status: 429 });
    },
    DELETE: ({ signal }) => {
      heard.push({ body: '', viewer: null, signal });
      return new Promise(() => undefined);
    },
  },
  '/api/lines': { GET: () => Promise.resolve(new Response(new Blob(['one\n', 'two\n']).stream(), { headers: { 'Content-Type': 'application/jsonl' } })) },
  '/api/defect': { GET: () => Promise.reject(new Error('a defect')) },
};

const ask = (method: string, { path = '/api/echo?x=1', body = '', headers = {} }: { path?: string; body?: string; headers?: Record<string, string> } = {}): Promise<Reply> =>
  send(door.port, { method, path, body, headers: { Host: `127.0.0.1:${door.port}`, ...bearer, 'Content-Length': `${Buffer.byteLength(body)}`, ...headers } });

describe('what our own server answers', () => {
  beforeAll(async () => (door = await openTestDoor({ shortWays })));
  afterAll(() => door.stop());

  it('gets the body and who asks, and gives status, headers and a length; Next hears nothing of it', async () => {
    const { status, headers, body } = await ask('POST', { body: '{"argv":["ü"]}', headers: { [VIEWER_HEADER]: 'somebody else' } });
    expect([status, body, headers['content-length']]).toEqual([429, '{"is":"done"}', '13']);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(heard.at(-1)).toMatchObject({ body: '{"argv":["ü"]}', viewer: expect.stringContaining('the exec token') as string });
    expect(door.reached).toEqual([]);
  });

  it('is behind the guard', async () => {
    expect((await ask('POST', { headers: { Authorization: 'Bearer wrong' } })).status).toBe(401);
    expect((await ask('POST', { headers: { Origin: 'http://evil.example' } })).status).toBe(403);
    expect((await ask('POST', { headers: { Host: 'evil.example' } })).status).toBe(421);
  });

  it('may be asked by HEAD as by GET, and by no method that has no handler', async () => {
    expect(await ask('GET')).toMatchObject({ status: 200, body: '{"is":"read"}', headers: { 'cache-control': 'no-store' } });
    expect(await ask('HEAD')).toMatchObject({ status: 200, body: '' });
    expect(await ask('POST', { path: '/api/lines' })).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  });

  it('may come in pieces', async () => expect(await ask('GET', { path: '/api/lines' })).toMatchObject({ body: 'one\ntwo\n', headers: { 'content-type': 'application/jsonl' } }));

  it('is a fault where the handler has a defect', async () => {
    const silent = vi.spyOn(console, 'error').mockReturnValue();
    expect(await ask('GET', { path: '/api/defect' })).toMatchObject({ status: 500, body: expect.stringContaining('fault') as string });
    silent.mockRestore();
  });

  it('is told when the asker is gone', async () => {
    const socket = connect(door.port, '127.0.0.1');
    const before = heard.length;
    socket.write(`DELETE /api/echo HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nAuthorization: ${bearer.Authorization}\r\n\r\n`);
    await vi.waitUntil(() => heard.length > before);
    socket.destroy();
    await vi.waitUntil(() => heard.at(-1)?.signal.aborted === true);
  });
});

