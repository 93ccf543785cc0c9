/**
 * What the own server does for the route handlers. They live in another bundle and share no module with it, so it
 * hangs on the process. Only types may be imported here.
 */
import type { ContainerAnswer, HostFacts, NamespaceAnswer, PodAnswer, ProcessAnswer, Session, SignOutAnswer } from '@/lib/door-schema';
import type { History } from '@/lib/history-schema';
import type { ExecRequest, ExecResult, ExecRuns, Waiting } from '@/lib/exec-schema';
import type { Sandbox, SandboxList, SandboxRequest } from '@/lib/sandbox-schema';
import type { AuditAnswer } from '@/lib/rights-schema';
import type { SearchFacts } from '@/lib/search-schema';
import type { Topology } from '@/lib/topology-schema';
import type { ScanUsage } from '@/lib/usage-schema';
import type { House, Viewer } from './authorize';
import type { Elevations } from './elevation/elevations';
import type { Edition } from './snapshot-cache';
import type { TerminalServices } from './terminals/make-terminals';

export interface Services {
  readonly house: House;
  /** The request header in which the guard tells the handlers who asks. */
  readonly viewerHeader: string;
  /** At most a second old. Those that ask it throw HelperError when the host could not be scanned. */
  readonly snapshot: () => Promise<Edition>;
  readonly snapshotJson: (edition: Edition | Then) => string;
  /** The moments of the last hour. */
  readonly history: () => History;
  /** How it was in one of them, as an edition of its own. Throws DoorRefusal `gone` when it is not, or no longer, kept. */
  readonly moment: (moment: number) => Promise<Then>;
  readonly namespace: (key: string, signal: AbortSignal) => Promise<NamespaceAnswer>;
  readonly process: (key: string, signal: AbortSignal) => Promise<ProcessAnswer>;
  readonly container: (key: string, signal: AbortSignal) => Promise<ContainerAnswer>;
  readonly pod: (key: string, signal: AbortSignal) => Promise<PodAnswer>;
  /** At most a second old. */
  readonly topology: () => Promise<Topology>;
  /** At most some seconds old; of what could not be asked it holds the reason. */
  readonly searchFacts: () => Promise<SearchFacts>;
  /** At most a second old. Nothing of it is kept: who wants a rate asks twice. */
  readonly usage: () => Promise<ScanUsage>;
  readonly host: () => Promise<HostFacts>;
  readonly session: (viewer: Viewer) => Session;
  /** Asks itself whether this viewer may, so that the refused ones are written down too. */
  readonly exec: (request: ExecRequest, viewer: Viewer, hearing: ExecHearing) => Promise<ExecResult>;
  /** What of that is over, of this session: the last ones, newest first. Programs have none. */
  readonly runs: (viewer: Viewer) => ExecRuns;
  readonly forgetRuns: (viewer: Viewer) => ExecRuns;
  readonly elevations: ElevationServices;
  readonly audit: (signal: AbortSignal) => Promise<AuditAnswer>;
  readonly sandboxes: SandboxServices;
  readonly terminals: TerminalServices;
  /** Throws DoorRefusal `usage` for who has not signed in, but has a token. Gives the header that takes the cookie away. */
  readonly signOut: (viewer: Viewer) => { readonly answer: SignOutAnswer; readonly cookie: string };
  readonly makeStartToken: () => string;
}

/** A moment of the past; its number is the moment. */
export type Then = Pick<Edition, 'version' | 'snapshot'>;

export interface ExecHearing {
  /** Fires when the asker is gone: the command and all it started ends. */
  readonly signal: AbortSignal;
  /** Called at most once, while somebody has to confirm it on the host. */
  readonly onWaiting?: (waiting: Waiting) => void;
}

export type ElevationServices = Pick<Elevations, 'look' | 'begin' | 'reply' | 'breakOff' | 'giveBack'>;

/** Those that change something ask themselves whether this viewer may, as exec does. */
export interface SandboxServices {
  readonly list: () => Promise<SandboxList>;
  /** The sandbox stays when `signal` fires later: it is the product's until somebody removes it. */
  readonly create: (request: SandboxRequest, viewer: Viewer, signal: AbortSignal) => Promise<Sandbox>;
  readonly remove: (name: string, viewer: Viewer) => Promise<SandboxList>;
}

const KEY = Symbol.for('nsatlas.services');
const home = globalThis as { [KEY]?: Services };

export function provideServices(services: Services): void {
  home[KEY] = services;
}

export function services(): Services {
  const given = home[KEY];
  if (given === undefined) throw new Error('the pages run without the nsatlas server: start it with npm start');
  return given;
}
