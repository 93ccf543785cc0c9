import { describe, expect, it } from 'vitest';
import { JsonText } from './json-text';

function readList(text: string): unknown[] {
  const json = new JsonText(text);
  const found: unknown[] = [];
  if (!json.enter('[')) throw new SyntaxError('no list');
  while (json.next(']')) found.push(json.value());
  json.end();
  return found;
}

function readObject(text: string): Record<string, unknown> {
  const json = new JsonText(text);
  const found: Record<string, unknown> = {};
  if (!json.enter('{')) throw new SyntaxError('no object');
  for (let name = json.name(); name !== null; name = json.name()) found[name] = json.value();
  json.end();
  return found;
}

const VALUES: readonly unknown[] = [0, -1.5e3, true, null, '', 'a"b', 'a\\', '\\"', '}],{[', [], {}, [[]], [1, [2, { a: ']' }]], { a: '}', 'b,': [1] }, 'ü\u2028\n'];

describe('walking through JSON', () => {
  it('gives what JSON.parse gives', () => {
    expect(readList(JSON.stringify(VALUES))).toEqual(VALUES);
    expect(readList(JSON.stringify(VALUES, null, 2))).toEqual(VALUES);
    const whole = Object.fromEntries(VALUES.map((value, at) => [`n"\\${at}`, value]));
    expect(readObject(JSON.stringify(whole))).toEqual(whole);
    expect(readList('[]')).toEqual([]);
    expect(readObject(' { } ')).toEqual({});
  });

  it('gives the same some at once, and rests between', () => {
    // Each of the long ones has what looks like the beginning of the next one, in a text or inside.
    const long = Array.from({ length: 500 }, (_, at) => ({ at, text: '},{"at":'.repeat(100), inner: [{ at: 1 }, { at: 2 }] }));
    const odd = Array.from({ length: 500 }, (_, at) => ({ at, inner: Array.from({ length: 60 }, () => ({ at: 'x' })) }));
    const plain = Array.from({ length: 20_000 }, (_, at) => ({ at, text: 'x' }));
    for (const list of [[], VALUES, long, odd, plain]) {
      for (const space of [0, 2]) {
        const json = new JsonText(JSON.stringify(list, null, space));
        json.enter('[');
        const found: unknown[][] = [];
        for (let some = json.values(); some.length > 0; some = json.values()) found.push(some);
        json.end();
        expect(found.flat()).toEqual(list);
        expect(found.length > 1).toBe(list.length >= 500);
      }
    }
  });

  it.each(['[1', '[1,', '[1 2]', '[a]', '[1}'])('refuses %s some at once', (text) => {
    const json = new JsonText(text);
    json.enter('[');
    expect(() => { while (json.values().length > 0); }).toThrow(SyntaxError);
  });

  it.each(['[1', '[1,', '["a', '["a\\"]', '[{]', '[1}', '[}', '[1] 2', '[a]', '[1 2]', '{"a":1}', ''])('refuses %s', (text) => {
    expect(() => readList(text)).toThrow(SyntaxError);
  });

  it.each(['{"a"}', '{"a":}', '{a:1}', '{1:2}', '{"a":1', '{"a" 1}'])('refuses %s', (text) => {
    expect(() => readObject(text)).toThrow(SyntaxError);
  });
});
