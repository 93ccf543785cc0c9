/** `WS /api/terminals/ID`: the bytes of a session, both ways, and the news of its row. The words are those of lib/terminal-schema.ts. */
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { TERMINAL_CLOSE_CODES as CLOSE, terminalWord, type Terminal, type TerminalNews, type TerminalWord } from '@/lib/terminal-schema';
import { auditTerminal } from '../audit';
import type { Viewer } from '../authorize';
import { isDoorRefusal } from '../door-refusal';
import { pathOf, refuse, type Refusal } from '../guard/judge';
import { closeSocket, haveOf, SocketRoom, type Connection, type SocketDoor } from '../socket-room';
import type { Page } from './audience';
import type { TerminalSession } from './session';
import type { Terminals } from './terminals';

const MESSAGE_LIMIT_BYTES = 1024 * 1024;
/** Of one viewer: some pages for each session. */
const SOCKETS_LIMIT = 256;
/** Of one session. */
const PAGES_LIMIT = 16;

export interface TerminalDoorOptions {
  readonly terminals: Terminals;
  readonly isSignedIn: (viewer: Viewer) => boolean;
  readonly pingMs?: number;
}

export class TerminalDoor implements SocketDoor {
  readonly room: SocketRoom;
  readonly #terminals: Terminals;

  constructor({ terminals, isSignedIn, pingMs }: TerminalDoorOptions) {
    this.#terminals = terminals;
    this.room = new SocketRoom({ messageLimitBytes: MESSAGE_LIMIT_BYTES, isSignedIn, pingMs });
  }

  nameIn(path: string): string | null {
    return /^\/api\/terminals\/([0-9a-f]{16})$/.exec(path)?.[1] ?? null;
  }

  refusal(id: string, viewer: Viewer): Refusal | null {
    try {
      const { watchers } = this.#terminals.find(id, viewer);
      const isFull = watchers >= PAGES_LIMIT || this.room.countOf(viewer) >= SOCKETS_LIMIT;
      return isFull ? refuse(429, 'limit', 'Too many pages show terminals.') : null;
    } catch (error) {
      if (!isDoorRefusal(error)) throw error;
      return refuse(error.failure === 'gone' ? 404 : 403, error.failure, error.message);
    }
  }

  open(request: IncomingMessage, connection: Connection, viewer: Viewer): void {
    const session = this.#terminals.find(this.nameIn(pathOf({ url: request.url ?? '' })) ?? '', viewer);
    const mayType = this.#terminals.mayType(viewer);
    this.room.seat(request, connection, viewer, (socket) => {
      const page = pageOn(socket, viewer, mayType);
      socket.on('message', (data: Buffer, isBinary) => hear(session, page, isBinary ? data : data.toString()));
      socket.on('close', () => session.leave(page));
      if (mayType && session.owner !== viewer.name && !session.isOver) auditTerminal({ event: 'terminal typed', by: viewer.name, facts: { id: session.id } });
      session.join(page, haveOf(request.url ?? ''));
    });
  }
}

function pageOn(socket: WebSocket, viewer: Viewer, mayType: boolean): Page {
  const tell = (news: TerminalNews): void => socket.send(JSON.stringify(news));
  return {
    viewer, mayType,
    greet: (from, terminal: Terminal) => tell({ kind: 'hello', now: Date.now(), from, mayType, terminal }),
    tell: (terminal) => tell({ kind: 'row', now: Date.now(), terminal }),
    send: (bytes, onSent) => socket.send(bytes, { binary: true }, onSent),
    bufferedBytes: () => socket.bufferedAmount,
    close: (code, reason) => closeSocket(socket, code, reason),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
}

function hear(session: TerminalSession, page: Page, message: Buffer | string): void {
  const word = typeof message === 'string' ? wordIn(message) : message;
  if (word === null) page.close(CLOSE.unsupported, 'not understood');
  else if (!Buffer.isBuffer(word) && word.kind === 'ack') session.take(page, word.bytes);
  else if (!page.mayType) page.close(CLOSE.denied, 'you may only watch');
  else if (Buffer.isBuffer(word)) session.type(page, word);
  else if (word.kind === 'resize') session.resize({ columns: word.columns, rows: word.rows });
  else session.signal(word.signal);
}

function wordIn(message: string): TerminalWord | null {
  try {
    const decoded = terminalWord.safeParse(JSON.parse(message));
    return decoded.success ? decoded.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
