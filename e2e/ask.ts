/** Asks the web door as a program does, with any header a browser would not let through. */
import { request } from 'node:http';
import type { Product } from './product';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export function ask({ port }: Pick<Product, 'port'>, path: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers: { ...type, ...headers } }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (piece: string) => { text += piece; });
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
    });
    outgoing.once('error', reject);
    // An upgrade that succeeds is an answer too; nothing is said on it.
    outgoing.once('upgrade', (incoming, socket) => {
      socket.destroy();
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: '' });
    });
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** The headers with which a WebSocket begins. */
export function upgrade(origin: string | null, protocols?: string): Record<string, string> {
  return {
    connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'bnNhdGxhcy1uc2F0bGFzIQ==',
    ...(origin === null ? {} : { origin }), ...(protocols === undefined ? {} : { 'sec-websocket-protocol': protocols }),
  };
}
