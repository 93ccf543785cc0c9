/** UTF-8 (RFC 3629) both ways. lib/ has no TextDecoder: that is the browser's and Node's. */

/**
 * Length in bytes of the character that begins at `at`; 0 when no valid one does. Overlong forms,
 * surrogates and what lies beyond U+10FFFF are not valid.
 */
export function utf8Length(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return 1;
  const length = lengthByFirst(first);
  const second = bytes[at + 1] ?? 0;
  if (length === 0 || second < lowestSecond(first) || second > highestSecond(first)) return 0;
  for (let place = 2; place < length; place += 1) {
    if (((bytes[at + place] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

export function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    const length = utf8Length(bytes, at);
    if (length === 0) return false;
    at += length;
  }
  return true;
}

/** `bytes` must be valid (isUtf8). */
export function decodeUtf8(bytes: Uint8Array): string {
  const characters: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = utf8Length(bytes, at);
    if (length === 0) throw new RangeError(`no UTF-8 at byte ${at}`);
    characters.push(String.fromCodePoint(codePoint(bytes.subarray(at, at + length))));
    at += length;
  }
  return characters.join('');
}

/** Half a surrogate pair, which is no character, becomes three bytes of its own kind: nothing is lost. */
export function encodeUtf8(value: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of value) pushCodePoint(bytes, character.codePointAt(0) ?? 0);
  return Uint8Array.from(bytes);
}

function lengthByFirst(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

function lowestSecond(first: number): number {
  if (first === 0xe0) return 0xa0;
  return first === 0xf0 ? 0x90 : 0x80;
}

function highestSecond(first: number): number {
  if (first === 0xed) return 0x9f;
  return first === 0xf4 ? 0x8f : 0xbf;
}

function codePoint(bytes: Uint8Array): number {
  const [first = 0, ...rest] = bytes;
  if (rest.length === 0) return first;
  return rest.reduce((point, byte) => (point << 6) | (byte & 0x3f), first & (0xff >> (rest.length + 2)));
}

function pushCodePoint(bytes: number[], point: number): void {
  if (point < 0x80) bytes.push(point);
  else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point, 0));
  else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), tail(point, 6), tail(point, 0));
  else bytes.push(0xf0 | (point >> 18), tail(point, 12), tail(point, 6), tail(point, 0));
}

function tail(point: number, shift: number): number {
  return 0x80 | ((point >> shift) & 0x3f);
}
