/** What is about to happen, call by call: the three of namespaces(7) at the place where one of them is used. */
import type { SandboxRequest } from './sandbox-schema';
import { NAMESPACE_TYPES, type NamespaceType } from './schema';

/** `clone3`, `unshare`, `setns`: whether it is called, and what for. The others come between, in the order of the calls. */
export interface CallStep {
  readonly call: 'clone3' | 'unshare' | 'setns' | 'maps' | 'hostname' | 'mounts' | 'cable' | 'pins';
  /** As strace(1) would write it; null for what is many calls. */
  readonly code: string | null;
  /** Of the three: the sandbox is made with it. Of the others always true. */
  readonly isCalled: boolean;
  readonly why: string;
}

export const CLONE_FLAGS: Readonly<Record<NamespaceType, string>> = {
  cgroup: 'CLONE_NEWCGROUP', ipc: 'CLONE_NEWIPC', mnt: 'CLONE_NEWNS', net: 'CLONE_NEWNET', pid: 'CLONE_NEWPID', time: 'CLONE_NEWTIME', user: 'CLONE_NEWUSER', uts: 'CLONE_NEWUTS',
};

/** `isPrivileged`: the helper is root. */
export function sandboxCalls(request: SandboxRequest, isPrivileged: boolean): readonly CallStep[] {
  const types = NAMESPACE_TYPES.filter((type) => request.types.includes(type));
  return [cloneStep(types), ...afterClone(request, isPrivileged), unshareStep(types), setnsStep(types)];
}

function cloneStep(types: readonly NamespaceType[]): CallStep {
  const flags = types.map((type) => CLONE_FLAGS[type]).join('|');
  const first = types.includes('user') ? ' The user namespace comes first, whatever the order: it owns the others.' : '';
  const inside = types.includes('pid') ? ' That process is PID 1 of the new pid namespace: when it ends, the kernel ends all others in it.' : '';
  return {
    call: 'clone3', code: `clone3({flags=${flags}})`, isCalled: true,
    why: `makes a process that is born in ${types.length === 1 ? 'a new namespace' : `${types.length} new namespaces`} at once; nobody else moves.${first}${inside}`,
  };
}

function afterClone({ types, uidMap, gidMap, hostname, root, network, pin }: SandboxRequest, isPrivileged: boolean): CallStep[] {
  const steps: CallStep[] = [];
  const add = (call: CallStep['call'], code: string | null, why: string): unknown => steps.push({ call, code, isCalled: true, why });
  if (types.includes('user')) add('maps', 'write(/proc/PID/uid_map), write(/proc/PID/gid_map)', mapsWhy(uidMap.length + gidMap.length, isPrivileged));
  if (hostname !== null) add('hostname', `sethostname(${JSON.stringify(hostname)})`, 'changes the name in the new uts namespace, and nowhere else.');
  if (types.includes('mnt')) add('mounts', null, mountsWhy(types, root));
  if (network.kind === 'bridge') add('cable', null, 'By rtnetlink(7): a pair of veth devices, one end in the new net namespace with an address, the other on the bridge nsatlas0.');
  if (pin) add('pins', null, 'A bind mount of each /proc/PID/ns/TYPE below /run/nsatlas keeps the namespace when the process has ended.');
  return steps;
}

function mapsWhy(ranges: number, isPrivileged: boolean): string {
  if (ranges > 0) return 'from outside: which ids in there are which ids of the host. An id without a line has no number inside.';
  return isPrivileged
    ? 'from outside: 65536 ids that nobody on the host has, so that root in there is nobody out here.'
    : 'from outside: uid and gid 0 in there are whoever makes it, and nobody else has a number.';
}

function mountsWhy(types: readonly NamespaceType[], root: SandboxRequest['root']): string {
  const views = [...(types.includes('pid') ? ['a /proc of its pids'] : []), ...(types.includes('net') ? ['a /sys of its interfaces'] : [])];
  const roots = { host: [], own: ['a root of its own with the host\'s programs, read-only'], directory: ['the directory as its root'] }[root.kind];
  const made = [...views, ...roots];
  return `The new tree begins as a copy of the host's, made private: what is mounted in it stays in it.${made.length === 0 ? '' : ` Then come ${made.join(', ')}.`}`;
}

/** It would move who calls it; and not even that for two types. */
function unshareStep(types: readonly NamespaceType[]): CallStep {
  const late = types.filter((type) => type === 'pid' || type === 'time');
  const reason = late.length === 0
    ? 'It would move who calls it out of its own namespaces, and the helper stays where it is.'
    : `It would move who calls it, and of ${late.join(' and ')} only its next child.`;
  return { call: 'unshare', code: null, isCalled: false, why: `is not needed. ${reason} By hand it is what unshare(1) calls.` };
}

function setnsStep(types: readonly NamespaceType[]): CallStep {
  const pid = types.includes('pid') ? ' For pid it counts from the next child on.' : '';
  return { call: 'setns', code: null, isCalled: false, why: `comes later: it moves a process into namespaces that are there. Each command and terminal you open in it joins by it.${pid}` };
}
