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

  readonly #listeners = new Set<(viewer: Viewer) => void>();

  /** `clock`: milliseconds. */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /** When there are too many, the one that signed in first is signed out. */
  open(): SessionSecrets {
    const [cookie, token, now] = [newSecret(), newSecret(), this.#clock()];
    const key = keyOf(cookie);
    this.forgetOver();
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= SESSIONS_LIMIT) this.#forget(oldest);
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

  /** By its name for the log; does not count as being there. */
  has(name: string): boolean {
    return [...this.#sessions.values()].some((session) => session.viewer.name === name && !this.#isOver(session));
  }

  /** Signs out. */
  end(name: string): void {
    for (const [key, { viewer }] of this.#sessions) if (viewer.name === name) this.#forget(key);
  }

  /** Called with each viewer whose session is over: signed out, run out, or too many. */
  onOver(listener: (viewer: Viewer) => void): void {
    this.#listeners.add(listener);
  }

  /** Those that have run out. To be called once in a while: nobody may come any more who would notice. */
  forgetOver(): void {
    for (const [key, session] of this.#sessions) if (this.#isOver(session)) this.#forget(key);
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

  #forget(key: string): void {
    const session = this.#sessions.get(key);
    if (session === undefined || !this.#sessions.delete(key)) return;
    for (const listener of this.#listeners) listener(session.viewer);
  }
}

function keyOf(cookie: string): string {
  return hashSecret(cookie).toString('hex');
}
