/** Reads an expression of scols-filter(5). `not` binds tightest, then comparisons, `and`, `or`. */
import { columnNamed, type ListedColumn } from './lsns-columns';

export type FilterType = 'string' | 'number' | 'float' | 'boolean';

export type FilterParam =
  | { readonly type: FilterType; readonly column: ListedColumn }
  | { readonly type: FilterType; readonly value: string | bigint | number | boolean };

export type FilterOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Filter =
  | { readonly kind: 'param'; readonly param: FilterParam }
  | { readonly kind: 'not'; readonly inner: Filter }
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'compare'; readonly operator: FilterOperator; readonly left: FilterParam; readonly right: FilterParam }
  | { readonly kind: 'match'; readonly left: FilterParam; readonly pattern: RegExp; readonly negated: boolean };

/** Where an expression cannot be read, and why, in words. */
export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';
}

interface Token {
  readonly kind: 'operator' | 'string' | 'number' | 'float' | 'word' | 'end';
  readonly text: string;
  readonly at: number;
}

const SPACE = /\s+/y;
const TOKENS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['operator', /&&|\|\||==|!=|>=|<=|=~|!~|[<>!()]/y],
  ['string', /"[^\n"]*"|'[^\n']*'/y],
  ['float', /\d+\.\d+/y],
  ['number', /\d+(?:[KMGTPEZY](?:iB)?)?(?![A-Za-z_])/y],
  ['word', /[A-Za-z][A-Za-z_.%:/\-0-9]*/y],
];
const OPERATOR_BY_WORD: Readonly<Record<string, string>> = { AND: '&&', OR: '||', NOT: '!', EQ: '==', NE: '!=', GE: '>=', LE: '<=', GT: '>', LT: '<' };
const COMPARISONS: ReadonlySet<string> = new Set<FilterOperator>(['==', '!=', '<', '<=', '>', '>=']);
const SUFFIXES = 'KMGTPEZY';
const TOKENS_MAX = 4096;

/** Throws FilterSyntaxError; an unknown column is one. */
export function parseFilter(text: string): Filter {
  return new Parser(tokensOf(text)).all();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at);
    tokens.push(token);
    if (tokens.length > TOKENS_MAX) throw new FilterSyntaxError(`more than ${TOKENS_MAX} words`);
    at = skipSpace(text, at + token.text.length);
  }
  return [...tokens.map(withOperator), { kind: 'end', text: '', at: text.length }];
}

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  return SPACE.test(text) ? SPACE.lastIndex : at;
}

function tokenAt(text: string, at: number): Token {
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found, at };
  }
  throw unexpected({ kind: 'word', text: text.slice(at, at + 1), at });
}

/** The words for operators are taken in capitals and in small letters. */
function withOperator(token: Token): Token {
  const word = token.text === token.text.toLowerCase() ? token.text.toUpperCase() : token.text;
  const operator = token.kind === 'word' && Object.hasOwn(OPERATOR_BY_WORD, word) ? OPERATOR_BY_WORD[word] : undefined;
  return operator === undefined ? token : { ...token, kind: 'operator', text: operator };
}

function unexpected({ kind, text, at }: Token): FilterSyntaxError {
  return new FilterSyntaxError(kind === 'end' ? 'unexpected end' : `unexpected ${text} at ${at + 1}`);
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  all(): Filter {
    const filter = this.#or();
    if (this.#now.kind !== 'end') throw unexpected(this.#now);
    return filter;
  }

  get #now(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', at: 0 };
  }

  #take(operator: string): boolean {
    const is = this.#now.kind === 'operator' && this.#now.text === operator;
    if (is) this.#at += 1;
    return is;
  }

  #or(): Filter {
    let left = this.#and();
    while (this.#take('||')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Filter {
    let left = this.#comparison();
    while (this.#take('&&')) left = { kind: 'and', left, right: this.#comparison() };
    return left;
  }

  #comparison(): Filter {
    const left = this.#not();
    const { kind, text } = this.#now;
    const isMatch = text === '=~' || text === '!~';
    if (kind !== 'operator' || !(isMatch || COMPARISONS.has(text))) return left;
    if (left.kind !== 'param') throw unexpected(this.#now);
    this.#at += 1;
    if (isMatch) return { kind: 'match', left: left.param, pattern: this.#pattern(), negated: text === '!~' };
    return { kind: 'compare', operator: text as FilterOperator, left: left.param, right: this.#param() };
  }

  #not(): Filter {
    if (this.#take('!')) return { kind: 'not', inner: this.#not() };
    if (!this.#take('(')) return { kind: 'param', param: this.#param() };
    const inner = this.#or();
    if (!this.#take(')')) throw unexpected(this.#now);
    return inner;
  }

  #param(): FilterParam {
    const token = this.#now;
    this.#at += 1;
    switch (token.kind) {
      case 'string':
        return { type: 'string', value: token.text.slice(1, -1) };
      case 'number':
        return { type: 'number', value: numberOf(token.text) };
      case 'float':
        return { type: 'float', value: Number(token.text) };
      case 'word':
        return wordParam(token.text);
      case 'operator':
      case 'end':
        throw unexpected(token);
    }
  }

  #pattern(): RegExp {
    const token = this.#now;
    if (token.kind !== 'string') throw unexpected(token);
    this.#at += 1;
    try {
      return new RegExp(token.text.slice(1, -1), 'u');
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new FilterSyntaxError(`no regular expression: ${token.text}`);
    }
  }
}

function numberOf(text: string): bigint {
  const digits = /^\d+/.exec(text)?.[0] ?? '0';
  const suffix = text[digits.length];
  return BigInt(digits) * (suffix === undefined ? 1n : 1024n ** BigInt(SUFFIXES.indexOf(suffix) + 1));
}

function wordParam(word: string): FilterParam {
  if (/^(true|TRUE|false|FALSE)$/.test(word)) return { type: 'boolean', value: word.toLowerCase() === 'true' };
  const column = columnNamed(word);
  if (column === undefined) throw new FilterSyntaxError(`unknown column: ${word}`);
  return { type: column.type, column };
}
