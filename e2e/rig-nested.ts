/** A Docker inside a container of the rig's Docker, with programs of the host and files of its own. */
import { docker } from './rig-docker';
import { GUEST_ARCHIVE, GUEST_IMAGE } from './rig-image';
import { until } from './run';

const START_PATIENCE_MS = 90_000;
const SOCKET = 'unix:///run/docker.sock';
/** --privileged asks for a capability that a test machine may not have. */
const FLAGS = [
  '--cap-add', 'ALL', '--cap-drop', 'SYS_RESOURCE', '--security-opt', 'seccomp=unconfined', '--security-opt', 'systempaths=unconfined',
  '--device-cgroup-rule', 'a *:* rwm', '--cgroupns', 'private', '--volume', '/usr:/usr:ro', '--volume', '/var/lib/docker', '--volume', `${GUEST_ARCHIVE}:/guest.tar:ro`,
  '--env', 'PATH=/bin:/usr/sbin:/usr/bin', '--env', 'LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu:/usr/lib/aarch64-linux-gnu', '--env', `DOCKER_HOST=${SOCKET}`,
];
/** Control groups are mounted read-only into a container. */
const SCRIPT = `
for path in /sys /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,bind,rw $path; done
exec dockerd --host ${SOCKET} --bridge none --iptables=false --ip-forward=false --storage-driver overlay2 --exec-opt native.cgroupdriver=cgroupfs --oom-score-adjust 0
`;

/** Starts the container of this name, and the engine in it. The image is there. */
export async function startNested(outer: string): Promise<void> {
  await docker('run', '--detach', '--name', outer, ...FLAGS, GUEST_IMAGE, 'sh', '-c', SCRIPT);
  await until('the inner Docker answers', () => inner(outer, 'version').then(() => true, () => false), START_PATIENCE_MS);
  await inner(outer, 'load', '--quiet', '--input', '/guest.tar');
}

/** `docker WORDS…`, as somebody inside the outer container says it. */
export function inner(outer: string, ...words: readonly string[]): Promise<string> {
  return docker('exec', outer, '/usr/bin/docker', ...words);
}
