/** The uid and gid maps of user_namespaces(7), read both ways. */
import type { ScanUser } from './inspect-schema';

type IdMap = ScanUser['uidMap'];

/** What an id inside is outside; null when it is not mapped, so nobody (65534) stands for it. */
export function idOutside(map: IdMap, inside: number): number | null {
  const line = map.find((row) => inside >= row.inside && inside - row.inside < row.count);
  return line === undefined ? null : line.outside + (inside - line.inside);
}

/** What an id outside is inside. */
export function idInside(map: IdMap, outside: number): number | null {
  const line = map.find((row) => outside >= row.outside && outside - row.outside < row.count);
  return line === undefined ? null : line.inside + (outside - line.outside);
}

/** 2^32 - 1 is no id: it means "do not change" to chown(2) and its kin. */
const ALL_IDS = 2 ** 32 - 1;

/** Every id there is stands for itself: the map of the initial user namespace, or one that hides nothing. */
export function isIdentity(map: IdMap): boolean {
  return map.every(({ inside, outside }) => inside === outside) && map.reduce((sum, { count }) => sum + count, 0) >= ALL_IDS;
}
