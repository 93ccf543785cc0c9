import { describe, expect, it } from 'vitest';
import { charWidth } from './char-width';

function widths(text: string): number[] {
  return Array.from(text, (character) => charWidth(character.codePointAt(0) ?? 0));
}

/** What wcwidth(3) of glibc 2.36 says in C.UTF-8. */
describe('charWidth', () => {
  it.each([
    ['letters', 'aé߷Жש', [1, 1, 1, 1, 1]],
    ['East Asian letters', '漢字かな한ｆ、', [2, 2, 2, 2, 2, 2, 2]],
    ['pictures', '🦭😀🚀⌚', [2, 2, 2, 2]],
    ['signs that may be pictures, and are drawn as text', '☺✔→▶', [1, 1, 1, 1]],
    ['half flags', '🇨🇭', [1, 1]],
    ['what joins the character before it', 'e\u0301\u200d\ufe0f', [1, 0, 0, 0]],
    ['vowels of Hangul', '\u1100\u1161\u11a8\ud7b0', [2, 0, 0, 0]],
    ['a soft hyphen, and a sign below a number', '\u00ad\u0600', [1, 1]],
    ['lines of a box', '─│┌█', [1, 1, 1, 1]],
    ['controls', '\u0000\u001b\u007f\u0085', [0, 0, 0, 0]],
  ])('of %s', (_, text, expected) => {
    expect(widths(text)).toEqual(expected);
  });
});
