import { describe, expect, it } from 'vitest';
import { COMPARISONS, type Query, type QueryTerm, type QueryValue } from './query';
import { FIELD_NAMES, FIELDS } from './query-fields';
import { parseQuery } from './query-parse';
import { printQuery, printText } from './query-print';
import { randomOf } from './random.fixture';

function queryOf(roll: (below: number) => number): Query {
  return Array.from({ length: roll(5) }, () => termOf(roll));
}

function termOf(roll: (below: number) => number): QueryTerm {
  const negated = roll(3) === 0;
  const field = FIELD_NAMES[roll(FIELD_NAMES.length * 2)] ?? null;
  if (field === null) return { field, negated, values: [{ ...textOf(roll), comparison: null }] };
  return { field, negated, values: Array.from({ length: 1 + roll(3) }, () => valueOf(field, roll)) };
}

function valueOf(field: (typeof FIELD_NAMES)[number], roll: (below: number) => number): QueryValue {
  const { kind, words = [] } = FIELDS[field];
  const bare = (text: string) => ({ text, quoted: false, comparison: null });
  switch (kind) {
    case 'number':
      return { ...bare(String(roll(2 ** 32))), comparison: COMPARISONS[roll(COMPARISONS.length + 2)] ?? null };
    case 'address':
      return bare(['10.0.0.0/8', '10.*', 'fd00::1', '::/0', '192.168.1'][roll(5)] ?? '');
    case 'word':
      return bare(words[roll(words.length)] ?? '');
    case 'label':
      return bare(['app=web', 'app', 'a*=b'][roll(3)] ?? '');
    case 'text':
    case 'start':
      return { ...textOf(roll), comparison: roll(4) === 0 ? '=' : null };
  }
}

const LETTERS = Array.from('ab"\\ \t,:*-=<>é😀[]/.');

function textOf(roll: (below: number) => number): { text: string; quoted: boolean } {
  const text = Array.from({ length: 1 + roll(8) }, () => LETTERS[roll(LETTERS.length)] ?? '').join('');
  return { text, quoted: printText(text) !== text || /^-|:/.test(text) };
}

function troubleOf(text: string): string {
  const { trouble } = parseQuery(text);
  return trouble === null ? 'none' : `${trouble.start}-${trouble.end} ${trouble.expected.kind}`;
}

describe('the language of queries', () => {
  it('reads what it writes: parse after print is the identity', () => {
    const roll = randomOf(7);
    for (let round = 0; round < 3000; round += 1) {
      const query = queryOf(roll);
      expect(parseQuery(printQuery(query))).toEqual({ query, trouble: null });
    }
  });

  it('never throws, and says of what is wrong where that is', () => {
    const roll = randomOf(11);
    const pieces = ['type', 'pid', 'ip', ':', ',', '-', '"', '\\', ' ', '>', '=', '*', '10.', '/8', 'net', 'web', '::', '[1]', '\ud800', 'x:'];
    for (let round = 0; round < 5000; round += 1) {
      const text = Array.from({ length: roll(12) }, () => pieces[roll(pieces.length)] ?? '').join('');
      const { query, trouble } = parseQuery(text);
      if (query !== null) expect(parseQuery(printQuery(query)).query).toEqual(query);
      else expect([trouble.start >= 0, trouble.start <= trouble.end, trouble.end <= text.length + 1], text).toEqual([true, true, true]);
    }
  });

  it('takes no longer for each letter of a long text', () => {
    const long = 200_000;
    const texts = [`"${'a'.repeat(long)}`, 'a'.repeat(long), 'type:net,'.repeat(long / 9), '-'.repeat(long), `id:${'*'.repeat(long)}`, '\\'.repeat(long), `${'z'.repeat(long)}:`, 'a:'.repeat(long), `ip:${'1:'.repeat(long)}`, ' '.repeat(long)];
    // A square of that length would not end today.
    expect(texts.map((text) => parseQuery(text)).length).toBe(texts.length);
  });

  it('knows words, fields, several values, negation, quotes and comparisons', () => {
    const { query } = parseQuery('web -type:net,pid  pid:>=1000 cmd:"a, \\"b\\"" -"x y" name:="a"');
    const value = (text: string, more: Partial<QueryValue> = {}) => ({ text, quoted: false, comparison: null, ...more });
    expect(query).toEqual([
      { field: null, negated: false, values: [value('web')] },
      { field: 'type', negated: true, values: [value('net'), value('pid')] },
      { field: 'pid', negated: false, values: [value('1000', { comparison: '>=' })] },
      { field: 'cmd', negated: false, values: [value('a, "b"', { quoted: true })] },
      { field: null, negated: true, values: [value('x y', { quoted: true })] },
      { field: 'name', negated: false, values: [value('a', { quoted: true, comparison: '=' })] },
    ]);
  });

  it.each([
    ['net:[4026532177]', 'a link as readlink(1) prints it'],
    ['dead::beef', 'an address'],
    ['docker.io/library/nginx:1.25', 'an image'],
    ['https://example.org', 'an address of the web'],
    ['a,b', 'a comma'],
  ])('takes "%s" for a word: %s', (text) => {
    expect(parseQuery(text).query).toMatchObject([{ field: null, values: [{ text }] }]);
  });

  it('takes a field whatever the case of its letters, and by its other names', () => {
    expect(parseQuery('PID:1 addr:10. NPROCS:>2').query?.map(({ field }) => field)).toEqual(['pid', 'ip', 'members']);
  });

  it.each([
    ['tpye:net', '0-4 field'],
    ['web nginx:1.25', '4-9 field'],
    ['type:', '5-5 value'],
    ['type:net,', '9-9 value'],
    ['web -', '5-5 term'],
    ['pid:x', '4-5 number'],
    ['pid:>1*', '4-7 number'],
    ['ip:10.0.0.0/33', '3-14 address'],
    ['ip:300.1', '3-8 address'],
    ['ip:nowhere', '3-10 address'],
    ['type:netz', '5-9 word'],
    ['type:net,nope', '9-13 word'],
    ['comm:>5', '5-7 comparison'],
    ['a "b', '2-4 quote'],
    ['"a"b', '3-4 space'],
    ['label:app="a b"', '10-11 space'],
    ['""', '0-2 term'],
    ['label:==x', '6-9 label'],
  ])('says where "%s" is wrong', (text, where) => {
    expect(troubleOf(text)).toBe(where);
  });

  it('proposes the nearest field', () => {
    const near = (text: string) => {
      const expected = parseQuery(text).trouble?.expected;
      return expected?.kind === 'field' ? expected.near : undefined;
    };
    expect([near('tpye:net'), near('imge:x'), near('comn:x'), near('quux:x')]).toEqual(['type', 'image', 'comm', null]);
  });
});
