/** The options of a command line, read as the tool itself would: getopt_long(3), the flags of cobra (docker, podman, kubectl), those of Go (ctr, crictl). */
import { PasteError, type Lost } from './pasted';
import type { PasteSaying } from './paste-strings';
import type { ShellWord } from './shell-words';

export interface OptionSpec {
  readonly long: string;
  readonly short?: string;
  /** Absent: nothing. `maybe`: only what is attached to it. */
  readonly takes?: 'value' | 'maybe';
  /** Why it is not honoured. */
  readonly lost?: PasteSaying;
}

export interface Dialect {
  /** `getopt`: a long option may be cut short, `-fVALUE`. `cobra`: also `-f=VALUE` and `--flag=false`. `go`: one dash is as good as two. */
  readonly style: 'getopt' | 'cobra' | 'go';
  /** Options may come behind arguments too, until `--`. */
  readonly isMixed?: boolean;
}

export interface FoundOption {
  readonly long: string;
  /** Null: none was given. */
  readonly value: string | null;
  readonly word: ShellWord;
}

export interface ReadOptions {
  readonly options: readonly FoundOption[];
  readonly rest: readonly ShellWord[];
  readonly lost: readonly Lost[];
}

/** Throws PasteError for an option that is not in `specs`, for it may take the next word, and for one without its value. */
export function readOptions(words: readonly ShellWord[], specs: readonly OptionSpec[], dialect: Dialect): ReadOptions {
  const found: FoundOption[] = [];
  const rest: ShellWord[] = [];
  let at = 0;
  for (let word = words[at]; word !== undefined; word = words[at]) {
    at += 1;
    if (word.text === '--') break;
    if (isOption(word)) at += takeWord(readWord(word, specs, dialect), words[at], found);
    else rest.push(word);
    if (!isOption(word) && dialect.isMixed !== true) break;
  }
  return { options: found, rest: [...rest, ...words.slice(at)], lost: found.flatMap((option) => lostOf(option, specs)) };
}

function isOption({ text }: ShellWord): boolean {
  return text.startsWith('-') && text !== '-';
}

/** Gives how many further words its last option took. */
function takeWord(read: readonly ReadWord[], next: ShellWord | undefined, found: FoundOption[]): number {
  for (const { long, value = next?.text, word, isOff } of read) {
    if (value === undefined) throw new PasteError((words) => words.noValue(word.text), { place: word });
    if (isOff !== true) found.push({ long, value, word });
  }
  return read.some(({ value }) => value === undefined) ? 1 : 0;
}

export function valueOf(options: readonly FoundOption[], long: string): string | undefined {
  return optionOf(options, long)?.value ?? undefined;
}

/** The last one given counts. */
export function optionOf(options: readonly FoundOption[], long: string): FoundOption | undefined {
  return options.filter((option) => option.long === long).at(-1);
}

export function hasOption(options: readonly FoundOption[], long: string): boolean {
  return optionOf(options, long) !== undefined;
}

/** `value` undefined: it is the next word. */
interface ReadWord {
  readonly long: string;
  readonly value: string | null | undefined;
  readonly word: ShellWord;
  /** `--flag=false`. */
  readonly isOff?: boolean;
}

function readWord(word: ShellWord, specs: readonly OptionSpec[], { style }: Dialect): ReadWord[] {
  const isLong = word.text.startsWith('--');
  if (isLong || (style === 'go' && isWholeName(word.text.slice(1), specs))) return [readLong(word, word.text.replace(/^--?/, ''), specs, style)];
  return readShort(word, specs, style);
}

function isWholeName(text: string, specs: readonly OptionSpec[]): boolean {
  const [name] = text.split('=', 1);
  return specs.some(({ long, short }) => long === name || short === name);
}

function readLong(word: ShellWord, text: string, specs: readonly OptionSpec[], style: Dialect['style']): ReadWord {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const given = equals < 0 ? undefined : text.slice(equals + 1);
  const spec = findLong(name, specs, style);
  if (spec === undefined) throw new PasteError((words) => words.unknownOption(`--${name}`), { place: word });
  if (spec.takes === 'value') return { long: spec.long, value: given, word };
  if (spec.takes === undefined && given !== undefined) return { long: spec.long, value: null, word, isOff: !isOn(given, word, style) };
  return { long: spec.long, value: given ?? null, word };
}

function findLong(name: string, specs: readonly OptionSpec[], style: Dialect['style']): OptionSpec | undefined {
  const exact = specs.find(({ long, short }) => long === name || (style === 'go' && short === name));
  if (exact !== undefined || style !== 'getopt') return exact;
  const begun = specs.filter(({ long }) => long.startsWith(name));
  return begun.length === 1 ? begun[0] : undefined;
}

function readShort(word: ShellWord, specs: readonly OptionSpec[], style: Dialect['style']): ReadWord[] {
  const read: ReadWord[] = [];
  for (let at = 1; at < word.text.length; at += 1) {
    const spec = specs.find(({ short }) => short === word.text[at]);
    if (spec === undefined) throw new PasteError((words) => words.unknownOption(`-${word.text[at] ?? ''}`), { place: word });
    const attached = word.text.slice(at + 1);
    const isSwitch = spec.takes === undefined && style === 'cobra' && attached.startsWith('=');
    if (spec.takes === undefined && !isSwitch) {
      read.push({ long: spec.long, value: null, word });
      continue;
    }
    const value = style === 'cobra' ? attached.replace(/^=/, '') : attached;
    if (isSwitch) read.push({ long: spec.long, value: null, word, isOff: !isOn(value, word, style) });
    else read.push({ long: spec.long, value: attached !== '' ? value : spec.takes === 'maybe' ? null : undefined, word });
    break;
  }
  return read;
}

/** What strconv.ParseBool of Go takes. */
function isOn(value: string, word: ShellWord, style: Dialect['style']): boolean {
  if (style !== 'getopt' && /^(1|t|T|TRUE|true|True)$/.test(value)) return true;
  if (style !== 'getopt' && /^(0|f|F|FALSE|false|False)$/.test(value)) return false;
  throw new PasteError((words) => words.oddValue(word.text), { place: word });
}

function lostOf({ long, word }: FoundOption, specs: readonly OptionSpec[]): Lost[] {
  const why = specs.find((spec) => spec.long === long)?.lost;
  return why === undefined ? [] : [{ part: word.text, why }];
}
