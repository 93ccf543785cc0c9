/** The equal by hand: the unshare(1) line that makes the same namespaces, and what no single line can say. */
import { shellQuote } from './nsenter';
import type { SandboxRequest } from './sandbox-schema';
import { NAMESPACE_TYPES, type NamespaceType } from './schema';

/**
 * What the line leaves out: the mount of a root of its own, the cable to the bridge, the bind mounts that pin it, a fresh /sys of the
 * new net namespace, ids that nobody else has, and id maps of more than one range, for which unshare(1) has no words.
 */
export type LeftOut = 'root' | 'bridge' | 'pin' | 'sys' | 'ids' | 'maps';

const OPTION_BY_TYPE: Readonly<Record<NamespaceType, string>> = {
  cgroup: '--cgroup', ipc: '--ipc', mnt: '--mount', net: '--net', pid: '--pid', time: '--time', user: '--user', uts: '--uts',
};

type IdRange = SandboxRequest['uidMap'][number];

/** Quoted for a POSIX shell; it runs with unshare of util-linux 2.38 and later. */
export function unshareLine(request: SandboxRequest): string {
  const types = NAMESPACE_TYPES.filter((type) => request.types.includes(type));
  const options = types.flatMap((type) => [OPTION_BY_TYPE[type], ...furtherOptions(type, request)]);
  const root = request.root.kind === 'directory' ? [`--root=${shellQuote(request.root.path)}`] : [];
  return ['unshare', ...options, ...root, '--', ...commandOf(request)].join(' ');
}

/** `isPrivileged`: the helper is root, and gives ids of their own to whom no map was given. */
export function leftOutOf({ types, root, network, pin, uidMap, gidMap }: SandboxRequest, isPrivileged: boolean): readonly LeftOut[] {
  const left: LeftOut[] = [];
  if (root.kind === 'own') left.push('root');
  if (network.kind === 'bridge') left.push('bridge');
  if (types.includes('net') && types.includes('mnt')) left.push('sys');
  if (isPrivileged && types.includes('user') && (uidMap.length === 0 || gidMap.length === 0)) left.push('ids');
  if (uidMap.length > 1 || gidMap.length > 1) left.push('maps');
  if (pin) left.push('pin');
  return left;
}

/** The first process of a pid namespace is a child; it goes with unshare(1), and needs a /proc of its own to be seen. */
function furtherOptions(type: NamespaceType, { types, uidMap, gidMap }: SandboxRequest): string[] {
  if (type === 'pid') return ['--fork', '--kill-child', ...(types.includes('mnt') ? ['--mount-proc'] : [])];
  return type === 'user' ? mapOptions(uidMap, gidMap) : [];
}

/** Ranges are written by newuidmap(1), which asks subuid(5); only who runs it can be mapped without. */
function mapOptions(uidMap: readonly IdRange[], gidMap: readonly IdRange[]): string[] {
  const [uids, gids] = [uidMap[0], gidMap[0]];
  if (uids === undefined && gids === undefined) return ['--map-root-user'];
  return [uids === undefined ? '--map-user=0' : `--map-users=${rangeOf(uids)}`, gids === undefined ? '--map-group=0' : `--map-groups=${rangeOf(gids)}`];
}

/** With commas the outside comes first, for every version; with colons, of newer ones, the inside. */
function rangeOf({ inside, outside, count }: IdRange): string {
  return `${outside},${inside},${count}`;
}

function commandOf({ hostname, argv }: SandboxRequest): string[] {
  const words = (argv ?? ['sleep', 'infinity']).map(shellQuote);
  return hostname === null ? words : ['sh', '-c', `'hostname "$0" && exec "$@"'`, shellQuote(hostname), ...words];
}
