/** Real Podman, offline: an image made from what the host has, and settings that work where limits cannot be raised. */
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './processes';
import { GUEST_IMAGE, guestArchive, PAUSE_IMAGE, removeGuestArchive, RUN } from './rig-image';
import { removeGroups } from './rig-leavings';
import { run } from './run';

const LABEL = 'nsatlas-guest';
/** By it what an interrupted run left is found again. */
export const GUEST_LABEL = `${LABEL}=${RUN}`;
const SETTINGS = join(tmpdir(), `nsatlas-guest-${RUN}.conf`);
/** Soft equals hard: raising a limit needs CAP_SYS_RESOURCE, which a test machine may not have. */
const SETTINGS_TEXT = `[containers]
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
  writeFileSync(SETTINGS, SETTINGS_TEXT);
  await podman(['load', '--quiet', '--input', await guestArchive()]);
}

/** Pods of this run that a failed test left, and those of runs that were interrupted. */
export async function removeGuests(): Promise<void> {
  const rows = (await podman(['pod', 'ls', '--filter', `label=${LABEL}`, '--format', `{{.Id}} {{index .Labels "${LABEL}"}}`])).split('\n').filter((row) => row !== '');
  const ids = rows.map((row) => row.split(' ')).filter(([, run]) => run === RUN || !isAlive(Number(run))).map(([id = '']) => id);
  if (ids.length > 0) await podman(['pod', 'rm', '--force', '--time', '0', ...ids]);
}

/** Takes the image away, and the empty control groups that Podman leaves. */
export async function removeGuestImage(): Promise<void> {
  await podman(['rmi', '--force', GUEST_IMAGE, PAUSE_IMAGE]);
  removeGuestArchive();
  removeGroups('libpod_parent');
  rmSync(SETTINGS);
}
