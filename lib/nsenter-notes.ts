/** Where the nsenter(1) line of lib/nsenter.ts does something else than the helper. */
import type { NsenterRequest } from './nsenter';

/**
 * `capabilities`: nsenter leaves those of who runs it; the helper gives no more than the target has.
 * `environment`: nsenter takes along that of who runs it; the helper makes a clean one.
 * `groups`: nsenter drops the supplementary groups; the helper takes the target's.
 * `directory`: nsenter stays where it was called; the helper begins in `/`.
 * `root-path`: nsenter looks the path up on the host, where an absolute link leads elsewhere; the helper inside.
 * `sys`: nsenter leaves the host's /sys; the helper mounts one that shows the joined interfaces.
 * `cgroup-below`: nsenter puts the command beside the target; the helper in a control group of its own below it.
 * `newer`: --env and --join-cgroup came after util-linux 2.38.
 * `inside`: setpriv(1), env(1), sh(1) of the line are the target's, if it has them.
 * `leftovers`: what the command leaves running goes on; the helper ends it.
 */
export type NsenterNote = 'capabilities' | 'environment' | 'groups' | 'directory' | 'root-path' | 'sys' | 'cgroup-below' | 'newer' | 'inside' | 'leftovers';

export function nsenterNotes({ pid, types, uid, options }: NsenterRequest): readonly NsenterNote[] {
  const { as, capabilities, root, directory, environment, cgroup } = options;
  const hasMnt = types.includes('mnt');
  const isLike = as === 'target' && pid !== null && ((uid ?? 0) !== 0 || types.includes('user'));
  const told: readonly (readonly [NsenterNote, boolean])[] = [
    ['capabilities', capabilities === 'target'],
    ['environment', environment.from === 'clean'],
    ['groups', isLike],
    ['directory', !hasMnt && directory === 'target'],
    ['root-path', hasMnt && typeof root === 'object'],
    ['sys', types.includes('net') && !hasMnt],
    ['cgroup-below', cgroup === 'target'],
    ['newer', environment.from === 'target' || cgroup === 'target'],
    ['inside', hasMnt && (environment.set.length > 0 || capabilities === 'none')],
    ['leftovers', true],
  ];
  return told.filter(([, isTrue]) => isTrue).map(([note]) => note);
}
