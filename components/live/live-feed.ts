/** The one live connection of a page: a snapshot, then changes; it comes back by itself and says how old its picture is. */
import { applyChange } from '@/lib/change';
import { LIVE_PULSE_MS, type LiveMessage, type Snapshot } from '@/lib/schema';
import { Silence } from '../silence';
import type { Line, OpenLine } from './line';

export type LiveState =
  /** Nothing came yet. */
  | { readonly kind: 'loading' }
  | { readonly kind: 'live' }
  /** The connection is cut; the picture is that of `since`. */
  | { readonly kind: 'stale'; readonly since: number; readonly retryAt: number | null }
  /** The same, and there never was a picture. */
  | { readonly kind: 'disconnected'; readonly since: number; readonly retryAt: number | null }
  /** The connection stands, but the helper fails. `since`: time of the picture, null without one. */
  | { readonly kind: 'trouble'; readonly since: number | null; readonly message: string }
  /** The session ended, or never was. */
  | { readonly kind: 'denied' };

export interface Live {
  readonly snapshot: Snapshot | null;
  readonly state: LiveState;
}

export const LIVE_START: Live = { snapshot: null, state: { kind: 'loading' } };

const WAITS_MS = [500, 1000, 2000, 4000, 8000, 15_000];
const OPEN_TIMEOUT_MS = 10_000;
export const SILENCE_MS = 4 * LIVE_PULSE_MS;
/** The first message is all of a large host, over a thin line. */
const FIRST_MESSAGE_MS = 120_000;
/** RFC 6455: as if the other end had gone. */
const CLOSE_GOING_AWAY = 1001;
/** RFC 6455: policy violation. How the server ends a connection whose session is over. */
const CLOSE_POLICY = 1008;

export interface FeedOptions {
  readonly address: (have: number | null) => string;
  readonly protocols: () => string[];
  readonly open: OpenLine;
  /** Asked when a connection fails before it opened, since a browser does not tell why: is the session over? */
  readonly isSignedOut: () => Promise<boolean>;
}

export class LiveFeed {
  readonly #options: FeedOptions;
  readonly #listeners = new Set<() => void>();
  #live = LIVE_START;
  #version: number | null = null;
  #line: Line | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  /** When something last came. */
  #heardAt = 0;
  readonly #silence = new Silence({ silenceMs: SILENCE_MS, answerMs: FIRST_MESSAGE_MS }, () => this.#giveUp());

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  readonly current = (): Live => this.#live;

  /** Of the snapshot; null: there is none. */
  readonly version = (): number | null => this.#version;

  /** The first listener opens the connection, the last one closes it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#connect();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#disconnect();
    };
  };

  /** Tries at once instead of waiting. */
  readonly retry = (): void => {
    if (this.#line !== null || this.#listeners.size === 0) return;
    this.#failures = 0;
    this.#connect();
  };

  #connect(): void {
    clearTimeout(this.#timer);
    let opened = false;
    const line = this.#options.open(this.#options.address(this.#version), this.#options.protocols(), {
      onOpen: () => {
        opened = true;
        clearTimeout(this.#timer);
        this.#silence.asked();
      },
      onHeard: () => {
        if (!this.#isCurrent(line)) return;
        this.#heardAt = Date.now();
        this.#silence.heard();
      },
      onMessage: (message) => {
        if (this.#isCurrent(line)) this.#take(line, message);
      },
      onTrouble: (message) => {
        if (this.#isCurrent(line)) this.#set({ state: { kind: 'trouble', since: this.#age(), message } });
      },
      onClose: (code) => void this.#lose(line, { opened, code }),
    });
    this.#line = line;
    this.#timer = setTimeout(() => line.close(), OPEN_TIMEOUT_MS);
  }

  #disconnect(): void {
    clearTimeout(this.#timer);
    this.#silence.stop();
    const line = this.#line;
    this.#line = null;
    line?.close();
  }

  #isCurrent(line: Line): boolean {
    return this.#line === line;
  }

  #take(line: Line, message: LiveMessage): void {
    this.#failures = 0;
    switch (message.kind) {
      case 'snapshot':
        this.#version = message.version;
        this.#set({ snapshot: message.snapshot, state: { kind: 'live' } });
        break;
      case 'change':
        this.#applyTo(line, message);
        break;
      case 'trouble':
        this.#set({ state: { kind: 'trouble', since: this.#age(), message: message.message } });
        break;
      case 'pulse':
        break;
    }
  }

  /** A change on another base cannot be applied: begin again with a whole snapshot. */
  #applyTo(line: Line, { base, version, change }: Extract<LiveMessage, { kind: 'change' }>): void {
    const { snapshot } = this.#live;
    if (snapshot === null || base !== this.#version) {
      this.#version = null;
      line.close();
      return;
    }
    this.#version = version;
    this.#set({ snapshot: applyChange(snapshot, change), state: { kind: 'live' } });
  }

  /** It looks whole, but nothing comes: the farewell would not come either. */
  #giveUp(): void {
    const line = this.#line;
    if (line === null) return;
    void this.#lose(line, { opened: true, code: CLOSE_GOING_AWAY });
    line.close();
  }

  async #lose(line: Line, { opened, code }: { opened: boolean; code: number }): Promise<void> {
    if (this.#line !== line) return;
    const isOver = code === CLOSE_POLICY || (!opened && (await this.#options.isSignedOut()));
    if (!this.#isCurrent(line)) return;
    this.#line = null;
    this.#silence.stop();
    if (isOver) this.#set({ state: { kind: 'denied' } });
    else this.#waitAndConnect();
  }

  #waitAndConnect(): void {
    const wait = WAITS_MS[Math.min(this.#failures, WAITS_MS.length - 1)] ?? 0;
    // Spread, so that many pages do not come back in the same moment.
    const delay = wait * (0.75 + Math.random() / 2);
    this.#failures += 1;
    const retryAt = Date.now() + delay;
    const since = this.#age();
    this.#set({ state: since === null ? { kind: 'disconnected', since: this.#lostAt(), retryAt } : { kind: 'stale', since, retryAt } });
    this.#timer = setTimeout(() => this.#connect(), delay);
  }

  #lostAt(): number {
    return this.#live.state.kind === 'disconnected' ? this.#live.state.since : Date.now();
  }

  /** Time of the last look at the host by which the picture was right. */
  #age(): number | null {
    const { state, snapshot } = this.#live;
    if (state.kind === 'stale' || state.kind === 'trouble') return state.since;
    return snapshot === null ? null : this.#heardAt;
  }

  #set(next: Partial<Live>): void {
    this.#live = { ...this.#live, ...next };
    for (const listener of this.#listeners) listener();
  }
}
