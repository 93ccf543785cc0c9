import { expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64';
import { encodeUtf8 } from './utf8';

/** RFC 4648, section 10. */
const VECTORS = [
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
] as const;

it.each(VECTORS)('writes and reads "%s" as RFC 4648 does', (plain, encoded) => {
  expect(encodeBase64(encodeUtf8(plain))).toBe(encoded);
  expect(decodeBase64(encoded)).toEqual(encodeUtf8(plain));
});

it('carries all bytes through both ways', () => {
  const every = Uint8Array.from({ length: 256 }, (_, value) => 255 - value);
  expect(decodeBase64(encodeBase64(every))).toEqual(every);
});

it.each(['Zg', 'Zg=', 'Z===', 'Zm9v!', 'Zm9vY', 'Z m9v', '===='])('refuses "%s"', (encoded) => {
  expect(() => decodeBase64(encoded)).toThrow(RangeError);
});
