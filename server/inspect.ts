/** One request each for facts that a scan does not carry. */
import type { z } from 'zod';
import type { WantedFacts } from '@/lib/attribute-wanted';
import { placesOf, resolverOf } from '@/lib/exec-target';
import { namespaceFacts, scanProcessFacts, type NamespaceFacts, type ScanProcessFacts } from '@/lib/inspect-schema';
import { indexOf } from '@/lib/members';
import { scanNet, type Net, type ScanNet } from '@/lib/net-schema';
import {
  containerFactsAnswer, containerStatesAnswer, type ContainerFacts, type ContainerStatesAnswer, type Namespace, type NamespaceType, type Process, type Snapshot,
} from '@/lib/schema';
import { scanTopology, type ScanTopology } from '@/lib/topology-schema';
import { scanUsage, type ScanUsage } from '@/lib/usage-schema';
import { decodeAudit } from '@/lib/audit';
import { scanAudit, type AuditAnswer } from '@/lib/rights-schema';
import { decodeAnswer } from './decode';
import { ask, type HelperAddress } from './helper';
import { HelperError } from './helper-error';
import type { SilentResolvers } from './silent-resolvers';

/** How many containers one request may name (native/PROTOCOL.md). */
export const CONTAINERS_LIMIT = 256;

export interface InspectOptions {
  readonly inspectDoor: HelperAddress;
  readonly signal?: AbortSignal | undefined;
}

export interface InspectNetOptions extends InspectOptions {
  readonly silent: SilentResolvers;
}

/** What a net namespace holds. Throws HelperError. */
export async function inspectNet(snapshot: Snapshot, namespace: Namespace, options: InspectNetOptions): Promise<Net> {
  const resolver = resolverOf(snapshot, namespace);
  const recalled = resolver === null ? null : options.silent.recall(resolver);
  const asks = recalled === null ? resolver : null;
  const more = asks === null ? {} : { resolverOf: { pid: asks.pid, startTime: asks.startTime } };
  const answer = await askAbout(scanNet, snapshot, namespace, { ...options, more });
  if (asks !== null) options.silent.note(asks, answer.dns, snapshot);
  return { ...answer, dns: recalled ?? answer.dns, key: namespace.key, namespaceKeys: keysOfPeers(snapshot, answer) };
}

/** The same without resolv.conf(5), which asks for a look into a foreign root. Throws HelperError. */
export async function inspectNetAlone(snapshot: Snapshot, namespace: Namespace, options: InspectOptions): Promise<Net> {
  const answer = await askAbout(scanNet, snapshot, namespace, options);
  return { ...answer, key: namespace.key, namespaceKeys: keysOfPeers(snapshot, answer) };
}

/** What a namespace of any other type but pid is about. Throws HelperError. */
export function inspectOther(snapshot: Snapshot, namespace: Namespace, options: InspectOptions): Promise<NamespaceFacts> {
  return askAbout(namespaceFacts, snapshot, namespace, options);
}

interface AskOptions extends InspectOptions {
  /** Further fields of the request. */
  readonly more?: object;
}

async function askAbout<T extends z.ZodType<{ type: NamespaceType; ino: number }>>(schema: T, snapshot: Snapshot, namespace: Namespace, { inspectDoor, signal, more = {} }: AskOptions): Promise<z.infer<T>> {
  const { type, ino, id } = namespace;
  const request = { verb: 'inspect', namespace: { type, ino, ...(id === null ? {} : { id }) }, places: placesOf(snapshot, namespace), ...more } as const;
  const answer = decodeAnswer(schema, await ask({ address: inspectDoor, request, signal }));
  if (answer.type !== type || answer.ino !== ino) throw new HelperError('identity', `The helper was asked about the ${type} namespace ${ino} and tells of the ${answer.type} namespace ${answer.ino}.`);
  return answer;
}

/** What the scan leaves out of one process. Throws HelperError. */
export async function inspectProcess({ pid, startTime }: Process, { inspectDoor, signal }: InspectOptions): Promise<ScanProcessFacts> {
  const answer = decodeAnswer(scanProcessFacts, await ask({ address: inspectDoor, request: { verb: 'inspect', process: { pid, startTime } }, signal }));
  if (answer.pid !== pid || answer.startTime !== startTime) throw new HelperError('identity', `The helper was asked about process ${pid} and tells of ${answer.pid}.`);
  return answer;
}

/** Every net namespace and how they are wired. Throws HelperError. */
export async function inspectTopology({ inspectDoor, signal }: InspectOptions): Promise<ScanTopology> {
  return decodeAnswer(scanTopology, await ask({ address: inspectDoor, request: { verb: 'inspect', topology: {} }, signal }));
}

/** What every process has used so far. Throws HelperError. */
export async function inspectUsage({ inspectDoor, signal }: InspectOptions): Promise<ScanUsage> {
  return decodeAnswer(scanUsage, await ask({ address: inspectDoor, request: { verb: 'inspect', usage: {} }, signal }));
}

/** The keys of net namespaces that the Snapshot knows, by ino. */
export function netKeys({ namespaces }: Snapshot): Record<string, string> {
  return Object.fromEntries(namespaces.flatMap(({ type, ino, key }) => (type === 'net' ? [[String(ino), key]] : [])));
}

function keysOfPeers(snapshot: Snapshot, { links }: ScanNet): Record<string, string> {
  const { namespaceByIno } = indexOf(snapshot);
  const inos = links.flatMap(({ peer }) => (peer === null || peer.namespace === 'hidden' ? [] : [peer.namespace]));
  const rows = [...new Set(inos)].flatMap((ino) => namespaceByIno.get(ino) ?? []);
  return Object.fromEntries(rows.map((row) => [String(row.ino), row.key]));
}

/** What the state files say of each, in the order asked. At most CONTAINERS_LIMIT. Throws HelperError. */
export async function inspectContainers(wanted: readonly WantedFacts[], { inspectDoor, signal }: InspectOptions): Promise<ContainerFacts[]> {
  const containers = wanted.map(({ runtime, id, engine }) => ({ runtime, id, ...(engine === undefined ? {} : { engine }) }));
  const answer = await ask({ address: inspectDoor, request: { verb: 'inspect', containers }, signal });
  const rows = decodeAnswer(containerFactsAnswer, answer).containers;
  const isInOrder = rows.length === containers.length && rows.every(({ runtime, id }, at) => runtime === containers[at]?.runtime && id === containers[at].id);
  if (!isInOrder) throw new HelperError('fault', 'The helper did not answer about the containers it was asked about.');
  return rows;
}

/** The first processes of all containers that have a state file of runc or crun. Throws HelperError. */
export async function inspectStates({ inspectDoor, signal }: InspectOptions): Promise<ContainerStatesAnswer> {
  return decodeAnswer(containerStatesAnswer, await ask({ address: inspectDoor, request: { verb: 'inspect', states: {} }, signal }));
}

/** What was done with the rights, newest first. Throws HelperError. */
export async function inspectAudit({ inspectDoor, signal }: InspectOptions): Promise<AuditAnswer> {
  return decodeAudit(decodeAnswer(scanAudit, await ask({ address: inspectDoor, request: { verb: 'inspect', audit: {} }, signal })));
}
