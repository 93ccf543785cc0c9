/** From the start token in the address to a session. */
import { loginAnswer, session } from '@/lib/door-schema';
import { askDoor, DoorError } from './fetch-json';
import { SIGN_IN_STRINGS } from './shell/strings';
import { keepToken } from './token';

/**
 * Trades the token of the address (`#t=…`) for a session, when there is one, and takes it out of the address.
 * Null when that went well or there was none; else the sentence that says why not.
 */
export async function signInFromAddress(): Promise<string | null> {
  const token = tokenOf(location.hash);
  if (token === null) return null;
  history.replaceState(null, '', location.pathname + location.search);
  const refusal = await signIn(token);
  return refusal !== null && (await hasSession()) ? null : refusal;
}

/** An address that was opened before in this very browser is used up, but its session may live. */
async function hasSession(): Promise<boolean> {
  try {
    await askDoor(session, '/api/session');
    return true;
  } catch (error) {
    if (error instanceof DoorError) return false;
    throw error;
  }
}

/** Null when signed in; else the sentence that says why not. */
export async function signIn(token: string): Promise<string | null> {
  try {
    keepToken((await askDoor(loginAnswer, '/login', { method: 'POST', body: { token } })).token);
    return null;
  } catch (error) {
    if (error instanceof DoorError) return error.answer.failure === 'denied' ? SIGN_IN_STRINGS.used : error.message;
    throw error;
  }
}

/** The token in a pasted address or fragment; a bare token is itself. */
export function tokenOf(pasted: string): string | null {
  const inAddress = /#t=([\w-]+)/.exec(pasted)?.[1];
  return inAddress ?? (/^[\w-]{16,}$/.test(pasted.trim()) ? pasted.trim() : null);
}
