/** Real Podman, offline: an image made from what the host has, and settings that work where limits cannot be raised. */
import { writeFileSync } from 'node:fs';
import { guestArchive } from './rig-image';
import { removeGroups, removeRules } from './rig-leavings';
import { guestFile, isOver, removeGuestFiles, RUN } from './rig-names';
import { run } from './run';

const LABEL = 'nsatlas-guest';
/** By it what an interrupted run left is found again. */
export const GUEST_LABEL = `${LABEL}=${RUN}`;
const SETTINGS = guestFile('podman.conf');
/** Soft equals hard: raising a limit needs CAP_SYS_RESOURCE, which a test machine may not have. */
export const PODMAN_SETTINGS = `[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
events_logger = "file"
`;

export function podman(argv: readonly string[]): Promise<string> {
  return run(['podman', ...argv], { CONTAINERS_CONF: SETTINGS });
}

export async function makeGuestImage(): Promise<void> {
  writeFileSync(SETTINGS, PODMAN_SETTINGS);
  await podman(['load', '--quiet', '--input', await guestArchive()]);
}

/** Containers and pods of this run that a failed test left, and those of runs that were interrupted. */
export async function removeGuests(): Promise<void> {
  const pods = await abandonedIds(['pod', 'ls']);
  if (pods.length > 0) await podman(['pod', 'rm', '--force', '--time', '0', ...pods]);
  // One may use the network of the next, and is gone with it.
  for (const id of await abandonedIds(['ps', '--all'])) await podman(['rm', '--force', '--time', '0', '--depend', '--ignore', id]);
}

async function abandonedIds(list: readonly string[]): Promise<string[]> {
  const rows = JSON.parse(await podman([...list, '--filter', `label=${LABEL}`, '--format', 'json'])) as { Id: string; Labels: Record<string, string> }[];
  return rows.filter(({ Labels }) => isOver(Labels[LABEL])).map(({ Id }) => Id);
}

/** The pids that `podman top` prints, as the host counts, sorted. */
export async function podmanTop(name: string): Promise<number[]> {
  const [, ...rows] = (await podman(['top', name, 'hpid'])).split('\n');
  return rows.filter((row) => row !== '').map(Number).sort((a, b) => a - b);
}

/** Takes the images away, those of interrupted runs too, and what Podman leaves: empty control groups, and rules. */
export async function removeGuestImage(): Promise<void> {
  const images = (await podman(['images', '--format', '{{.Repository}}:{{.Tag}}'])).split('\n');
  const runOf = (image: string): string | undefined => /^localhost\/nsatlas-(?:guest|pause):(\d+)$/.exec(image)?.[1];
  for (const image of images.filter((name) => isOver(runOf(name)))) await podman(['rmi', '--force', image]);
  removeGroups('libpod_parent');
  if ((await podman(['ps', '--quiet'])) === '') await removeRules(/^NETAVARK/);
  removeGuestFiles();
}
