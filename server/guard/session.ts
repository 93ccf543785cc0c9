/** Who has signed in. A session is a cookie and a second token: cookies reach every port of a host, the token only this origin. */
import type { Viewer } from '../authorize';
import { hashSecret, isSecret, newSecret } from './secret';

export interface SessionSecrets {
  readonly cookie: string;
  readonly token: string;
}

interface Session {
  readonly viewer: Viewer;
  readonly tokenHash: Buffer;
  readonly since: number;
  seen: number;
}

export const SESSION_MS = 12 * 60 * 60 * 1000;
const IDLE_MS = 2 * 60 * 60 * 1000;
const SESSIONS_LIMIT = 256;

export class Sessions {
  readonly #clock: () => number;
  /** By the hash of the cookie. */
  readonly #sessions = new Map<string, Session>();

  /** `clock`: milliseconds. */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /** When there are too many, the one that signed in first is signed out. */
  open(): SessionSecrets {
    const [cookie, token, now] = [newSecret(), newSecret(), this.#clock()];
    const key = keyOf(cookie);
    this.#forgetOver();
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= SESSIONS_LIMIT) this.#sessions.delete(oldest);
    const viewer: Viewer = { name: `session ${key.slice(0, 8)}`, acts: ['view', 'exec'] };
    this.#sessions.set(key, { viewer, tokenHash: hashSecret(token), since: now, seen: now });
    return { cookie, token };
  }

  /** By the cookie alone: enough for what says nothing of the host. Counts as being there. */
  byCookie(cookie: string): Viewer | null {
    return this.#find(cookie)?.viewer ?? null;
  }

  /** By both. */
  byBoth({ cookie, token }: SessionSecrets): Viewer | null {
    const session = this.#find(cookie);
    return session !== null && isSecret(token, session.tokenHash) ? session.viewer : null;
  }

  /** For who holds a connection open: still signed in? Counts as being there. */
  isSignedIn(viewer: Viewer): boolean {
    for (const session of this.#sessions.values()) {
      if (session.viewer === viewer) return this.#touch(session);
    }
    return false;
  }

  #find(cookie: string): Session | null {
    const session = this.#sessions.get(keyOf(cookie));
    return session !== undefined && this.#touch(session) ? session : null;
  }

  #touch(session: Session): boolean {
    if (this.#isOver(session)) return false;
    session.seen = this.#clock();
    return true;
  }

  #isOver({ since, seen }: Session): boolean {
    const now = this.#clock();
    return now - since >= SESSION_MS || now - seen >= IDLE_MS;
  }

  #forgetOver(): void {
    for (const [key, session] of this.#sessions) {
      if (this.#isOver(session)) this.#sessions.delete(key);
    }
  }
}

function keyOf(cookie: string): string {
  return hashSecret(cookie).toString('hex');
}
