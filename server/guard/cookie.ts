import type { IncomingHttpHeaders } from 'node:http';
import { SESSION_MS } from './session';

/** Cookies do not know ports: two products on one host must not take each other's. */
function cookieName(port: number): string {
  return `nsatlas_${port}`;
}

export function cookieHeader(value: string, port: number): string {
  return `${cookieName(port)}=${value}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${SESSION_MS / 1000}`;
}

/** Takes it away. */
export function goneCookieHeader(port: number): string {
  return `${cookieName(port)}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`;
}

export function readCookie(headers: IncomingHttpHeaders, port: number): string | null {
  const start = `${cookieName(port)}=`;
  const pair = (headers.cookie ?? '').split(';').map((part) => part.trim()).find((part) => part.startsWith(start));
  return pair === undefined ? null : pair.slice(start.length);
}
