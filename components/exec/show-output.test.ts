import { describe, expect, it } from 'vitest';
import { outputLines } from './show-output';

function base64(...bytes: number[]): { b64: string } {
  return { b64: Buffer.from(bytes).toString('base64') };
}

describe('outputLines', () => {
  it('keeps lines and tabs', () => {
    expect(outputLines('a\tb\nc\n')).toEqual(['a\tb', 'c']);
  });

  it('keeps an empty line before the last line end', () => {
    expect(outputLines('a\n\n')).toEqual(['a', '']);
  });

  it('gives no line for no output', () => {
    expect(outputLines('')).toEqual([]);
  });

  it('shows what would steer a terminal as bytes', () => {
    expect(outputLines('\u001b[31mred\r')).toEqual([String.raw`\x1b[31mred\x0d`]);
  });

  it('shows bytes that are no UTF-8 one by one, and the rest as text', () => {
    expect(outputLines(base64(0x41, 0xff, 0x09, 0x42, 0x0a, 0xc3, 0xa9))).toEqual([`A${String.raw`\xff`}\tB`, 'é']);
  });

  it('leaves markup as it is: it is text', () => {
    expect(outputLines('<b>bold</b>')).toEqual(['<b>bold</b>']);
  });
});
