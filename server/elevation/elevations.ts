/**
 * Who has been recognised. Holds the tickets that nsatlas-auth gave, one for each session or token, and carries its conversations.
 * What a ticket is worth the helpers know: this only says which belongs to whom.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Elevation, ElevationAnswer } from '@/lib/rights-schema';
import { authorize, type House, type Viewer } from '../authorize';
import type { Config } from '../config';
import { decodeAnswer } from '../decode';
import { DoorRefusal } from '../door-refusal';
import { RateLimits } from '../guard/rate';
import { ask, type HelperAddress } from '../helper';
import { isHelperError } from '../helper-error';
import { PamTalk, type Grant } from './pam-talk';

export interface ElevationsOptions {
  readonly rights: Config['rights'];
  readonly house: House;
  /** The session or token of this name is still let in. */
  readonly isIn: (name: string) => boolean;
  readonly stopping: AbortSignal;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

interface Ticket {
  readonly token: string;
  readonly user: string;
  readonly since: number;
}

/** Each begins a process on the host. Failures are counted by nsatlas-auth itself. */
const RATE = { count: 10, windowMs: 60_000 };
const PATIENCE = { silenceMs: 10_000, totalMs: 10_000 } as const;
const NO_TALK = 'There is no such conversation any more: begin again.';
/** The errnos of a ticket that is worth nothing any more. */
const OVER = ['EKEYEXPIRED', 'EKEYREJECTED'];

const statusBody = z.object({ user: z.string(), idleMs: z.number(), ms: z.number() });

export class Elevations {
  readonly #options: ElevationsOptions;
  readonly #clock: () => number;
  readonly #limits = new RateLimits([RATE]);
  /** Names a session to the helpers: nobody outside could. */
  readonly #secret = randomBytes(32);
  readonly #tickets = new Map<string, Ticket>();
  readonly #talks = new Map<string, PamTalk>();

  constructor(options: ElevationsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
  }

  /** Fields of a request to the exec helper. */
  credentials({ name }: Viewer): Readonly<Record<string, unknown>> {
    const ticket = this.#tickets.get(name);
    return { viewer: name, ...(ticket === undefined ? {} : { ticket: ticket.token, session: this.#sessionOf(name) }) };
  }

  /** Does it with what this viewer has. A ticket that turns out to be over is forgotten: some rules want none. */
  async withCredentials<T>(viewer: Viewer, work: (credentials: Readonly<Record<string, unknown>>) => Promise<T>): Promise<T> {
    const ticket = this.#tickets.get(viewer.name);
    try {
      return await work(this.credentials(viewer));
    } catch (error) {
      if (ticket !== undefined && isOver(error)) this.#forget(viewer.name, ticket);
      throw error;
    }
  }

  /** As the helper knows it. */
  async look({ name }: Viewer): Promise<Elevation> {
    const { rights } = this.#options;
    const ticket = this.#tickets.get(name);
    if (rights === null || ticket === undefined) return this.#answer(null);
    try {
      const { idleMs, ms } = decodeAnswer(statusBody, await this.#ask(rights.authDoor, 'status', ticket, name));
      return this.#answer({ ...ticket, idleMs, ms });
    } catch (error) {
      if (!isOver(error)) throw error;
      this.#forget(name, ticket);
      return this.#answer(null);
    }
  }

  /** Begins a conversation; one that went on is broken off. Throws DoorRefusal, and HelperError as PamTalk does. */
  async begin(user: string, viewer: Viewer, signal: AbortSignal): Promise<ElevationAnswer> {
    const { authDoor } = this.#admit(viewer);
    this.#limits.keep(viewer.name, 'attempts to be recognised');
    this.#talks.get(viewer.name)?.breakOff();
    const talk = new PamTalk({ authDoor, user, viewer: viewer.name, session: this.#sessionOf(viewer.name), stopping: this.#options.stopping });
    this.#talks.set(viewer.name, talk);
    return this.#goOn(talk, viewer, signal);
  }

  async reply(id: string, answers: readonly string[], { viewer, signal }: { readonly viewer: Viewer; readonly signal: AbortSignal }): Promise<ElevationAnswer> {
    this.#admit(viewer);
    const talk = this.#talks.get(viewer.name);
    if (talk?.id !== id) throw new DoorRefusal('gone', NO_TALK);
    talk.reply(answers);
    return this.#goOn(talk, viewer, signal);
  }

  async breakOff(id: string, viewer: Viewer): Promise<Elevation> {
    this.#admit(viewer);
    if (this.#talks.get(viewer.name)?.id === id) this.#endTalk(viewer.name);
    return this.look(viewer);
  }

  async giveBack(viewer: Viewer): Promise<Elevation> {
    this.#admit(viewer);
    const ticket = this.#tickets.get(viewer.name);
    this.#endTalk(viewer.name);
    this.#tickets.delete(viewer.name);
    if (ticket !== undefined) await this.#giveBack(ticket, viewer.name);
    return this.#answer(null);
  }

  /** The session is over: what it had is given back. */
  endOf(name: string): void {
    const ticket = this.#tickets.get(name);
    this.#endTalk(name);
    this.#tickets.delete(name);
    if (ticket !== undefined) this.#letGo(ticket, name);
  }

  async #goOn(talk: PamTalk, viewer: Viewer, signal: AbortSignal): Promise<ElevationAnswer> {
    try {
      const said = await talk.next(signal);
      if ('token' in said) return { kind: 'granted', elevation: this.#keep(talk, viewer.name, said) };
      return { kind: 'ask', id: talk.id, prompts: [...said.prompts], notes: [...said.notes] };
    } catch (error) {
      if (this.#talks.get(viewer.name) === talk) this.#talks.delete(viewer.name);
      throw error;
    }
  }

  /** Meanwhile the session may have come to its end, or begun anew: then nobody gets it. */
  #keep(talk: PamTalk, name: string, { token, user, idleMs, ms }: Grant): Elevation {
    const ticket = { token, user, since: this.#clock() };
    if (this.#talks.get(name) !== talk || !this.#options.isIn(name)) {
      this.#letGo(ticket, name);
      throw new DoorRefusal('gone', NO_TALK);
    }
    const old = this.#tickets.get(name);
    this.#talks.delete(name);
    this.#tickets.set(name, ticket);
    if (old !== undefined) this.#letGo(old, name);
    return this.#answer({ ...ticket, idleMs, ms });
  }

  #admit(viewer: Viewer): NonNullable<Config['rights']> {
    const { rights, house } = this.#options;
    const refused = authorize(viewer, 'exec', house);
    if (refused !== null) throw new DoorRefusal('denied', refused);
    if (rights === null) throw new DoorRefusal('usage', 'Started without --allow-exec: there is no policy, and nobody needs to be recognised.');
    return rights;
  }

  #endTalk(name: string): void {
    this.#talks.get(name)?.breakOff();
    this.#talks.delete(name);
  }

  /** Nobody waits for that. */
  #letGo(ticket: Ticket, name: string): void {
    this.#giveBack(ticket, name).catch((error: unknown) => console.error('nsatlas: a ticket could not be given back, and ends by itself:', error));
  }

  async #giveBack(ticket: Ticket, name: string): Promise<void> {
    const { rights } = this.#options;
    try {
      if (rights !== null) await this.#ask(rights.authDoor, 'release', ticket, name);
    } catch (error) {
      if (!isOver(error)) throw error;
    }
  }

  #forget(name: string, ticket: Ticket): void {
    if (this.#tickets.get(name) === ticket) this.#tickets.delete(name);
  }

  #ask(address: HelperAddress, verb: 'release' | 'status', { token }: Ticket, name: string): Promise<unknown> {
    return ask({ address, request: { verb, ticket: token, session: this.#sessionOf(name), viewer: name }, patience: PATIENCE });
  }

  #sessionOf(name: string): string {
    return createHmac('sha256', this.#secret).update(name).digest('hex');
  }

  #answer(ticket: (Omit<Ticket, 'token'> & { readonly idleMs: number; readonly ms: number }) | null): Elevation {
    const now = this.#clock();
    const shown = ticket === null ? null : { user: ticket.user, since: ticket.since, idleUntil: now + Math.min(ticket.idleMs, ticket.ms), until: now + ticket.ms };
    return { policy: this.#options.rights?.policy ?? null, ticket: shown, now };
  }
}

function isOver(error: unknown): boolean {
  return isHelperError(error) && error.errno !== null && OVER.includes(error.errno);
}
