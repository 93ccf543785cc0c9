/** The $'…' of POSIX.1-2024, in which lib/nsenter.ts writes what no other quote can hold. */
import { decodeUtf8, encodeUtf8, isUtf8 } from './utf8';

const BYTE_BY_LETTER: Readonly<Record<string, number>> = { a: 7, b: 8, e: 27, E: 27, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, "'": 39, '"': 34, '?': 63 };
const NUMBER = /([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c([@-_a-z])/y;

export interface Escaped {
  /** Null: it holds bytes that are no UTF-8, or a NUL, and so is no text. */
  readonly text: string | null;
  /** Behind the closing quote. */
  readonly end: number;
  readonly isOpen: boolean;
}

/** `at`: behind the opening quote. */
export function readEscaped(line: string, at: number): Escaped {
  const bytes: number[] = [];
  let place = at;
  while (place < line.length && line[place] !== "'") place = takeOne(line, place, bytes);
  const isText = isUtf8(Uint8Array.from(bytes)) && !bytes.includes(0);
  return { text: isText ? decodeUtf8(Uint8Array.from(bytes)) : null, end: Math.min(place + 1, line.length), isOpen: place >= line.length };
}

/** Gives the place behind it. */
function takeOne(line: string, at: number, bytes: number[]): number {
  if (line[at] !== '\\') {
    const character = String.fromCodePoint(line.codePointAt(at) ?? 0);
    bytes.push(...encodeUtf8(character));
    return at + character.length;
  }
  const letter = line[at + 1] ?? '';
  const byte = BYTE_BY_LETTER[letter];
  if (byte !== undefined) bytes.push(byte);
  else return takeNumber(line, at + 1, bytes);
  return at + 2;
}

function takeNumber(line: string, at: number, bytes: number[]): number {
  NUMBER.lastIndex = at;
  const found = NUMBER.exec(line);
  if (found === null) {
    bytes.push(92);
    return at;
  }
  const [whole, octal, hexadecimal, short, long, control] = found;
  if (octal !== undefined) bytes.push(parseInt(octal, 8) & 0xff);
  else if (hexadecimal !== undefined) bytes.push(parseInt(hexadecimal, 16));
  else if (control !== undefined) bytes.push(control.toUpperCase().charCodeAt(0) ^ 64);
  else bytes.push(...bytesOfPoint(parseInt(short ?? long ?? '0', 16)));
  return at + whole.length;
}

/** What is no character stands as a byte that is no text. */
function bytesOfPoint(point: number): Uint8Array {
  const isCharacter = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return isCharacter ? encodeUtf8(String.fromCodePoint(point)) : Uint8Array.of(0xff);
}
