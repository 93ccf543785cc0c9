/** What the route handlers may ask of terminals. */
import { nsenterLineFor } from '@/lib/nsenter';
import { objectTitle } from '@/lib/object-title';
import type { Snapshot } from '@/lib/schema';
import { TERMINAL_LIMIT_MS, type TerminalAnswer, type TerminalChange, type TerminalList, type TerminalRequest, type TerminalRow } from '@/lib/terminal-schema';
import { auditTerminal, chosen } from '../audit';
import { authorize, type House, type Viewer } from '../authorize';
import { DoorRefusal } from '../door-refusal';
import type { Keys } from '../guard/judge';
import { RateLimits } from '../guard/rate';
import type { HelperAddress, HelperRequest } from '../helper';
import { findTarget, joinFields } from '../join-request';
import type { SessionPlan } from './session';
import { commandFields, SHELLS } from './shells';
import { Terminals } from './terminals';

export interface TerminalServices {
  /** Asks itself whether this viewer may, so that the refused ones are written down too. As all of these it throws DoorRefusal. */
  readonly start: (request: TerminalRequest, viewer: Viewer) => Promise<TerminalAnswer>;
  readonly list: (viewer: Viewer) => TerminalList;
  readonly row: (id: string, viewer: Viewer) => TerminalRow;
  readonly change: (id: string, change: TerminalChange, viewer: Viewer) => TerminalRow;
  readonly end: (id: string, viewer: Viewer) => TerminalRow;
  readonly recording: (id: string, viewer: Viewer) => Buffer<ArrayBuffer>;
}

export interface TerminalIngredients {
  /** Null: there are no terminals. */
  readonly execDoor: HelperAddress | null;
  readonly house: House;
  readonly keys: Pick<Keys, 'sessions' | 'bearers'>;
  /** Fires when the server stops. */
  readonly stopping: AbortSignal;
  /** Who asks, with what right: fields of the helper's request. */
  readonly credentials: (viewer: Viewer) => Readonly<Record<string, unknown>>;
  /** Finds something in a recent Snapshot. */
  readonly lookUp: <T>(find: (snapshot: Snapshot) => T) => Promise<T>;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/**
 * All that one viewer may have at once may also be begun at once: a person opens twenty, a script a hundred. It is no flood, since
 * so many and no more can run; the rate is against those that begin and end without a pause.
 */
const START_RATE = { count: 128, windowMs: 10_000 };
const TERM = 'xterm-256color';

export function makeTerminals({ execDoor, house, keys, stopping, credentials, lookUp, clock }: TerminalIngredients): { readonly terminals: Terminals; readonly services: TerminalServices } {
  const terminals = new Terminals({ house, execDoor, ...(clock === undefined ? {} : { clock }) });
  stopping.addEventListener('abort', () => terminals.stop());
  keys.sessions.onOver((viewer) => terminals.endOf(viewer.name, 'signed-out'));
  const limits = new RateLimits([START_RATE]);
  const start: TerminalServices['start'] = async (request, viewer) => {
    const refused = authorize(viewer, 'exec', house);
    if (refused !== null) auditTerminal({ event: 'terminal', by: viewer.name, facts: chosen(request), refused });
    if (refused !== null) throw new DoorRefusal('denied', refused);
    limits.keep(viewer.name, 'terminals');
    const plan = await lookUp((snapshot) => planOf(request, { owner: viewer.name, credentials: credentials(viewer) }, snapshot));
    // Meanwhile its session may have come to its end, which it would outlive.
    if (!keys.sessions.has(viewer.name) && !keys.bearers.knows(viewer.name)) throw new DoorRefusal('denied', 'Not signed in.');
    const id = terminals.begin(plan);
    auditTerminal({ event: 'terminal', by: viewer.name, facts: { id, ...chosen(request) } });
    return { id };
  };
  return {
    terminals,
    services: {
      start,
      list: (viewer) => terminals.list(viewer),
      row: (id, viewer) => terminals.row(id, viewer),
      change: (id, change, viewer) => terminals.change(id, change, viewer),
      end: (id, viewer) => terminals.end(id, viewer),
      recording: (id, viewer) => terminals.recording(id, viewer),
    },
  };
}

interface Asker {
  readonly owner: string;
  readonly credentials: Readonly<Record<string, unknown>>;
}

/** Throws DoorRefusal when the target cannot be joined. */
function planOf(request: TerminalRequest, { owner, credentials }: Asker, snapshot: Snapshot): Omit<SessionPlan, 'id'> {
  const target = findTarget(snapshot, request);
  const [shell = []] = SHELLS;
  const own = snapshot.observer.namespaces;
  return {
    owner,
    title: objectTitle(snapshot, request.target) ?? request.target,
    request,
    helperRequest: helperRequest(request, { ...joinFields(request, target), ...credentials }),
    nsenterFor: (argv) => nsenterLineFor(target, argv ?? shell, request, own),
  };
}

function helperRequest(request: TerminalRequest, fields: Record<string, unknown>): HelperRequest {
  const { columns, rows, idleMs } = request;
  return { verb: 'exec', ...fields, ...commandFields(request), timeoutMs: TERMINAL_LIMIT_MS, terminal: { rows, columns, term: TERM, idleMs } };
}
