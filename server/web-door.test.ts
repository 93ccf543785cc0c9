import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { liveMessage } from '@/lib/schema';
import { WebSocket as Client, type WebSocket } from 'ws';
import type { Watcher } from './watch';
import { EXEC_TOKEN, openSocket, openTestDoor, send, START_TOKEN, upgrade, VIEW_TOKEN, VIEWER_HEADER, type Reply, type TestDoor } from './web-door.fixture';

let door: TestDoor;
/** Of a session that is signed in. */
let cookie = '';
let token = '';
let host = '';
let origin = '';

async function open(): Promise<void> {
  door = await openTestDoor();
  host = `127.0.0.1:${door.port}`;
  origin = `http://${host}`;
  const secrets = door.sessions.open();
  cookie = `nsatlas_${door.port}=${secrets.cookie}`;
  token = secrets.token;
}

/** Words of the table → headers. `own` stands for what our page sends. */
function headersOf(row: Row): Record<string, string> {
  const words: Record<string, string | undefined> = {
    Host: { own: host, localhost: `localhost:${door.port}`, v6: `[::1]:${door.port}` }[row.host ?? 'own'] ?? row.host,
    Origin: row.origin === 'own' ? origin : row.origin === 'localhost' ? `http://localhost:${door.port}` : row.origin,
    'Sec-Fetch-Site': row.site,
    'Sec-Fetch-Mode': row.link === true ? 'navigate' : undefined,
    'Sec-Fetch-Dest': row.link === true ? 'document' : undefined,
    Cookie: row.cookie === 'own' ? cookie : row.cookie === 'wrong' ? `nsatlas_${door.port}=wrong` : row.cookie === 'of another port' ? cookie.replace(/_\d+/, '_1') : undefined,
    Authorization: row.bearer === undefined ? undefined : `Bearer ${{ view: VIEW_TOKEN, exec: EXEC_TOKEN }[row.bearer] ?? row.bearer}`,
  };
  return Object.fromEntries(Object.entries(words).flatMap(([name, word]) => (word === undefined ? [] : [[name, word]])));
}

interface Row {
  readonly host?: string;
  readonly origin?: string;
  readonly site?: string;
  readonly link?: boolean;
  readonly cookie?: 'own' | 'wrong' | 'of another port';
  readonly second?: 'own' | 'wrong';
  readonly bearer?: string;
}

describe('who comes to the web door', () => {
  beforeAll(open);
  afterAll(() => door.stop());

  const secondHeader = ({ second }: Row): Record<string, string> => (second === undefined ? {} : { 'X-Nsatlas': second === 'own' ? token : 'wrong' });

  describe('for a page', () => {
    it.each<[string, Row, number]>([
      ['signed in', { cookie: 'own' }, 200],
      ['signed in, as localhost', { cookie: 'own', host: 'localhost' }, 200],
      ['signed in, as [::1]', { cookie: 'own', host: 'v6' }, 200],
      ['signed in, with an address typed in', { cookie: 'own', site: 'none', link: true }, 200],
      ['signed in, from a page of ours', { cookie: 'own', site: 'same-origin', link: true }, 200],
      ['a program with the view token', { bearer: 'view' }, 200],
      ['nobody', {}, 401],
      ['a cookie that is wrong', { cookie: 'wrong' }, 401],
      ['a cookie of another port', { cookie: 'of another port' }, 401],
      ['signed in, by a link of another site', { cookie: 'own', site: 'cross-site', link: true }, 401],
      ['signed in, by a link of another port', { cookie: 'own', site: 'same-site', link: true }, 401],
      ['signed in, as an image of another site', { cookie: 'own', site: 'cross-site' }, 403],
      ['signed in, as an image of another port', { cookie: 'own', site: 'same-site' }, 403],
      ['signed in, from another origin', { cookie: 'own', origin: 'http://evil.example' }, 403],
      ['signed in, from an origin without a name', { cookie: 'own', origin: 'null' }, 403],
      ['a wrong bearer token, although signed in', { cookie: 'own', bearer: 'wrong' }, 401],
      ['a name of our own choosing', { cookie: 'own', host: 'evil.example' }, 421],
      ['our address without the port', { cookie: 'own', host: '127.0.0.1' }, 421],
      ['our address with another port', { cookie: 'own', host: '127.0.0.1:1' }, 421],
      ['another name of this machine', { cookie: 'own', host: '127.0.0.2:80' }, 421],
      ['our name with capitals and a dot', { cookie: 'own', host: 'LOCALHOST.:80' }, 421],
    ])('%s: %j gives %i', async (_, row, status) => {
      expect((await send(door.port, { headers: headersOf(row) })).status).toBe(status);
    });
  });

  describe('to read from the API', () => {
    it.each<[string, Row, number]>([
      ['signed in', { cookie: 'own', second: 'own', site: 'same-origin' }, 200],
      ['signed in, without the header of browsers', { cookie: 'own', second: 'own' }, 200],
      ['the view token', { bearer: 'view' }, 200],
      ['the exec token', { bearer: 'exec' }, 200],
      ['the view token and our origin', { bearer: 'view', origin: 'own' }, 200],
      ['nobody', {}, 401],
      ['the cookie alone', { cookie: 'own' }, 401],
      ['the second token alone', { second: 'own' }, 401],
      ['a wrong second token', { cookie: 'own', second: 'wrong' }, 401],
      ['a wrong cookie', { cookie: 'wrong', second: 'own' }, 401],
      ['a wrong bearer token', { bearer: 'wrong' }, 401],
      ['an empty bearer token', { bearer: '' }, 401],
      ['the start token as a bearer', { bearer: START_TOKEN }, 401],
      ['both, from another site', { cookie: 'own', second: 'own', site: 'cross-site' }, 403],
      ['both, from another port', { cookie: 'own', second: 'own', site: 'same-site' }, 403],
      ['both, from another origin', { cookie: 'own', second: 'own', origin: 'http://127.0.0.1:1' }, 403],
      ['both, but our other name as origin', { cookie: 'own', second: 'own', origin: 'localhost' }, 403],
      ['a link to it from another site', { cookie: 'own', site: 'cross-site', link: true }, 401],
      ['a bearer token from another origin', { bearer: 'view', origin: 'http://evil.example' }, 403],
      ['both, under a foreign name', { cookie: 'own', second: 'own', host: 'evil.example' }, 421],
      ['a bearer token under a foreign name', { bearer: 'view', host: 'evil.example' }, 421],
    ])('%s: %j gives %i', async (_, row, status) => {
      expect((await send(door.port, { path: '/api/session', headers: { ...headersOf(row), ...secondHeader(row) } })).status).toBe(status);
    });
  });

  describe('to change something', () => {
    it.each<[string, Row, number]>([
      ['signed in', { cookie: 'own', second: 'own', origin: 'own', site: 'same-origin' }, 200],
      ['signed in, as localhost', { cookie: 'own', second: 'own', host: 'localhost', origin: 'localhost' }, 200],
      ['a bearer token without an origin', { bearer: 'exec' }, 200],
      ['a bearer token and our origin', { bearer: 'exec', origin: 'own' }, 200],
      ['no origin', { cookie: 'own', second: 'own' }, 403],
      ['an origin without a name', { cookie: 'own', second: 'own', origin: 'null' }, 403],
      ['another origin', { cookie: 'own', second: 'own', origin: 'http://evil.example' }, 403],
      ['our other name as origin', { cookie: 'own', second: 'own', origin: 'localhost' }, 403],
      ['https as origin', { cookie: 'own', second: 'own', origin: 'https://127.0.0.1' }, 403],
      ['the cookie alone', { cookie: 'own', origin: 'own' }, 401],
      ['a wrong second token', { cookie: 'own', second: 'wrong', origin: 'own' }, 401],
      ['nobody, from our page', { origin: 'own' }, 401],
      ['a bearer token from an origin without a name', { bearer: 'exec', origin: 'null' }, 403],
      ['a bearer token from another origin', { bearer: 'exec', origin: 'http://evil.example' }, 403],
      ['a wrong bearer token', { bearer: 'wrong' }, 401],
      ['from another site', { cookie: 'own', second: 'own', origin: 'own', site: 'cross-site' }, 403],
      ['a form of another site', { cookie: 'own', origin: 'own', site: 'cross-site', link: true }, 403],
    ])('%s: %j gives %i', async (_, row, status) => {
      expect((await send(door.port, { method: 'POST', path: '/api/exec', headers: { ...headersOf(row), ...secondHeader(row) } })).status).toBe(status);
    });
  });

  describe('for the live connection', () => {
    it.each<[string, Row & { words?: string; path?: string }, number]>([
      ['signed in', { cookie: 'own', second: 'own', origin: 'own' }, 101],
      ['signed in, as localhost', { cookie: 'own', second: 'own', origin: 'localhost', host: 'localhost' }, 101],
      ['signed in, with the version it has', { cookie: 'own', second: 'own', origin: 'own', path: '/api/live?have=7' }, 101],
      ['a bearer token without an origin', { bearer: 'view' }, 101],
      ['a bearer token and our origin', { bearer: 'view', origin: 'own' }, 101],
      ['no origin', { cookie: 'own', second: 'own' }, 403],
      ['an origin without a name', { cookie: 'own', second: 'own', origin: 'null' }, 403],
      ['another origin', { cookie: 'own', second: 'own', origin: 'http://evil.example' }, 403],
      ['another port as origin', { cookie: 'own', second: 'own', origin: 'http://127.0.0.1:1' }, 403],
      ['from another site', { cookie: 'own', second: 'own', origin: 'own', site: 'cross-site' }, 403],
      ['the cookie alone', { cookie: 'own', origin: 'own' }, 401],
      ['the cookie and the protocol alone', { cookie: 'own', origin: 'own', words: 'nsatlas.v1' }, 401],
      ['the token without the protocol', { cookie: 'own', origin: 'own', words: 'nsatlas.auth.own' }, 401],
      ['a wrong token', { cookie: 'own', second: 'wrong', origin: 'own' }, 401],
      ['nobody', { origin: 'own' }, 401],
      ['a wrong bearer token', { bearer: 'wrong' }, 401],
      ['a bearer token from another origin', { bearer: 'view', origin: 'http://evil.example' }, 403],
      ['a foreign name', { cookie: 'own', second: 'own', origin: 'own', host: 'evil.example' }, 421],
      ['another path', { cookie: 'own', second: 'own', origin: 'own', path: '/api/snapshot' }, 0],
      ['a path that begins as ours', { bearer: 'view', path: '/api/live/more' }, 0],
      ['a path of Next', { cookie: 'own', origin: 'own', path: '/_next/hmr' }, 0],
      ['a whole address as its path', { bearer: 'view', path: 'http://evil.example/api/live' }, 400],
    ])('%s: %j gives %i', async (_, row, status) => {
      const words = row.words?.replace('own', token) ?? (row.second === undefined ? '' : `nsatlas.v1, nsatlas.auth.${row.second === 'own' ? token : 'wrong'}`);
      const protocols = words === '' ? {} : { 'Sec-WebSocket-Protocol': words };
      expect(await upgrade(door.port, row.path ?? '/api/live', { ...headersOf(row), ...protocols })).toBe(status);
    });

    it('with the token among the words is answered with the protocol alone', async () => {
      const { headers } = await send(door.port, {
        path: '/api/live',
        headers: { Host: host, Origin: origin, Cookie: cookie, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol': `nsatlas.auth.${token}, nsatlas.v1` },
      });
      expect(headers['sec-websocket-protocol']).toBe('nsatlas.v1');
    });
  });

  it('in other ways than a page does is refused', async () => {
    const bearer = { Host: host, Authorization: `Bearer ${EXEC_TOKEN}` };
    const status = async (options: Parameters<typeof send>[1]): Promise<number> => (await send(door.port, { ...options, headers: { ...bearer, ...options?.headers } })).status;
    expect(await status({ method: 'PUT', path: '/api/exec' })).toBe(405);
    expect(await status({ method: 'OPTIONS', path: '/api/exec' })).toBe(405);
    expect(await status({ method: 'TRACE' })).toBe(405);
    expect(await status({ method: 'POST', path: '/' })).toBe(405);
    expect(await status({ path: 'http://evil.example/' })).toBe(400);
    expect(await status({ path: '//evil.example/' })).toBe(400);
    expect(await status({ method: 'POST', path: '/api/exec', headers: { 'Content-Length': '65537' }, body: 'x'.repeat(65_537) })).toBe(413);
    expect(await status({ method: 'POST', path: '/api/exec', headers: { 'Content-Length': '65536' }, body: 'x'.repeat(65_536) })).toBe(200);
    expect(await status({ method: 'POST', path: '/api/exec', headers: { 'Transfer-Encoding': 'chunked' }, body: 'x' })).toBe(411);
    expect(await status({ headers: { 'X-Long': 'x'.repeat(20_000) } })).toBe(431);
  });

  it('with two Host headers is refused', async () => {
    const text = await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 (400|421) /);
  });

  it('as another user of the host is refused, whatever they hold', async () => {
    const strangers = await openTestDoor({ peerUids: [(process.getuid?.() ?? 0) + 1] });
    const headers = { Host: `127.0.0.1:${strangers.port}`, Authorization: `Bearer ${EXEC_TOKEN}` };
    expect((await send(strangers.port, { headers })).status).toBe(403);
    expect((await send(strangers.port, { method: 'POST', path: '/api/exec', headers })).status).toBe(403);
    expect(await upgrade(strangers.port, '/api/live', headers)).toBe(403);
    expect(strangers.reached).toEqual([]);
    await strangers.stop();
  });

  it('without a Host header is refused', async () => {
    expect(await raw(`GET / HTTP/1.0\r\nCookie: ${cookie}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 421 /);
  });

  function raw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let received = '';
      const socket = connect(door.port, '127.0.0.1', () => socket.write(text));
      socket.on('data', (bytes) => (received += bytes.toString()));
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
    });
  }
});

describe('the door', () => {
  beforeEach(open);
  afterEach(() => door.stop());

  const stranger = (path: string, headers: Record<string, string> = {}): Promise<Reply> => send(door.port, { path, headers: { Host: host, ...headers } });

  it('lets no request of a stranger through to the pages', async () => {
    for (const path of ['/', '/any/path?x=1', '/api/session', '/API/session', '/_next/static/x.js', '/api', '/%61pi/session', '/./api/session', '/_next/../api/session']) {
      expect.soft((await stranger(path)).status, path).toBe(401);
    }
    expect(door.reached).toEqual([]);
  });

  it('gives a stranger the page to sign in, and its own answer on the API', async () => {
    const page = await stranger('/some/page');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('npx nsatlas url');
    expect(page.body).not.toContain('{{');
    const answer = await stranger('/api/session');
    expect(JSON.parse(answer.body)).toMatchObject({ failure: 'denied' });
  });

  it('tells the handlers of the API who asks, and nobody else', async () => {
    const both = { Host: host, Cookie: cookie, 'X-Nsatlas': token };
    await send(door.port, { path: '/api/session', headers: both });
    await send(door.port, { path: '/', headers: both });
    for (const path of ['/api/session', '/']) await send(door.port, { path, headers: { Host: host, Authorization: `Bearer ${VIEW_TOKEN}` } });
    expect(door.reached.map(({ viewer }) => viewer?.acts ?? null)).toEqual([['view', 'exec'], null, ['view'], null]);
  });

  it('knows no viewer where a path is the API only on second thoughts', async () => {
    for (const path of ['/%61pi/session', '/./api/session', '/x/../api/session', '/API/session']) await stranger(path, { Cookie: cookie });
    expect(door.reached.map(({ viewer }) => viewer)).toEqual([null, null, null, null]);
  });

  it('believes nobody outside who says that he is a viewer, a proxy, or Next', async () => {
    const forged = { [VIEWER_HEADER]: '{"name":"x","acts":["view","exec"]}', 'X-Middleware-Subrequest': 'a', 'X-Middleware-Next': '1', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-For': '1.2.3.4', Forwarded: 'host=evil.example', 'Next-Action': 'a', 'X-Matched-Path': '/api/exec', 'X-Invoke-Path': '/api/exec', 'Content-Security-Policy': "script-src 'nonce-mine'" };
    await stranger('/', { Cookie: cookie, ...forged, RSC: '1' });
    const headers = door.reached[0]?.headers ?? {};
    expect(door.reached[0]?.viewer).toBeNull();
    expect(Object.keys(headers).sort()).toEqual(['connection', 'content-security-policy', 'cookie', 'host', 'rsc']);
    expect(headers['content-security-policy']).not.toContain('mine');
  });

  it('gives each answer a policy of its own, and the pages the same to read the nonce from', async () => {
    const [first, second] = [await stranger('/', { Cookie: cookie }), await stranger('/', { Cookie: cookie })];
    const policies = [first, second].map(({ headers }) => headers['content-security-policy']);
    expect(policies[0]).toMatch(/script-src 'nonce-[\w+/=]{24}' 'strict-dynamic';/);
    expect(policies[0]).not.toBe(policies[1]);
    expect(policies).toEqual(door.reached.map(({ headers }) => headers['content-security-policy']));
    expect(policies[0]).not.toMatch(/script-src[^;]*'unsafe/);
  });

  it.each(['/', '/api/session'])('says on %s what browsers must not do with it', async (path) => {
    const { headers } = await stranger(path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'no-store',
    });
  });

  it('says that a defect of the pages is one, without its words', async () => {
    await door.stop();
    door = await openTestDoor({ handle: () => Promise.reject(new Error('secret details')) });
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { status, body } = await send(door.port, { headers: { Host: `127.0.0.1:${door.port}`, Authorization: `Bearer ${VIEW_TOKEN}` } });
    expect([status, JSON.parse(body)]).toEqual([500, { failure: 'fault', message: expect.any(String) as string }]);
    expect(body).not.toContain('secret');
    expect(log.mock.calls.flat().join(' ')).toContain('secret details');
    log.mockRestore();
  });

  describe('signing in', () => {
    const login = (body: string, headers: Record<string, string> = {}): Promise<Reply> =>
      send(door.port, { method: 'POST', path: '/login', headers: { Host: host, Origin: origin, 'Content-Type': 'application/json', 'Content-Length': `${Buffer.byteLength(body)}`, ...headers }, body });
    const withToken = (word: string): Promise<Reply> => login(JSON.stringify({ token: word }));
    const sessionStatus = async ({ headers, body }: Reply): Promise<number> => {
      const [pair = ''] = headers['set-cookie'] ?? [];
      const second = (JSON.parse(body) as { token: string }).token;
      return (await send(door.port, { path: '/api/session', headers: { Host: host, Cookie: pair.split(';')[0] ?? '', 'X-Nsatlas': second } })).status;
    };

    it('with the start token opens a session', async () => {
      const reply = await withToken(START_TOKEN);
      expect(reply.status).toBe(200);
      expect(await sessionStatus(reply)).toBe(200);
      expect(door.reached[0]?.viewer).toEqual({ name: expect.stringMatching(/^session [0-9a-f]{8}$/) as string, acts: ['view', 'exec'] });
    });

    it('sets a cookie that no script reads and no other site sends', async () => {
      const { headers } = await withToken(START_TOKEN);
      expect(headers['set-cookie']).toEqual([expect.stringMatching(new RegExp(`^nsatlas_${door.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200$`))]);
    });

    it('works once for each token', async () => {
      expect((await withToken(START_TOKEN)).status).toBe(200);
      const again = await withToken(START_TOKEN);
      expect(again.status).toBe(401);
      expect((JSON.parse(again.body) as { message: string }).message).toContain('npx nsatlas url');
      expect((await withToken(door.startTokens.make())).status).toBe(200);
    });

    it('keeps apart who signed in', async () => {
      const [one, two] = [await withToken(START_TOKEN), await withToken(door.startTokens.make())];
      expect(await sessionStatus({ ...one, body: two.body })).toBe(401);
    });

    it('is over for a start token after twelve hours', async () => {
      door.time.ahead = 12 * 3_600_000 - 1000;
      const fresh = door.startTokens.make();
      door.time.ahead = 12 * 3_600_000;
      expect((await withToken(START_TOKEN)).status).toBe(401);
      expect((await withToken(fresh)).status).toBe(200);
    });

    it.each([
      ['no origin', { Origin: '' }, 403],
      ['another origin', { Origin: 'http://evil.example' }, 403],
      ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
      ['another name', { Host: 'evil.example' }, 421],
    ])('is refused with %s, and the token is not used up', async (_, headers, status) => {
      const { Origin: _origin, ...rest } = { Origin: origin, ...headers } as Record<string, string>;
      const given = { Host: host, 'Content-Length': '56', ...(_origin === '' ? {} : { Origin: _origin ?? '' }), ...rest };
      const refused = await send(door.port, { method: 'POST', path: '/login', headers: { ...given, 'Content-Length': `${JSON.stringify({ token: START_TOKEN }).length}` }, body: JSON.stringify({ token: START_TOKEN }) });
      expect(refused.status).toBe(status);
      expect((await withToken(START_TOKEN)).status).toBe(200);
    });

    it('needs an origin also with a bearer token', async () => {
      const body = JSON.stringify({ token: START_TOKEN });
      expect((await send(door.port, { method: 'POST', path: '/login', headers: { Host: host, Authorization: `Bearer ${EXEC_TOKEN}`, 'Content-Length': `${body.length}` }, body })).status).toBe(403);
    });

    it.each(['', 'x', '{}', '[]', '{"token":1}', '{"token":"x","more":1}', '{"token":null}'])('takes %j for no request', async (body) => {
      expect((await login(body)).status).toBe(400);
    });

    it('with wrong tokens may be tried five times a minute, and then not with the right one either', async () => {
      for (let round = 0; round < 5; round += 1) expect((await withToken(`wrong ${round}`)).status).toBe(401);
      const refused = await withToken(START_TOKEN);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(50);
    });

    it('with right tokens may be done as often as one likes', async () => {
      for (let round = 0; round < 12; round += 1) expect((await withToken(door.startTokens.make())).status).toBe(200);
    });
  });

  describe('a session', () => {
    const ask = async (): Promise<number> => (await stranger('/api/session', { Cookie: cookie, 'X-Nsatlas': token })).status;
    const HOUR_MS = 3_600_000;

    it('ends after two hours in which nobody asked', async () => {
      door.time.ahead = 1.9 * HOUR_MS;
      expect(await ask()).toBe(200);
      door.time.ahead = 3.8 * HOUR_MS;
      expect(await ask()).toBe(200);
      door.time.ahead = 5.9 * HOUR_MS;
      expect(await ask()).toBe(401);
    });

    it('ends after twelve hours whatever happens', async () => {
      for (let hour = 1; hour < 12; hour += 1) {
        door.time.ahead = hour * HOUR_MS;
        expect(await ask()).toBe(200);
      }
      door.time.ahead = 12 * HOUR_MS;
      expect(await ask()).toBe(401);
      expect((await stranger('/', { Cookie: cookie })).status).toBe(401);
    });

    it('is told of by all who want to hear when it is over, in whatever way', async () => {
      const over: string[] = [];
      door.sessions.onOver(({ name }) => over.push(name));
      const name = (): string => door.sessions.byBoth(door.sessions.open())?.name ?? '';
      const names = [name(), name()];
      door.sessions.end(names[0] ?? '');
      expect([over, names.map((word) => door.sessions.has(word))]).toEqual([names.slice(0, 1), [false, true]]);
      door.time.ahead = 2 * HOUR_MS;
      expect([door.sessions.has(names[1] ?? ''), over.length]).toEqual([false, 1]);
      door.sessions.forgetOver();
      expect(over).toContain(names[1]);
      expect(await ask()).toBe(401);
    });

    it('gives way when 256 others have signed in after it', async () => {
      for (let round = 0; round < 255; round += 1) door.sessions.open();
      expect(await ask()).toBe(200);
      door.sessions.open();
      expect(await ask()).toBe(401);
    });
  });
});

describe('a live connection', () => {
  let watchers: Watcher[] = [];
  let haves: (number | null)[] = [];
  const sockets: WebSocket[] = [];

  beforeEach(() => {
    watchers = [];
    haves = [];
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await door.stop();
  });

  async function openWatched(pingMs = 30_000, pulseMs = 30_000): Promise<void> {
    const join = (watcher: Watcher, have: number | null = null): (() => void) => {
      watchers.push(watcher);
      haves.push(have);
      return () => void watchers.splice(watchers.indexOf(watcher), 1);
    };
    door = await openTestDoor({ watch: { join }, pingMs, pulseMs });
  }
  function connectLive(query = ''): WebSocket {
    const socket = openSocket(door.port, VIEW_TOKEN, query);
    sockets.push(socket);
    socket.on('error', () => undefined);
    return socket;
  }
  const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));
  const opened = (socket: WebSocket): Promise<boolean> => new Promise((resolve) => socket.once('open', () => resolve(true)).once('unexpected-response', () => resolve(false)));

  it('carries what there is to see, as text', async () => {
    await openWatched();
    const socket = connectLive();
    const message = new Promise((resolve) => socket.once('message', (data, isBinary) => resolve([(data as Buffer).toString(), isBinary])));
    await opened(socket);
    watchers[0]?.send('{"kind":"x"}');
    expect(await message).toEqual(['{"kind":"x"}', false]);
  });

  it.each([['?have=17', 17], ['', null], ['?have=', null], ['?have=-1', null], ['?have=1e3', null], ['?have=99999999999999999999', null]])('with %j tells the version %j', async (query, have) => {
    await openWatched();
    await opened(connectLive(query));
    expect(haves).toEqual([have]);
  });

  it('beats while nothing happens, so that a page can tell that from a way that is cut', async () => {
    await openWatched(30_000, 20);
    const socket = connectLive();
    const message = new Promise((resolve) => socket.once('message', (data) => resolve((data as Buffer).toString())));
    await opened(socket);
    expect(liveMessage.parse(JSON.parse(String(await message)))).toEqual({ kind: 'pulse' });
  });

  it('is left when the page goes', async () => {
    await openWatched();
    const socket = connectLive();
    await opened(socket);
    socket.close();
    await vi.waitUntil(() => watchers.length === 0);
  });

  it('is closed for a page that says something', async () => {
    await openWatched();
    const socket = connectLive();
    await opened(socket);
    socket.send('hello');
    expect(await closed(socket)).toBe(1003);
  });

  it('is closed for a message over 64 KiB', async () => {
    await openWatched();
    const socket = connectLive();
    await opened(socket);
    socket.send('x'.repeat(70_000));
    expect([1003, 1009]).toContain(await closed(socket));
    await vi.waitUntil(() => watchers.length === 0);
  });

  it('is one of at most 64 of a viewer', async () => {
    await openWatched();
    const first = Array.from({ length: 64 }, () => connectLive());
    expect(await Promise.all(first.map(opened))).not.toContain(false);
    expect(await opened(connectLive())).toBe(false);
    first[0]?.close();
    await vi.waitUntil(() => watchers.length === 63);
    expect(await opened(connectLive())).toBe(true);
  });

  it('is cut when the other side answers no ping', async () => {
    await openWatched(20);
    const socket = connectLive();
    await opened(socket);
    socket.pause();
    await vi.waitUntil(() => watchers.length === 0, { timeout: 5000 });
  });

  it('keeps a session from being idle, and ends with it', async () => {
    await openWatched(20);
    const { socket } = signedIn();
    await opened(socket);
    for (let hour = 1; hour < 12; hour += 1) {
      door.time.ahead = hour * 3_600_000;
      await new Promise((resolve) => socket.once('ping', resolve));
      await new Promise((resolve) => socket.once('ping', resolve));
    }
    const code = closed(socket);
    door.time.ahead = 12 * 3_600_000;
    expect(await code).toBe(1008);
  });

  it('is closed when its session signs out, and no other', async () => {
    await openWatched();
    const [own, other] = [signedIn(), signedIn()];
    await Promise.all([opened(own.socket), opened(other.socket)]);
    const codes: number[] = [];
    other.socket.once('close', (code) => codes.push(code));
    const code = closed(own.socket);
    door.sessions.end(own.name);
    expect(await code).toBe(1008);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(codes).toEqual([]);
  });

  function signedIn(): { readonly name: string; readonly socket: WebSocket } {
    const secrets = door.sessions.open();
    const host = `127.0.0.1:${door.port}`;
    const socket = new Client(`ws://${host}/api/live`, ['nsatlas.v1', `nsatlas.auth.${secrets.token}`], { headers: { Origin: `http://${host}`, Cookie: `nsatlas_${door.port}=${secrets.cookie}` } });
    sockets.push(socket);
    return { name: door.sessions.byBoth(secrets)?.name ?? '', socket };
  }

  it('is closed when the server stops', async () => {
    await openWatched();
    const socket = connectLive();
    await opened(socket);
    const code = closed(socket);
    await door.stop();
    expect(await code).toBe(1001);
  });
});
