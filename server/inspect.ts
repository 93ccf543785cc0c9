/** One request each for facts that a scan does not carry. */
import { placesOf } from '@/lib/exec-target';
import { indexOf } from '@/lib/members';
import { scanNet, type Net, type ScanNet } from '@/lib/net-schema';
import { containerFactsAnswer, type ContainerFacts, type Namespace, type Runtime, type Snapshot } from '@/lib/schema';
import { decodeAnswer } from './decode';
import { ask, type HelperAddress } from './helper';
import { HelperError } from './helper-error';

/** How many containers one request may name (native/PROTOCOL.md). */
export const CONTAINERS_LIMIT = 256;

export interface InspectOptions {
  readonly inspectDoor: HelperAddress;
  readonly signal?: AbortSignal | undefined;
}

/** What a net namespace holds. Throws HelperError; `unsupported` for other types. */
export async function inspectNet(snapshot: Snapshot, namespace: Namespace, { inspectDoor, signal }: InspectOptions): Promise<Net> {
  const { type, ino, id, key } = namespace;
  const request = { verb: 'inspect', namespace: { type, ino, ...(id === null ? {} : { id }) }, places: placesOf(snapshot, namespace) } as const;
  const answer = decodeAnswer(scanNet, await ask({ address: inspectDoor, request, signal }));
  if (answer.ino !== ino) throw new HelperError('identity', `The helper was asked about the ${type} namespace ${ino} and tells of ${answer.ino}.`);
  return { ...answer, key, namespaceKeys: keysOfPeers(snapshot, answer) };
}

function keysOfPeers(snapshot: Snapshot, { links }: ScanNet): Record<string, string> {
  const { namespaceByIno } = indexOf(snapshot);
  const inos = links.flatMap(({ peer }) => (peer === null || peer.namespace === 'hidden' ? [] : [peer.namespace]));
  const rows = [...new Set(inos)].flatMap((ino) => namespaceByIno.get(ino) ?? []);
  return Object.fromEntries(rows.map((row) => [String(row.ino), row.key]));
}

export interface ContainerName {
  readonly runtime: Runtime;
  readonly id: string;
}

/** What the state files say of each, in the order asked. At most CONTAINERS_LIMIT. Throws HelperError. */
export async function inspectContainers(containers: readonly ContainerName[], { inspectDoor, signal }: InspectOptions): Promise<ContainerFacts[]> {
  const answer = await ask({ address: inspectDoor, request: { verb: 'inspect', containers }, signal });
  const rows = decodeAnswer(containerFactsAnswer, answer).containers;
  const isInOrder = rows.length === containers.length && rows.every(({ runtime, id }, at) => runtime === containers[at]?.runtime && id === containers[at].id);
  if (!isInOrder) throw new HelperError('fault', 'The helper did not answer about the containers it was asked about.');
  return rows;
}
