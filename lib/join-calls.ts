/** What is about to happen when namespaces are joined: which of setns(2), clone(2) and unshare(2), and why. As native/join-main.c does it. */
import type { CallWords } from './call-strings';
import type { ExecTarget } from './exec-target';
import { CLONE_FLAGS } from './sandbox-calls';
import { NAMESPACE_TYPES, type NamespaceType, type Snapshot } from './schema';

export interface JoinStep {
  readonly call: 'setns' | 'clone' | 'unshare';
  /** As strace(1) would write it; null: it is not called. */
  readonly code: string | null;
  readonly why: string;
}

interface Joining {
  /** Asked for, and not the helper's own. */
  readonly joined: readonly NamespaceType[];
  /** Asked for, and the helper's own already. */
  readonly same: readonly NamespaceType[];
  readonly pid: number | null;
  readonly hasMnt: boolean;
  /** What the command must not take for the joined ones: it has the host's files. */
  readonly views: readonly ('/proc' | '/sys')[];
  readonly isUserLast: boolean;
  readonly say: CallWords['join'];
}

/** In their order. `observer`: the helper's own namespaces and user. */
export function joinCalls(target: ExecTarget, observer: Pick<Snapshot['observer'], 'namespaces' | 'uid'>, words: CallWords): readonly JoinStep[] {
  const joining = { ...joiningOf(target, observer), say: words.join };
  return [setnsStep(joining), cloneStep(joining), unshareStep(joining)];
}

function joiningOf({ process, namespaces }: ExecTarget, observer: Pick<Snapshot['observer'], 'namespaces' | 'uid'>): Omit<Joining, 'say'> {
  const asked = NAMESPACE_TYPES.flatMap((type) => namespaces.find((row) => row.type === type) ?? []);
  const [same, joined] = [true, false].map((isSame) => asked.filter(({ type, ino }) => (observer.namespaces[type] === ino) === isSame).map(({ type }) => type));
  const hasMnt = asked.some(({ type }) => type === 'mnt');
  const has = (type: NamespaceType): boolean => joined?.includes(type) === true;
  const views = hasMnt ? [] : [...(has('pid') ? ['/proc' as const] : []), ...(has('net') ? ['/sys' as const] : [])];
  return { joined: joined ?? [], same: same ?? [], pid: process?.pid ?? null, hasMnt, views, isUserLast: views.length > 0 && has('user') && observer.uid === 0 };
}

function setnsStep({ joined, same, pid, isUserLast, say }: Joining): JoinStep {
  const already = same.length === 0 ? '' : say.already(same);
  if (joined.length === 0) return { call: 'setns', code: null, why: say.wouldMove + already };
  const last = isUserLast ? say.userLast : '';
  const by = pid === null ? say.byDescriptor : say.moves(joined, pid, joined.length > 1 && !isUserLast);
  const calls = isUserLast ? [joined.filter((type) => type !== 'user'), ['user' as const]] : [joined];
  return { call: 'setns', code: calls.map((types) => setnsCode(pid, types)).join(', '), why: `${by}${last}${already}` };
}

function setnsCode(pid: number | null, types: readonly NamespaceType[]): string {
  return `setns(${pid === null ? 'fd' : 'pidfd'}, ${types.map((type) => CLONE_FLAGS[type]).join('|')})`;
}

function cloneStep({ joined, say }: Joining): JoinStep {
  return { call: 'clone', code: 'clone(CLONE_PARENT|CLONE_PIDFD)', why: joined.includes('pid') ? say.forksForPid : say.forks };
}

function unshareStep({ hasMnt, views, say }: Joining): JoinStep {
  if (views.length > 0) return { call: 'unshare', code: 'unshare(CLONE_NEWNS)', why: say.ownMounts(views) };
  return { call: 'unshare', code: null, why: say.noMounts(hasMnt) };
}
