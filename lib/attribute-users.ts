/** Whose a process is, when it lives in a user namespace that an ordinary user may make: what such a one shows may be a lie about others. */
import type { ScanNamespace, ScanProcess } from './schema';

/** The user who made the outermost user namespace that a process is in; 0 in the host's, null when the kernel does not tell. */
export function ownerOfUsers(namespaces: readonly ScanNamespace[]): (process: ScanProcess) => number | null {
  const rows = new Map(namespaces.flatMap((row) => (row.type === 'user' ? [[row.ino, row] as const] : [])));
  const known = new Map<number, number | null>();
  return ({ namespaces: { user } }) => {
    if (user === undefined) return null;
    const owner = known.get(user) ?? ownerOf(user, rows);
    known.set(user, owner);
    return owner;
  };
}

/** As many levels as user_namespaces(7) allows. */
const LEVELS = 33;

function ownerOf(ino: number, rows: ReadonlyMap<number, ScanNamespace>): number | null {
  let row = rows.get(ino);
  if (row?.initial === true) return 0;
  for (let level = 0; level < LEVELS && row !== undefined; level += 1) {
    const parent: ScanNamespace | undefined = typeof row.parent === 'number' ? rows.get(row.parent) : undefined;
    if (parent === undefined || parent.initial) return row.ownerUid;
    row = parent;
  }
  return null;
}
