/** What every answer says to the browser about itself, and which headers of a request are never believed. */
import type { IncomingHttpHeaders } from 'node:http';

/** `nonce`: only scripts and style sheets that carry it run. */
export function contentPolicy(nonce: string, isDev = false): string {
  return [
    "default-src 'none'",
    // React asks for eval in development to show where an error came from.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'nonce-${nonce}'`,
    // React writes style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ');
}

export function securityHeaders(policy: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Origin-Agent-Cluster': '?1',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=(), display-capture=()',
  };
}

/** Words between proxies and Next, or inside of Next. There is no proxy before us, and nobody outside speaks for Next. */
const FOREIGN = /^(x-middleware-|x-forwarded-|x-invoke-|x-now-|x-next-|x-rewrite-|x-original-|x-matched-path$|x-nextjs-data$|forwarded$|next-action$|via$|content-security-policy)/;

/** Takes them away in place: Next reads this same object. */
export function stripForeignHeaders(headers: IncomingHttpHeaders, ownHeader: string): void {
  for (const name of Object.keys(headers)) {
    if (FOREIGN.test(name) || name === ownHeader) Reflect.deleteProperty(headers, name);
  }
}
