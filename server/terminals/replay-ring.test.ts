import { describe, expect, it } from 'vitest';
import { ReplayRing, RING_BYTES } from './replay-ring';

/** Bytes that say where they stand, and are no control characters. */
function bytesAt(from: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => 0x21 + ((from + at) * 7919) % 89);
}

function filled(sizes: readonly number[]): ReplayRing {
  const ring = new ReplayRing();
  for (const size of sizes) ring.push(bytesAt(ring.total, size));
  return ring;
}

describe('the ring of a session', () => {
  it.each([
    ['nothing', []], ['a little', [5]], ['as much as it begins with', [4096]], ['one byte more', [4096, 1]], ['pieces of any size', [3, 4000, 100, 9000, 1, 32_768]],
    ['as much as it holds', [RING_BYTES]], ['as much as it holds, in pieces', Array.from({ length: 8 }, () => 32_768)],
  ])('keeps %s whole', (_, sizes) => {
    const ring = filled(sizes);
    const { from, bytes } = ring.since(null);
    expect([from, Buffer.from(bytes).equals(bytesAt(0, ring.total))]).toEqual([0, true]);
  });

  it.each([
    ['one byte too many', [RING_BYTES, 1]], ['one piece larger than it is', [10, RING_BYTES + 77]], ['much more than it holds', Array.from({ length: 50 }, () => 10_007)],
  ])('keeps the end of %s', (_, sizes) => {
    const ring = filled(sizes);
    const { from, bytes } = ring.since(null);
    expect([from, Buffer.from(bytes).equals(bytesAt(ring.total - RING_BYTES, RING_BYTES))]).toEqual([ring.total - RING_BYTES, true]);
  });

  it('goes on behind the byte that a page has', () => {
    const ring = filled(Array.from({ length: 50 }, () => 10_007));
    for (const have of [ring.total, ring.total - 1, ring.total - 100_000, ring.total - RING_BYTES]) {
      const { from, bytes } = ring.since(have);
      expect([from, Buffer.from(bytes).equals(bytesAt(have, ring.total - have))]).toEqual([have, true]);
    }
  });

  it('says from where it goes on when what the page has is too old, or was never written', () => {
    const ring = filled(Array.from({ length: 50 }, () => 10_007));
    for (const have of [0, ring.total - RING_BYTES - 1, ring.total + 1]) expect(ring.since(have).from).toBe(ring.total - RING_BYTES);
  });

  it('is taken up at a line when its beginning is lost', () => {
    const ring = new ReplayRing();
    const line = Buffer.from('ä line of text\r\n');
    for (let at = 0; at < 20_000; at += 1) ring.push(line);
    const { from, bytes } = ring.since(null);
    expect(from + bytes.length).toBe(ring.total);
    expect(Buffer.from(bytes).toString()).toMatch(/^(ä line of text\r\n)+$/);
  });

  it('gives bytes that stay when more is written', () => {
    const ring = filled([RING_BYTES, 5000]);
    const [some, all] = [ring.since(RING_BYTES + 1000), ring.since(5000)];
    ring.push(new Uint8Array(RING_BYTES));
    expect(Buffer.from(some.bytes).equals(bytesAt(RING_BYTES + 1000, 4000))).toBe(true);
    expect(Buffer.from(all.bytes).equals(bytesAt(5000, RING_BYTES))).toBe(true);
  });
});
