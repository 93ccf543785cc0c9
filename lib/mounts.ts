/** A mount namespace as people ask for it: the tree, what of it can be reached by a path, and how two of them differ. */
import type { MountRow } from './inspect-schema';
import { showText, textKey, type Text } from './text';

export interface PlacedMount {
  readonly mount: MountRow;
  readonly depth: number;
  /** `covered`: another mount lies right over it. `hidden`: something above it is covered, so its path leads elsewhere. */
  readonly reach: 'open' | 'covered' | 'hidden';
}

/** Parents before children, siblings by path and then in the kernel's order. Rows whose parent is not in the list are roots. */
export function mountTree(mounts: readonly MountRow[]): readonly PlacedMount[] {
  const ids = new Set(mounts.map(({ id }) => id));
  const children = new Map<number | null, MountRow[]>();
  for (const mount of mounts) {
    const parent = ids.has(mount.parent) && mount.parent !== mount.id ? mount.parent : null;
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [mount]);
    else list.push(mount);
  }
  const placed: PlacedMount[] = [];
  const open = (children.get(null) ?? []).reverse().map((mount) => ({ mount, depth: 0, isHidden: false }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { mount, depth, isHidden } = next;
    const own = [...(children.get(mount.id) ?? [])].sort(byPath);
    const cover = lastOf(own, ({ path }) => textKey(path) === textKey(mount.path));
    const paths = new Set(own.map(({ path }) => showText(path)));
    placed.push({ mount, depth, reach: isHidden ? 'hidden' : cover === undefined ? 'open' : 'covered' });
    const below = own.map((child) => ({ mount: child, depth: depth + 1, isHidden: isHidden || (cover !== undefined && child !== cover) || foldersAbove(child.path).some((folder) => paths.has(folder)) }));
    open.push(...below.reverse());
  }
  return placed;
}

/** Stable, so that of equal paths the one mounted later stays later. */
function byPath(a: MountRow, b: MountRow): number {
  const [left, right] = [textKey(a.path), textKey(b.path)];
  return left === right ? 0 : left < right ? -1 : 1;
}

function lastOf<T>(rows: readonly T[], test: (row: T) => boolean): T | undefined {
  return [...rows].reverse().find(test);
}

/** `/a` and `/a/b` of `/a/b/c`. A sibling there came later and lies over it: mounted before, it would be the parent. */
function foldersAbove(path: Text): string[] {
  const parts = showText(path).split('/').slice(1, -1);
  return parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`);
}

/** The file system one meets at a path; the last of several that lie there. */
export function mountAt(placed: readonly PlacedMount[], path: string): MountRow | null {
  return lastOf(placed, (row) => row.reach === 'open' && showText(row.mount.path) === path)?.mount ?? null;
}

/** As mount_namespaces(7) calls it; a mount may be both slave and shared. */
export function propagationOf({ shared, master, unbindable }: MountRow): readonly ('shared' | 'slave' | 'unbindable' | 'private')[] {
  const words = [...(shared === null ? [] : (['shared'] as const)), ...(master === null ? [] : (['slave'] as const)), ...(unbindable ? (['unbindable'] as const) : [])];
  return words.length === 0 ? ['private'] : words;
}

export interface MountDifference {
  readonly path: Text;
  readonly left: MountRow | null;
  readonly right: MountRow | null;
  /** `left`, `right`: only there. `other`: other files. `options`: the same files, such as read-only in one. */
  readonly kind: 'left' | 'right' | 'other' | 'options';
}

/** What can be reached by a path in one and not, or as something else, in the other. In the order of paths. */
export function diffMounts(left: readonly PlacedMount[], right: readonly PlacedMount[]): readonly MountDifference[] {
  const [lefts, rights] = [byReachablePath(left), byReachablePath(right)];
  const paths = [...new Set([...lefts.keys(), ...rights.keys()])].sort();
  return paths.flatMap((key) => {
    const [a, b] = [lefts.get(key) ?? null, rights.get(key) ?? null];
    const path = (a ?? b)?.path ?? '';
    if (a === null || b === null) return { path, left: a, right: b, kind: a === null ? ('right' as const) : ('left' as const) };
    if (a.device !== b.device || textKey(a.root) !== textKey(b.root)) return { path, left: a, right: b, kind: 'other' as const };
    return optionsOf(a) === optionsOf(b) ? [] : { path, left: a, right: b, kind: 'options' as const };
  });
}

function byReachablePath(placed: readonly PlacedMount[]): ReadonlyMap<string, MountRow> {
  return new Map(placed.filter(({ reach }) => reach === 'open').map(({ mount }) => [textKey(mount.path), mount]));
}

function optionsOf({ options }: MountRow): string {
  return options.map(showText).sort().join(',');
}
