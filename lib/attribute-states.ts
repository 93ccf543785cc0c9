/** Containers that only their state files tell of: runc and crun alone leave nobody above them, and what they call a cgroup is free text. */
import type { Monitor } from './attribute-parents';
import { ownerOfUsers } from './attribute-users';
import { processKey } from './identity';
import type { ContainerState, Runtime, Scan, ScanProcess } from './schema';
import { plainText, type Text } from './text';

const PODMAN_BUNDLE = /\/(?:overlay|vfs|btrfs|zfs)-containers\/[0-9a-f]{64}\/userdata$/;
const TASK_BUNDLE = /\/io\.containerd\.runtime\.v\d+\.task\/([^/]+)\/[^/]+$/;

/**
 * By the pid of the first process of each. A pid is believed with the start time that the file tells: it may have come
 * back. A user's files are believed of what lives in the user's own user namespaces.
 */
export function readStates(states: readonly ContainerState[], { processes, namespaces }: Scan): ReadonlyMap<number, Monitor> {
  const starts = new Map<number, Monitor>();
  if (states.length === 0) return starts;
  const processByKey = new Map(processes.map((row) => [processKey(row), row]));
  const ownerOf = ownerOfUsers(namespaces);
  for (const state of states) {
    const { pid, startTime } = state;
    const process = startTime === null ? undefined : processByKey.get(processKey({ pid, startTime }));
    if (process !== undefined && (state.uid === 0 || ownerOf(process) === state.uid)) starts.set(pid, startOf(state, process));
  }
  return starts;
}

function startOf(state: ContainerState, process: ScanProcess): Monitor {
  const { runtime, scope } = engineOf(state.runtime, state.bundle);
  const id = plainText(state.id);
  return { process, runtime, id, kind: 'container', wholePod: false, name: null, scope, isInside: true, owner: state.uid, evidence: `state file ${plainText(state.evidence)}` };
}

/** Who had the container made: the bundle stands in the engine's own directory. */
function engineOf(runtime: Runtime, bundle: Text | null): Pick<Monitor, 'runtime' | 'scope'> {
  const path = plainText(bundle ?? '');
  if (PODMAN_BUNDLE.test(path)) return { runtime: path.startsWith('/run/containers/storage/') ? 'crio' : 'podman', scope: '' };
  const namespace = TASK_BUNDLE.exec(path)?.[1];
  if (namespace === undefined) return { runtime, scope: '' };
  return namespace === 'moby' ? { runtime: 'docker', scope: '' } : { runtime: 'containerd', scope: namespace };
}
