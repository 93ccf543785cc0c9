import type { Services, Then } from './services';
import type { Edition } from './snapshot-cache';

/** 304 for who has this version already; packed for who can unpack. */
export async function answerSnapshot(request: Request, edition: Edition | Then, services: Pick<Services, 'snapshotJson' | 'snapshotGzip'>): Promise<Response> {
  // Weak: a later look in which nothing changed has another time, but the same tag.
  const tag = `W/"${edition.version}"`;
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache', Vary: 'Accept-Encoding', 'Content-Type': 'application/json' };
  if (names(request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers });
  if (!takesGzip(request)) return new Response(services.snapshotJson(edition), { headers });
  const packed = new Uint8Array(await services.snapshotGzip(edition));
  return new Response(packed, { headers: { ...headers, 'Content-Encoding': 'gzip' } });
}

function names(condition: string | null, tag: string): boolean {
  const strong = (word: string): string => word.trim().replace(/^W\//, '');
  return condition !== null && (condition.trim() === '*' || condition.split(',').some((word) => strong(word) === strong(tag)));
}

function takesGzip(request: Request): boolean {
  const words = (request.headers.get('accept-encoding') ?? '').split(',').map((word) => word.trim());
  return words.some((word) => /^gzip(;|$)/.test(word) && !/;\s*q=0(\.0*)?$/.test(word));
}
