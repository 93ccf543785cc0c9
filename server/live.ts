/** `WS /api/live`: a snapshot, then changes. The messages are those of liveMessage in lib/schema.ts; the page sends none. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Viewer } from './authorize';
import type { Watch } from './watch';

export const LIVE_PATH = '/api/live';
export const LIVE_PROTOCOL = 'nsatlas.v1';

const MESSAGE_LIMIT_BYTES = 64 * 1024;
const PING_MS = 30_000;
const SOCKETS_LIMIT = 64;

/** Codes of RFC 6455. */
const GOING_AWAY = 1001;
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;

export interface LiveOptions {
  readonly watch: Watch;
  readonly isSignedIn: (viewer: Viewer) => boolean;
  readonly pingMs?: number;
}

interface Seat {
  readonly socket: WebSocket;
  readonly viewer: Viewer;
  hasAnswered: boolean;
}

export class LiveDoor {
  readonly #watch: Watch;
  readonly #isSignedIn: (viewer: Viewer) => boolean;
  readonly #seats = new Set<Seat>();
  readonly #pulse: NodeJS.Timeout;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_LIMIT_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: (words) => (words.has(LIVE_PROTOCOL) ? LIVE_PROTOCOL : false),
  });

  constructor({ watch, isSignedIn, pingMs = PING_MS }: LiveOptions) {
    this.#watch = watch;
    this.#isSignedIn = isSignedIn;
    this.#pulse = setInterval(() => this.#ping(), pingMs);
  }

  hasRoomFor(viewer: Viewer): boolean {
    return [...this.#seats].filter((seat) => seat.viewer === viewer).length < SOCKETS_LIMIT;
  }

  /** Who has come this far may look. */
  open(request: IncomingMessage, connection: { readonly socket: Duplex; readonly head: Buffer }, viewer: Viewer): void {
    this.#server.handleUpgrade(request, connection.socket, connection.head, (socket) => this.#seat(socket, viewer, knownVersion(request.url ?? '')));
  }

  close(): void {
    clearInterval(this.#pulse);
    for (const { socket } of this.#seats) socket.close(GOING_AWAY, 'nsatlas stops');
  }

  /** For those who do not answer the good-bye. */
  cut(): void {
    for (const { socket } of this.#seats) socket.terminate();
  }

  #seat(socket: WebSocket, viewer: Viewer, have: number | null): void {
    const seat: Seat = { socket, viewer, hasAnswered: true };
    this.#seats.add(seat);
    // What is wrong with a connection also closes it.
    socket.on('error', () => undefined);
    socket.on('pong', () => (seat.hasAnswered = true));
    socket.on('message', () => socket.close(UNSUPPORTED_DATA, 'nothing is asked here'));
    const leave = this.#watch.join({ send: (message) => socket.send(message), bufferedBytes: () => socket.bufferedAmount }, have);
    socket.on('close', () => {
      this.#seats.delete(seat);
      leave();
    });
  }

  /** An open page counts as somebody being there, as long as it answers. */
  #ping(): void {
    for (const seat of this.#seats) {
      if (!seat.hasAnswered) seat.socket.terminate();
      else if (!this.#isSignedIn(seat.viewer)) seat.socket.close(POLICY_VIOLATION, 'the session is over');
      else seat.socket.ping();
      seat.hasAnswered = false;
    }
  }
}

/** `?have=N`: the version the page still has. */
function knownVersion(url: string): number | null {
  const word = new URLSearchParams(url.split('?')[1] ?? '').get('have');
  return word !== null && /^\d{1,15}$/.test(word) ? Number(word) : null;
}
