/** What stands between nsenter(1) and the command for want of an option: unshare(1), setpriv(1), env(1), as in the lines of lib/nsenter.ts. */
import { PasteError } from './pasted';
import { idOf, type PastedUser } from './paste-user';
import type { ShellWord } from './shell-words';

interface Inner {
  readonly argv: readonly string[];
  /** Null: setpriv(1) gives none. */
  readonly ids: PastedUser | null;
  /** All capabilities are taken. */
  readonly isBare: boolean;
  readonly set: readonly string[];
}

/** `hasViews`: a pid namespace is joined without mnt, for which we mount a /proc ourselves. Anything else stays part of the command. */
export function readInner(argv: readonly string[], { hasViews }: { readonly hasViews: boolean }): Inner {
  const shown = hasViews && startsWith(argv, ['unshare', '--mount-proc', '--']) ? argv.slice(3) : argv;
  const { rest, ids, isBare } = readSetpriv(shown);
  return { ids, isBare, ...readEnv(rest) };
}

function readSetpriv(argv: readonly string[]): Pick<Inner, 'ids' | 'isBare'> & { readonly rest: readonly string[] } {
  const end = argv.indexOf('--');
  const options = argv[0] === 'setpriv' && end > 0 ? argv.slice(1, end) : [];
  const [, uid, gid] = /^--reuid=(\S+) --regid=(\S+) --clear-groups/.exec(options.join(' ')) ?? /^--reuid=(\$\(.*\)) --regid=(\$\(.*\)) --clear-groups/.exec(options.join(' ')) ?? [];
  const isBare = options.includes('--bounding-set=-all') && options.includes('--inh-caps=-all');
  const understood = (uid === undefined ? 0 : 3) + (isBare ? 2 : 0);
  if (options.length === 0 || understood !== options.length) return { rest: argv, ids: null, isBare: false };
  return { rest: argv.slice(end + 1), ids: uid === undefined || gid === undefined ? null : asOf(uid, gid, null), isBare };
}

function readEnv(argv: readonly string[]): Pick<Inner, 'argv' | 'set'> {
  if (argv[0] !== 'env') return { argv, set: [] };
  const end = argv.findIndex((word, at) => at > 0 && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word));
  const command = end < 0 ? [] : argv.slice(end);
  if (end < 2 || command[0]?.startsWith('-') === true) return { argv, set: [] };
  return { argv: startsWith(command, ['sh', '-c', 'exec "$@"', 'sh']) ? command.slice(4) : command, set: argv.slice(1, end) };
}

function startsWith(argv: readonly string[], words: readonly string[]): boolean {
  return words.every((word, at) => argv[at] === word);
}

/** Numbers; or both the target's: `follow` of util-linux 2.42, or looked up when the line runs. */
export function asOf(uid: string, gid: string, place: ShellWord | null): PastedUser {
  if (isTargets(uid) || isTargets(gid)) {
    const isWhole = isTargets(gid) && (isTargets(uid) || gid.startsWith('$('));
    return { as: 'target', lost: isWhole ? [] : [{ part: isTargets(uid) ? '-G' : '-S', why: (words) => words.bothFromTarget }] };
  }
  const [user, group] = [uid, gid].map((text) => (/^\d+$/.test(text) ? idOf(text) : null));
  if (user == null || group == null) throw new PasteError((words) => words.noId(user == null ? uid : gid), { place });
  return { as: user === 0 && group === 0 ? 'root' : { uid: user, gid: group }, lost: [] };
}

function isTargets(value: string): boolean {
  return value === 'follow' || value.startsWith('$(');
}
