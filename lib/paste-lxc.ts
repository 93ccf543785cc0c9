/** lxc-attach, and machinectl shell: containers that hold a whole system. */
import { USUAL_OPTIONS } from './exec-schema';
import { PasteError, type Lost, type Pasted, type PasteWorld } from './pasted';
import { findContainer } from './paste-find';
import { hasOption, optionOf, readOptions, valueOf, type FoundOption, type OptionSpec } from './paste-options';
import { idOf, readUser, type PastedUser } from './paste-user';
import { readVariables } from './paste-variables';
import type { PasteSaying } from './paste-strings';
import type { NamespaceType } from './schema';
import type { ShellWord } from './shell-words';

const LOG: PasteSaying = (words) => words.log;
const KEPT: PasteSaying = (words) => words.keptEnvironment;
const LXC: readonly OptionSpec[] = [
  { long: 'name', short: 'n', takes: 'value' },
  { long: 'lxcpath', short: 'P', takes: 'value' },
  { long: 'elevated-privileges', short: 'e', takes: 'maybe' },
  { long: 'namespaces', short: 's', takes: 'value' },
  { long: 'remount-sys-proc', short: 'R' },
  { long: 'keep-env', lost: KEPT },
  { long: 'clear-env' },
  { long: 'set-var', short: 'v', takes: 'value' },
  { long: 'keep-var', takes: 'value', lost: KEPT },
  { long: 'uid', short: 'u', takes: 'value' },
  { long: 'gid', short: 'g', takes: 'value' },
  { long: 'arch', short: 'a', takes: 'value', lost: (words) => words.machine },
  { long: 'context', short: 'c', takes: 'value', lost: (words) => words.labels },
  { long: 'rcfile', short: 'f', takes: 'value', lost: (words) => words.running },
  { long: 'pty-log', short: 'L', takes: 'value', lost: (words) => words.recording },
  { long: 'logfile', short: 'o', takes: 'value', lost: LOG },
  { long: 'logpriority', short: 'l', takes: 'value', lost: LOG },
  { long: 'quiet', short: 'q' },
];

const TYPE_BY_WORD: ReadonlyMap<string, NamespaceType> = new Map([['MOUNT', 'mnt'], ['PID', 'pid'], ['UTSNAME', 'uts'], ['IPC', 'ipc'], ['USER', 'user'], ['NETWORK', 'net'], ['CGROUP', 'cgroup'], ['TIME', 'time']]);

export function readLxcAttach(world: PasteWorld, words: readonly ShellWord[]): Pasted {
  const { options, rest, lost } = readOptions(words, LXC, { style: 'getopt' });
  const byOption = optionOf(options, 'name');
  const named = byOption === undefined ? rest[0] : { ...byOption.word, text: byOption.value ?? '' };
  if (named === undefined) throw new PasteError((words) => words.noContainer);
  const command = byOption === undefined ? rest.slice(1) : rest;
  const user = readIds(options);
  const variables = readVariables(options, 'set-var');
  const isElevated = (what: string): boolean => hasOption(options, 'namespaces') || (hasOption(options, 'elevated-privileges') && (valueOf(options, 'elevated-privileges') ?? what).split('|').includes(what));
  return {
    target: findContainer(world, named, ['lxc']),
    types: readTypes(options),
    options: {
      ...USUAL_OPTIONS,
      as: user.as,
      capabilities: isElevated('CAP') ? 'all' : 'target',
      environment: { from: 'clean', set: ['container=lxc', ...variables.set] },
      cgroup: isElevated('CGROUP') ? 'own' : 'target',
    },
    argv: command.map(({ text }) => text),
    terminal: command.length === 0,
    lost: [...lost, ...user.lost, ...variables.lost],
  };
}

function readIds(options: readonly FoundOption[]): PastedUser {
  const uid = valueOf(options, 'uid');
  const gid = valueOf(options, 'gid');
  if (uid === undefined && gid === undefined) return { as: 'target', lost: [] };
  return readUser(`${uid ?? '0'}:${gid ?? '0'}`, '-u, -g');
}

function readTypes(options: readonly FoundOption[]): Pasted['types'] {
  const given = optionOf(options, 'namespaces');
  if (given === undefined) return 'like';
  const types = (given.value ?? '').split(/[|,]/).map((word) => TYPE_BY_WORD.get(word.trim()));
  if (types.includes(undefined)) throw new PasteError((words) => words.unknownTypes(given.value ?? ''), { place: given.word });
  return [...new Set(types.filter((type) => type !== undefined))];
}

const MACHINECTL: readonly OptionSpec[] = [
  { long: 'setenv', short: 'E', takes: 'value' },
  { long: 'uid', takes: 'value' },
  { long: 'host', short: 'H', takes: 'value', lost: (words) => words.machinesHere },
  { long: 'machine', short: 'M', takes: 'value', lost: (words) => words.machinesInside },
  { long: 'quiet', short: 'q' },
  { long: 'no-ask-password' },
  { long: 'runner', takes: 'value' },
];
const NO_LOGIN: Lost = { part: 'shell', why: (words) => words.noLogin };

/** Null: it is no `shell`. */
export function readMachinectl(world: PasteWorld, words: readonly ShellWord[]): Pasted | null {
  const before = readOptions(words, MACHINECTL, { style: 'getopt' });
  const [verb, ...behind] = before.rest;
  if (verb?.text !== 'shell') return null;
  const after = readOptions(behind, MACHINECTL, { style: 'getopt' });
  const options = [...before.options, ...after.options];
  const [named, ...command] = after.rest;
  if (named === undefined) throw new PasteError((words) => words.noMachine, { place: verb });
  const at = named.text.lastIndexOf('@');
  const login = valueOf(options, 'uid') ?? (at > 0 ? named.text.slice(0, at) : 'root');
  const user = idOf(login) === 0 ? readUser('0:0', 'USER@') : readUser(login, 'USER@');
  const variables = readVariables(options, 'setenv');
  return {
    target: findContainer(world, { ...named, text: named.text.slice(at + 1) }, ['nspawn']),
    types: 'like',
    options: { ...USUAL_OPTIONS, as: user.as, directory: 'root', environment: { from: 'clean', set: [...variables.set] } },
    argv: command.map(({ text }) => text),
    terminal: true,
    lost: [NO_LOGIN, ...before.lost, ...after.lost, ...user.lost, ...variables.lost],
  };
}
