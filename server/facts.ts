/** One object of the Snapshot, with what a scan does not carry. */
import type { NamespaceAnswer, PodAnswer, ProcessAnswer } from '@/lib/door-schema';
import { indexOf, processesOf } from '@/lib/members';
import type { Net } from '@/lib/net-schema';
import { objectId } from '@/lib/object-id';
import type { Namespace, Snapshot } from '@/lib/schema';
import { DoorRefusal } from './door-refusal';
import { isHelperError } from './helper-error';

/** Asks the helper what a net namespace holds. Throws HelperError. */
export type Inspect = (snapshot: Snapshot, namespace: Namespace) => Promise<Net>;

/** Throws DoorRefusal `gone` when the Snapshot has no such row, as the other two. */
export async function namespaceFacts(snapshot: Snapshot, key: string, inspect: Inspect): Promise<NamespaceAnswer> {
  const namespace = found(indexOf(snapshot).namespaceByKey.get(key), 'namespace', key);
  return { namespace, ...(await netFacts(snapshot, namespace, inspect)) };
}

export function processFacts(snapshot: Snapshot, key: string): ProcessAnswer {
  const { processByKey, namespaceByIno, containerByKey, podByKey } = indexOf(snapshot);
  const process = found(processByKey.get(key), 'process', key);
  const namespaces = Object.values(process.namespaces).flatMap((ino) => namespaceByIno.get(ino) ?? []);
  const container = containerByKey.get(process.container ?? '') ?? null;
  return { process, namespaces, container, pod: podByKey.get(container?.pod ?? '') ?? null };
}

export async function podFacts(snapshot: Snapshot, key: string, inspect: Inspect): Promise<PodAnswer> {
  const { podByKey, containersByPod, namespaceByKey } = indexOf(snapshot);
  const pod = found(podByKey.get(key), 'pod', key);
  const containers = [...(containersByPod.get(key) ?? [])];
  const processes = [...(processesOf(snapshot, objectId('pod', key)) ?? [])];
  return { pod, containers, processes, ...(await netFacts(snapshot, namespaceByKey.get(pod.net ?? ''), inspect)) };
}

/** The row is known all the same when its inside could not be read. */
async function netFacts(snapshot: Snapshot, namespace: Namespace | undefined, inspect: Inspect): Promise<Pick<NamespaceAnswer, 'net' | 'trouble'>> {
  if (namespace?.type !== 'net') return { net: null, trouble: null };
  try {
    return { net: await inspect(snapshot, namespace), trouble: null };
  } catch (error) {
    if (!isHelperError(error)) throw error;
    return { net: null, trouble: { failure: error.failure, message: error.message } };
  }
}

function found<T>(row: T | undefined, kind: string, key: string): T {
  if (row === undefined) throw new DoorRefusal('gone', `There is no ${kind} ${key} any more.`);
  return row;
}
