/** Real Docker, offline: a dockerd of our own with a containerd of its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endDaemons, endShims, removePlace, rigFolder, startDaemon, takePlace } from './rig-daemon';
import { guestArchive } from './rig-image';
import { listFolder, removeEmptyFolders, removeGroups, removeLink, removeRules, removeTree, thawGroups } from './rig-leavings';
import { run } from './run';
import { endProcess } from './sandbox';

const RIG = 'docker';
const FOLDER = rigFolder(RIG);
const SOCKET = join(FOLDER, 'docker.sock');
const EXEC = join(FOLDER, 'exec');
/** The usual place, where state files are looked for without asking anybody. */
const DATA = '/var/lib/docker';
const BRIDGE = 'nsatlasdocker0';
/** Of TEST-NET-2, which nobody's network has. */
const BRIDGE_ADDRESS = '198.51.100.65/26';
/** A published port has a rule that names its container only by the address. */
const RULES = new RegExp(`^(DOCKER|${BRIDGE}$|198\\.51\\.100\\.\\d+/32$)`);

export interface DockerContainer {
  readonly Id: string;
  /** With a slash before it. */
  readonly Name: string;
  readonly State: { readonly Pid: number; readonly Paused: boolean };
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> };
  readonly NetworkSettings: { readonly SandboxKey: string; readonly Networks: Readonly<Record<string, { readonly IPAddress: string; readonly IPPrefixLen: number }>> };
}

export class DockerRig {
  readonly #daemon: number;
  readonly #leave: () => Promise<void>;

  private constructor(daemon: number, leave: () => Promise<void>) {
    this.#daemon = daemon;
    this.#leave = leave;
  }

  /** Takes away what an interrupted run left, and starts. The image is there. */
  static async up(): Promise<DockerRig> {
    const leave = await takePlace(RIG, DATA, clear);
    try {
      const daemon = await start();
      await docker('load', '--quiet', '--input', await guestArchive());
      return new DockerRig(daemon, leave);
    } catch (error) {
      await leave();
      throw error;
    }
  }

  down(): Promise<void> {
    return this.#leave();
  }

  async inspect(name: string): Promise<DockerContainer> {
    const [row] = JSON.parse(await docker('inspect', name)) as DockerContainer[];
    if (row === undefined) throw new Error(`docker inspect knows no ${name}`);
    return row;
  }

  /** The pids that `docker top` prints, as the host counts. */
  async top(name: string): Promise<number[]> {
    const [, ...rows] = (await docker('top', name, '-eo', 'pid')).split('\n');
    return rows.filter((row) => row !== '').map(Number).sort((a, b) => a - b);
  }

  /** SIGKILL to dockerd and its containerd; the containers live on. */
  async killDaemon(): Promise<void> {
    await endProcess(this.#daemon);
  }
}

/** `docker WORDS…`; another client of this name may come first in PATH. */
export function docker(...words: readonly string[]): Promise<string> {
  return run(['/usr/bin/docker', '--host', `unix://${SOCKET}`, ...words], { DOCKER_CONFIG: FOLDER, DOCKER_CONTEXT: '' });
}

async function start(): Promise<number> {
  await run(['ip', 'link', 'add', BRIDGE, 'type', 'bridge']);
  await run(['ip', 'address', 'add', BRIDGE_ADDRESS, 'dev', BRIDGE]);
  const argv = [
    'dockerd', '--host', `unix://${SOCKET}`, '--data-root', DATA, '--exec-root', EXEC, '--pidfile', join(FOLDER, 'dockerd.pid'),
    '--bridge', BRIDGE, '--storage-driver', 'overlay2', '--exec-opt', 'native.cgroupdriver=cgroupfs', '--oom-score-adjust', '0',
    // Without it dockerd switches forwarding on, and drops whatever others forward.
    '--ip-forward=false',
  ];
  return startDaemon(RIG, argv, () => docker('version').then(() => true, () => false));
}

/** Only after us: a Docker of the host would have the same names of rules and groups. */
async function clear(): Promise<void> {
  if (!existsSync(FOLDER)) return;
  await endDaemons(RIG);
  for (const id of listFolder(join(DATA, 'containers'))) thawGroups(join('docker', id));
  await endShims(join(EXEC, 'containerd/containerd.sock'));
  await removeTree(EXEC);
  await removePlace(DATA);
  await removeLink(BRIDGE);
  await removeRules(RULES);
  removeGroups('docker');
  removeEmptyFolders('/run/docker/plugins', '/run/docker');
  await removeTree(FOLDER);
}
