/** `DELETE /api/session`: the session is forgotten, and what hangs on it ends. */
import type { SignOutAnswer } from '@/lib/door-schema';
import type { Viewer } from '../authorize';
import { DoorRefusal } from '../door-refusal';
import type { Terminals } from '../terminals/terminals';
import { goneCookieHeader } from './cookie';
import type { Keys } from './judge';

/** Throws DoorRefusal `usage` for a token: it lives as long as the product. */
export function signOut({ name }: Viewer, { port, sessions }: Pick<Keys, 'port' | 'sessions'>, terminals: Terminals): { readonly answer: SignOutAnswer; readonly cookie: string } {
  if (!sessions.has(name)) throw new DoorRefusal('usage', 'Only a browser that was let in can sign out: a token lives as long as nsatlas runs.');
  const ended = terminals.endOf(name, 'signed-out');
  sessions.end(name);
  return { answer: { terminals: ended }, cookie: goneCookieHeader(port) };
}
