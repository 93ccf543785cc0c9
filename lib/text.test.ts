import { describe, expect, it } from 'vitest';
import { bytesToText, showText, textBytes, textKey } from './text';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('showText', () => {
  it('leaves printable text of any script as it is', () => {
    expect(showText('nginx: master é 日本 👩‍🚀')).toBe('nginx: master é 日本 👩‍🚀');
  });

  it('shows control characters, a lookalike escape and broken bytes as lsns(8) does', () => {
    // printf 'a\033b\\x41 \303\251\377' as argv[0]; lsns 2.38 printed the right-hand side.
    expect(showText(bytesToText(bytes(0x61, 0x1b, 0x62, 0x5c, 0x78, 0x34, 0x31, 0x20, 0xc3, 0xa9, 0xff)))).toBe('a\\x1bb\\x5cx41 é\\xff');
    expect(showText('a\u001bb\\x41 é')).toBe('a\\x1bb\\x5cx41 é');
  });

  it('does not let a character turn the direction of the line or end it', () => {
    expect(showText('a\u202eb\u2028c\u0085d\u007f')).toBe('a\\xe2\\x80\\xaeb\\xe2\\x80\\xa8c\\xc2\\x85d\\x7f');
  });

  it('leaves a backslash alone that begins no escape', () => {
    expect(showText('C:\\dir \\n')).toBe('C:\\dir \\n');
  });

  it('escapes a NUL byte and half a surrogate pair', () => {
    expect(showText('a\0b')).toBe('a\\x00b');
    expect(showText('a\ud800')).toBe('a\\xed\\xa0\\x80');
  });
});

describe('textKey', () => {
  it('is equal for equal bytes, however they travelled', () => {
    expect(textKey({ b64: 'w6k=' })).toBe(textKey('é'));
  });

  it('tells bytes from the text that looks like their base64', () => {
    expect(textKey({ b64: '/w==' })).not.toBe(textKey('/w=='));
  });
});

describe('bytes and text', () => {
  it('gives valid UTF-8 back as a string, control characters included', () => {
    expect(bytesToText(bytes(0x00, 0x0a, 0xf0, 0x9f, 0x98, 0x80))).toBe('\0\n😀');
  });

  it('keeps every byte of what is no UTF-8', () => {
    const every = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect(textBytes(bytesToText(every))).toEqual(every);
  });

  it.each([
    ['an overlong form', [0xc0, 0x80]],
    ['an overlong form of three bytes', [0xe0, 0x9f, 0xbf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['what lies beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a cut character', [0xe2, 0x82]],
    ['a lone tail', [0x80]],
  ])('does not take %s for UTF-8', (_, values) => {
    expect(bytesToText(Uint8Array.from(values))).toHaveProperty('b64');
  });

  it('carries the first and last character of each length', () => {
    const edges = [0x0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff];
    for (const point of edges) {
      const character = String.fromCodePoint(point);
      expect(bytesToText(textBytes(character))).toBe(character);
    }
  });
});
