/** All terminals: how many there may be, who may see which, and how long those that are over are remembered. */
import { randomBytes } from 'node:crypto';
import type { TerminalChange, TerminalList, TerminalRow } from '@/lib/terminal-schema';
import { auditTerminal } from '../audit';
import { authorize, whyShut, type House, type Viewer } from '../authorize';
import { DoorRefusal } from '../door-refusal';
import type { HelperAddress } from '../helper';
import { RecordingRoom } from './recording';
import { TerminalSession, type EndReason, type SessionPlan } from './session';

export interface TerminalsOptions {
  readonly house: House;
  readonly execDoor: HelperAddress | null;
  readonly limits?: TerminalLimits;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

export interface TerminalLimits {
  readonly sessions: number;
  readonly sessionsOfOne: number;
  /** Those that are over. */
  readonly kept: number;
  readonly keptMs: number;
  readonly tickMs: number;
}

const LIMITS: TerminalLimits = { sessions: 192, sessionsOfOne: 128, kept: 32, keptMs: 5 * 60 * 1000, tickMs: 1000 };

export class Terminals {
  readonly #house: House;
  readonly #execDoor: HelperAddress | null;
  readonly #limits: TerminalLimits;
  readonly #clock: () => number;
  readonly #recordings = new RecordingRoom();
  /** By id, the oldest first. */
  readonly #sessions = new Map<string, TerminalSession>();
  readonly #pulse: NodeJS.Timeout;

  constructor({ house, execDoor, limits = LIMITS, clock = () => Date.now() }: TerminalsOptions) {
    this.#house = house;
    this.#execDoor = execDoor;
    this.#limits = limits;
    this.#clock = clock;
    this.#pulse = setInterval(() => this.#tick(), limits.tickMs);
    this.#pulse.unref();
  }

  /** Throws DoorRefusal `limit` when there are too many. Gives the new one's id. */
  begin(plan: Omit<SessionPlan, 'id'>): string {
    this.#checkRoom(plan.owner);
    const execDoor = this.#execDoor;
    if (execDoor === null) throw new DoorRefusal('denied', 'There is no exec door.');
    const id = randomBytes(8).toString('hex');
    const session = new TerminalSession({ ...plan, id }, { execDoor, recordings: this.#recordings, clock: this.#clock, onOver: (over) => this.#noteOver(over) });
    this.#sessions.set(id, session);
    return id;
  }

  /** What this viewer may see, newest first. Throws DoorRefusal `denied` where nobody may. */
  list(viewer: Viewer): TerminalList {
    this.#checkOpen(viewer);
    const seen = [...this.#sessions.values()].filter((session) => this.#maySee(viewer, session)).reverse();
    return { now: this.#clock(), terminals: seen.map((session) => session.rowFor(viewer.name)) };
  }

  row(id: string, viewer: Viewer): TerminalRow {
    return { now: this.#clock(), terminal: this.find(id, viewer).rowFor(viewer.name) };
  }

  change(id: string, change: TerminalChange, viewer: Viewer): TerminalRow {
    this.#findToChange(id, viewer).change(change);
    return this.row(id, viewer);
  }

  end(id: string, viewer: Viewer): TerminalRow {
    this.#findToChange(id, viewer).end('asked', viewer.name);
    return this.row(id, viewer);
  }

  /** An asciicast. Throws DoorRefusal `gone` when nothing was recorded. */
  recording(id: string, viewer: Viewer): Buffer<ArrayBuffer> {
    const { recording } = this.#findToChange(id, viewer);
    if (recording === null) throw new DoorRefusal('gone', 'Nothing of this terminal was recorded.');
    return recording.bytes();
  }

  /** Throws DoorRefusal: `gone` also where it is not for this viewer to know of. */
  find(id: string, viewer: Viewer): TerminalSession {
    this.#checkOpen(viewer);
    const session = this.#sessions.get(id);
    if (session === undefined || !this.#maySee(viewer, session)) throw new DoorRefusal('gone', 'There is no such terminal, or not any more.');
    return session;
  }

  mayType(viewer: Viewer): boolean {
    return authorize(viewer, 'exec', this.#house) === null;
  }

  /** Ends what this session or token has begun. Gives how many that were. */
  endOf(owner: string, reason: EndReason): number {
    const theirs = [...this.#sessions.values()].filter((session) => session.owner === owner && !session.isOver);
    for (const session of theirs) session.end(reason, null);
    return theirs.length;
  }

  stop(): void {
    clearInterval(this.#pulse);
    for (const session of this.#sessions.values()) session.end('stopping', null);
  }

  #checkRoom(owner: string): void {
    const running = [...this.#sessions.values()].filter(({ isOver }) => !isOver);
    if (running.length >= this.#limits.sessions) throw new DoorRefusal('limit', `There are ${running.length} terminals already: end one first.`);
    const theirs = running.filter((session) => session.owner === owner).length;
    if (theirs >= this.#limits.sessionsOfOne) throw new DoorRefusal('limit', `You have ${theirs} terminals already: end one first.`);
  }

  #checkOpen(viewer: Viewer): void {
    const refused = whyShut(this.#house) ?? authorize(viewer, 'view', this.#house);
    if (refused !== null) throw new DoorRefusal('denied', refused);
  }

  #findToChange(id: string, viewer: Viewer): TerminalSession {
    const refused = authorize(viewer, 'exec', this.#house);
    if (refused !== null) throw new DoorRefusal('denied', refused);
    return this.find(id, viewer);
  }

  #maySee(viewer: Viewer, { isShared }: TerminalSession): boolean {
    return isShared || this.mayType(viewer);
  }

  #noteOver(session: TerminalSession): void {
    const { id, state, bytesIn, bytesOut } = session.rowFor(session.owner);
    auditTerminal({ event: 'terminal ended', by: null, facts: { id, ...state, bytesIn, bytesOut } });
    this.#forgetOld();
  }

  #tick(): void {
    for (const session of this.#sessions.values()) session.tick();
    this.#forgetOld();
  }

  #forgetOld(): void {
    const over = [...this.#sessions.values()].filter(({ isOver }) => isOver).sort((a, b) => a.overAt - b.overAt);
    const now = this.#clock();
    const old = over.filter((session, at) => at < over.length - this.#limits.kept || now - session.overAt >= this.#limits.keptMs);
    for (const session of old) {
      session.forget();
      this.#sessions.delete(session.id);
    }
  }
}
