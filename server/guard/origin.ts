/** Which page a request comes from, as the browser says it. A page cannot lie here; a program can, but it has no one's cookie. */
import type { IncomingHttpHeaders } from 'node:http';

export interface FromPage {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly isUpgrade: boolean;
  /** It carries a bearer token: no browser adds one by itself, so it may come from no page at all. */
  readonly hasBearer: boolean;
}

/** Null: from a page of ours, or from none where that is allowed. Else the sentence that says why not. */
export function originRefusal({ method, headers, isUpgrade, hasBearer }: FromPage): string | null {
  const { origin, host } = headers;
  if (origin !== undefined) return origin === `http://${host ?? ''}` ? null : 'The request comes from a page of another origin.';
  if (isUpgrade || !isSafe(method)) return hasBearer ? null : 'The request does not say from which page it comes: it needs an Origin header.';
  return null;
}

/** Chosen by a page of another site or port, be it by a link. A header of browsers only. */
export function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** Somebody follows a link: what comes back is seen by them alone, not by the page with the link. */
export function isNavigation(method: string, headers: IncomingHttpHeaders): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
