/** Podman of an ordinary user, offline: the user is made for it, and goes with it. */
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PODMAN_SETTINGS } from './podman';
import { allPids, isAlive, statusOf } from './processes';
import { removePlace, rigFolder, takePlace } from './rig-daemon';
import { guestArchive } from './rig-image';
import { removeTree } from './rig-leavings';
import { run } from './run';
import { endProcess } from './sandbox';

const RIG = 'rootless';
const USER = 'nsatlas-rootless';
const HOME = `/home/${USER}`;
const TUN = '/dev/net/tun';
const EVERYBODY = 0o666;
/** What TUN was before. */
const TUN_MODE = join(rigFolder(RIG), 'tun-mode');

export class RootlessRig {
  readonly #uid: number;
  readonly #leave: () => Promise<void>;

  private constructor(uid: number, leave: () => Promise<void>) {
    this.#uid = uid;
    this.#leave = leave;
  }

  /** Takes away what an interrupted run left, and makes the user. The image is there. */
  static async up(): Promise<RootlessRig> {
    const leave = await takePlace(RIG, HOME, clear);
    try {
      const rig = new RootlessRig(await makeUser(), leave);
      await rig.podman('load', '--quiet', '--input', await guestArchive());
      return rig;
    } catch (error) {
      await leave();
      throw error;
    }
  }

  down(): Promise<void> {
    return this.#leave();
  }

  /** `podman WORDS…` as the user would run it who has just come in. */
  podman(...words: readonly string[]): Promise<string> {
    const id = `${this.#uid}`;
    return run([
      // The folder of whoever runs the tests may be closed to the user.
      'env', '--chdir', HOME, 'setpriv', `--reuid=${id}`, `--regid=${id}`, '--init-groups', 'env', '--ignore-environment', `HOME=${HOME}`, `USER=${USER}`, 'PATH=/usr/bin:/bin:/usr/sbin:/sbin',
      `XDG_RUNTIME_DIR=${runtimeFolder(this.#uid)}`,
      // It need not exist; without it podman starts a bus of its own.
      `DBUS_SESSION_BUS_ADDRESS=unix:path=${runtimeFolder(this.#uid)}/bus`,
      'podman', ...words,
    ]);
  }

  /** The pids that `podman top` prints, as the host counts, sorted. */
  async top(name: string): Promise<number[]> {
    const [, ...rows] = (await this.podman('top', name, 'hpid')).split('\n');
    return rows.filter((row) => row !== '').map(Number).sort((a, b) => a - b);
  }
}

async function makeUser(): Promise<number> {
  mkdirSync(rigFolder(RIG), { recursive: true });
  await run(['useradd', '--no-create-home', '--home-dir', HOME, '--shell', '/bin/sh', USER]);
  const uid = await uidOfUser() ?? 0;
  const settings = join(HOME, '.config/containers');
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, 'containers.conf'), PODMAN_SETTINGS);
  writeFileSync(join(settings, 'storage.conf'), '[storage]\ndriver = "overlay"\n');
  await run(['chown', '--recursive', `${USER}:`, HOME]);
  mkdirSync(runtimeFolder(uid), { recursive: true, mode: 0o700 });
  chownSync(runtimeFolder(uid), uid, uid);
  // Where no udev runs, slirp4netns may not open it.
  writeFileSync(TUN_MODE, (statSync(TUN).mode & 0o777).toString(8));
  chmodSync(TUN, EVERYBODY);
  return uid;
}

/** Null when there is no such user. */
function uidOfUser(): Promise<number | null> {
  return run(['id', '--user', USER]).then(Number, () => null);
}

function runtimeFolder(uid: number): string {
  return `/run/user/${uid}`;
}

async function clear(): Promise<void> {
  if (!existsSync(rigFolder(RIG))) return;
  const uid = await uidOfUser();
  if (uid !== null) {
    for (const pid of allPids().filter((pid) => isAlive(pid) && statusOf(pid, 'Uid')?.split('\t')[0] === `${uid}`)) await endProcess(pid);
    await removeTree(runtimeFolder(uid));
    // Zombies that nobody has waited for yet are processes to userdel(8).
    await run(['userdel', '--force', USER]);
  }
  await removePlace(HOME);
  if (existsSync(TUN_MODE)) chmodSync(TUN, parseInt(readFileSync(TUN_MODE, 'utf8'), 8));
  rmSync(rigFolder(RIG), { recursive: true, force: true });
}
