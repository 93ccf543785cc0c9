import { describe, expect, it } from 'vitest';
import { replayStart } from './replay-start';
import { encodeUtf8 } from './utf8';

const start = (text: string): number => replayStart(encodeUtf8(text));

describe('output whose beginning is lost', () => {
  it.each([
    ['goes on with the next line', 'd of a line\nnext', 12],
    ['goes on with the next line of a terminal', 'd of a line\r\nnext', 13],
    ['goes on behind a carriage return', '42 %\r43 %', 5],
    ['goes on at the next escape', ';5;31mred\u001b[0m plain\n', 9],
    ['goes on at once with plain text', 'plain', 0],
    ['is nothing when there is nothing', '', 0],
  ])('%s', (_, text, at) => {
    expect(start(text)).toBe(at);
  });

  it('begins with a whole character', () => {
    expect([1, 2, 3].map((cut) => replayStart(encodeUtf8('𝄞a').subarray(cut)))).toEqual([3, 2, 1]);
  });

  it('has nothing to say of bytes that begin no character', () => {
    expect(replayStart(Uint8Array.of(0x80, 0xbf))).toBe(2);
  });

  it('does not lose more than 4 KiB for the sake of a line', () => {
    expect(start(`${'x'.repeat(5000)}\n`)).toBe(0);
  });
});
