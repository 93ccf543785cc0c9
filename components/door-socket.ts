/** How a WebSocket of the door is opened, and how the page learns why one was not. */
import { session } from '@/lib/door-schema';
import { askDoor, DoorError } from './fetch-json';
import { readToken } from './token';

export function socketAddress(path: string, have: number | null): string {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  if (have !== null) url.searchParams.set('have', String(have));
  return url.href;
}

/** A browser can send no header with a WebSocket: the token travels as a sub-protocol. */
export function socketProtocols(): string[] {
  const token = readToken();
  return token === null ? ['nsatlas.v1'] : ['nsatlas.v1', `nsatlas.auth.${token}`];
}

export async function isSignedOut(): Promise<boolean> {
  try {
    await askDoor(session, '/api/session');
    return false;
  } catch (error) {
    if (error instanceof DoorError) return error.isSignedOut;
    throw error;
  }
}
