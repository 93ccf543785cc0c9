/** Answers that Next never sees. */
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FailureAnswer } from '@/lib/door-schema';
import type { Refusal } from './judge';

export function sendJson(response: ServerResponse, status: number, value: object): void {
  send(response, { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) });
}

/** The connection ends with it: what else the request holds is not read. */
export function sendRefusal(response: ServerResponse, { status, failure, message }: Refusal): void {
  response.setHeader('Connection', 'close');
  sendJson(response, status, { failure, message } satisfies FailureAnswer);
}

export function sendPage(response: ServerResponse, status: number, page: string): void {
  send(response, { status, type: 'text/html; charset=utf-8', body: page });
}

/** There is no response object yet when an upgrade is refused. */
export function refuseUpgrade(socket: Duplex, { status, failure, message }: Refusal): void {
  const body = JSON.stringify({ failure, message } satisfies FailureAnswer);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, 'Connection: close', 'Content-Type: application/json; charset=utf-8', `Content-Length: ${Buffer.byteLength(body)}`, '', body];
  socket.end(lines.join('\r\n'), () => socket.destroy());
}

function send(response: ServerResponse, { status, type, body }: { readonly status: number; readonly type: string; readonly body: string }): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store' });
  response.end(body);
}
