/** What is about to happen, call by call: the three of namespaces(7) at the place where one of them is used. */
import type { CallWords } from './call-strings';
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
export function sandboxCalls(request: SandboxRequest, isPrivileged: boolean, words: CallWords): readonly CallStep[] {
  const say = words.sandbox;
  const types = NAMESPACE_TYPES.filter((type) => request.types.includes(type));
  return [cloneStep(types, say), ...afterClone(request, isPrivileged, say), unshareStep(types, say), setnsStep(types, say)];
}

type Say = CallWords['sandbox'];

function cloneStep(types: readonly NamespaceType[], say: Say): CallStep {
  const flags = types.map((type) => CLONE_FLAGS[type]).join('|');
  const first = types.includes('user') ? say.userFirst : '';
  const inside = types.includes('pid') ? say.isInit : '';
  return {
    call: 'clone3', code: `clone3({flags=${flags}})`, isCalled: true,
    why: say.born(types.length) + first + inside,
  };
}

function afterClone({ types, uidMap, gidMap, hostname, root, network, pin }: SandboxRequest, isPrivileged: boolean, say: Say): CallStep[] {
  const steps: CallStep[] = [];
  const add = (call: CallStep['call'], code: string | null, why: string): unknown => steps.push({ call, code, isCalled: true, why });
  if (types.includes('user')) add('maps', 'write(/proc/PID/uid_map), write(/proc/PID/gid_map)', mapsWhy(uidMap.length + gidMap.length, isPrivileged, say));
  if (hostname !== null) add('hostname', `sethostname(${JSON.stringify(hostname)})`, say.hostname);
  if (types.includes('mnt')) add('mounts', null, mountsWhy(types, root, say));
  if (network.kind === 'bridge') add('cable', null, say.cable);
  if (pin) add('pins', null, say.pins);
  return steps;
}

function mapsWhy(ranges: number, isPrivileged: boolean, say: Say): string {
  if (ranges > 0) return say.mapsGiven;
  return isPrivileged ? say.mapsOfNobody : say.mapsOfMaker;
}

function mountsWhy(types: readonly NamespaceType[], root: SandboxRequest['root'], say: Say): string {
  const views = [...(types.includes('pid') ? [say.ownProc] : []), ...(types.includes('net') ? [say.ownSys] : [])];
  const roots = { host: [], own: [say.ownRoot], directory: [say.directoryRoot] }[root.kind];
  return say.mounts([...views, ...roots]);
}

/** It would move who calls it; and not even that for two types. */
function unshareStep(types: readonly NamespaceType[], say: Say): CallStep {
  const late = types.filter((type) => type === 'pid' || type === 'time');
  return { call: 'unshare', code: null, isCalled: false, why: say.notUnshare(late) };
}

function setnsStep(types: readonly NamespaceType[], say: Say): CallStep {
  return { call: 'setns', code: null, isCalled: false, why: say.setnsLater + (types.includes('pid') ? say.pidFromNext : '') };
}
