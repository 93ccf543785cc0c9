/** The WebSockets of one door: who holds them, whether they still answer, and when they are closed. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Viewer } from './authorize';
import { SOCKET_PROTOCOL, type Refusal } from './guard/judge';

/** Codes of RFC 6455. */
const GOING_AWAY = 1001;
export const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;

const PING_MS = 30_000;

export interface Connection {
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** A way in for WebSockets. Who comes this far has passed the guard and may look. */
export interface SocketDoor {
  /** What the path names, when it leads here; null: it is another's. */
  readonly nameIn: (path: string) => string | null;
  /** Null: come in. */
  readonly refusal: (name: string, viewer: Viewer) => Refusal | null;
  readonly open: (request: IncomingMessage, connection: Connection, viewer: Viewer) => void;
  readonly room: SocketRoom;
}

export interface SocketRoomOptions {
  /** Of one that comes in. */
  readonly messageLimitBytes: number;
  readonly isSignedIn: (viewer: Viewer) => boolean;
  readonly pingMs?: number | undefined;
}

interface Seat {
  readonly socket: WebSocket;
  readonly viewer: Viewer;
  hasAnswered: boolean;
}

export class SocketRoom {
  readonly #isSignedIn: (viewer: Viewer) => boolean;
  readonly #seats = new Set<Seat>();
  readonly #pulse: NodeJS.Timeout;
  readonly #server: WebSocketServer;

  constructor({ messageLimitBytes, isSignedIn, pingMs = PING_MS }: SocketRoomOptions) {
    this.#isSignedIn = isSignedIn;
    this.#pulse = setInterval(() => this.#ping(), pingMs);
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: messageLimitBytes,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: (words) => (words.has(SOCKET_PROTOCOL) ? SOCKET_PROTOCOL : false),
    });
  }

  /** How many this session or token has open. */
  countOf({ name }: Viewer): number {
    return [...this.#seats].filter(({ viewer }) => viewer.name === name).length;
  }

  seat(request: IncomingMessage, { socket, head }: Connection, viewer: Viewer, onOpen: (socket: WebSocket) => void): void {
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      const seat: Seat = { socket: opened, viewer, hasAnswered: true };
      this.#seats.add(seat);
      // What is wrong with a connection also closes it.
      opened.on('error', () => undefined);
      opened.on('pong', () => (seat.hasAnswered = true));
      opened.on('close', () => this.#seats.delete(seat));
      onOpen(opened);
    });
  }

  /** The session is over. */
  signOut(name: string): void {
    for (const { socket, viewer } of this.#seats) if (viewer.name === name) closeSocket(socket, POLICY_VIOLATION, 'the session is over');
  }

  close(): void {
    clearInterval(this.#pulse);
    for (const { socket } of this.#seats) closeSocket(socket, GOING_AWAY, 'nsatlas stops');
  }

  /** For those who do not answer the good-bye. */
  cut(): void {
    for (const { socket } of this.#seats) socket.terminate();
  }

  /** An open page counts as somebody being there, as long as it answers. One that we do not read cannot. */
  #ping(): void {
    for (const seat of this.#seats) {
      const { socket, viewer } = seat;
      if (!seat.hasAnswered && !socket.isPaused) socket.terminate();
      else if (!this.#isSignedIn(viewer)) closeSocket(socket, POLICY_VIOLATION, 'the session is over');
      else socket.ping();
      seat.hasAnswered = socket.isPaused;
    }
  }
}

/** The other end's farewell has to be read. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.resume();
  socket.close(code, reason);
}

/** `?have=N`: what the page still has. */
export function haveOf(url: string): number | null {
  const word = queryOf(url).get('have');
  return word !== null && /^\d{1,15}$/.test(word) ? Number(word) : null;
}

export function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(url.split('?')[1] ?? '');
}
