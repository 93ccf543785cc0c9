/** The way in for everything the page fetches: decoded once, here; a failure is data with a closed reason. */
import useSWR, { type SWRConfiguration, type SWRResponse } from 'swr';
import { z } from 'zod';
import {
  containerAnswer, failureAnswer, hostFacts, namespaceAnswer, podAnswer, processAnswer, session,
  type ContainerAnswer, type FailureAnswer, type HostFacts, type NamespaceAnswer, type PodAnswer, type ProcessAnswer, type Session,
} from '@/lib/door-schema';
import { execRuns, type ExecRuns } from '@/lib/exec-schema';
import { history, type History } from '@/lib/history-schema';
import { auditAnswer, type AuditAnswer } from '@/lib/rights-schema';
import { searchFacts, type SearchFacts } from '@/lib/search-schema';
import { testOf, type Test } from '@/lib/conform';
import { topology, type Topology } from '@/lib/topology-schema';
import type { Usage } from '@/lib/usage';
import { scanUsage, type ScanUsage } from '@/lib/usage-schema';
import { DOOR_STRINGS } from './door-strings';
import { usePast } from './time/past';
import { tokenHeaders } from './token';

export class DoorError extends Error {
  override name = 'DoorError';

  constructor(
    readonly answer: FailureAnswer,
    /** 0: no answer came. */
    readonly status: number,
  ) {
    super(answer.message);
  }

  /** The session ended, or never was. A refusal of the helper has another status. */
  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

interface DoorRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly accept?: string;
}

/** Throws DoorError when the door does not answer, answers with a failure, or answers what the schema does not know. */
export async function askDoor<T extends z.ZodType>(schema: T, path: string, request: DoorRequest = {}): Promise<z.infer<T>> {
  return readDocument(schema, path, await openDoor(path, request));
}

/** A success whose body is yet to be read. Throws DoorError else. */
export async function openDoor(path: string, request: DoorRequest): Promise<Response> {
  const response = await send(path, request);
  if (!response.ok) throw new DoorError(decodeFailure(await readJson(response), response), response.status);
  return response;
}

/** Throws DoorError when the body is not what the schema knows. */
export async function readDocument<T extends z.ZodType>(schema: T, path: string, response: Response): Promise<z.infer<T>> {
  const body = await readJson(response);
  if (testFor(schema)(body)) return body as z.infer<T>;
  const decoded = schema.safeParse(body);
  if (decoded.success) return decoded.data;
  throw new DoorError({ failure: 'fault', message: DOOR_STRINGS.oddAnswer(path, z.prettifyError(decoded.error)) }, response.status);
}

const TESTS = new WeakMap<z.ZodType, Test>();

/** What conforms is taken as it is: to have a schema read the wires of 250 pods holds the page up for two frames. */
function testFor(schema: z.ZodType): Test {
  const test = TESTS.get(schema) ?? testOf(schema);
  TESTS.set(schema, test);
  return test;
}

/** What is text and not JSON: a recording. Throws DoorError. */
export async function askDoorForText(path: string): Promise<string> {
  return (await openDoor(path, {})).text();
}

async function send(path: string, { method = 'GET', body, signal, accept }: DoorRequest): Promise<Response> {
  const headers = { ...tokenHeaders(), ...(accept === undefined ? {} : { Accept: accept }), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) };
  const init: RequestInit = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal === undefined ? {} : { signal }) };
  try {
    return await fetch(path, init);
  } catch (error) {
    // What fetch throws when nobody answers; an abort is a DOMException and goes on up.
    if (error instanceof TypeError) throw new DoorError({ failure: 'absent', message: DOOR_STRINGS.noAnswer }, 0);
    throw error;
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

function decodeFailure(body: unknown, response: Response): FailureAnswer {
  const decoded = failureAnswer.safeParse(body);
  return decoded.success ? decoded.data : { failure: 'fault', message: DOOR_STRINGS.oddStatus(response.status) };
}

type Answer<T> = SWRResponse<T, DoorError>;

function useDoor<T>(schema: z.ZodType<T>, path: string | null, options: SWRConfiguration<T, DoorError>): Answer<T> {
  return useSWR<T, DoorError>(path, (asked: string) => askDoor(schema, asked), { shouldRetryOnError: isWorthARetry, ...options });
}

/** What a person or another object must change is not asked again. */
function isWorthARetry({ answer }: DoorError): boolean {
  return ['absent', 'late', 'fault', 'limit'].includes(answer.failure);
}

/** Read while the timeline is open. */
export function useHistoryAnswer(): Answer<History> {
  return useDoor(history, '/api/history', WATCHED);
}

/** Of now: nothing is told beside a host of another time or from a file. */
export function useHostFacts(): Answer<HostFacts> {
  const isNow = usePast() === null;
  return useDoor(hostFacts, isNow ? '/api/host' : null, { refreshInterval: 5000, keepPreviousData: isNow });
}

export function useSession(): Answer<Session> {
  return useDoor(session, '/api/session', { revalidateOnFocus: true });
}

/** Asked once: from then on the page knows itself what it runs. */
export function useEarlierRuns(isAsked: boolean): Answer<ExecRuns> {
  return useDoor(execRuns, isAsked ? '/api/exec' : null, ASKED_ONCE);
}

/** Read while it is looked at. */
export function useAudit(): Answer<AuditAnswer> {
  return useDoor(auditAnswer, '/api/audit', WATCHED);
}

/** Of what is not of now nothing is asked: the answer would be about now. */
function useFacts<T>(schema: z.ZodType<T>, path: string | null, isLive: boolean): Answer<T> {
  const isPast = usePast() !== null;
  return useDoor(schema, isPast ? null : path, isLive ? WATCHED : KEPT);
}

/** Null asks nothing. Addresses change without a change of the snapshot, so they are asked for again while `isLive`. */
export function useNamespaceFacts(key: string | null, isLive: boolean): Answer<NamespaceAnswer> {
  return useFacts(namespaceAnswer, key === null ? null : `/api/namespaces/${encodeURIComponent(key)}`, isLive);
}

export function usePodFacts(key: string | null, isLive: boolean): Answer<PodAnswer> {
  return useFacts(podAnswer, key === null ? null : `/api/pods/${encodeURIComponent(key)}`, isLive);
}

export function useContainerFacts(key: string | null, isLive: boolean): Answer<ContainerAnswer> {
  return useFacts(containerAnswer, key === null ? null : `/api/containers/${encodeURIComponent(key)}`, isLive);
}

export function useProcessFacts(key: string | null, isLive: boolean): Answer<ProcessAnswer> {
  return useFacts(processAnswer, key === null ? null : `/api/processes/${encodeURIComponent(key)}`, isLive);
}

/** Null asks nothing. Wires and addresses change without a change of the snapshot, so they are asked for again: often when `watched`, seldom when `glanced` at. */
export function useTopologyAnswer(use: 'watched' | 'glanced' | null): Answer<Topology> {
  return useDoor(topology, use === null ? null : '/api/topology', use === 'watched' ? WATCHED : GLANCED);
}

/** What is searched and neither the snapshot nor the topology carries. Looking into each net namespace costs the host, so it is asked seldom. */
export function useSearchFactsAnswer(isAsked: boolean): Answer<SearchFacts> {
  const isPast = usePast() !== null;
  return useDoor(searchFacts, isAsked && !isPast ? '/api/search-facts' : null, GLANCED);
}

export const USAGE_PATH = '/api/usage';
/** As many rows as there are processes, every two seconds: only whether they conform is looked at, which takes a thirtieth of the time. */
const look = z.custom<ScanUsage>(testOf(scanUsage));

export function usageAnswer(measure: (look: ScanUsage) => Usage): z.ZodType<Usage> {
  return look.transform(measure);
}

/** What processes use. Null asks nothing; what was measured stays when it is not `isLive`. */
export function useUsageAnswer(schema: z.ZodType<Usage> | null, isLive: boolean): Answer<Usage> {
  return useDoor(schema ?? NOTHING_USED, schema === null ? null : USAGE_PATH, isLive ? MEASURED : KEPT);
}

const NOTHING_USED = z.custom<Usage>(() => false);
/** Two questions are one within `dedupingInterval`, which is two seconds else: every other one would not be asked. */
const MEASURED = { refreshInterval: 2000, dedupingInterval: 1000, revalidateOnFocus: false } as const;
const WATCHED = { refreshInterval: 5000 } as const;
const GLANCED = { refreshInterval: 30_000, revalidateOnFocus: false } as const;
const ASKED_ONCE = { revalidateIfStale: false, revalidateOnFocus: false, revalidateOnReconnect: false } as const;
/** What is known stays; nothing is asked. */
const KEPT = { revalidateOnMount: false, revalidateIfStale: false, revalidateOnFocus: false, revalidateOnReconnect: false } as const;
