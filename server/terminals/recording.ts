/**
 * What a terminal showed, and when: asciicast v2 (docs.asciinema.org/manual/asciicast/v2). Output, sizes and a last word when there
 * is no room; never what was typed. Its times are of one clock that only goes forward.
 */
import { isSameSize, type TerminalSize } from './size';

const RECORDING_LIMIT_BYTES = 16 * 1024 * 1024;
/** Kept back for the last word. */
const FAREWELL_BYTES = 256;
const FAREWELL = 'nsatlas: no room is left, the recording ends here';
const PIECES_LIMIT = 512;

/** Memory is the web process's: 192 full recordings would be 3 GiB of it. */
export class RecordingRoom {
  #left: number;

  constructor(bytes: number = 256 * 1024 * 1024) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}

export interface RecordingOptions {
  readonly room: RecordingRoom;
  readonly title: string;
  readonly size: TerminalSize;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Milliseconds that only go forward. */
  readonly clock?: () => number;
  readonly limitBytes?: number;
}

export class Recording {
  readonly #room: RecordingRoom;
  readonly #clock: () => number;
  readonly #limit: number;
  readonly #begin: number;
  #size: TerminalSize;
  #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #blocks: Buffer[] = [];
  #pieces: Buffer[] = [];
  #length = 0;
  /** Of the common room. */
  #taken = 0;
  #isOn = true;
  #isFull = false;

  constructor({ room, title, size, since, clock = () => performance.now(), limitBytes = RECORDING_LIMIT_BYTES }: RecordingOptions) {
    this.#room = room;
    this.#clock = clock;
    this.#limit = limitBytes - FAREWELL_BYTES;
    this.#begin = clock();
    this.#size = size;
    const header = { version: 2, width: size.columns, height: size.rows, timestamp: Math.floor(since / 1000), title, env: { TERM: 'xterm-256color' } };
    if (this.#take(FAREWELL_BYTES)) this.#write(header);
    else this.#isFull = true;
  }

  get isOn(): boolean {
    return this.#isOn && !this.#isFull;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  output(bytes: Uint8Array): void {
    if (!this.isOn) return;
    // Half a character waits for its other half.
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text !== '') this.#event('o', text);
  }

  /** Noted also while nothing is recorded: going on, it says so. */
  resize(size: TerminalSize): void {
    const isSame = isSameSize(size, this.#size);
    this.#size = size;
    if (this.isOn && !isSame) this.#event('r', `${size.columns}x${size.rows}`);
  }

  stop(): void {
    if (this.isOn) this.#event('o', this.#decoder.decode());
    this.#isOn = false;
  }

  /** What was shown in between is not in it. */
  goOn(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#event('r', `${this.#size.columns}x${this.#size.rows}`);
  }

  /** Newline-delimited JSON, as far as it has come. */
  bytes(): Buffer<ArrayBuffer> {
    return Buffer.concat([...this.#blocks, ...this.#pieces], this.#length);
  }

  /** Its memory is free for others; nothing can be read or added any more. */
  forget(): void {
    this.#room.give(this.#taken);
    this.#taken = 0;
    this.#blocks = [];
    this.#pieces = [];
    this.#length = 0;
    this.#isFull = true;
  }

  #take(bytes: number): boolean {
    const isThere = this.#room.take(bytes);
    if (isThere) this.#taken += bytes;
    return isThere;
  }

  #event(code: 'o' | 'r', data: string): void {
    if (this.#isFull || data === '') return;
    this.#write([this.#seconds(), code, data]);
  }

  #write(line: object): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    if (this.#length + bytes.length <= this.#limit && this.#take(bytes.length)) this.#keep(bytes);
    else this.#end();
  }

  #end(): void {
    this.#isFull = true;
    this.#keep(Buffer.from(`${JSON.stringify([this.#seconds(), 'm', FAREWELL])}\n`));
  }

  /** Many small pieces would weigh more than what they hold. */
  #keep(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    if (this.#pieces.length < PIECES_LIMIT) return;
    this.#blocks.push(Buffer.concat(this.#pieces));
    this.#pieces = [];
  }

  #seconds(): number {
    return Number(((this.#clock() - this.#begin) / 1000).toFixed(6));
  }
}
