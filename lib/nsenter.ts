/** The equal by hand: the nsenter(1) line that joins the same namespaces and runs the same command. What it cannot say: lib/nsenter-notes.ts. */
import type { JoinOptions } from './exec-schema';
import type { ExecTarget, Place } from './exec-target';
import { NAMESPACE_TYPES, type NamespaceType, type Snapshot } from './schema';
import { bytesToText, textBytes, type Text } from './text';

export interface NsenterRequest {
  /** The process whose namespaces are joined; null for a namespace without one. */
  readonly pid: number | null;
  readonly types: readonly NamespaceType[];
  readonly argv: readonly Text[];
  readonly options: JoinOptions;
  /** Uid of the process; 0 needs no option. */
  readonly uid?: number | null;
  /** Without a pid: a path that leads to the namespace. */
  readonly nsfsPath?: Text | null;
  /** Without a pid and a path: the namespace's id, which nsenter opens from Linux 6.19 on. */
  readonly id?: string | null;
}

const OPTION_BY_TYPE: Readonly<Record<NamespaceType, string>> = {
  cgroup: '--cgroup',
  ipc: '--ipc',
  mnt: '--mount',
  net: '--net',
  pid: '--pid',
  time: '--time',
  user: '--user',
  uts: '--uts',
};

/** Quoted for a POSIX shell. */
export function nsenterLine(request: NsenterRequest): string {
  const isLate = needsSetpriv(request);
  const options = [...namespacesOf(request), ...directoriesOf(request), ...(isLate ? [] : identityOf(request)), ...surroundingsOf(request)];
  const before = [...viewsOf(request), ...(isLate ? setprivOf(request) : []), ...variablesOf(request)];
  return ['nsenter', ...options, '--', ...before, ...request.argv.map(shellQuote)].join(' ');
}

/** What the line is made of, for a target that execTarget chose. `own` are the namespaces of who runs it: nsenter cannot join its own user namespace. */
export function nsenterRequestFor(target: ExecTarget, argv: readonly Text[], options: JoinOptions, own: Snapshot['observer']['namespaces'] = {}): NsenterRequest {
  const place = target.places.find(({ path }) => path !== undefined);
  const asked = target.namespaces.map(({ type }) => type);
  const other = target.namespaces.filter(({ type, ino }) => own[type] !== ino).map(({ type }) => type);
  return {
    pid: target.process?.pid ?? null,
    types: asked.length === NAMESPACE_TYPES.length ? asked : asked.filter((type) => type === 'mnt' || other.includes(type)),
    argv,
    options,
    uid: target.process?.uid ?? null,
    nsfsPath: place === undefined ? null : placePath(place),
    id: target.namespaces[0]?.id ?? null,
  };
}

export function nsenterLineFor(...about: Parameters<typeof nsenterRequestFor>): string {
  return nsenterLine(nsenterRequestFor(...about));
}

function namespacesOf({ pid, types, nsfsPath, id }: NsenterRequest): string[] {
  const wanted = NAMESPACE_TYPES.filter((type) => types.includes(type));
  if (pid === null) return wanted.map((type) => `${OPTION_BY_TYPE[type]}=${shellQuote(nsfsPath ?? `:${id ?? ''}`)}`);
  const all = wanted.length === NAMESPACE_TYPES.length;
  return ['--target', String(pid), ...(all ? ['--all'] : wanted.map((type) => OPTION_BY_TYPE[type]))];
}

/** A root without a directory of its own would leave nsenter's outside of it, as the way back to the host's files. */
function directoriesOf({ pid, types, options: { root, directory } }: NsenterRequest): string[] {
  const hasRoot = pid !== null && types.includes('mnt');
  const there = typeof directory === 'object' ? directory.path : '/';
  if (!hasRoot) return directory === 'target' ? [] : [`--wdns=${shellQuote(there)}`];
  const isElsewhere = typeof root === 'object';
  const asRoot = isElsewhere ? [`--root=${shellQuote(`/proc/${pid}/root${root.path}`)}`] : root === 'target' ? ['--root'] : [];
  return [...asRoot, directory === 'target' && !isElsewhere ? '--wd' : `--wdns=${shellQuote(there)}`];
}

function identityOf(request: NsenterRequest): string[] {
  const ids = idsOf(request);
  return ids === null ? [] : [`--setuid=${ids.uid}`, `--setgid=${ids.gid}`];
}

/**
 * Null: nsenter's own are right. The ids of the target are looked up when the line runs, for a scan does not carry the gid and
 * knows the uid as the host numbers it: the user namespace that is joined has other numbers, and stat(1) in there says which.
 */
function idsOf({ pid, types, uid, options: { as } }: NsenterRequest): { uid: string | number; gid: string | number } | null {
  if (typeof as === 'object') return as;
  if (pid === null || as === 'root') return null;
  if (types.includes('user')) return { uid: statInside(pid, '%u'), gid: statInside(pid, '%g') };
  return (uid ?? 0) === 0 ? null : { uid: uid ?? 0, gid: `"$(stat -c %g /proc/${pid})"` };
}

function statInside(pid: number, format: string): string {
  return `"$(nsenter --target ${pid} --user --preserve-credentials stat -c ${format} /proc/${pid})"`;
}

function surroundingsOf({ pid, options: { environment, cgroup } }: NsenterRequest): string[] {
  if (pid === null) return [];
  return [...(environment.from === 'target' ? ['--env'] : []), ...(cgroup === 'target' ? ['--join-cgroup'] : [])];
}

/** nsenter gives its ids up before anything else runs: what needs root's rights after that is done by setpriv(1), the ids with it. */
function needsSetpriv(request: NsenterRequest): boolean {
  return request.options.capabilities === 'none' || (viewsOf(request).length > 0 && idsOf(request) !== null);
}

function setprivOf(request: NsenterRequest): string[] {
  const ids = idsOf(request);
  const identity = ids === null ? [] : [`--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups'];
  const nothing = request.options.capabilities === 'none' ? ['--bounding-set=-all', '--inh-caps=-all'] : [];
  return ['setpriv', ...identity, ...nothing, '--'];
}

/** Else ps(1) would show the processes of the host: /proc belongs to the mnt namespace, and that stays. */
function viewsOf({ types }: NsenterRequest): string[] {
  return types.includes('pid') && !types.includes('mnt') ? ['unshare', '--mount-proc', '--'] : [];
}

/** A command whose name holds a `=` would be a variable to env(1). */
function variablesOf({ argv, options: { environment } }: NsenterRequest): string[] {
  if (environment.set.length === 0) return [];
  const [command] = argv;
  const isDoubtful = typeof command !== 'string' || command.includes('=');
  return ['env', ...environment.set.map(shellQuote), ...(isDoubtful ? ['sh', '-c', `'exec "$@"'`, 'sh'] : [])];
}

/** A path of another mnt namespace is reached through the root directory of a process that lives there. */
function placePath({ path = '', pid }: Place): Text {
  if (pid === undefined) return path;
  return bytesToText(Uint8Array.from([...textBytes(`/proc/${pid}/root`), ...textBytes(path)]));
}

/**
 * One word for a POSIX shell: as it is, else in single quotes. Control characters and bytes that are no text could
 * act on the terminal they are pasted into: those stand as octal escapes in the $'…' of POSIX.1-2024.
 */
export function shellQuote(word: Text): string {
  if (typeof word === 'string' && /^[\w@%+=:,./-]+$/.test(word)) return word;
  if (typeof word === 'string' && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`;
  return `$'${Array.from(textBytes(word), quoteByte).join('')}'`;
}

function quoteByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[\w@%+=:,./ -]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
}
