/** How well a value of a query fits what an object has. */
import { isWithin, looksLikeAddress, parseAddress, parsePrefix } from './address';
import type { QueryTerm, QueryValue } from './query';
import { FIELDS, wordMeant, type FieldName } from './query-fields';
import { inoOfLink } from './query-parse';
import { fold, type Column } from './search-columns';

/** From best to worst; LENT: not its own, but of what lives in it or in what it lives. */
export const RANK = { whole: 4, beginning: 3, part: 2, lent: 1, none: 0 } as const;

/** The rank of the n-th of a column. */
export type Test = (column: Column, nth: number) => number;

/** The best of all values of the term. Each test is linear in what it looks at. */
export function testOf({ field, values }: QueryTerm): Test {
  const tests = values.map((value) => (field === null ? wordTest(value) : fieldTest(field, value)));
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (column, nth) => tests.reduce<number>((best, test) => Math.max(best, test(column, nth)), RANK.none);
}

function wordTest(value: QueryValue): Test {
  const ino = value.quoted ? null : inoOfLink(fold(value.text));
  const test = textTest(ino === null ? value : { ...value, text: ino });
  const whole = fold(ino ?? value.text);
  const isOfAddress = looksLikeAddress(whole);
  return (column, nth) => {
    if (column.words === 'sort') return column.folded[nth] === whole ? RANK.part : RANK.none;
    return column.words !== 'address' || isOfAddress ? test(column, nth) : RANK.none;
  };
}

function fieldTest(field: FieldName, value: QueryValue): Test {
  switch (FIELDS[field].kind) {
    case 'text':
      return textTest(value);
    case 'start':
      return value.comparison === '=' || hasStar(value) ? textTest(value) : startTest(value);
    case 'number':
      return numberTest(value);
    case 'address':
      return addressTest(value);
    case 'label':
      return labelTest(value);
    case 'word':
      return wholeTest({ ...value, text: wordMeant(field, value.text) });
  }
}

function hasStar({ text, quoted }: QueryValue): boolean {
  return !quoted && text.includes('*');
}

function textTest(value: QueryValue): Test {
  if (hasStar(value) || value.comparison === '=') return wholeTest(value);
  const wanted = fold(value.text);
  return ({ folded }, nth) => {
    const has = folded[nth] ?? '';
    const at = has.indexOf(wanted);
    if (at < 0) return RANK.none;
    if (at > 0) return RANK.part;
    return has.length === wanted.length ? RANK.whole : RANK.beginning;
  };
}

function startTest({ text }: QueryValue): Test {
  const wanted = fold(text);
  return ({ folded }, nth) => {
    const has = folded[nth] ?? '';
    if (!has.startsWith(wanted)) return RANK.none;
    return has.length === wanted.length ? RANK.whole : RANK.beginning;
  };
}

function wholeTest(value: QueryValue): Test {
  const fits = globOf(value);
  return ({ folded }, nth) => (fits(folded[nth] ?? '') ? RANK.whole : RANK.none);
}

/** Stars stand for any letters, also none. Piece by piece from the left, so it never goes back. */
function globOf(value: Pick<QueryValue, 'text' | 'quoted'>): (folded: string) => boolean {
  const wanted = fold(value.text);
  if (value.quoted || !wanted.includes('*')) return (folded) => folded === wanted;
  const pieces = wanted.split('*');
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  return (folded) => {
    if (folded.length < first.length + last.length || !folded.startsWith(first) || !folded.endsWith(last)) return false;
    let at = first.length;
    for (const piece of middle) {
      const found = folded.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= folded.length - last.length;
  };
}

function numberTest(value: QueryValue): Test {
  if (value.comparison === null && value.text.includes('*')) return wholeTest(value);
  const wanted = Number(value.text);
  const fits = (first: number, last: number): boolean => {
    switch (value.comparison) {
      case '>':
        return last > wanted;
      case '>=':
        return last >= wanted;
      case '<':
        return first < wanted;
      case '<=':
        return first <= wanted;
      case '=':
      case null:
        return first <= wanted && wanted <= last;
    }
  };
  return ({ first, last }, nth) => (fits(first[nth] ?? NaN, last[nth] ?? NaN) ? RANK.whole : RANK.none);
}

function addressTest(value: QueryValue): Test {
  const prefix = parsePrefix(value.text);
  if (prefix === null) return hasStar(value) ? wholeTest(value) : startTest(value);
  return ({ folded }, nth) => {
    const has = parseAddress(folded[nth] ?? '');
    return has !== null && isWithin(has, prefix) ? RANK.whole : RANK.none;
  };
}

/** The name whole, and the value whole where there is one. */
function labelTest({ text, quoted }: QueryValue): Test {
  const cut = text.indexOf('=');
  const name = globOf({ text: cut < 0 ? text : text.slice(0, cut), quoted });
  const value = cut < 0 ? null : globOf({ text: text.slice(cut + 1), quoted });
  return ({ folded }, nth) => {
    const has = folded[nth] ?? '';
    const at = has.indexOf('=');
    return name(has.slice(0, at)) && (value === null || value(has.slice(at + 1))) ? RANK.whole : RANK.none;
  };
}
