/**
 * One terminal: what runs in it, what it wrote last, who looks at it. It goes on when nobody does.
 *
 * Memory, at most: 256 KiB of replay, 16 MiB of recording (256 MiB for all), 1 MiB of what was typed and not yet read and one message
 * of each page that types, 4 MiB on the way to the pages, which share it.
 */
import { TERMINAL_CLOSE_CODES as CLOSE, TERMINAL_LIMIT_MS, TERMINAL_PULSE_MS, type Terminal, type TerminalChange, type TerminalRequest, type TerminalState } from '@/lib/terminal-schema';
import type { Text } from '@/lib/text';
import type { HelperAddress, HelperRequest } from '../helper';
import { HelperError, isHelperError } from '../helper-error';
import { Audience, type Page } from './audience';
import { TerminalCommand, type Exit, type SignalName, type Started } from './command';
import { Recording, type RecordingRoom } from './recording';
import { ReplayRing } from './replay-ring';
import { terminalFailure } from './shells';
import { isSameSize, type TerminalSize } from './size';

export type EndReason = Extract<TerminalState, { kind: 'ended' }>['reason'];

/** What is asked for, and how it is called. */
export interface SessionPlan {
  readonly id: string;
  readonly owner: string;
  readonly title: string;
  readonly request: TerminalRequest;
  readonly helperRequest: HelperRequest;
  /** The same by hand. */
  readonly nsenterFor: (argv: readonly Text[] | null) => string;
}

export interface SessionSurroundings {
  readonly execDoor: HelperAddress;
  readonly recordings: RecordingRoom;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly onOver: (session: TerminalSession) => void;
}

/** How often the helper is told what was consumed. */
const ACK_BYTES = 64 * 1024;
const INPUT_LIMIT_BYTES = 1024 * 1024;

export class TerminalSession {
  readonly #plan: SessionPlan;
  readonly #around: SessionSurroundings;
  readonly #command: TerminalCommand;
  readonly #audience: Audience;
  readonly #ring = new ReplayRing();
  readonly #since: number;
  #recording: Recording | null = null;
  #state: TerminalState = { kind: 'starting' };
  #size: TerminalSize;
  #started: Started | null = null;
  #endsAt: number | null = null;
  #lastInputAt: number;
  #bytesIn = 0;
  #acknowledged = 0;
  #isShared = false;
  #arePaused = false;
  #ending: { readonly reason: EndReason; readonly by: string | null } | null = null;
  /** Something of the row is not yet known to the pages. */
  #isChanged = false;
  #toldAt = 0;

  constructor(plan: SessionPlan, around: SessionSurroundings) {
    const { request: { columns, rows, record }, helperRequest } = plan;
    const { clock, execDoor } = around;
    this.#plan = plan;
    this.#around = around;
    this.#size = { columns, rows };
    this.#since = clock();
    this.#lastInputAt = this.#since;
    this.#audience = new Audience({ clock, onMove: () => this.#acknowledge() });
    if (record) this.#record(true);
    this.#command = new TerminalCommand({
      execDoor, request: helperRequest, size: this.#size,
      listener: {
        onStarted: (started) => this.#start(started),
        onWaiting: (command) => this.#turn({ kind: 'waiting', command }),
        onOutput: (bytes) => this.#output(bytes),
        onDrain: () => this.#goOnReading(),
      },
    });
    void this.#end();
  }

  get id(): string {
    return this.#plan.id;
  }

  get owner(): string {
    return this.#plan.owner;
  }

  get isShared(): boolean {
    return this.#isShared;
  }

  get isOver(): boolean {
    return this.overAt < Infinity;
  }

  /** When that was; in the end of all times while it runs. */
  get overAt(): number {
    return this.#state.kind === 'ended' || this.#state.kind === 'failed' ? this.#state.at : Infinity;
  }

  get watchers(): number {
    return this.#audience.size;
  }

  /** Null: nothing was recorded. */
  get recording(): Recording | null {
    return this.#recording?.isEmpty === false ? this.#recording : null;
  }

  /** As this viewer sees it. */
  rowFor(viewer: string): Terminal {
    const { id, owner, title, request: { target, types, as, argv, idleMs }, nsenterFor } = this.#plan;
    const isRunning = this.#state.kind === 'running';
    const running = this.#started?.argv ?? argv;
    return {
      id, target, title, types, as, owner, argv: running === null ? null : [...running], nsenter: nsenterFor(running), isMine: owner === viewer,
      since: this.#since, pid: this.#started?.pid ?? null, ...this.#size, lastInputAt: this.#lastInputAt,
      idleEndsAt: isRunning ? this.#lastInputAt + idleMs : null, endsAt: isRunning ? this.#endsAt : null,
      bytesIn: this.#bytesIn, bytesOut: this.#ring.total, watchers: this.#audience.size, isShared: this.#isShared,
      isRecording: !this.isOver && this.#recording?.isOn === true, isRecordingFull: this.#recording?.isFull ?? false, hasRecording: this.recording !== null,
      state: this.#state,
    };
  }

  /** Gives what the page does not have yet, and from then on all that comes. */
  join(page: Page, have: number | null): void {
    const { from, bytes } = this.#ring.since(have);
    this.#audience.join(page);
    page.greet(from, this.rowFor(page.viewer.name));
    this.#audience.send(page, bytes);
    if (this.isOver) page.close(CLOSE.over, 'it is over');
    else this.#tellRow(page);
  }

  leave(page: Page): void {
    if (this.#audience.leave(page)) this.#tellRow();
  }

  type(page: Page, bytes: Uint8Array): void {
    if (this.isOver || bytes.length === 0) return;
    this.#bytesIn += bytes.length;
    this.#lastInputAt = this.#around.clock();
    this.#isChanged = true;
    this.#command.type(bytes);
    if (this.#command.bufferedBytes() <= INPUT_LIMIT_BYTES) return;
    this.#arePaused = true;
    page.pause();
  }

  /** Of several pages the last one has its way. */
  resize(size: TerminalSize): void {
    if (this.isOver || isSameSize(size, this.#size)) return;
    this.#size = size;
    this.#command.resize(size);
    this.#recording?.resize(size);
    this.#tellRow();
  }

  signal(name: SignalName): void {
    if (!this.isOver) this.#command.signal(name);
  }

  /** The page's screen has taken so many bytes. */
  take(page: Page, bytes: number): void {
    this.#audience.take(page, bytes, this.#ring.total);
  }

  change({ share, record }: TerminalChange): void {
    if (record !== undefined && !this.isOver) this.#record(record);
    if (share !== undefined) this.#isShared = share;
    this.#tellRow();
    if (this.#isShared) return;
    for (const page of this.#audience.pages) if (!page.mayType) this.#dismiss(page, CLOSE.denied, 'it is no longer shared');
  }

  /** The first reason counts. `stopping` does not wait for anybody. */
  end(reason: EndReason, by: string | null): void {
    if (this.isOver || this.#ending !== null) return;
    this.#ending = { reason, by };
    if (reason === 'stopping') this.#command.cutOff();
    else this.#command.hangUp();
  }

  /** Once a second or so: tells what has changed, or that we are still there, and looks for pages that stand still. */
  tick(): void {
    if (this.#isChanged || this.#around.clock() - this.#toldAt >= TERMINAL_PULSE_MS) this.#tellRow();
    this.#closeSlow();
  }

  /** Its row is no longer kept. */
  forget(): void {
    this.#sendAllAway();
    this.#recording?.forget();
  }

  #start(started: Started): void {
    this.#started = started;
    this.#lastInputAt = this.#around.clock();
    this.#endsAt = this.#lastInputAt + TERMINAL_LIMIT_MS;
    this.#turn({ kind: 'running' });
  }

  #output(bytes: Uint8Array): void {
    this.#ring.push(bytes);
    this.#recording?.output(bytes);
    this.#audience.sendAll(bytes);
    this.#isChanged = true;
    this.#closeSlow();
    this.#acknowledge();
  }

  /** What is in the ring counts as consumed as long as everybody who types keeps up. */
  #acknowledge(): void {
    const { total } = this.#ring;
    if (this.isOver || total - this.#acknowledged < ACK_BYTES || this.#audience.isBehind(total)) return;
    this.#acknowledged = total;
    this.#command.acknowledge(total);
  }

  #closeSlow(): void {
    for (const page of this.#audience.tooSlow(this.#ring.total)) this.#dismiss(page, CLOSE.tooSlow, 'too slow: come again');
  }

  /** It does not count any more: its farewell may take half a minute, or never come. */
  #dismiss(page: Page, code: number, reason: string): void {
    page.close(code, reason);
    this.leave(page);
  }

  #goOnReading(): void {
    if (!this.#arePaused) return;
    this.#arePaused = false;
    for (const page of this.#audience.pages) page.resume();
  }

  #record(isWanted: boolean): void {
    if (!isWanted) this.#recording?.stop();
    else if (this.#recording !== null) this.#recording.goOn();
    else this.#recording = new Recording({ room: this.#around.recordings, title: this.#plan.title, size: this.#size, since: this.#around.clock() });
  }

  async #end(): Promise<void> {
    try {
      this.#turn(this.#endedBy(await this.#command.ended()));
    } catch (error) {
      this.#turn(this.#failedBy(error));
    }
    this.#recording?.stop();
    this.#sendAllAway();
    this.#around.onOver(this);
  }

  #sendAllAway(): void {
    for (const page of this.#audience.pages) page.close(CLOSE.over, 'it is over');
  }

  #endedBy(exit: Exit | null): TerminalState {
    const { code = null, signal = null, reason = 'exit' } = exit ?? {};
    return { kind: 'ended', at: this.#around.clock(), code, signal, ...(this.#ending ?? { reason, by: null }) };
  }

  #failedBy(error: unknown): TerminalState {
    return { kind: 'failed', at: this.#around.clock(), answer: terminalFailure(known(error), this.#plan.request) };
  }

  #turn(state: TerminalState): void {
    this.#state = state;
    this.#tellRow();
  }

  /** To all but the one that knows it already. */
  #tellRow(knows: Page | null = null): void {
    this.#isChanged = false;
    this.#toldAt = this.#around.clock();
    for (const page of this.#audience.pages) if (page !== knows) page.tell(this.rowFor(page.viewer.name));
  }
}

/** A defect in one terminal must not take the others with it. */
function known(error: unknown): HelperError {
  if (isHelperError(error)) return error;
  console.error('nsatlas: a terminal failed:', error);
  return new HelperError('fault', 'The server met a defect of its own; its log says which.');
}
