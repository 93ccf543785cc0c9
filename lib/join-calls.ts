/** What is about to happen when namespaces are joined: which of setns(2), clone(2) and unshare(2), and why. As native/join-main.c does it. */
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
}

/** In their order. `observer`: the helper's own namespaces and user. */
export function joinCalls(target: ExecTarget, observer: Pick<Snapshot['observer'], 'namespaces' | 'uid'>): readonly JoinStep[] {
  const joining = joiningOf(target, observer);
  return [setnsStep(joining), cloneStep(joining), unshareStep(joining)];
}

function joiningOf({ process, namespaces }: ExecTarget, observer: Pick<Snapshot['observer'], 'namespaces' | 'uid'>): Joining {
  const asked = NAMESPACE_TYPES.flatMap((type) => namespaces.find((row) => row.type === type) ?? []);
  const [same, joined] = [true, false].map((isSame) => asked.filter(({ type, ino }) => (observer.namespaces[type] === ino) === isSame).map(({ type }) => type));
  const hasMnt = asked.some(({ type }) => type === 'mnt');
  const has = (type: NamespaceType): boolean => joined?.includes(type) === true;
  const views = hasMnt ? [] : [...(has('pid') ? ['/proc' as const] : []), ...(has('net') ? ['/sys' as const] : [])];
  return { joined: joined ?? [], same: same ?? [], pid: process?.pid ?? null, hasMnt, views, isUserLast: views.length > 0 && has('user') && observer.uid === 0 };
}

function setnsStep({ joined, same, pid, isUserLast }: Joining): JoinStep {
  const already = same.length === 0 ? '' : ` ${listed(same)} ${same.length === 1 ? 'is' : 'are'} the helper's own already: nothing to join.`;
  if (joined.length === 0) return { call: 'setns', code: null, why: `would move a process into namespaces that are there.${already}` };
  const last = isUserLast ? ' user comes last, after the mounts below: inside it there would be no right to them.' : '';
  const by = pid === null
    ? 'moves a process of ours into the namespace by a descriptor of the namespace itself: no process lives there.'
    : `moves a process of ours into ${listed(joined)} of process ${pid}${joined.length === 1 || isUserLast ? '' : ', all at once or none'}.`;
  const calls = isUserLast ? [joined.filter((type) => type !== 'user'), ['user' as const]] : [joined];
  return { call: 'setns', code: calls.map((types) => setnsCode(pid, types)).join(', '), why: `${by}${last}${already}` };
}

function setnsCode(pid: number | null, types: readonly NamespaceType[]): string {
  return `setns(${pid === null ? 'fd' : 'pidfd'}, ${types.map((type) => CLONE_FLAGS[type]).join('|')})`;
}

function cloneStep({ joined }: Joining): JoinStep {
  const why = joined.includes('pid')
    ? 'makes the child that becomes the command: who joins a pid namespace stays where it was, and only its children live there. nsenter(1) forks for the same reason; its --no-fork leaves the command outside.'
    : 'makes the child that becomes the command. The helper looks from outside where that child stands before it lets it go. nsenter(1) forks only for pid.';
  return { call: 'clone', code: 'clone(CLONE_PARENT|CLONE_PIDFD)', why };
}

function unshareStep({ hasMnt, views }: Joining): JoinStep {
  const joined = views.map((view) => (view === '/proc' ? 'a /proc of the joined pids' : 'a /sys of the joined interfaces'));
  if (joined.length > 0) return { call: 'unshare', code: 'unshare(CLONE_NEWNS)', why: `gives the child mounts of its own, a copy of the host's, in which there is ${listed(joined)}. Without mnt nsenter(1) leaves the host's.` };
  return { call: 'unshare', code: null, why: `would give the child new namespaces. ${hasMnt ? '/proc and /sys are the target\'s, with mnt.' : 'What is joined shows in no file of the host.'}` };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
