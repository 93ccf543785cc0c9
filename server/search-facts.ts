/** What people search by and a scan does not carry, asked of one namespace after the other. */
import { keyAround } from '@/lib/forwards';
import type { NamespaceFacts } from '@/lib/inspect-schema';
import type { Net } from '@/lib/net-schema';
import type { Namespace, NamespaceType, Snapshot } from '@/lib/schema';
import { searchedPorts } from '@/lib/searched-ports';
import type { SearchFacts } from '@/lib/search-schema';
import { isHelperError } from './helper-error';
import { readUsers } from './users';

/** Ask the helper. Each throws HelperError. */
export interface Askers {
  readonly net: (snapshot: Snapshot, namespace: Namespace, signal: AbortSignal) => Promise<Net>;
  readonly other: (snapshot: Snapshot, namespace: Namespace, signal: AbortSignal) => Promise<NamespaceFacts>;
}

const KEPT_MS = 10_000;
/** Each question is a process of the helper: a host is not to feel that somebody searches. */
const AT_ONCE = 3;
const NAMESPACES_LIMIT = 1024;
const DEADLINE_MS = 15_000;

/** The facts, asked for once for all who ask at the same time. */
export class SearchFactsCache {
  readonly #askers: Askers;
  #last: { readonly facts: Promise<SearchFacts>; readonly at: number } | null = null;

  constructor(askers: Askers) {
    this.#askers = askers;
  }

  /** At most ten seconds old. What could not be asked has its reason in the answer; a defect is not kept. */
  async current(snapshot: Snapshot): Promise<SearchFacts> {
    const now = performance.now();
    if (this.#last !== null && now - this.#last.at < KEPT_MS) return this.#last.facts;
    const last = { facts: readSearchFacts(snapshot, this.#askers), at: now };
    this.#last = last;
    try {
      return await last.facts;
    } catch (error) {
      if (this.#last === last) this.#last = null;
      throw error;
    }
  }
}

interface Asked<T> {
  readonly key: string;
  readonly answer: T | null;
  readonly trouble: string | null;
}

async function readSearchFacts(snapshot: Snapshot, askers: Askers): Promise<SearchFacts> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const nets = await askEach(snapshot, 'net', (namespace) => askers.net(snapshot, namespace, signal), signal);
  const names = await askEach(snapshot, 'uts', (namespace) => askers.other(snapshot, namespace, signal), signal);
  const known = new Map(nets.flatMap(({ key, answer }) => (answer === null ? [] : [[key, answer] as const])));
  return {
    nets: nets.map(({ key, answer, trouble }) => ({ key, ports: answer === null ? [] : portsOf(snapshot, answer, known), leftOut: answer?.socketsLeftOut ?? 0, trouble })),
    hostnames: names.map(({ key, answer, trouble }) => ({ key, hostname: answer?.type === 'uts' ? answer.hostname : null, trouble })),
    users: await readUsers(),
  };
}

function portsOf(snapshot: Snapshot, net: Net, known: ReadonlyMap<string, Net>): SearchFacts['nets'][number]['ports'] {
  return searchedPorts(snapshot, net, known.get(keyAround(net, snapshot) ?? '') ?? null);
}

/** In the order of the Snapshot, some at a time; who was not asked in time says so. */
async function askEach<T>(snapshot: Snapshot, type: NamespaceType, ask: (namespace: Namespace) => Promise<T>, signal: AbortSignal): Promise<Asked<T>[]> {
  const rows = snapshot.namespaces.filter((row) => row.type === type);
  const answers: Asked<T>[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < rows.length; at = next++) {
      const row = rows[at];
      if (row !== undefined) answers[at] = at < NAMESPACES_LIMIT ? await askOne(row, ask, signal) : untold(row, `Only the first ${NAMESPACES_LIMIT} namespaces are asked.`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

async function askOne<T>(namespace: Namespace, ask: (namespace: Namespace) => Promise<T>, signal: AbortSignal): Promise<Asked<T>> {
  if (signal.aborted) return untold(namespace, 'There was no time left to ask.');
  try {
    return { key: namespace.key, answer: await ask(namespace), trouble: null };
  } catch (error) {
    if (isHelperError(error)) return untold(namespace, error.message);
    if (isTimeout(error)) return untold(namespace, 'It did not answer in time.');
    throw error;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

function untold({ key }: Namespace, trouble: string): Asked<never> {
  return { key, answer: null, trouble };
}
