/** Protocol buffers as gRPC carries them, without a schema: a message is its fields by number. */

/** Text, a number that is not negative, a truth, a message, or several of them. Defaults are absent on the wire. */
export type Value = string | number | boolean | Message | readonly (string | Message)[];
export interface Message {
  readonly [field: number]: Value;
}

const VARINT = 0;
const LENGTH = 2;

/** A map<string, string>: one message for each entry. */
export function mapOf(entries: Readonly<Record<string, string>>): Message[] {
  return Object.entries(entries).map(([key, value]) => ({ 1: key, 2: value }));
}

export function encode(message: Message): Buffer {
  return Buffer.concat(Object.entries(message).flatMap(([field, value]: [string, Value]) => encodeField(Number(field), value)));
}

function encodeField(field: number, value: Value): Buffer[] {
  if (typeof value === 'boolean' || typeof value === 'number') {
    return Number(value) === 0 ? [] : [varint(field * 8 + VARINT), varint(Number(value))];
  }
  const rows = typeof value === 'string' ? (value === '' ? [] : [value]) : isList(value) ? value : [value];
  return rows.flatMap((row) => {
    const bytes = typeof row === 'string' ? Buffer.from(row) : encode(row);
    return [varint(field * 8 + LENGTH), varint(bytes.length), bytes];
  });
}

function isList(value: Message | readonly (string | Message)[]): value is readonly (string | Message)[] {
  return Array.isArray(value);
}

function varint(value: number): Buffer {
  const bytes = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** The fields that have a length, in the order they came: text, bytes and messages. Numbers are skipped. */
export function decode(bytes: Buffer): ReadonlyMap<number, Buffer[]> {
  const fields = new Map<number, Buffer[]>();
  let at = 0;
  const read = (): number => {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = bytes.readUInt8(at);
      at += 1;
      value += (byte % 128) * weight;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = read();
    if (tag % 8 === VARINT) read();
    else if (tag % 8 === LENGTH) {
      const length = read();
      fields.set(Math.floor(tag / 8), [...(fields.get(Math.floor(tag / 8)) ?? []), bytes.subarray(at, at + length)]);
      at += length;
    } else throw new Error(`a field of wire type ${tag % 8}`);
  }
  return fields;
}

/** The text at a path of field numbers; empty when it is absent. */
export function textAt(bytes: Buffer, ...path: readonly number[]): string {
  return path.reduce((inner, field) => decode(inner).get(field)?.[0] ?? Buffer.alloc(0), bytes).toString();
}
