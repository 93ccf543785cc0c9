/**
 * The ways that our own server answers itself, behind the same guard: what Next does around a handler is 2 to 3 ms of CPU, more than
 * the command that is waited for. The handlers are as those of app/api are.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { execRequest } from '@/lib/exec-schema';
import { terminalRequest } from '@/lib/terminal-schema';
import { admit } from './admit';
import { answer } from './answer';
import { answerExec } from './answer-exec';
import { decodeRequest } from './decode';
import { sendRefusal } from './guard/reply';
import { refuse } from './guard/judge';
import { readJson } from './read-body';

export type Handler = (request: Request) => Promise<Response>;

/** By path, then by method. */
export type ShortWays = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

/** The right to exec is asked for by the services, which also write down who asked in vain. */
export const SHORT_WAYS: ShortWays = {
  '/api/exec': {
    GET: (request) => answer(() => {
      const { viewer, services } = admit(request, 'view');
      return services.runs(viewer);
    }),
    DELETE: (request) => answer(() => {
      const { viewer, services } = admit(request, 'view');
      return services.forgetRuns(viewer);
    }),
    POST: (request) => answer(async () => {
      const { viewer, services } = admit(request, 'view');
      const asked = decodeRequest(execRequest, await readJson(request));
      return answerExec(request, (hearing) => services.exec(asked, viewer, hearing));
    }),
  },
  '/api/terminals': {
    GET: (request) => answer(() => {
      const { viewer, services } = admit(request, 'view');
      return services.terminals.list(viewer);
    }),
    POST: (request) => answer(async () => {
      const { viewer, services } = admit(request, 'view');
      return services.terminals.start(decodeRequest(terminalRequest, await readJson(request)), viewer);
    }),
  },
};

/** Answers by the handler of its method. Rejects with what the handler does not know. */
export async function goShortWay(way: Readonly<Record<string, Handler>>, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const handler = Object.hasOwn(way, methodOf(incoming)) ? way[methodOf(incoming)] : undefined;
  if (handler === undefined) {
    response.setHeader('Allow', Object.keys(way).join(', '));
    sendRefusal(response, refuse(405, 'usage', `${incoming.method ?? ''} is not answered here.`));
    return;
  }
  const left = new AbortController();
  response.once('close', () => left.abort());
  const body = await bodyOf(incoming);
  if (body !== null) await send(response, await handler(requestOf(incoming, body, left.signal)));
}

/** To HEAD no body is sent (node:http). */
function methodOf({ method = '' }: IncomingMessage): string {
  return method === 'HEAD' ? 'GET' : method;
}

/** The guard has looked at its length. Null: the asker is gone. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | null> {
  const pieces: Buffer[] = [];
  incoming.on('data', (piece: Buffer) => pieces.push(piece));
  // Without an error of its own where the connection is torn.
  incoming.on('error', () => undefined);
  if (!incoming.readableEnded) await Promise.race([once(incoming, 'end'), once(incoming, 'close')]);
  return incoming.complete ? Buffer.concat(pieces) : null;
}

function requestOf(incoming: IncomingMessage, body: Buffer<ArrayBuffer>, signal: AbortSignal): Request {
  const headers = Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
  const method = methodOf(incoming);
  return new Request(`http://127.0.0.1${incoming.url ?? ''}`, { method, headers, signal, ...(method === 'GET' ? {} : { body }) });
}

/** One document at once, lines as they come. */
async function send(response: ServerResponse, answered: Response): Promise<void> {
  const type = answered.headers.get('content-type') ?? '';
  if (type.startsWith('application/json')) {
    const body = Buffer.from(await answered.arrayBuffer());
    response.writeHead(answered.status, { ...Object.fromEntries(answered.headers), 'content-length': body.length });
    response.end(body);
    return;
  }
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  for await (const piece of answered.body ?? []) {
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    if (response.destroyed) return;
  }
  response.end();
}
