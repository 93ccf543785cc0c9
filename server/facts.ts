/** One object of the Snapshot, with what a scan does not carry. */
import type { ContainerAnswer, NamespaceAnswer, PodAnswer, ProcessAnswer } from '@/lib/door-schema';
import { inOrderOfChoice } from '@/lib/exec-target';
import { isOver } from '@/lib/first-process';
import type { NamespaceFacts, ScanProcessFacts } from '@/lib/inspect-schema';
import { indexOf, processesOf } from '@/lib/members';
import type { Net } from '@/lib/net-schema';
import { objectId } from '@/lib/object-id';
import type { Namespace, Process, Snapshot } from '@/lib/schema';
import { DoorRefusal } from './door-refusal';
import { isHelperError } from './helper-error';

/** Asks the helper. Each throws HelperError. */
export interface Inspect {
  readonly net: (snapshot: Snapshot, namespace: Namespace) => Promise<Net>;
  readonly other: (snapshot: Snapshot, namespace: Namespace) => Promise<NamespaceFacts>;
  readonly process: (process: Process) => Promise<ScanProcessFacts>;
}

/** Throws DoorRefusal `gone` when the Snapshot has no such row, as the others. */
export async function namespaceFacts(snapshot: Snapshot, key: string, inspect: Inspect): Promise<NamespaceAnswer> {
  const namespace = found(indexOf(snapshot).namespaceByKey.get(key), 'namespace', key);
  if (namespace.type === 'net') return { namespace, facts: null, ...(await netFacts(snapshot, namespace, inspect)) };
  if (namespace.type === 'pid') return { namespace, net: null, facts: null, trouble: null };
  const { known, trouble } = await tryTo(() => inspect.other(snapshot, namespace));
  return { namespace, net: null, facts: known, trouble };
}

export async function processFacts(snapshot: Snapshot, key: string, inspect: Inspect): Promise<ProcessAnswer> {
  const { processByKey, namespaceByIno, containerByKey, podByKey } = indexOf(snapshot);
  const process = found(processByKey.get(key), 'process', key);
  const namespaces = Object.values(process.namespaces).flatMap((ino) => namespaceByIno.get(ino) ?? []);
  const container = containerByKey.get(process.container ?? '') ?? null;
  const { known, trouble } = await tryTo(() => inspect.process(process));
  return { process, namespaces, container, pod: podByKey.get(container?.pod ?? '') ?? null, facts: known, trouble };
}

export async function containerFacts(snapshot: Snapshot, key: string, inspect: Inspect): Promise<ContainerAnswer> {
  const { containerByKey, podByKey } = indexOf(snapshot);
  const container = found(containerByKey.get(key), 'container', key);
  const processes = [...(processesOf(snapshot, objectId('container', key)) ?? [])];
  const first = inOrderOfChoice(snapshot, processes).find((row) => !isOver(row));
  const { known, trouble } = first === undefined ? NOBODY : await tryTo(() => inspect.process(first));
  return { container, pod: podByKey.get(container.pod ?? '') ?? null, processes, facts: known, trouble };
}

export async function podFacts(snapshot: Snapshot, key: string, inspect: Inspect): Promise<PodAnswer> {
  const { podByKey, containersByPod, namespaceByKey } = indexOf(snapshot);
  const pod = found(podByKey.get(key), 'pod', key);
  const containers = [...(containersByPod.get(key) ?? [])];
  const processes = [...(processesOf(snapshot, objectId('pod', key)) ?? [])];
  return { pod, containers, processes, ...(await netFacts(snapshot, namespaceByKey.get(pod.net ?? ''), inspect)) };
}

async function netFacts(snapshot: Snapshot, namespace: Namespace | undefined, inspect: Inspect): Promise<Pick<NamespaceAnswer, 'net' | 'trouble'>> {
  if (namespace?.type !== 'net') return { net: null, trouble: null };
  const { known, trouble } = await tryTo(() => inspect.net(snapshot, namespace));
  return { net: known, trouble };
}

interface Tried<T> {
  readonly known: T | null;
  readonly trouble: NamespaceAnswer['trouble'];
}

const NOBODY: Tried<never> = { known: null, trouble: null };

/** The row is known all the same when its inside could not be read. */
async function tryTo<T>(ask: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { known: await ask(), trouble: null };
  } catch (error) {
    if (!isHelperError(error)) throw error;
    return { known: null, trouble: { failure: error.failure, message: error.message } };
  }
}

function found<T>(row: T | undefined, kind: string, key: string): T {
  if (row === undefined) throw new DoorRefusal('gone', `There is no ${kind} ${key} any more.`);
  return row;
}
