/** The connection of one terminal: bytes both ways, the news of its row; it comes back by itself and goes on where it was. */
import { TERMINAL_CLOSE_CODES, TERMINAL_PULSE_MS, terminalNews, type Terminal, type TerminalNews, type TerminalWord } from '@/lib/terminal-schema';
import { Silence } from '../silence';

export type FeedState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** The way to the server is cut; the terminal goes on there. */
  | { readonly kind: 'lost'; readonly retryAt: number }
  /** The session of the viewer ended, or never was. */
  | { readonly kind: 'denied' }
  /** The server knows no such terminal, or not any more. */
  | { readonly kind: 'gone' }
  /** It is not, or no longer, shown to this viewer. */
  | { readonly kind: 'withdrawn' }
  /** It ended or failed: nothing will come. */
  | { readonly kind: 'over' };

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What it tells, in the order in which it came. */
export interface FeedListener {
  /** To be called back once the screen has taken the bytes. */
  readonly onOutput: (bytes: Uint8Array, taken: () => void) => void;
  /** What came before is not on this screen, or not whole: it begins anew. `lost`: bytes that nobody keeps. */
  readonly onGap: (lost: number) => void;
  readonly onHello: (hello: Extract<TerminalNews, { kind: 'hello' }>) => void;
  readonly onRow: (row: Terminal, now: number) => void;
  readonly onState: (state: FeedState) => void;
}

export type Refusal = 'signed-out' | 'gone' | 'unknown';

export interface TerminalFeedOptions {
  readonly address: (have: number) => string;
  readonly protocols: () => string[];
  /** Asked when a connection fails before it opened, since a browser does not tell why, and when the server ends it by its policy. */
  readonly whyRefused: () => Promise<Refusal>;
  readonly listener: FeedListener;
}

const WAITS_MS = [250, 500, 1000, 2000, 4000, 8000, 15_000];
const OPEN_TIMEOUT_MS = 10_000;
const RESIZE_PAUSE_MS = 80;
/** Who has typed gets a new row within a second. */
export const ANSWER_MS = 6000;
/** Whatever happens, there is a row with each pulse. */
export const SILENCE_MS = 4 * TERMINAL_PULSE_MS;
/** How much output the screen takes between two acknowledgements. */
export const ACK_STEP_BYTES = 64 * 1024;
/** The most that goes in one frame. */
export const INPUT_STEP_BYTES = 16 * 1024;

export class TerminalFeed {
  readonly #options: TerminalFeedOptions;
  #state: FeedState = { kind: 'connecting' };
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resizing: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  /** Number of the output byte that comes next. */
  #received = 0;
  #taken = 0;
  #acknowledged = 0;
  /** Bytes of before a gap are no longer counted. */
  #turn = 0;
  #isGreeted = false;
  #isOver = false;
  readonly #silence = new Silence({ silenceMs: SILENCE_MS, answerMs: ANSWER_MS }, () => this.#giveUp());
  #size: Size | null = null;
  #sizeThere: Size | null = null;

  constructor(options: TerminalFeedOptions) {
    this.#options = options;
  }

  start(): void {
    this.#connect();
  }

  /** The terminal goes on without us. */
  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#resizing);
    this.#silence.stop();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** Tries at once instead of waiting. */
  retry(): void {
    if (this.#socket !== null || this.#state.kind !== 'lost') return;
    this.#failures = 0;
    this.#connect();
  }

  /** False when the bytes went nowhere: the connection is cut. */
  input(bytes: Uint8Array<ArrayBuffer>): boolean {
    const socket = this.#socket;
    if (socket === null || !this.#isGreeted) return false;
    for (let at = 0; at < bytes.length; at += INPUT_STEP_BYTES) socket.send(bytes.subarray(at, at + INPUT_STEP_BYTES));
    this.#silence.asked();
    return true;
  }

  /** Sent when it has come to rest, and again after each reconnection. Null: the other end decides. */
  resize(size: Size | null): void {
    this.#size = size;
    clearTimeout(this.#resizing);
    this.#resizing = setTimeout(() => this.#sendSize(), RESIZE_PAUSE_MS);
  }

  signal(signal: Extract<TerminalWord, { kind: 'signal' }>['signal']): void {
    this.#say({ kind: 'signal', signal });
  }

  #connect(): void {
    clearTimeout(this.#timer);
    this.#isGreeted = false;
    const socket = new WebSocket(this.#options.address(this.#received), this.#options.protocols());
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#timer = setTimeout(() => socket.close(), OPEN_TIMEOUT_MS);
    let opened = false;
    socket.addEventListener('open', () => {
      opened = true;
      clearTimeout(this.#timer);
      this.#silence.asked();
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (this.#socket !== socket) return;
      this.#silence.heard();
      this.#receive(socket, data);
    });
    socket.addEventListener('close', ({ code }) => void this.#lose(socket, { opened, code }));
  }

  #receive(socket: WebSocket, data: unknown): void {
    if (data instanceof ArrayBuffer) this.#receiveOutput(new Uint8Array(data));
    else if (typeof data === 'string') this.#receiveNews(socket, data);
  }

  #receiveOutput(bytes: Uint8Array): void {
    const turn = this.#turn;
    this.#received += bytes.length;
    this.#options.listener.onOutput(bytes, () => {
      if (turn === this.#turn) this.#take(bytes.length);
    });
  }

  #take(length: number): void {
    this.#taken += length;
    if (this.#taken - this.#acknowledged < ACK_STEP_BYTES) return;
    this.#acknowledged = this.#taken;
    this.#say({ kind: 'ack', bytes: this.#taken });
  }

  #receiveNews(socket: WebSocket, data: string): void {
    const news = decodeNews(data);
    if (news === null) {
      // Of another version: what it means cannot be guessed.
      socket.close();
      return;
    }
    if (news.kind === 'hello') this.#greet(news);
    this.#sizeThere = { columns: news.terminal.columns, rows: news.terminal.rows };
    this.#isOver = news.terminal.state.kind === 'ended' || news.terminal.state.kind === 'failed';
    this.#options.listener.onRow(news.terminal, news.now);
    if (news.kind === 'hello') this.#sendSize();
  }

  #greet(hello: Extract<TerminalNews, { kind: 'hello' }>): void {
    this.#failures = 0;
    if (hello.from !== this.#received) this.#beginAt(hello.from);
    this.#acknowledged = this.#taken;
    this.#isGreeted = true;
    // From the first byte on the server knows how far behind we are: who says nothing counts as one that shows nothing.
    this.#say({ kind: 'ack', bytes: this.#taken });
    this.#options.listener.onHello(hello);
    this.#set({ kind: 'live' });
  }

  #beginAt(from: number): void {
    this.#options.listener.onGap(Math.max(0, from - this.#received));
    this.#turn += 1;
    this.#received = from;
    this.#taken = from;
  }

  #sendSize(): void {
    const [size, there] = [this.#size, this.#sizeThere];
    if (size === null || !this.#isGreeted || this.#isOver) return;
    if (size.columns === there?.columns && size.rows === there.rows) return;
    this.#sizeThere = size;
    this.#say({ kind: 'resize', columns: size.columns, rows: size.rows });
  }

  #say(word: TerminalWord): void {
    if (this.#isGreeted && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(word));
  }

  /** It looks whole, but nothing comes: the farewell would not come either. */
  #giveUp(): void {
    const socket = this.#socket;
    if (socket === null || this.#isOver) return;
    void this.#lose(socket, { opened: true, code: TERMINAL_CLOSE_CODES.goingAway });
    socket.close();
  }

  async #lose(socket: WebSocket, { opened, code }: { opened: boolean; code: number }): Promise<void> {
    if (this.#socket !== socket) return;
    const isDenied = code === TERMINAL_CLOSE_CODES.denied;
    const why = this.#isOver || (opened && !isDenied) ? 'unknown' : await this.#options.whyRefused();
    if (!this.#isCurrent(socket)) return;
    this.#socket = null;
    this.#isGreeted = false;
    clearTimeout(this.#timer);
    this.#silence.stop();
    if (this.#isOver) this.#set({ kind: 'over' });
    else if (why === 'signed-out') this.#set({ kind: 'denied' });
    else if (why === 'gone') this.#set({ kind: 'gone' });
    else if (isDenied) this.#set({ kind: 'withdrawn' });
    else this.#waitAndConnect();
  }

  /** It may be another one, or none, after a wait. */
  #isCurrent(socket: WebSocket): boolean {
    return this.#socket === socket;
  }

  #waitAndConnect(): void {
    const wait = WAITS_MS[Math.min(this.#failures, WAITS_MS.length - 1)] ?? 0;
    // Spread, so that many terminals do not come back in the same moment.
    const delay = wait * (0.75 + Math.random() / 2);
    this.#failures += 1;
    this.#set({ kind: 'lost', retryAt: Date.now() + delay });
    this.#timer = setTimeout(() => this.#connect(), delay);
  }

  #set(state: FeedState): void {
    this.#state = state;
    this.#options.listener.onState(state);
  }
}

function decodeNews(data: string): TerminalNews | null {
  try {
    const decoded = terminalNews.safeParse(JSON.parse(data));
    return decoded.success ? decoded.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
