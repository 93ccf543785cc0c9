import type { Services, Then } from './services';
import type { Edition } from './snapshot-cache';

/** 304 for who has this version already. Never packed: Next takes the header away that would say so, and leaves the bytes. */
export function answerSnapshot(request: Request, edition: Edition | Then, services: Pick<Services, 'snapshotJson'>): Response {
  // Weak: a later look in which nothing changed has another time, but the same tag.
  const tag = `W/"${edition.version}"`;
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache', 'Content-Type': 'application/json' };
  if (names(request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers });
  return new Response(services.snapshotJson(edition), { headers });
}

function names(condition: string | null, tag: string): boolean {
  const strong = (word: string): string => word.trim().replace(/^W\//, '');
  return condition !== null && (condition.trim() === '*' || condition.split(',').some((word) => strong(word) === strong(tag)));
}
