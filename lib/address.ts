/** Addresses of IPv4 and IPv6 as numbers, to compare what is written in several ways, and prefixes of them (CIDR). */

export interface Address {
  /** 4 or 16 numbers from 0 to 255. */
  readonly bytes: readonly number[];
}

export interface Prefix extends Address {
  /** How many leading bits count. */
  readonly length: number;
}

/** Null when it is none. An IPv6 address may end in an IPv4 one (RFC 4291, 2.2); a zone (`%eth0`) is none of it. */
export function parseAddress(text: string): Address | null {
  const bytes = text.includes(':') ? inet6(text) : inet(text);
  return bytes === null ? null : { bytes };
}

/** Whether a word may be meant as an address or the beginning of one. */
export function looksLikeAddress(word: string): boolean {
  return /^[0-9a-f.:*]*[.:][0-9a-f.:*]*$/i.test(word);
}

/** `10.0.0.0/8`, or an address alone, of which all bits count. */
export function parsePrefix(text: string): Prefix | null {
  const [, address = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const parsed = parseAddress(address);
  if (parsed === null) return null;
  const bits = parsed.bytes.length * 8;
  const wanted = length === undefined ? bits : Number(length);
  return wanted > bits ? null : { ...parsed, length: wanted };
}

export function isWithin({ bytes }: Address, prefix: Prefix): boolean {
  if (bytes.length !== prefix.bytes.length) return false;
  return bytes.every((byte, at) => {
    const counted = Math.min(8, Math.max(0, prefix.length - at * 8));
    const shift = 8 - counted;
    return byte >> shift === (prefix.bytes[at] ?? 0) >> shift;
  });
}

const INET_PART = /^(0|[1-9]\d{0,2})$/;

function inet(text: string): number[] | null {
  const parts = text.split('.');
  const bytes = parts.map(Number);
  return parts.length === 4 && parts.every((part) => INET_PART.test(part)) && bytes.every((byte) => byte <= 255) ? bytes : null;
}

function inet6(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = [groups(halves[0] ?? '', halves.length === 1), groups(halves[1] ?? '', true)];
  if (head === null || tail === null) return null;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1) return missing === 0 ? head : null;
  return missing < 2 ? null : [...head, ...Array<number>(missing).fill(0), ...tail];
}

function groups(text: string, mayEndInInet: boolean): number[] | null {
  const parts = text === '' ? [] : text.split(':');
  const bytes: number[] = [];
  for (const [at, part] of parts.entries()) {
    const made = mayEndInInet && at === parts.length - 1 && part.includes('.') ? inet(part) : group(part);
    if (made === null) return null;
    bytes.push(...made);
  }
  return bytes.length > 16 ? null : bytes;
}

function group(part: string): number[] | null {
  if (!/^[0-9a-f]{1,4}$/i.test(part)) return null;
  const value = parseInt(part, 16);
  return [value >> 8, value & 0xff];
}
