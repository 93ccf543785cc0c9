/** For tests: the web door on a real port, with a fake Next behind it that says what reached it. */
import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { Viewer } from './authorize';
import { Bearers } from './guard/bearer';
import { Peers, type ReadTable } from './guard/peer';
import type { Keys } from './guard/judge';
import { Sessions } from './guard/session';
import { SignIn } from './guard/sign-in';
import { loadSignInPage } from './guard/sign-in-page';
import { StartTokens } from './guard/start-tokens';
import { LiveDoor } from './live';
import { TerminalDoor } from './terminals/terminal-door';
import type { ShortWays } from './short-ways';
import { Terminals } from './terminals/terminals';
import type { Watch } from './watch';
import { WebDoor } from './web-door';

export const START_TOKEN = 'start-token-of-43-characters-or-so-xxxxxxxx';
export const VIEW_TOKEN = 'view-token-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';
export const EXEC_TOKEN = 'exec-token-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';
export const VIEWER_HEADER = 'x-nsatlas-viewer-test';
export const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the fake Next was asked. */
export interface Reached {
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly viewer: Viewer | null;
}

export interface TestDoor {
  readonly port: number;
  readonly sessions: Sessions;
  readonly startTokens: StartTokens;
  readonly reached: Reached[];
  /** Milliseconds by which the clock of sessions and start tokens is ahead. */
  readonly time: { ahead: number };
  readonly stop: () => Promise<void>;
}

export interface TestDoorOptions {
  readonly watch?: Pick<Watch, 'join'>;
  readonly pingMs?: number;
  readonly terminals?: (keys: Keys) => Terminals;
  readonly pulseMs?: number;
  readonly handle?: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly peerUids?: readonly number[];
  readonly shortWays?: ShortWays;
  readonly readTable?: ReadTable;
}

export async function openTestDoor({ watch = SILENT_WATCH, pingMs = 30_000, pulseMs = 30_000, handle, terminals = () => NO_TERMINALS, peerUids = [process.getuid?.() ?? 0], shortWays = {}, readTable }: TestDoorOptions = {}): Promise<TestDoor> {
  const port = await freePort();
  const time = { ahead: 0 };
  const clock = (): number => Date.now() + time.ahead;
  const sessions = new Sessions(clock);
  const startTokens = new StartTokens(START_TOKEN, clock);
  const bearers = new Bearers({ viewTokenHash: sha256(VIEW_TOKEN), execTokenHash: sha256(EXEC_TOKEN) });
  const reached: Reached[] = [];
  const keys = { port, sessions, bearers };
  const isSignedIn = (viewer: Viewer): boolean => bearers.has(viewer) || sessions.isSignedIn(viewer);
  const sockets = [new LiveDoor({ watch: watch as Watch, isSignedIn, pingMs, pulseMs }), new TerminalDoor({ terminals: terminals(keys), isSignedIn, pingMs })];
  for (const { room } of sockets) sessions.onOver(({ name }) => room.signOut(name));
  const door = new WebDoor({
    keys,
    peers: new Peers(peerUids, readTable),
    pages: { handle: handle ?? ((request, response) => note(request, response, reached)), upgrade: null },
    shortWays,
    sockets,
    signIn: new SignIn({ port, sessions, startTokens }),
    signInPage: loadSignInPage(CHECKOUT, port),
    viewerHeader: VIEWER_HEADER,
  });
  await door.listen(['127.0.0.1']);
  return { port, sessions, startTokens, reached, time, stop: () => door.stop() };
}

const NO_TERMINALS = new Terminals({ house: { readOnly: false, hasExecDoor: true }, execDoor: null });
const SILENT_WATCH: Pick<Watch, 'join'> = { join: () => () => undefined };

function note({ url = '', method = '', headers }: IncomingMessage, response: ServerResponse, reached: Reached[]): Promise<void> {
  const word = headers[VIEWER_HEADER];
  reached.push({ url, method, headers: { ...headers }, viewer: typeof word === 'string' ? (JSON.parse(word) as Viewer) : null });
  response.end('the page');
  return Promise.resolve();
}

export function sha256(word: string): string {
  return createHash('sha256').update(word).digest('hex');
}

/** Headers exactly as given: Host too, and none of its own. */
export function send(port: number, { method = 'GET', path = '/', headers = {}, body = '' }: { method?: string; path?: string; headers?: Record<string, string | string[]>; body?: string } = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, setHost: false, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces).toString() }));
    });
    request.on('error', reject);
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
    });
    request.end(body);
  });
}

/** 101, the status of the refusal, or 0 when the connection was closed without a word. */
export function upgrade(port: number, path: string, headers: Record<string, string | string[]>): Promise<number> {
  return send(port, { path, headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers } }).then(
    ({ status }) => status,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') return 0;
      throw error;
    },
  );
}

/** A live connection with a bearer token. */
export function openSocket(port: number, token: string, query = ''): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}/api/live${query}`, ['nsatlas.v1'], { headers: { Authorization: `Bearer ${token}` } });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
