/** nsenter(1): every option of util-linux 2.42, and the lines of lib/nsenter.ts. */
import { USUAL_OPTIONS, type JoinOptions } from './exec-schema';
import { objectId, type ObjectId } from './object-id';
import { PasteError, type Lost, type Pasted, type PasteWorld } from './pasted';
import { findByPath, findProcess } from './paste-find';
import { hasOption, optionOf, readOptions, type FoundOption, type OptionSpec } from './paste-options';
import { asOf, readInner } from './paste-nsenter-inner';
import type { PastedUser } from './paste-user';
import type { PasteSaying } from './paste-strings';
import { NAMESPACE_TYPES, type NamespaceType } from './schema';
import type { ShellWord } from './shell-words';

const LONG_BY_TYPE: Readonly<Record<NamespaceType, string>> = { cgroup: 'cgroup', ipc: 'ipc', mnt: 'mount', net: 'net', pid: 'pid', time: 'time', user: 'user', uts: 'uts' };
const SHORT_BY_TYPE: Readonly<Record<NamespaceType, string>> = { cgroup: 'C', ipc: 'i', mnt: 'm', net: 'n', pid: 'p', time: 'T', user: 'U', uts: 'u' };

const NSENTER: readonly OptionSpec[] = [
  { long: 'target', short: 't', takes: 'value' },
  { long: 'all', short: 'a' },
  ...NAMESPACE_TYPES.map((type) => ({ long: LONG_BY_TYPE[type], short: SHORT_BY_TYPE[type], takes: 'maybe' as const })),
  { long: 'setuid', short: 'S', takes: 'value' },
  { long: 'setgid', short: 'G', takes: 'value' },
  { long: 'root', short: 'r', takes: 'maybe' },
  { long: 'wd', short: 'w', takes: 'maybe' },
  { long: 'wdns', short: 'W', takes: 'maybe' },
  { long: 'env', short: 'e' },
  { long: 'join-cgroup', short: 'c' },
  { long: 'keep-caps' },
  { long: 'preserve-credentials', lost: (words) => words.ownIds },
  { long: 'no-fork', short: 'F', lost: (words) => words.alwaysChild },
  { long: 'follow-context', short: 'Z', lost: (words) => words.noLabel },
  { long: 'net-socket', short: 'N', takes: 'value' },
  { long: 'user-parent' },
];

/** The two substitutions that our own lines hold: the ids of the target. */
export const NSENTER_KNOWN = /\$\((?:nsenter --target \d{1,10} --user --preserve-credentials )?stat -c %[ug] \/proc\/\d{1,10}\)/y;

export function readNsenter(world: PasteWorld, words: readonly ShellWord[]): Pasted {
  const { options, rest, lost } = readOptions(words, NSENTER, { style: 'getopt' });
  refuse(options);
  const types = NAMESPACE_TYPES.filter((type) => hasOption(options, LONG_BY_TYPE[type]));
  const isAll = hasOption(options, 'all');
  if (types.length === 0 && !isAll) throw new PasteError((words) => words.noNamespace);
  const target = world.chosen ?? readTarget(world, options);
  const hasMnt = isAll || types.includes('mnt');
  const inner = readInner(rest.map(({ text }) => text), { hasViews: types.includes('pid') && !hasMnt });
  const user = inner.ids ?? readIds(options);
  const directory = readDirectories(options, hasMnt);
  return {
    target,
    types: isAll ? 'like' : types,
    options: {
      ...USUAL_OPTIONS, ...directory.options, as: user.as, capabilities: inner.isBare ? 'none' : 'all',
      environment: { from: hasMnt && hasOption(options, 'env') ? 'target' : 'clean', set: [...inner.set] },
      cgroup: hasOption(options, 'join-cgroup') ? 'target' : 'own',
    },
    argv: inner.argv,
    terminal: rest.length === 0,
    lost: [...lost, ...user.lost, ...directory.lost, ...(hasMnt ? [] : environmentLost(options))],
  };
}

/** The helper refuses it: its PATH and LD_PRELOAD would choose among the host's programs. */
function environmentLost(options: readonly FoundOption[]): readonly Lost[] {
  return hasOption(options, 'env') ? [{ part: '-e', why: (words) => words.environmentNeedsFiles }] : [];
}

function refuse(options: readonly FoundOption[]): void {
  const socket = optionOf(options, 'net-socket');
  if (socket !== undefined) throw new PasteError((words) => words.noSocket, { place: socket.word });
  const parent = optionOf(options, 'user-parent');
  if (parent !== undefined) throw new PasteError((words) => words.selectParent, { place: parent.word });
}

/** One process, or one file: two different ones are two targets, and here there is one. */
function readTarget(world: PasteWorld, options: readonly FoundOption[]): ObjectId {
  const given = optionOf(options, 'target');
  const files = NAMESPACE_TYPES.flatMap((type) => optionOf(options, LONG_BY_TYPE[type]) ?? []).filter(({ value }) => value !== null);
  const named = [...(given === undefined ? [] : [{ id: ofPid(world, given.value ?? '', given.word), word: given.word }]), ...files.map((file) => ({ id: ofFile(world, file), word: file.word }))];
  const [first] = named;
  const other = named.find(({ id }) => id !== first?.id);
  if (first === undefined) throw new PasteError((words) => words.noTarget);
  if (other !== undefined) throw new PasteError((words) => words.otherTarget, { place: other.word, candidates: [...new Set(named.map(({ id }) => id))] });
  return first.id;
}

/** `PID`, or `PID:INODE` of util-linux 2.42, whose inode guards what the start time guards here. */
function ofPid(world: PasteWorld, text: string, word: ShellWord): ObjectId {
  const pid = /^(\d{1,10})(?::\d+)?$/.exec(text)?.[1];
  if (pid === undefined) throw new PasteError((words) => words.noPid(text), { place: word });
  return objectId('process', findProcess(world, Number(pid), word).key);
}

function ofFile(world: PasteWorld, { long, value, word }: FoundOption): ObjectId {
  const { snapshot } = world;
  const path = value ?? '';
  const [, pid, link] = /^\/proc\/(\d{1,10})\/ns\/([a-z]+)$/.exec(path) ?? [];
  if (pid !== undefined && LONG_BY_TYPE[link as NamespaceType] === long) return ofPid(world, pid, word);
  const byId = /^:(\d+)$/.exec(path)?.[1];
  const row = snapshot.namespaces.find(({ type, id }) => byId !== undefined && id === byId && LONG_BY_TYPE[type] === long);
  const found = row === undefined ? findByPath(snapshot, [path]) : objectId('namespace', row.key);
  if (found === null) throw new PasteError((words) => words.nowhere(path), { place: word });
  return found;
}

/** Without -S and -G it stays who runs it: root, or root inside where user is joined. */
function readIds(options: readonly FoundOption[]): PastedUser {
  const [uid, gid] = ['setuid', 'setgid'].map((long) => optionOf(options, long));
  if (uid === undefined && gid === undefined) return { as: 'root', lost: [] };
  return asOf(uid?.value ?? '0', gid?.value ?? '0', (uid ?? gid)?.word ?? null);
}

interface Directories {
  readonly options: Pick<JoinOptions, 'root' | 'directory'>;
  readonly lost: readonly Lost[];
}

const HOSTS_DIRECTORY: PasteSaying = (words) => words.hostsDirectory;

/** Without -r and -w the root and the directory are those of the mount namespace. Without mnt both are the host's. */
function readDirectories(options: readonly FoundOption[], hasMnt: boolean): Directories {
  const [root, wd, wdns] = ['root', 'wd', 'wdns'].map((long) => optionOf(options, long));
  const inside = /^\/proc\/\d+\/root(\/.+)$/.exec(root?.value ?? '')?.[1];
  const lost = [inside === undefined ? root : undefined, wd].filter((option) => typeof option?.value === 'string').map((option) => ({ part: option?.word.text ?? '', why: HOSTS_DIRECTORY }));
  const asked = inside !== undefined ? { path: inside } : root === undefined ? 'namespace' : 'target';
  return { options: { root: hasMnt ? asked : 'target', directory: directoryOf(wdns, hasMnt && wd === undefined ? 'root' : 'target') }, lost };
}

function directoryOf(wdns: FoundOption | undefined, otherwise: 'root' | 'target'): JoinOptions['directory'] {
  if (wdns === undefined || wdns.value === null) return otherwise;
  const path = wdns.value;
  if (!path.startsWith('/')) throw new PasteError((words) => words.slash, { place: wdns.word });
  return path === '/' ? 'root' : { path };
}
