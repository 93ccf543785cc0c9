/** `POST /login`: a start token for a session. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { loginRequest } from '@/lib/door-schema';
import { cookieHeader } from './cookie';
import { BODY_LIMIT_BYTES, refuse, type Refusal } from './judge';
import { RateLimit } from './rate';
import { sendJson, sendRefusal } from './reply';
import type { Sessions } from './session';
import type { StartTokens } from './start-tokens';

const MINUTE_MS = 60_000;

export class SignIn {
  readonly #port: number;
  readonly #sessions: Sessions;
  readonly #startTokens: StartTokens;
  /** Of failures: who has the right token may come as often as he likes. */
  readonly #failures = new RateLimit([{ count: 5, windowMs: MINUTE_MS }, { count: 20, windowMs: 60 * MINUTE_MS }]);

  constructor({ port, sessions, startTokens }: { readonly port: number; readonly sessions: Sessions; readonly startTokens: StartTokens }) {
    this.#port = port;
    this.#sessions = sessions;
    this.#startTokens = startTokens;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = this.#refusal(await readBody(request));
    if (refusal !== null) {
      if (refusal.status === 429) response.setHeader('Retry-After', Math.ceil(this.#failures.waitMs / 1000));
      sendRefusal(response, refusal);
      return;
    }
    const { cookie, token } = this.#sessions.open();
    response.setHeader('Set-Cookie', cookieHeader(cookie, this.#port));
    sendJson(response, 200, { token });
  }

  #refusal(body: string | null): Refusal | null {
    if (this.#failures.waitMs > 0) return refuse(429, 'limit', 'Too many wrong tokens; try again in a minute.');
    const token = body === null ? null : tokenIn(body);
    if (token === null) return refuse(400, 'usage', 'The body must be {"token":"…"}.');
    if (this.#startTokens.use(token)) return null;
    this.#failures.note();
    return refuse(401, 'denied', 'This address was opened before, or is none of ours. A fresh one: npx nsatlas url');
  }
}

function tokenIn(body: string): string | null {
  try {
    const decoded = loginRequest.safeParse(JSON.parse(body));
    return decoded.success ? decoded.data.token : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Null when it is too long, or breaks off. Its length was told, and looked at, before. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > BODY_LIMIT_BYTES) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
