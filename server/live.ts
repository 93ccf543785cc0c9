/** `WS /api/live`: a snapshot, then changes. The messages are those of liveMessage in lib/schema.ts; the page sends none. */
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { LIVE_PULSE_MS } from '@/lib/schema';
import type { Viewer } from './authorize';
import { refuse, type Refusal } from './guard/judge';
import { closeSocket, haveOf, queryOf, SocketRoom, UNSUPPORTED_DATA, type Connection, type SocketDoor } from './socket-room';
import { PULSE_MESSAGE } from './snapshot-json';
import type { Watch } from './watch';

export const LIVE_PATH = '/api/live';

const MESSAGE_LIMIT_BYTES = 64 * 1024;
const SOCKETS_LIMIT = 64;

export interface LiveOptions {
  readonly watch: Watch;
  readonly isSignedIn: (viewer: Viewer) => boolean;
  readonly pingMs?: number;
  readonly pulseMs?: number;
}

export class LiveDoor implements SocketDoor {
  readonly room: SocketRoom;
  readonly #watch: Watch;
  readonly #pulseMs: number;

  constructor({ watch, isSignedIn, pingMs, pulseMs = LIVE_PULSE_MS }: LiveOptions) {
    this.#watch = watch;
    this.#pulseMs = pulseMs;
    this.room = new SocketRoom({ messageLimitBytes: MESSAGE_LIMIT_BYTES, isSignedIn, pingMs });
  }

  nameIn(path: string): string | null {
    return path === LIVE_PATH ? path : null;
  }

  refusal(_: string, viewer: Viewer): Refusal | null {
    return this.room.countOf(viewer) < SOCKETS_LIMIT ? null : refuse(429, 'limit', 'Too many live connections of this session.');
  }

  open(request: IncomingMessage, connection: Connection, viewer: Viewer): void {
    this.room.seat(request, connection, viewer, (socket) => {
      socket.on('message', () => closeSocket(socket, UNSUPPORTED_DATA, 'nothing is asked here'));
      const asked = request.url ?? '';
      const watcher = { send: (message: string) => socket.send(message), bufferedBytes: () => socket.bufferedAmount, isBrief: isBrief(asked) };
      const leave = this.#watch.join(watcher, haveOf(asked));
      const pulse = setInterval(() => beat(socket), this.#pulseMs);
      socket.on('close', () => {
        clearInterval(pulse);
        leave();
      });
    });
  }
}

/** `?rows=brief`: the page reads those of lib/brief-rows.ts. */
function isBrief(url: string): boolean {
  return queryOf(url).get('rows') === 'brief';
}

/** Who has yet to take what was sent before hears that. */
function beat(socket: WebSocket): void {
  if (socket.bufferedAmount === 0) socket.send(PULSE_MESSAGE);
}
