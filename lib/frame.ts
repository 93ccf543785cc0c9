/** Whole frames on the wire to the helper: bytes → frames and back. The table is in native/PROTOCOL.md. */

const CONTROL_LIMIT_BYTES = 64 * 1024;
export const DATA_LIMIT_BYTES = 32 * 1024;
const REPLY_LIMIT_BYTES = 4 * 1024;
const HEADER_BYTES = 8;
const LAST = 1;

/** By kind: its number on the wire, and the most its body may hold. */
const KINDS = {
  hello: { number: 1, limit: CONTROL_LIMIT_BYTES },
  request: { number: 2, limit: CONTROL_LIMIT_BYTES },
  answer: { number: 3, limit: DATA_LIMIT_BYTES },
  failure: { number: 4, limit: CONTROL_LIMIT_BYTES },
  input: { number: 5, limit: DATA_LIMIT_BYTES },
  output: { number: 6, limit: DATA_LIMIT_BYTES },
  errout: { number: 7, limit: DATA_LIMIT_BYTES },
  ack: { number: 8, limit: 8 },
  started: { number: 9, limit: CONTROL_LIMIT_BYTES },
  exit: { number: 10, limit: CONTROL_LIMIT_BYTES },
  resize: { number: 11, limit: 4 },
  signal: { number: 12, limit: 1 },
  waiting: { number: 13, limit: CONTROL_LIMIT_BYTES },
  prompt: { number: 14, limit: CONTROL_LIMIT_BYTES },
  reply: { number: 15, limit: REPLY_LIMIT_BYTES },
  look: { number: 16, limit: 0 },
} as const;

export type FrameKind = keyof typeof KINDS;

export interface Frame {
  readonly kind: FrameKind;
  /** No further frame of this kind follows. */
  readonly last: boolean;
  /** Shares its memory with the bytes that came in. */
  readonly body: Uint8Array;
}

const KIND_BY_NUMBER: ReadonlyMap<number, FrameKind> = new Map(
  (Object.keys(KINDS) as FrameKind[]).map((kind) => [KINDS[kind].number, kind]),
);

/** What came is no frame of this protocol, or one over its limit. Nothing behind it can be understood. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Throws FrameError when the body is over the limit of its kind. */
export function encodeFrame({ kind, last, body }: Frame): Uint8Array {
  checkLength(kind, body.length);
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, body.length, true);
  header.setUint8(4, KINDS[kind].number);
  header.setUint8(5, last ? LAST : 0);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

/** The body of an ACK: how many bytes of output were consumed so far. */
export function encodeTotal(total: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(total), true);
  return bytes;
}

/** The body of a RESIZE. */
export function encodeSize({ columns, rows }: { readonly columns: number; readonly rows: number }): Uint8Array {
  const bytes = new Uint8Array(4);
  const body = new DataView(bytes.buffer);
  body.setUint16(0, rows, true);
  body.setUint16(2, columns, true);
  return bytes;
}

/** Cuts a stream of bytes, however it arrives, into frames. */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #have = 0;
  #need = HEADER_BYTES;

  /** All frames that are whole now. Throws FrameError. */
  push(chunk: Uint8Array): Frame[] {
    this.#chunks.push(chunk);
    this.#have += chunk.length;
    return this.#have < this.#need ? [] : this.#takeFrames(joinBytes(this.#chunks, this.#have));
  }

  #takeFrames(bytes: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    let rest = bytes;
    let header = readHeader(rest);
    while (header !== null && rest.length >= HEADER_BYTES + header.length) {
      const end = HEADER_BYTES + header.length;
      frames.push({ kind: header.kind, last: header.last, body: rest.subarray(HEADER_BYTES, end) });
      rest = rest.subarray(end);
      header = readHeader(rest);
    }
    this.#chunks = [rest];
    this.#have = rest.length;
    this.#need = HEADER_BYTES + (header?.length ?? 0);
    return frames;
  }
}

interface Header {
  readonly kind: FrameKind;
  readonly last: boolean;
  readonly length: number;
}

/** Null when there are too few bytes for one. */
function readHeader(bytes: Uint8Array): Header | null {
  if (bytes.length < HEADER_BYTES) return null;
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const number = header.getUint8(4);
  const flags = header.getUint8(5);
  const kind = KIND_BY_NUMBER.get(number);
  if (kind === undefined) throw new FrameError(`unknown frame kind ${number}`);
  if ((flags & ~LAST) !== 0) throw new FrameError(`unknown flags ${flags} of a frame`);
  if (header.getUint16(6, true) !== 0) throw new FrameError('a reserved bit of a frame is set');
  const length = header.getUint32(0, true);
  checkLength(kind, length);
  return { kind, last: flags === LAST, length };
}

function checkLength(kind: FrameKind, length: number): void {
  const { limit } = KINDS[kind];
  if (length > limit) throw new FrameError(`a frame of kind ${kind} has ${length} bytes; the limit is ${limit}`);
}

function joinBytes(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (first?.length === length) return first;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
