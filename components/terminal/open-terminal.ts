/** One terminal of this page: its row on the server, its connection, its screen. It lives on while it is not looked at. */
import type { FailureAnswer } from '@/lib/door-schema';
import { wantsTicket } from '@/lib/rights-schema';
import type { SIGNALS, Terminal, TerminalNews, TerminalRequest } from '@/lib/terminal-schema';
import { showText } from '@/lib/text';
import { socketProtocols } from '../door-socket';
import { stepUp } from '../elevation/step-up';
import { DoorError } from '../fetch-json';
import { writeClipboard } from '../ui/clipboard';
import { endingOf, writtenEnding } from './ending';
import type { OpenTerminalOptions } from './open-terminal-options';
import { readPaste, type Paste } from './paste-guard';
import type { Question } from './question';
import { Replay } from './replay';
import type { Screen, ScreenListener } from './screen';
import { readSettings } from './settings';
import { Signal } from './signal';
import { TERMINAL_STRINGS } from './strings';
import { startTerminal, terminalSocket, whyRefused } from './terminal-door';
import { TerminalFeed, type FeedState } from './terminal-feed';
import { titleText } from './title-text';
import { Typing } from './typing';

export type Stage =
  /** Its screen is being made: the size is part of what is asked for. */
  | { readonly kind: 'preparing' }
  | { readonly kind: 'asking' }
  /** It was not begun, or its screen could not be made. */
  | { readonly kind: 'refused'; readonly answer: FailureAnswer }
  | FeedState;

export interface TerminalView {
  /** Null until it has begun. */
  readonly id: string | null;
  /** What its target was called. */
  readonly title: string;
  /** What its program calls the window. */
  readonly said: string | null;
  readonly stage: Stage;
  readonly row: Terminal | null;
  /** By how much the clock of this browser is ahead of the server's, in milliseconds. */
  readonly ahead: number;
  readonly mayType: boolean;
  /** Bytes that were typed and did not arrive. */
  readonly unsent: number;
  /** Since when it runs without having written anything, by this browser's clock; null: it has, or does not run. */
  readonly silentSince: number | null;
  readonly question: Question | null;
  /** A text that a program wants on the clipboard. */
  readonly clipboard: string | null;
  readonly isFinding: boolean;
  readonly found: { readonly at: number; readonly count: number };
}

interface Place {
  readonly host: HTMLElement;
  readonly hintId: string;
}

/** A page that is busy shows it late; it begins all the same. */
const PLACE_WAIT_MS = 1000;
const [SHOW_CURSOR, HIDE_CURSOR] = ['\u001b[?25h', '\u001b[?25l'];
const NOTHING_FOUND = { at: 0, count: 0 } as const;

export class OpenTerminal {
  readonly #options: OpenTerminalOptions;
  readonly #listeners = new Set<() => void>();
  #view: TerminalView;
  #screen: Screen | null = null;
  #feed: TerminalFeed | null = null;
  #place: Place | null = null;
  readonly #placed = new Signal();
  readonly #observer = new ResizeObserver(() => this.#fit());
  readonly #replay = new Replay();
  readonly #typing = new Typing({ send: (bytes) => this.#feed?.input(bytes) ?? false, onLost: (unsent) => this.#set({ unsent }) });
  #hasLooked: boolean;
  #hasWrittenEnd = false;
  #isDisposed = false;
  #wantsFocus = false;

  constructor(options: OpenTerminalOptions) {
    this.#options = options;
    this.#hasLooked = options.id === null;
    this.#view = {
      id: options.id, title: options.title, said: null, stage: { kind: 'preparing' }, row: null, ahead: 0, mayType: options.id === null,
      unsent: 0, silentSince: null, question: null, clipboard: null, isFinding: false, found: NOTHING_FOUND,
    };
    void this.#prepare();
  }

  readonly current = (): TerminalView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get request(): TerminalRequest | null {
    return this.#options.request;
  }

  get isWatched(): boolean {
    return this.#options.isWatched;
  }

  /** Null while it is being made, or could not be. */
  get screen(): Screen | null {
    return this.#screen;
  }

  /** Something would be lost if the page went away. */
  get isLive(): boolean {
    const { stage, row, mayType } = this.#view;
    if (stage.kind === 'asking') return true;
    return mayType && (stage.kind === 'live' || stage.kind === 'lost') && row !== null && endingOf(row) === null;
  }

  /** Shows it in this place of the page. Gives how to take it away again. */
  show(host: HTMLElement, hintId: string): () => void {
    this.#place = { host, hintId };
    this.#placed.give();
    this.#mount();
    this.#observer.observe(host);
    return () => {
      this.#observer.disconnect();
      this.#place = null;
      this.#screen?.unmount();
    };
  }

  /** Now, or as soon as it is there to take it. */
  focus(): void {
    if (this.#place === null || this.#screen === null) this.#wantsFocus = true;
    else this.#screen.focus();
  }

  retry(): void {
    if (this.#view.stage.kind === 'refused') void (this.#screen === null ? this.#prepare() : this.#begin());
    else this.#feed?.retry();
  }

  applySettings(): void {
    this.#screen?.set(readSettings());
    this.#fit();
  }

  /** Pastes one plain line; asks about anything else. */
  offerPaste(text: string): void {
    if (!this.#view.mayType) return;
    const paste = readPaste(text);
    if (paste.isPlain) this.paste(paste);
    else this.ask({ kind: 'paste', paste });
  }

  paste({ text }: Paste): void {
    this.ask(null);
    this.#screen?.paste(text);
  }

  async copy(text = this.#screen?.selection ?? ''): Promise<void> {
    if (text === '') return;
    if (!(await writeClipboard(text))) this.ask({ kind: 'copy-by-hand', text });
  }

  signal(signal: (typeof SIGNALS)[number]): void {
    if (this.#view.mayType) this.#feed?.signal(signal);
  }

  ask(question: Question | null): void {
    this.#set({ question });
  }

  forgetUnsent(): void {
    this.#typing.forget();
  }

  offerClipboard(clipboard: string | null): void {
    this.#set({ clipboard });
  }

  setFinding(isFinding: boolean): void {
    this.#set({ isFinding, found: NOTHING_FOUND });
    if (isFinding) return;
    this.#screen?.endFind();
    this.#screen?.focus();
  }

  /** The terminal itself goes on: it is ended at the server. */
  dispose(): void {
    this.#isDisposed = true;
    this.#observer.disconnect();
    this.#feed?.stop();
    this.#screen?.dispose();
  }

  async #prepare(): Promise<void> {
    this.#set({ stage: { kind: 'preparing' } });
    try {
      this.#screen = await this.#options.makeScreen(this.#screenListener());
    } catch (error) {
      // A part of the page could not be fetched: the server is away, or another version by now.
      if (!(error instanceof Error)) throw error;
      this.#refuse({ failure: 'absent', message: error.message });
      return;
    }
    if (this.#isDisposed) this.#screen.dispose();
    else await this.#begin();
  }

  async #begin(): Promise<void> {
    const { request } = this.#options;
    this.#mount();
    if (this.#view.id !== null) this.#connect(this.#view.id);
    else if (request !== null) await this.#ask(request);
  }

  /** In the size of its place: a program reads it once, when it begins. */
  async #ask(request: TerminalRequest): Promise<void> {
    this.#set({ stage: { kind: 'asking' }, mayType: true });
    this.#screen?.write(SHOW_CURSOR);
    this.#typing.begin();
    await this.#placed.orAfter(PLACE_WAIT_MS);
    try {
      const id = await startTerminal({ ...request, ...(this.#screen?.size ?? { columns: 80, rows: 24 }) });
      this.#set({ id });
      if (!this.#isDisposed) this.#connect(id);
    } catch (error) {
      if (!(error instanceof DoorError)) throw error;
      this.#refuse(error.answer);
    }
  }

  #refuse(answer: FailureAnswer): void {
    this.#set({ stage: { kind: 'refused', answer }, mayType: false });
    this.#screen?.write(HIDE_CURSOR);
  }

  #connect(id: string): void {
    this.#feed = new TerminalFeed({
      address: (have) => terminalSocket(id, have),
      protocols: socketProtocols,
      whyRefused: () => whyRefused(id),
      listener: {
        onOutput: (bytes, taken) => this.#output(bytes, taken),
        // In order with the bytes before it: RIS.
        onGap: (lost) => this.#beginAnew(lost),
        onHello: (hello) => this.#takeHello(hello),
        onRow: (row, now) => this.#takeRow(row, now),
        onState: (stage) => {
          this.#set({ stage });
          if (stage.kind === 'over') this.#writeEnding();
        },
      },
    });
    this.#set({ stage: { kind: 'connecting' } });
    this.#feed.start();
  }

  #output(bytes: Uint8Array, taken: () => void): void {
    this.#replay.receive(bytes.length);
    if (this.#view.silentSince !== null) this.#set({ silentSince: null });
    this.#screen?.write(bytes, () => {
      this.#replay.show(bytes.length);
      taken();
    });
    this.#endWhenWhole();
  }

  #takeHello({ terminal, mayType, now, from }: Extract<TerminalNews, { kind: 'hello' }>): void {
    this.#set({ row: terminal, mayType: mayType && !this.#options.isWatched, ahead: Date.now() - now });
    this.#replay.begin(from, this.#hasLooked ? 0 : terminal.bytesOut);
    this.#hasLooked = true;
    this.#fit();
    this.#typing.greeted(terminal.bytesIn);
  }

  /** It did not begin for want of a ticket: it does once there is one. One that is only shown again asks nobody. */
  async #stepUp(reason: FailureAnswer): Promise<void> {
    const { id, request } = this.#options;
    if (id !== null || request === null || !(await stepUp.ask(reason)) || this.#isDisposed) return;
    this.#feed?.stop();
    this.#beginAnew(0);
    this.#set({ id: null, row: null });
    await this.#ask(request);
  }

  #beginAnew(lost: number): void {
    this.#hasWrittenEnd = false;
    this.#screen?.write(`\u001bc${lost === 0 ? '' : writtenEnding(`… ${lost} bytes before are no longer kept`)}`);
  }

  #takeRow(row: Terminal, now: number): void {
    const ending = endingOf(row);
    const isSilent = row.state.kind === 'running' && row.bytesOut === 0;
    this.#set({ row, title: row.title, ahead: Date.now() - now, mayType: this.#view.mayType && ending === null, silentSince: isSilent ? (this.#view.silentSince ?? Date.now()) : null });
    if (!this.#setsSize && ending === null) this.#screen?.resize(row);
    this.#screen?.setLabel(TERMINAL_STRINGS.screen(showText(row.title)));
    this.#endWhenWhole();
  }

  /** The row of one that is over comes before what is replayed of it. */
  #endWhenWhole(): void {
    if (this.#replay.hasAll(this.#view.row?.bytesOut ?? Infinity)) this.#writeEnding();
  }

  #writeEnding(): void {
    const ending = this.#view.row === null ? null : endingOf(this.#view.row);
    if (ending === null || this.#hasWrittenEnd) return;
    this.#hasWrittenEnd = true;
    if (ending.failure !== null && wantsTicket(ending.failure)) void this.#stepUp(ending.failure);
    // There is nothing more to type at.
    this.#screen?.write(`${writtenEnding(ending.words)}${HIDE_CURSOR}`);
    this.#fit();
  }

  /** Who looks on, and who is not at the keyboard while others look too, sees it in the size it has; what has ended has none. */
  get #setsSize(): boolean {
    const { row, mayType } = this.#view;
    return row === null || endingOf(row) !== null || (mayType && (row.watchers < 2 || this.#screen?.isFocused === true));
  }

  #mount(): void {
    if (this.#place === null || this.#screen === null) return;
    const { host, hintId } = this.#place;
    this.#screen.mount(host, hintId);
    this.#screen.setLabel(TERMINAL_STRINGS.screen(showText(this.#view.title)));
    this.#screen.set(readSettings());
    this.#fit();
    if (this.#wantsFocus) this.#screen.focus();
    this.#wantsFocus = false;
  }

  #fit(): void {
    if (this.#place === null || !this.#setsSize) return;
    const size = this.#screen?.fitToPlace() ?? null;
    if (size !== null) this.#feed?.resize(size);
  }

  #screenListener(): ScreenListener {
    return {
      onData: (bytes) => this.#type(bytes),
      onTitle: (said) => this.#set({ said: titleText(said) }),
      onAddress: (offered) => this.ask({ kind: 'address', offered }),
      onClipboard: (text) => {
        if (!this.#replay.isOn) this.offerClipboard(text);
      },
      onPaste: (text) => this.offerPaste(text),
      onCopy: () => void this.copy(),
      onFind: () => this.setFinding(true),
      onLeave: this.#options.onLeave,
      onFound: (found) => this.#set({ found }),
      onFocus: () => this.#fit(),
    };
  }

  /** An answer of the terminal to a program is for one screen to give: the one that is looked at. */
  #type(bytes: Uint8Array<ArrayBuffer>): void {
    const { row, mayType } = this.#view;
    const isElsewhere = (row?.watchers ?? 1) > 1 && this.#screen?.isFocused !== true;
    if (mayType && !this.#replay.isOn && !isElsewhere) this.#typing.type(bytes);
  }

  #set(change: Partial<TerminalView>): void {
    this.#view = { ...this.#view, ...change };
    if (this.#screen !== null && 'mayType' in change) this.#screen.mayType = this.#view.mayType;
    for (const listener of this.#listeners) listener();
  }
}
