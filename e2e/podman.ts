/** Real Podman, offline: an image made from what the host has, and settings that work where limits cannot be raised. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive } from './processes';
import { run } from './run';

/** The process whose run this is, told to its workers by the environment: several runs may share a host. */
const RUN = (process.env['NSATLAS_GUEST_RUN'] ??= `${process.pid}`);
const LABEL = 'nsatlas-guest';
/** By it what an interrupted run left is found again. */
export const GUEST_LABEL = `${LABEL}=${RUN}`;
export const GUEST_IMAGE = `localhost/nsatlas-guest:${RUN}`;
const SETTINGS = join(tmpdir(), `nsatlas-guest-${RUN}.conf`);
/** Soft equals hard: raising a limit needs CAP_SYS_RESOURCE, which a test machine may not have. */
const SETTINGS_TEXT = `[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
events_logger = "file"
`;
const BUSYBOX = '/usr/bin/busybox';
const APPLETS = ['sh', 'sleep', 'ps', 'hostname', 'cat', 'mount', 'ls', 'id', 'env', 'true', 'setsid', 'nohup'];

export function podman(argv: readonly string[]): Promise<string> {
  return run(['podman', ...argv], { CONTAINERS_CONF: SETTINGS });
}

/** Static busybox, and the host's real ip(8) with its libraries: a container as people have them. */
async function makeRoot(root: string): Promise<void> {
  for (const folder of ['bin', 'etc', 'proc', 'sys', 'dev', 'run', 'tmp', 'root']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  copyFileSync(BUSYBOX, join(root, 'bin/busybox'));
  for (const applet of APPLETS) symlinkSync('busybox', join(root, 'bin', applet));
  const ip = realpathSync((await run(['which', 'ip'])).trim());
  const libraries = [...(await run(['ldd', ip])).matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
  copyFileSync(ip, join(root, 'bin/ip'));
  for (const library of libraries) {
    mkdirSync(dirname(join(root, library)), { recursive: true });
    copyFileSync(realpathSync(library), join(root, library));
  }
}

export async function makeGuestImage(): Promise<void> {
  writeFileSync(SETTINGS, SETTINGS_TEXT);
  const folder = mkdtempSync(join(tmpdir(), 'nsatlas-image-'));
  try {
    const root = join(folder, 'root');
    await makeRoot(root);
    await run(['tar', '-C', root, '-cf', join(folder, 'root.tar'), '.']);
    await podman(['import', '--quiet', join(folder, 'root.tar'), GUEST_IMAGE]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Pods of this run that a failed test left, and those of runs that were interrupted. */
export async function removeGuests(): Promise<void> {
  const rows = (await podman(['pod', 'ls', '--filter', `label=${LABEL}`, '--format', `{{.Id}} {{index .Labels "${LABEL}"}}`])).split('\n').filter((row) => row !== '');
  const ids = rows.map((row) => row.split(' ')).filter(([, run]) => run === RUN || !isAlive(Number(run))).map(([id = '']) => id);
  if (ids.length > 0) await podman(['pod', 'rm', '--force', '--time', '0', ...ids]);
}

/** Takes the image away, and the empty control groups that Podman leaves. */
export async function removeGuestImage(): Promise<void> {
  await podman(['rmi', '--force', GUEST_IMAGE]);
  const hierarchies = readdirSync('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name, 'libpod_parent'));
  for (const path of ['/sys/fs/cgroup/libpod_parent', ...hierarchies].filter((path) => existsSync(path))) removeEmptyGroups(path);
  rmSync(SETTINGS);
}

function removeEmptyGroups(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) if (entry.isDirectory()) removeEmptyGroups(join(path, entry.name));
  try {
    rmdirSync(path);
  } catch (error) {
    // Somebody else's container lives in it.
    if (!(error instanceof Error && 'code' in error && (error.code === 'EBUSY' || error.code === 'ENOTEMPTY'))) throw error;
  }
}
