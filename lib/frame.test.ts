import { describe, expect, it } from 'vitest';
import { DATA_LIMIT_BYTES, encodeFrame, encodeTotal, FrameError, FrameReader, type Frame } from './frame';

const bytesOf = (...numbers: number[]): Uint8Array => Uint8Array.from(numbers);
const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => Array.from(part)));
const plain = ({ kind, last, body }: Frame): unknown => ({ kind, last, body: Array.from(body) });

const FRAMES: readonly Frame[] = [
  { kind: 'hello', last: false, body: bytesOf(123, 125) },
  { kind: 'answer', last: false, body: new Uint8Array(DATA_LIMIT_BYTES).fill(7) },
  { kind: 'answer', last: true, body: bytesOf() },
  { kind: 'output', last: false, body: bytesOf(0, 255, 10) },
  { kind: 'exit', last: true, body: bytesOf(1) },
];

describe('a frame', () => {
  it('has the eight bytes of PROTOCOL.md in front: length, kind, flags, two zeros', () => {
    expect(Array.from(encodeFrame({ kind: 'request', last: true, body: bytesOf(9, 8, 7) }))).toEqual([3, 0, 0, 0, 2, 1, 0, 0, 9, 8, 7]);
  });

  it('carries the total of an ACK in eight bytes, the lowest first', () => {
    expect(Array.from(encodeTotal(0x0102_0304_0506))).toEqual([6, 5, 4, 3, 2, 1, 0, 0]);
  });

  it('over the limit of its kind is not made', () => {
    expect(() => encodeFrame({ kind: 'input', last: false, body: new Uint8Array(DATA_LIMIT_BYTES + 1) })).toThrow(FrameError);
  });
});

describe('the reader', () => {
  const wire = joined(...FRAMES.map(encodeFrame));

  it.each([1, 2, 3, 7, 8, 9, 4096, 32_776, 1_000_000])('gives the same frames when bytes come by %i', (size) => {
    const reader = new FrameReader();
    const frames: Frame[] = [];
    for (let at = 0; at < wire.length; at += size) frames.push(...reader.push(wire.subarray(at, at + size)));
    expect(frames.map(plain)).toEqual(FRAMES.map(plain));
  });

  it('keeps half a frame for itself', () => {
    expect(new FrameReader().push(bytesOf(2, 0, 0, 0, 1, 0, 0, 0, 123))).toEqual([]);
  });

  it.each([
    ['an unknown kind', bytesOf(0, 0, 0, 0, 17, 0, 0, 0), 'unknown frame kind 17'],
    ['kind 0', bytesOf(0, 0, 0, 0, 0, 0, 0, 0), 'unknown frame kind 0'],
    ['an unknown flag', bytesOf(0, 0, 0, 0, 3, 2, 0, 0), 'unknown flags 2'],
    ['a reserved bit', bytesOf(0, 0, 0, 0, 3, 0, 0, 128), 'reserved'],
    ['a body over the limit, before it has come', bytesOf(1, 128, 0, 0, 3, 0, 0, 0), '32769 bytes; the limit is 32768'],
    ['the largest length', bytesOf(255, 255, 255, 255, 1, 0, 0, 0), '4294967295 bytes'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => new FrameReader().push(bytes)).toThrow(message);
  });

  it('refuses or waits, whatever bytes come', () => {
    let seed = 1;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647) & 255;
    for (let round = 0; round < 2000; round += 1) {
      const bytes = Uint8Array.from({ length: 40 }, (_, at) => (at % 8 < 4 ? next() % 3 : next() % 12));
      try {
        new FrameReader().push(bytes);
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
      }
    }
  });
});
