import type { Snapshot } from '@/lib/schema';
import { authorize, type House, type Viewer } from './authorize';
import { auditExec } from './audit';
import type { Config } from './config';
import { DoorRefusal, isDoorRefusal } from './door-refusal';
import { Elevations, type ElevationsOptions } from './elevation/elevations';
import { runInside } from './exec';
import { ExecRuns } from './exec-runs';
import { containerFacts, namespaceFacts, podFacts, processFacts, type Inspect } from './facts';
import type { Keys } from './guard/judge';
import { RateLimits } from './guard/rate';
import { newSecret } from './guard/secret';
import { signOut } from './guard/sign-out';
import type { StartTokens } from './guard/start-tokens';
import { History } from './history/history';
import { HostFactsCache } from './host-facts';
import { inspectAudit, inspectNet, inspectNetAlone, inspectOther, inspectProcess, inspectTopology, inspectUsage, netKeys, type InspectNetOptions } from './inspect';
import { serveSandboxes } from './sandboxes/serve-sandboxes';
import { Sandboxes } from './sandboxes/sandboxes';
import { SearchFactsCache, type Askers } from './search-facts';
import type { Services } from './services';
import { SharedAnswer } from './shared-answer';
import { SilentResolvers } from './silent-resolvers';
import { SnapshotCache } from './snapshot-cache';
import { snapshotJson } from './snapshot-json';
import { SteadyScan } from './steady-scan';
import { containersBy, takeSnapshot } from './take-snapshot';
import { makeTerminals } from './terminals/make-terminals';
import type { Terminals } from './terminals/terminals';
import { Watch } from './watch';

export interface Parts {
  readonly services: Services;
  readonly watch: Watch;
  readonly terminals: Terminals;
}

export interface Ingredients {
  readonly config: Config;
  readonly version: string;
  readonly startTokens: StartTokens;
  readonly keys: Keys;
  /** Fires when the server stops: all helpers are let go. */
  readonly stopping: AbortSignal;
}

const READ_AGE_MS = 1000;
const EXEC_RATE = { count: 10, windowMs: 10_000 };

export function makeServices({ config, version, startTokens, keys, stopping }: Ingredients): Parts {
  const sandboxes = new Sandboxes({ execDoor: config.execDoor, stopping, onChange: () => watch.hurry() });
  const cache = makeCache(config, sandboxes, stopping);
  const watch = new Watch(cache);
  const history = new History();
  cache.onEdition((edition) => history.note(edition));
  const facts = new HostFactsCache();
  const house = { readOnly: config.readOnly, hasExecDoor: config.execDoor !== null };
  const topology = new SharedAnswer(() => inspectTopology({ inspectDoor: config.inspectDoor, signal: stopping }));
  const usage = new SharedAnswer(() => inspectUsage({ inspectDoor: config.inspectDoor, signal: stopping }));
  const searched = new SearchFactsCache(askersFor(config, stopping));
  const silent = new SilentResolvers();
  const inspect = (signal: AbortSignal) => inspectFor({ silent, inspectDoor: config.inspectDoor, signal: AbortSignal.any([signal, stopping]) });
  const elevations = makeElevations({ rights: config.rights, house, keys, stopping });
  const credentials = (viewer: Viewer) => elevations.credentials(viewer);
  const runs = new ExecRuns((name) => keys.sessions.has(name));
  keys.sessions.onOver(({ name }) => runs.forget(name));
  const { terminals, services: terminalServices } = makeTerminals({ execDoor: config.execDoor, house, keys, stopping, credentials, lookUp: (find) => lookUp(cache, find) });
  const services: Services = {
    house,
    viewerHeader: `x-nsatlas-viewer-${newSecret().toLowerCase()}`,
    snapshot: () => {
      watch.noteReader();
      return cache.current({ maxAgeMs: READ_AGE_MS });
    },
    snapshotJson: ({ snapshot }) => snapshotJson(snapshot),
    history: () => history.list(),
    moment: (moment) => momentOf(history, moment),
    namespace: (key, signal) => lookUp(cache, (snapshot) => namespaceFacts(snapshot, key, inspect(signal))),
    process: (key, signal) => lookUp(cache, (snapshot) => processFacts(snapshot, key, inspect(signal))),
    container: (key, signal) => lookUp(cache, (snapshot) => containerFacts(snapshot, key, inspect(signal))),
    pod: (key, signal) => lookUp(cache, (snapshot) => podFacts(snapshot, key, inspect(signal))),
    topology: async () => {
      const [{ snapshot }, wired] = await Promise.all([cache.current({ maxAgeMs: READ_AGE_MS }), topology.current()]);
      return { ...wired, namespaceKeys: netKeys(snapshot) };
    },
    searchFacts: async () => searched.current((await cache.current({ maxAgeMs: READ_AGE_MS })).snapshot),
    usage: () => usage.current(),
    host: () => facts.read(),
    session: (viewer) => ({
      execRefused: authorize(viewer, 'exec', house), readOnly: config.readOnly, privileged: config.privileged, fullViewCommand: config.fullViewCommand, version,
    }),
    exec: execWith({ config, house, cache, stopping, elevations, runs }),
    runs: ({ name }) => runs.list(name),
    forgetRuns: ({ name }) => {
      runs.forget(name);
      return runs.list(name);
    },
    audit: (signal) => inspectAudit({ inspectDoor: config.inspectDoor, signal: AbortSignal.any([signal, stopping]) }),
    elevations,
    sandboxes: serveSandboxes({ sandboxes, house, elevations }),
    terminals: terminalServices,
    signOut: (viewer) => signOut(viewer, keys, terminals),
    makeStartToken: () => startTokens.make(),
  };
  return { services, watch, terminals };
}

async function momentOf(history: History, moment: number): ReturnType<Services['moment']> {
  const snapshot = await history.find(moment);
  if (snapshot === null) throw new DoorRefusal('gone', 'That moment is not kept, or not any more.');
  return { version: moment, snapshot };
}

function inspectFor(options: InspectNetOptions): Inspect {
  return {
    net: (snapshot, namespace) => inspectNet(snapshot, namespace, options),
    other: (snapshot, namespace) => inspectOther(snapshot, namespace, options),
    process: (process) => inspectProcess(process, options),
  };
}

function askersFor({ inspectDoor }: Config, stopping: AbortSignal): Askers {
  return {
    net: (snapshot, namespace, signal) => inspectNetAlone(snapshot, namespace, { inspectDoor, signal: AbortSignal.any([signal, stopping]) }),
    other: (snapshot, namespace, signal) => inspectOther(snapshot, namespace, { inspectDoor, signal: AbortSignal.any([signal, stopping]) }),
  };
}

function makeCache({ inspectDoor }: Config, sandboxes: Sandboxes, signal: AbortSignal): SnapshotCache {
  const containers = containersBy({ inspectDoor, signal });
  const host = new SteadyScan({ inspectDoor, signal });
  return new SnapshotCache({ take: (previous) => takeSnapshot({ scan: () => host.look(), ...containers, made: () => sandboxes.holders(), previous }), firstVersion: Date.now() });
}

/**
 * What is named cannot come to mean something else, so a picture of the last seconds will do; but who names it may
 * have made it a moment ago. Then, and only then, it is looked for in a new one.
 */
async function lookUp<T>(cache: SnapshotCache, find: (snapshot: Snapshot) => T | Promise<T>): Promise<T> {
  try {
    return await find((await cache.current({ maxAgeMs: READ_AGE_MS })).snapshot);
  } catch (error) {
    if (!(isDoorRefusal(error) && error.failure === 'gone')) throw error;
    return find((await cache.current({ maxAgeMs: 0 })).snapshot);
  }
}

function makeElevations({ keys, ...options }: Omit<ElevationsOptions, 'isIn'> & { readonly keys: Keys }): Elevations {
  const elevations = new Elevations({ ...options, isIn: (name) => keys.sessions.has(name) || keys.bearers.knows(name) });
  keys.sessions.onOver(({ name }) => elevations.endOf(name));
  return elevations;
}

interface ExecParts {
  readonly config: Config;
  readonly house: House;
  readonly cache: SnapshotCache;
  readonly stopping: AbortSignal;
  readonly elevations: Elevations;
  readonly runs: ExecRuns;
}

function execWith({ config: { execDoor }, house, cache, stopping, elevations, runs }: ExecParts): Services['exec'] {
  const limits = new RateLimits([EXEC_RATE]);
  return async (request, viewer, { signal, onWaiting }) => {
    const refused = authorize(viewer, 'exec', house);
    auditExec({ viewer, request, refused });
    if (refused !== null || execDoor === null) throw new DoorRefusal('denied', refused ?? 'There is no exec door.');
    limits.keep(viewer.name, 'commands');
    const ends = AbortSignal.any([signal, stopping]);
    return runs.noting({ owner: viewer.name, request }, (found) => elevations.withCredentials(viewer, (credentials) => lookUp(cache, (snapshot) => {
      found(snapshot);
      return runInside(request, { execDoor, credentials, snapshot, signal: ends, onWaiting });
    })));
  };
}
