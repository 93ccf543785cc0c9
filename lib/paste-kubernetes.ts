/** kubectl exec, crictl exec, ctr task exec: a container of a pod on this host. */
import { USUAL_OPTIONS } from './exec-schema';
import { indexOf } from './members';
import { parseObjectId } from './object-id';
import { PasteError, type Lost, type Pasted, type PasteWorld } from './pasted';
import { findContainer, findInPod, findPod } from './paste-find';
import { hasOption, readOptions, valueOf, type OptionSpec } from './paste-options';
import { readUser } from './paste-user';
import type { PasteSaying } from './paste-strings';
import type { ShellWord } from './shell-words';

const OTHER_CLUSTER: PasteSaying = (words) => words.otherCluster;
const NO_INPUT: Lost = { part: '-i', why: (words) => words.noInput };
const value = (long: string, lost?: PasteSaying): OptionSpec => ({ long, takes: 'value', ...(lost === undefined ? {} : { lost }) });

const KUBECTL: readonly OptionSpec[] = [
  { long: 'namespace', short: 'n', takes: 'value' },
  { long: 'container', short: 'c', takes: 'value' },
  { long: 'stdin', short: 'i' },
  { long: 'tty', short: 't' },
  { long: 'quiet', short: 'q' },
  { long: 'filename', short: 'f', takes: 'value', lost: (words) => words.files },
  { long: 'server', short: 's', takes: 'value', lost: OTHER_CLUSTER },
  { long: 'v', short: 'v', takes: 'value' },
  ...['context', 'cluster', 'kubeconfig'].map((long) => value(long, OTHER_CLUSTER)),
  ...['as', 'as-group', 'as-uid', 'user', 'token', 'username', 'password'].map((long) => value(long, (words) => words.noKubernetes)),
  ...['pod-running-timeout', 'request-timeout', 'cache-dir', 'certificate-authority', 'client-certificate', 'client-key', 'tls-server-name', 'log-flush-frequency', 'profile', 'profile-output', 'vmodule'].map((long) => value(long)),
  { long: 'insecure-skip-tls-verify' }, { long: 'disable-compression' }, { long: 'match-server-version' }, { long: 'warnings-as-errors' },
];

/** Null: it is no `exec`. */
export function readKubectl(world: PasteWorld, words: readonly ShellWord[]): Pasted | null {
  const { options, rest, lost } = readOptions(words, KUBECTL, { style: 'cobra', isMixed: true });
  const [verb, named, ...command] = rest;
  if (verb?.text !== 'exec') return null;
  if (named === undefined) throw new PasteError((words) => words.noPod, { place: verb });
  const chosen = world.chosen === null ? null : parseObjectId(world.chosen);
  const target = chosen?.kind === 'container' ? world.chosen : null;
  const picked = chosen?.kind === 'pod' ? indexOf(world.snapshot).podByKey.get(chosen.key) : undefined;
  return inContainer(target ?? findInPod(world, picked ?? podOf(world, named, valueOf(options, 'namespace')), valueOf(options, 'container'), named), command, {
    terminal: hasOption(options, 'tty'), lost: [...lost, ...(hasOption(options, 'stdin') && !hasOption(options, 'tty') ? [NO_INPUT] : [])],
  });
}

function podOf(world: PasteWorld, named: ShellWord, namespace: string | undefined) {
  const [kind, name] = named.text.includes('/') ? named.text.split('/', 2) : ['pod', named.text];
  if (!['pod', 'pods', 'po'].includes(kind ?? '')) throw new PasteError((words) => words.onlyCluster(named.text), { place: named });
  return findPod(world, { ...named, text: name ?? '' }, namespace);
}

const CRICTL_GLOBAL: readonly OptionSpec[] = [
  { long: 'runtime-endpoint', short: 'r', takes: 'value' }, { long: 'image-endpoint', short: 'i', takes: 'value' }, { long: 'config', short: 'c', takes: 'value' },
  { long: 'timeout', short: 't', takes: 'value' }, { long: 'debug', short: 'D' },
];
const MANY: PasteSaying = (words) => words.many;
const CRICTL: readonly OptionSpec[] = [
  { long: 'interactive', short: 'i' }, { long: 'tty', short: 't' }, { long: 'sync', short: 's' }, { long: 'quiet', short: 'q' },
  { long: 'timeout', takes: 'value', lost: (words) => words.timeLimit },
  { long: 'transport', short: 'r', takes: 'value' },
  { long: 'tls-sni', takes: 'value' }, { long: 'tls-ca', takes: 'value' }, { long: 'tls-cert', takes: 'value' }, { long: 'tls-key', takes: 'value' },
  ...['image', 'label', 'name', 'pod', 'last', 'state'].map((long) => value(long, MANY)),
  { long: 'parallel', short: 'x', lost: MANY }, { long: 'ignore-errors', short: 'e' }, { long: 'latest', short: 'l', lost: MANY },
];

/** Null: it is no `exec`. */
export function readCrictl(world: PasteWorld, words: readonly ShellWord[]): Pasted | null {
  const global = readOptions(words, CRICTL_GLOBAL, { style: 'go' });
  const [verb, ...behind] = global.rest;
  if (verb?.text !== 'exec') return null;
  const { options, rest, lost } = readOptions(behind, CRICTL, { style: 'go' });
  const [named, ...command] = rest;
  if (named === undefined) throw new PasteError((words) => words.noContainer, { place: verb });
  const terminal = hasOption(options, 'tty');
  return inContainer(findContainer(world, named, ['containerd', 'crio', 'docker']), command, { terminal, lost: [...lost, ...(hasOption(options, 'interactive') && !terminal ? [NO_INPUT] : [])] });
}

const CTR_GLOBAL: readonly OptionSpec[] = [
  { long: 'namespace', short: 'n', takes: 'value' }, { long: 'address', short: 'a', takes: 'value' },
  { long: 'timeout', takes: 'value' }, { long: 'connect-timeout', takes: 'value' }, { long: 'debug' },
];
const CTR: readonly OptionSpec[] = [
  { long: 'cwd', takes: 'value' }, { long: 'tty', short: 't' }, { long: 'exec-id', takes: 'value' }, { long: 'user', takes: 'value' },
  { long: 'detach', short: 'd', lost: (words) => words.runEnds },
  { long: 'fifo-dir', takes: 'value' }, { long: 'log-uri', takes: 'value', lost: (words) => words.outputHere },
];

/** Null: it is no `task exec`. */
export function readCtr(world: PasteWorld, words: readonly ShellWord[]): Pasted | null {
  const [noun, verb, ...behind] = readOptions(words, CTR_GLOBAL, { style: 'go' }).rest;
  if (!['task', 'tasks', 't'].includes(noun?.text ?? '') || verb?.text !== 'exec') return null;
  const { options, rest, lost } = readOptions(behind, CTR, { style: 'go' });
  const [named, ...command] = rest;
  if (named === undefined) throw new PasteError((words) => words.noContainer, { place: verb });
  const user = readUser(valueOf(options, 'user'), '--user');
  const pasted = inContainer(findContainer(world, named, ['containerd']), command, { terminal: hasOption(options, 'tty'), lost: [...lost, ...user.lost] });
  const directory = valueOf(options, 'cwd');
  return { ...pasted, options: { ...pasted.options, as: user.as, directory: directory?.startsWith('/') === true ? { path: directory } : 'target' } };
}

/** As the runtime would: like the container's first process, with its environment, in its control group. */
function inContainer(target: Pasted['target'], command: readonly ShellWord[], { terminal, lost }: Pick<Pasted, 'terminal' | 'lost'>): Pasted {
  return {
    target,
    types: 'like',
    options: { ...USUAL_OPTIONS, environment: { from: 'target', set: [] }, cgroup: 'target' },
    argv: command.map(({ text }) => text),
    terminal: terminal || command.length === 0,
    lost,
  };
}
