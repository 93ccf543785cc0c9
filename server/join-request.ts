/** From what a viewer asks to what the helper is told of whom to join, as whom, with what around it. */
import type { JoinRequest } from '@/lib/exec-schema';
import { execTarget, ExecTargetError, type ExecTarget } from '@/lib/exec-target';
import type { Snapshot } from '@/lib/schema';
import { DoorRefusal } from './door-refusal';

/** Throws DoorRefusal when the target cannot be joined. */
export function findTarget(snapshot: Snapshot, request: JoinRequest): ExecTarget {
  try {
    return execTarget(snapshot, request);
  } catch (error) {
    if (!(error instanceof ExecTargetError)) throw error;
    throw new DoorRefusal(error.failure, error.message, '.target');
  }
}

/** Fields of the helper's request. What is as usual is not said: absent means the same. */
export function joinFields({ as, capabilities, root, directory, environment, cgroup }: JoinRequest, { process, namespaces, places }: ExecTarget): Record<string, unknown> {
  const target = process === null ? null : { pid: process.pid, startTime: process.startTime };
  const hasOwnEnvironment = environment.from !== 'clean' || environment.set.length > 0;
  return {
    target, namespaces: namespaces.map(withoutNull), places, as,
    ...(capabilities === 'target' ? {} : { capabilities }),
    ...(root === 'target' ? {} : { root }),
    ...(directory === 'target' ? {} : { directory }),
    ...(hasOwnEnvironment ? { environment } : {}),
    ...(cgroup === 'own' ? {} : { cgroup }),
  };
}

function withoutNull({ type, ino, id }: ExecTarget['namespaces'][number]): object {
  return { type, ino, ...(id === null ? {} : { id }) };
}
