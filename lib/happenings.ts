/** The short words of a change: how many of what came and went, and who they are by name. */
import { countsOf, DIFFERENCE_LISTS, type Difference, type DifferenceCounts, type DifferenceList } from './difference';
import { objectId, type ObjectId, type ObjectKind } from './object-id';
import { containerTitle, podTitle } from './object-title';
import type { NamespaceType, Snapshot } from './schema';
import { showText } from './text';

/** `added`: it came. `removed`: it went. */
export type Turn = 'added' | 'removed' | 'changed';

/** One object that came, went or changed. */
export interface Happening {
  readonly turn: Turn;
  readonly id: ObjectId;
  readonly kind: ObjectKind;
  /** As it is called on screens; printable. */
  readonly title: string;
  /** Of a namespace. */
  readonly type: NamespaceType | null;
  /** Of a process. */
  readonly pid: number | null;
  /** Of what changed: the names of the fields. */
  readonly fields: readonly string[];
}

/** What a look at the host showed to be otherwise than the look before. */
export interface LogEntry {
  readonly time: number;
  readonly counts: DifferenceCounts;
  readonly happenings: readonly Happening[];
  /** Happenings beyond the limit. */
  readonly leftOut: number;
}

/** Of one look. A fork bomb makes thousands. */
export const HAPPENINGS_LIMIT = 40;

const KIND_BY_LIST: Readonly<Record<DifferenceList, ObjectKind>> = { pods: 'pod', containers: 'container', namespaces: 'namespace', processes: 'process' };

/** Null when nothing came and nothing went: what only changed is not told by itself. */
export function logEntryOf(difference: Difference, { time }: Pick<Snapshot, 'time'>): LogEntry | null {
  const all = happeningsOf(difference).filter(({ turn }) => turn !== 'changed');
  if (all.length === 0) return null;
  return { time, counts: countsOf(difference), happenings: all.slice(0, HAPPENINGS_LIMIT), leftOut: Math.max(0, all.length - HAPPENINGS_LIMIT) };
}

/** Pods first, processes last; of each what came, then what went, then what changed. */
export function happeningsOf(difference: Difference): Happening[] {
  return DIFFERENCE_LISTS.flatMap((list) => {
    const { added, removed, changed } = difference[list];
    return [
      ...added.map((row) => happening(list, 'added', row)),
      ...removed.map((row) => happening(list, 'removed', row)),
      ...changed.map(({ after, fields }) => ({ ...happening(list, 'changed', after), fields })),
    ];
  });
}

type Row = Snapshot[DifferenceList][number];

function happening(list: DifferenceList, turn: Turn, row: Row): Happening {
  const kind = KIND_BY_LIST[list];
  return { turn, kind, id: objectId(kind, row.key), title: titleOf(row), type: 'ino' in row ? row.type : null, pid: 'pid' in row ? row.pid : null, fields: [] };
}

function titleOf(row: Row): string {
  if ('comm' in row) return showText(row.comm);
  if ('ino' in row) return `${row.type} ${row.ino}`;
  return 'image' in row ? containerTitle(row) : podTitle(row);
}
