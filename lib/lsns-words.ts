/** A command line taken apart as getopt_long(3) does it. */

export interface OptionRow {
  readonly short: string | null;
  readonly long: string;
  readonly value: 'none' | 'needed' | 'maybe';
  /** What --help calls the value. */
  readonly word?: string;
  readonly help: string;
}

/** `name` is the long one; of an option without a value that is ''. */
export type Found = { readonly name: string; readonly value: string } | { readonly operand: string };

/** What getopt_long(3) would complain of, in its words. */
export class WordsError extends Error {
  override readonly name = 'WordsError';
}

/** In their order, operands among them. Throws WordsError when the bad word is reached. */
export function* wordsOf(words: readonly string[], options: readonly OptionRow[]): Generator<Found> {
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      for (const operand of rest) yield { operand };
      return;
    }
    if (word.startsWith('--')) yield longOption(word, rest, options);
    else if (word.startsWith('-') && word !== '-') yield* shortOptions(word, rest, options);
    else yield { operand: word };
  }
}

function longOption(word: string, rest: string[], options: readonly OptionRow[]): Found {
  const at = word.indexOf('=');
  const name = at < 0 ? word.slice(2) : word.slice(2, at);
  const given = at < 0 ? null : word.slice(at + 1);
  const row = longRow(name, options);
  if (row.value === 'none' && given !== null) throw new WordsError(`option '--${row.long}' doesn't allow an argument`);
  const value = given ?? (row.value === 'needed' ? rest.shift() : '');
  if (value === undefined) throw new WordsError(`option '--${row.long}' requires an argument`);
  return { name: row.long, value };
}

/** The beginning of a name does when only one begins so. */
function longRow(name: string, options: readonly OptionRow[]): OptionRow {
  const exact = options.find(({ long }) => long === name);
  const [first, ...others] = options.filter(({ long }) => long.startsWith(name));
  if (exact !== undefined) return exact;
  if (first === undefined) throw new WordsError(`unrecognized option '--${name}'`);
  if (others.length > 0) throw new WordsError(`option '--${name}' is ambiguous; possibilities: ${[first, ...others].map(({ long }) => `'--${long}'`).join(' ')}`);
  return first;
}

/** `-nrt net`: the value of the last is what follows it, in this word or the next. */
function* shortOptions(word: string, rest: string[], options: readonly OptionRow[]): Generator<Found> {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word[at] ?? '';
    const row = options.find(({ short }) => short === letter);
    if (row === undefined) throw new WordsError(`invalid option -- '${letter}'`);
    if (row.value === 'none') {
      yield { name: row.long, value: '' };
      continue;
    }
    const behind = word.slice(at + 1);
    const value = behind === '' && row.value === 'needed' ? rest.shift() : behind;
    if (value === undefined) throw new WordsError(`option requires an argument -- '${letter}'`);
    yield { name: row.long, value };
    return;
  }
}
