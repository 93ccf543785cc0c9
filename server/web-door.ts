/** The HTTP server in front of the pages. Every request and every upgrade is judged here before anything else sees it. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Viewer } from './authorize';
import { contentPolicy, securityHeaders, stripForeignHeaders } from './guard/headers';
import { judge, pathOf, refuse, type Asked, type Keys, type Verdict } from './guard/judge';
import type { Connection as Peer, Peers } from './guard/peer';
import { refuseUpgrade, sendPage, sendRefusal } from './guard/reply';
import type { SignIn } from './guard/sign-in';
import { goShortWay, type ShortWays } from './short-ways';
import type { Connection, SocketDoor } from './socket-room';

/** What stands behind the door: Next. */
export interface Pages {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Only in development, which reloads changed pages; null: nothing behind us takes upgrades. */
  readonly upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | null;
}

export interface WebDoorOptions {
  readonly keys: Keys;
  readonly peers: Peers;
  readonly pages: Pages;
  /** What is answered without them. */
  readonly shortWays: ShortWays;
  /** Where a WebSocket may lead. */
  readonly sockets: readonly SocketDoor[];
  readonly signIn: SignIn;
  readonly signInPage: (nonce: string) => string;
  /** Carries the viewer to the handlers. Nobody outside knows its name, and it is taken from what comes in all the same. */
  readonly viewerHeader: string;
}

const LIMITS = { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000 };
const CONNECTIONS_LIMIT = 1024;
const ENDING_MS = 1000;

export class WebDoor {
  readonly #options: WebDoorOptions;
  readonly #servers: Server[] = [];

  constructor(options: WebDoorOptions) {
    this.#options = options;
  }

  /** Rejects with what listen(2) says, such as EADDRINUSE. An address family that this host lacks is left out. */
  async listen(addresses: readonly string[] = ['127.0.0.1', '::1']): Promise<void> {
    for (const address of addresses) await this.#listenOn(address);
  }

  /** What is being answered may end within a second. */
  async stop(): Promise<void> {
    const rooms = this.#options.sockets.map(({ room }) => room);
    for (const room of rooms) room.close();
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    const impatience = setTimeout(() => {
      for (const room of rooms) room.cut();
      for (const server of this.#servers) server.closeAllConnections();
    }, ENDING_MS);
    await Promise.all(closed);
    clearTimeout(impatience);
  }

  async #listenOn(address: string): Promise<void> {
    const server = createServer(LIMITS, (request, response) => this.#onRequest(request, response));
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#onUpgrade(request, socket, head).catch((error: unknown) => {
        console.error(`nsatlas: an upgrade to ${pathOf({ url: request.url ?? '' })} failed:`, error);
        socket.destroy();
      });
    });
    // While both ends are surely open: who closes at once is not listed any more.
    server.on('connection', (socket: Peer) => this.#look(socket));
    server.maxConnections = CONNECTIONS_LIMIT;
    try {
      await listenOn(server, this.#options.keys.port, address);
      this.#servers.push(server);
    } catch (error) {
      if (!isMissingFamily(error)) throw error;
    }
  }

  /** What goes wrong here is met again, and told, by the first request. */
  #look(socket: Peer): void {
    this.#options.peers.refusal(socket).catch(() => undefined);
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    this.#answer(request, response).catch((error: unknown) => {
      console.error(`nsatlas: ${request.method ?? ''} ${pathOf({ url: request.url ?? '' })} failed:`, error);
      if (response.headersSent) response.destroy();
      else sendRefusal(response, refuse(500, 'fault', 'The server met a defect of its own; its log says which.'));
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pages, shortWays, signIn, signInPage, viewerHeader } = this.#options;
    const nonce = randomBytes(16).toString('base64');
    const policy = contentPolicy(nonce, pages.upgrade !== null);
    for (const [name, value] of Object.entries(securityHeaders(policy))) response.setHeader(name, value);
    const verdict = await this.#judge(request, false);
    const path = pathOf({ url: request.url ?? '' });
    switch (verdict.kind) {
      case 'refuse':
        sendRefusal(response, verdict);
        break;
      case 'page-to-sign-in':
        sendPage(response, 401, signInPage(nonce));
        break;
      case 'sign-in':
        await signIn.answer(request, response);
        break;
      case 'admit':
        introduce(request, { viewer: verdict.viewer, viewerHeader, policy });
        await (Object.hasOwn(shortWays, path) ? goShortWay(shortWays[path] ?? {}, request, response) : pages.handle(request, response));
        break;
    }
  }

  async #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // A connection that is torn while we look at it is nobody's concern.
    socket.on('error', () => socket.destroy());
    const { pages } = this.#options;
    const verdict = await this.#judge(request, true);
    const viewer = verdict.kind === 'admit' ? verdict.viewer : null;
    if (verdict.kind === 'refuse') refuseUpgrade(socket, verdict);
    else if (viewer !== null && this.#openSocket(request, { socket, head }, viewer)) return;
    else if (verdict.kind === 'admit' && pages.upgrade !== null) void pages.upgrade(request, socket, head);
    else socket.destroy();
  }

  /** False: the path leads to none of them. */
  #openSocket(request: IncomingMessage, connection: Connection, viewer: Viewer): boolean {
    const path = pathOf({ url: request.url ?? '' });
    for (const door of this.#options.sockets) {
      const name = door.nameIn(path);
      if (name === null) continue;
      const refusal = door.refusal(name, viewer);
      if (refusal === null) door.open(request, connection, viewer);
      else refuseUpgrade(connection.socket, refusal);
      return true;
    }
    return false;
  }

  async #judge(request: IncomingMessage, isUpgrade: boolean): Promise<Verdict> {
    const { peers, viewerHeader, keys } = this.#options;
    stripForeignHeaders(request.headers, viewerHeader);
    return (await peers.refusal(request.socket)) ?? judge(askedOf(request, isUpgrade), keys);
  }
}

function askedOf({ method = '', url = '', headers, rawHeaders }: IncomingMessage, isUpgrade: boolean): Asked {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length;
  return { method, url, headers, hosts, isUpgrade };
}

/** Next reads the policy from here to give its scripts the nonce. */
function introduce(request: IncomingMessage, { viewer, viewerHeader, policy }: { viewer: Viewer | null; viewerHeader: string; policy: string }): void {
  request.headers['content-security-policy'] = policy;
  if (viewer !== null) request.headers[viewerHeader] = JSON.stringify(viewer);
}

function listenOn(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isMissingFamily(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL');
}
