/** ip netns exec NAME, and ip -n NAME: the host's tools in a named net namespace. */
import { USUAL_OPTIONS } from './exec-schema';
import { PasteError, type Lost, type Pasted, type PasteWorld } from './pasted';
import { findNamedNet } from './paste-find';
import type { ShellWord } from './shell-words';

const CONFIGURATION: Lost = { part: 'netns exec', why: (words) => words.netnsFiles };
/** Options of ip(8) that take the next word. */
const WITH_VALUE = ['-f', '-family', '-l', '-loops', '-rc', '-rcvbuf'];

/** Null: it names no namespace. */
export function readIp(world: PasteWorld, words: readonly ShellWord[]): Pasted | null {
  const kept: ShellWord[] = [];
  let named: ShellWord | undefined;
  let at = 0;
  for (let word = words[at]; word?.text.startsWith('-') === true; word = words[at]) {
    at += 1;
    if (isNetns(word.text)) {
      named = words[at];
      if (named === undefined) throw new PasteError((words) => words.noValue(word.text), { place: word });
      at += 1;
    } else {
      refuseAll(word);
      kept.push(word);
      const value = WITH_VALUE.includes(dashed(word.text)) ? words[at] : undefined;
      if (value !== undefined) kept.push(value);
      at += value === undefined ? 0 : 1;
    }
  }
  const rest = words.slice(at);
  if (named !== undefined) return inNamed(world, named, ['ip', ...[...kept, ...rest].map(({ text }) => text)]);
  return readNetnsExec(world, rest);
}

function readNetnsExec(world: PasteWorld, [noun, verb, named, ...command]: readonly ShellWord[]): Pasted | null {
  if (noun?.text !== 'netns' || verb?.text !== 'exec') return null;
  if (named === undefined) throw new PasteError((words) => words.noNet, { place: verb });
  const pasted = inNamed(world, named, command.map(({ text }) => text));
  return { ...pasted, terminal: command.length === 0, lost: [CONFIGURATION] };
}

/** ip(8) stays who runs it, which is root with all it has. */
function inNamed(world: PasteWorld, named: ShellWord, argv: readonly string[]): Pasted {
  return { target: findNamedNet(world, named), types: ['net'], options: { ...USUAL_OPTIONS, as: 'root', capabilities: 'all' }, argv, terminal: false, lost: [] };
}

/** ip(8) takes one dash or two, and words cut short. `-N` is another one. */
function isNetns(text: string): boolean {
  const option = dashed(text);
  return option.length > 1 && '-netns'.startsWith(option);
}

function refuseAll(word: ShellWord): void {
  const option = dashed(word.text);
  if (option.length > 1 && '-all'.startsWith(option)) throw new PasteError((words) => words.allNets, { place: word });
  if (option.length > 1 && '-batch'.startsWith(option) && option !== '-br') throw new PasteError((words) => words.files, { place: word });
}

function dashed(text: string): string {
  return text.replace(/^--/, '-');
}
