/** For tests: a helper on a real Unix socket that answers as the test says. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATA_LIMIT_BYTES, encodeFrame, FrameReader, type Frame, type FrameKind } from '@/lib/frame';
import type { HelperAddress } from './helper';

export const HELLO = { protocol: 1, program: 'nsatlas-fake', version: '0.1.0', verbs: ['scan', 'watch', 'inspect', 'exec'] };

export interface Asker {
  readonly socket: Socket;
  readonly send: (kind: FrameKind, body: unknown, last?: boolean) => void;
  /** One document, in as many pieces as it needs. */
  readonly answer: (document: unknown) => void;
  /** All that came from the asker so far. */
  readonly received: Frame[];
}

export type Play = (request: Record<string, unknown>, asker: Asker) => void;

export interface FakeHelper {
  readonly address: HelperAddress;
  /** The requests it was asked, in order. */
  readonly requests: Record<string, unknown>[];
  /** How many connections are open now. */
  readonly open: () => number;
  play: Play;
  readonly stop: () => Promise<void>;
}

/** `greet` is called at once with each connection; the plain one says HELLO. */
export async function startFakeHelper(play: Play, greet: (asker: Asker) => void = ({ send }) => send('hello', HELLO)): Promise<FakeHelper> {
  const directory = mkdtempSync(join(tmpdir(), 'nsatlas-fake-'));
  const path = join(directory, 'helper.sock');
  const sockets = new Set<Socket>();
  const requests: Record<string, unknown>[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const asker = askerOn(socket);
    greet(asker);
    hear(asker, (request) => {
      requests.push(request);
      helper.play(request, asker);
    });
  });
  const helper: FakeHelper = { address: { transport: 'unix', path }, requests, open: () => sockets.size, play, stop: () => stop(server, sockets, directory) };
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return helper;
}

/** Answers `watch` with one look at what the play answers to `scan`, and ends: the next look is asked of another. All else is as the play says. */
export function withLooks(play: () => Play): Play {
  return (request, asker) => {
    if (request['verb'] !== 'watch') play()(request, asker);
    else play()({ verb: 'scan' }, { ...asker, answer: (scan) => asker.answer({ ...(scan as object), first: true, gone: { processes: [], namespaces: [] } }) });
  };
}

/** Body as JSON unless it is bytes. */
export function frameBytes(kind: FrameKind, body: unknown, last: boolean): Uint8Array {
  return encodeFrame({ kind, last, body: body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body)) });
}

/** The frames that carry one document. */
export function answerBytes(document: unknown): Uint8Array {
  const bytes = Buffer.from(JSON.stringify(document));
  const frames: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += DATA_LIMIT_BYTES) {
    frames.push(frameBytes('answer', bytes.subarray(at, at + DATA_LIMIT_BYTES), at + DATA_LIMIT_BYTES >= bytes.length));
  }
  return Buffer.concat(frames);
}

function askerOn(socket: Socket): Asker {
  return {
    socket,
    send: (kind, body, last = false) => socket.write(frameBytes(kind, body, last)),
    answer: (document) => socket.end(answerBytes(document)),
    received: [],
  };
}

function hear(asker: Asker, onRequest: (request: Record<string, unknown>) => void): void {
  const reader = new FrameReader();
  asker.socket.on('data', (bytes) => {
    for (const frame of reader.push(bytes)) {
      asker.received.push(frame);
      if (frame.kind === 'request') onRequest(JSON.parse(Buffer.from(frame.body).toString()) as Record<string, unknown>);
    }
  });
}

async function stop(server: Server, sockets: ReadonlySet<Socket>, directory: string): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
}
