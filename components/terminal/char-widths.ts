/** Tells xterm.js how wide characters are; its own table is that of Unicode 6, for which a picture is half as wide as programs think. */
import type { IUnicodeVersionProvider } from '@xterm/xterm';
import { charWidth } from '@/lib/char-width';

const BASIC_PLANE = 0x10000;
let basic: Uint8Array | undefined;

/** A flood of output asks for each of its characters. */
function wcwidth(code: number): 0 | 1 | 2 {
  if (code >= BASIC_PLANE) return charWidth(code);
  basic ??= Uint8Array.from({ length: BASIC_PLANE }, (_, each) => charWidth(each));
  return (basic[code] ?? 1) as 0 | 1 | 2;
}

/** As xterm.js packs it: bit 0 whether it joins the character before it, then the width of the two together. */
function charProperties(code: number, before: number): number {
  const width = wcwidth(code);
  const widthBefore = (before >> 1) & 3;
  const joins = width === 0 && before !== 0 && widthBefore > 0;
  return ((joins ? widthBefore : width) << 1) | (joins ? 1 : 0);
}

export const CHAR_WIDTHS: IUnicodeVersionProvider = { version: 'nsatlas', wcwidth, charProperties };
