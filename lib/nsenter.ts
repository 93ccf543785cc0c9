/** The equal by hand: the nsenter(1) line that joins the same namespaces and runs the same command. */
import type { JoinRequest } from './exec-schema';
import type { ExecTarget, Place } from './exec-target';
import { NAMESPACE_TYPES, type NamespaceType } from './schema';
import { bytesToText, textBytes, type Text } from './text';

export interface NsenterRequest {
  /** The process whose namespaces are joined; null for a namespace without one. */
  readonly pid: number | null;
  readonly types: readonly NamespaceType[];
  readonly argv: readonly Text[];
  /** `target`: with the uid and gid of the process, as far as nsenter can. `root`: as root. Else with these. */
  readonly as: JoinRequest['as'];
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
  const words = ['nsenter', ...optionsOf(request), ...identityOf(request), '--', ...request.argv.map(shellQuote)];
  return words.join(' ');
}

/** The same for a target that execTarget chose. */
export function nsenterLineFor(target: ExecTarget, argv: readonly Text[], as: NsenterRequest['as']): string {
  const place = target.places.find(({ path }) => path !== undefined);
  return nsenterLine({
    pid: target.process?.pid ?? null,
    types: target.namespaces.map(({ type }) => type),
    argv,
    as,
    uid: target.process?.uid ?? null,
    nsfsPath: place === undefined ? null : placePath(place),
    id: target.namespaces[0]?.id ?? null,
  });
}

function optionsOf({ pid, types, nsfsPath, id }: NsenterRequest): string[] {
  const wanted = NAMESPACE_TYPES.filter((type) => types.includes(type));
  if (pid === null) return wanted.map((type) => `${OPTION_BY_TYPE[type]}=${shellQuote(nsfsPath ?? `:${id ?? ''}`)}`);
  const all = wanted.length === NAMESPACE_TYPES.length;
  return ['--target', String(pid), ...(all ? ['--all'] : wanted.map((type) => OPTION_BY_TYPE[type]))];
}

/**
 * The gid is looked up when the line runs, for a scan does not carry it. With a user namespace nsenter becomes root inside it
 * by itself, as the one who made it is; ids of the outside would mean somebody else there.
 */
function identityOf({ pid, types, as, uid }: NsenterRequest): string[] {
  if (typeof as === 'object') return [`--setuid=${as.uid}`, `--setgid=${as.gid}`];
  if (pid === null || as === 'root' || types.includes('user') || (uid ?? 0) === 0) return [];
  return [`--setuid=${uid ?? 0}`, `--setgid="$(stat -c %g /proc/${pid})"`];
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
