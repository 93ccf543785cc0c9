/** docker exec, podman exec, nerdctl exec: one command line for three. */
import { USUAL_OPTIONS } from './exec-schema';
import { PasteError, type Pasted, type PasteWorld } from './pasted';
import { findContainer } from './paste-find';
import { hasOption, readOptions, valueOf, type FoundOption, type OptionSpec } from './paste-options';
import { readUser } from './paste-user';
import { readVariables } from './paste-variables';
import type { PasteSaying } from './paste-strings';
import type { Runtime } from './schema';
import type { ShellWord } from './shell-words';

const REMOTE: PasteSaying = (words) => words.remote;
const LOG: PasteSaying = (words) => words.log;

/** The union of the three; where two differ in what an option takes, each has its own table. */
const GLOBAL: Readonly<Record<string, readonly OptionSpec[]>> = {
  docker: [
    { long: 'host', short: 'H', takes: 'value', lost: REMOTE }, { long: 'context', short: 'c', takes: 'value', lost: REMOTE }, { long: 'config', takes: 'value' },
    { long: 'log-level', short: 'l', takes: 'value', lost: LOG }, { long: 'debug', short: 'D', lost: LOG },
    { long: 'tls' }, { long: 'tlsverify' }, { long: 'tlscacert', takes: 'value' }, { long: 'tlscert', takes: 'value' }, { long: 'tlskey', takes: 'value' },
  ],
  podman: [
    { long: 'connection', short: 'c', takes: 'value', lost: REMOTE }, { long: 'url', takes: 'value', lost: REMOTE }, { long: 'remote', short: 'r', lost: REMOTE }, { long: 'identity', takes: 'value' },
    { long: 'log-level', takes: 'value', lost: LOG }, { long: 'syslog', lost: LOG },
    ...['cgroup-manager', 'conmon', 'events-backend', 'hooks-dir', 'namespace', 'network-cmd-path', 'network-config-dir', 'root', 'runroot', 'runtime', 'runtime-flag', 'ssh', 'storage-driver', 'storage-opt', 'tmpdir', 'volumepath'].map((long) => ({ long, takes: 'value' as const })),
  ],
  nerdctl: [
    { long: 'namespace', short: 'n', takes: 'value' }, { long: 'address', short: 'a', takes: 'value' }, { long: 'host', short: 'H', takes: 'value' }, { long: 'debug', lost: LOG },
    ...['snapshotter', 'storage-driver', 'cni-path', 'cni-netconfpath', 'data-root', 'cgroup-manager', 'hosts-dir'].map((long) => ({ long, takes: 'value' as const })),
  ],
};

const RUNTIMES: Readonly<Record<string, readonly Runtime[]>> = { docker: ['docker'], podman: ['podman'], nerdctl: ['containerd'] };

const EXEC: readonly OptionSpec[] = [
  { long: 'detach', short: 'd', lost: (words) => words.runEnds },
  { long: 'detach-keys', takes: 'value', lost: (words) => words.noDetach },
  { long: 'env', short: 'e', takes: 'value' },
  { long: 'env-file', takes: 'value', lost: (words) => words.envFile },
  { long: 'interactive', short: 'i' },
  { long: 'latest', short: 'l' },
  { long: 'cidfile', takes: 'value' },
  { long: 'preserve-fds', takes: 'value', lost: (words) => words.threeDescriptors },
  { long: 'preserve-fd', takes: 'value', lost: (words) => words.threeDescriptors },
  { long: 'no-session', lost: (words) => words.noSession },
  { long: 'privileged' },
  { long: 'tty', short: 't' },
  { long: 'user', short: 'u', takes: 'value' },
  { long: 'workdir', short: 'w', takes: 'value' },
];

/** Null: it is no `exec`. `engine` is docker, podman or nerdctl. */
export function readEngine(world: PasteWorld, engine: string, words: readonly ShellWord[]): Pasted | null {
  const global = readOptions(words, GLOBAL[engine] ?? [], { style: 'cobra' });
  const behind = global.rest[0]?.text === 'container' ? global.rest.slice(1) : global.rest;
  if (behind[0]?.text !== 'exec') return null;
  const { options, rest, lost } = readOptions(behind.slice(1), EXEC, { style: 'cobra' });
  refuseNameless(options);
  const [named, ...command] = rest;
  if (named === undefined) throw new PasteError((words) => words.noContainer, { place: behind[0] });
  const target = findContainer(world, named, RUNTIMES[engine] ?? []);
  const user = readUser(valueOf(options, 'user'), '--user');
  const variables = readVariables(options, 'env');
  const terminal = hasOption(options, 'tty');
  return {
    target,
    types: 'like',
    options: {
      ...USUAL_OPTIONS,
      as: user.as,
      capabilities: hasOption(options, 'privileged') ? 'all' : 'target',
      directory: directoryOf(valueOf(options, 'workdir')),
      environment: { from: 'target', set: [...variables.set] },
      cgroup: 'target',
    },
    argv: command.map(({ text }) => text),
    terminal: terminal || command.length === 0,
    lost: [...global.lost, ...lost, ...user.lost, ...variables.lost, ...inputLost(options, terminal)],
  };
}

/** Absent: where the target works, which is the image's WORKDIR for most. */
function directoryOf(path: string | undefined): Pasted['options']['directory'] {
  return path === undefined || path === '' ? 'target' : { path: path.startsWith('/') ? path : `/${path}` };
}

function inputLost(options: readonly FoundOption[], terminal: boolean): Pasted['lost'] {
  return hasOption(options, 'interactive') && !terminal ? [{ part: '-i', why: (words) => words.noInput }] : [];
}

function refuseNameless(options: readonly FoundOption[]): void {
  const found = options.find(({ long }) => long === 'latest' || long === 'cidfile');
  if (found !== undefined) throw new PasteError((words) => words.nameContainer, { place: found.word });
}
