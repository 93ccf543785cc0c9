import { z } from 'zod';
import { decodeBase64, encodeBase64 } from './base64';
import { decodeUtf8, encodeUtf8, isUtf8, utf8Length } from './utf8';

/**
 * Bytes the kernel hands out as text: comm, argv, hostnames, paths. They can hold anything.
 * A string when they are valid UTF-8 (control characters included), else `{ b64 }` with every byte.
 * See native/PROTOCOL.md, "Text".
 */
export const text = z.union([z.string(), z.strictObject({ b64: z.string() })]);

export type Text = z.infer<typeof text>;

/**
 * What must not reach a screen or terminal as it is: control and format characters (they can turn the direction of the
 * line), line and paragraph separators, half surrogates; and a backslash that would make text look like an escape.
 * The two joiners of Arabic, Indic and emoji stay.
 */
const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|\\(?=x)/u;
const EACH_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');

/** Printable: unprintable characters and bytes that are no UTF-8 stand as `\xNN`, byte by byte, as lsns(8) prints them. */
export function showText(value: Text): string {
  return typeof value === 'string' ? showString(value) : showBytes(textBytes(value));
}

/** The text itself, else its printable form: for ids and sentences that are made of it, and shown later. */
export function plainText(value: Text): string {
  return typeof value === 'string' ? value : showText(value);
}

/** Equal for equal bytes, however they travelled. For comparing and for keys of maps, not for screens. */
export function textKey(value: Text): string {
  const plain = typeof value === 'string' ? value : bytesToText(textBytes(value));
  return typeof plain === 'string' ? `u${plain}` : `b${plain.b64}`;
}

/** Every byte. Throws RangeError when `b64` is not base64. */
export function textBytes(value: Text): Uint8Array {
  return typeof value === 'string' ? encodeUtf8(value) : decodeBase64(value.b64);
}

export function bytesToText(bytes: Uint8Array): Text {
  return isUtf8(bytes) ? decodeUtf8(bytes) : { b64: encodeBase64(bytes) };
}

function showString(value: string): string {
  return UNPRINTABLE.test(value) ? value.replace(EACH_UNPRINTABLE, (character) => escapeBytes(encodeUtf8(character))) : value;
}

function showBytes(bytes: Uint8Array): string {
  let shown = '';
  for (let at = 0; at < bytes.length; ) {
    const end = endOfValid(bytes, at);
    shown += showString(decodeUtf8(bytes.subarray(at, end))) + escapeBytes(bytes.subarray(end, end + 1));
    at = end + 1;
  }
  return shown;
}

function endOfValid(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && utf8Length(bytes, at) > 0) at += utf8Length(bytes, at);
  return at;
}

function escapeBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
