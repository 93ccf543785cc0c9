/** Before anything else sees a request: is it for us, from a page of ours, and who sent it? */
import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from '@/lib/failure';
import type { Viewer } from '../authorize';
import { hasBearer, type Bearers } from './bearer';
import { readCookie } from './cookie';
import { isOurHost } from './host';
import { isFromElsewhere, isNavigation, isSafe, originRefusal } from './origin';
import type { Sessions } from './session';

export interface Asked {
  readonly method: string;
  /** As it stands in the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** How many Host headers it has. */
  readonly hosts: number;
  readonly isUpgrade: boolean;
}

export interface Keys {
  readonly port: number;
  readonly sessions: Sessions;
  readonly bearers: Bearers;
}

export type Verdict =
  /** `viewer` is null for pages and their files, which say nothing of the host: there the cookie alone lets in. */
  | { readonly kind: 'admit'; readonly viewer: Viewer | null }
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'page-to-sign-in' }
  | Refusal;

export interface Refusal {
  readonly kind: 'refuse';
  readonly status: number;
  readonly failure: Failure;
  readonly message: string;
}

export const BODY_LIMIT_BYTES = 64 * 1024;
export const SIGN_IN_PATH = '/login';
const METHODS = ['GET', 'HEAD', 'POST', 'DELETE'];
/** The sub-protocol of every WebSocket. */
export const SOCKET_PROTOCOL = 'nsatlas.v1';
const TOKEN_PROTOCOL = 'nsatlas.auth.';

export function judge(asked: Asked, keys: Keys): Verdict {
  const refusal = formRefusal(asked, keys.port) ?? pageRefusal(asked) ?? sizeRefusal(asked);
  if (refusal !== null) return refusal;
  if (asked.method === 'POST' && pathOf(asked) === SIGN_IN_PATH) return signInVerdict(asked);
  return hasBearer(asked.headers) ? bearerVerdict(asked, keys.bearers) : sessionVerdict(asked, keys);
}

/** Without what stands behind the question mark. */
export function pathOf({ url }: Pick<Asked, 'url'>): string {
  return url.split('?', 1)[0] ?? '';
}

function formRefusal({ method, url, headers, hosts }: Asked, port: number): Refusal | null {
  if (hosts !== 1 || !isOurHost(headers.host, port)) return refuse(421, 'usage', `This server answers only as 127.0.0.1:${port}, localhost:${port} and [::1]:${port}.`);
  if (!url.startsWith('/') || url.startsWith('//')) return refuse(400, 'usage', 'The path must begin with one /.');
  if (!METHODS.includes(method)) return refuse(405, 'usage', `${method} is not answered here.`);
  return null;
}

function pageRefusal({ method, headers, isUpgrade }: Asked): Refusal | null {
  const message = originRefusal({ method, headers, isUpgrade, hasBearer: hasBearer(headers) });
  if (message !== null) return refuse(403, 'denied', message);
  const isLink = !isUpgrade && isNavigation(method, headers);
  return isFromElsewhere(headers) && !isLink ? refuse(403, 'denied', 'The request comes from a page of another site.') : null;
}

/** A body whose length is not told beforehand would have to be counted while others already read it. */
function sizeRefusal({ headers }: Asked): Refusal | null {
  if (headers['transfer-encoding'] !== undefined) return refuse(411, 'usage', 'A request needs a Content-Length.');
  const isLong = Number(headers['content-length'] ?? 0) > BODY_LIMIT_BYTES;
  return isLong ? refuse(413, 'limit', `The body of a request has at most ${BODY_LIMIT_BYTES} bytes.`) : null;
}

/** To sign in is for browsers; programs have their token. */
function signInVerdict({ headers }: Asked): Verdict {
  return headers.origin === undefined ? refuse(403, 'denied', 'Signing in needs an Origin header.') : { kind: 'sign-in' };
}

function bearerVerdict(asked: Asked, bearers: Bearers): Verdict {
  const viewer = bearers.find(asked.headers);
  if (viewer === null) return refuse(401, 'denied', 'This bearer token is not known here; npx nsatlas token prints one.');
  return admit(asked, viewer);
}

function sessionVerdict(asked: Asked, { port, sessions }: Keys): Verdict {
  const cookie = readCookie(asked.headers, port);
  // A link on a page of another site is not to open ours with somebody's rights; the page to sign in does it again from here.
  if (cookie === null || isFromElsewhere(asked.headers)) return strangerVerdict(asked);
  if (!needsBoth(asked)) return sessions.byCookie(cookie) === null ? strangerVerdict(asked) : admit(asked, null);
  const token = tokenOf(asked);
  const viewer = token === null ? null : sessions.byBoth({ cookie, token });
  return viewer === null ? strangerVerdict(asked) : admit(asked, viewer);
}

function admit({ method, isUpgrade, ...asked }: Asked, viewer: Viewer | null): Verdict {
  const isPage = !isUpgrade && !isApi(asked);
  return isPage && !isSafe(method) ? refuse(405, 'usage', `${method} is not answered here.`) : { kind: 'admit', viewer: isPage ? null : viewer };
}

function strangerVerdict(asked: Asked): Verdict {
  const isDocument = !asked.isUpgrade && isSafe(asked.method) && !isApi(asked) && !pathOf(asked).startsWith('/_next/');
  return isDocument ? { kind: 'page-to-sign-in' } : refuse(401, 'denied', 'Not signed in: open the address that npx nsatlas url prints.');
}

/** The cookie alone is enough for pages, their files, and the reloading of changed ones in development. */
function needsBoth(asked: Asked): boolean {
  return isApi(asked) || (asked.isUpgrade && !pathOf(asked).startsWith('/_next/'));
}

function isApi(asked: Pick<Asked, 'url'>): boolean {
  return /^\/api(\/|$)/.test(pathOf(asked));
}

function tokenOf({ headers, isUpgrade }: Asked): string | null {
  const header = headers['x-nsatlas'];
  if (!isUpgrade) return typeof header === 'string' ? header : null;
  const words = (headers['sec-websocket-protocol'] ?? '').split(',').map((word) => word.trim());
  const token = words.find((word) => word.startsWith(TOKEN_PROTOCOL))?.slice(TOKEN_PROTOCOL.length);
  return words.includes(SOCKET_PROTOCOL) ? (token ?? null) : null;
}

export function refuse(status: number, failure: Failure, message: string): Refusal {
  return { kind: 'refuse', status, failure, message };
}
