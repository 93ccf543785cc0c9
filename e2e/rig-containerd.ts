/** Real containerd with its CRI plugin and CNI, offline: a daemon of our own, with its state in the usual place. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cri } from './cri';
import { endDaemons, endShims, removePlace, rigFolder, startDaemon, takePlace } from './rig-daemon';
import { guestArchive, PAUSE_IMAGE } from './rig-image';
import { listFolder, removeEmptyFolders, removeGroups, removeLink, removeRules, removeTree } from './rig-leavings';
import { Kubelet } from './rig-pod';
import { run } from './run';
import { endProcess } from './sandbox';

const RIG = 'containerd';
/** Where state files are looked for without asking anybody. */
const STATE = '/run/containerd';
const POD_TASKS = join(STATE, 'io.containerd.runtime.v2.task/k8s.io');
const SOCKET = join(STATE, 'containerd.sock');
const ROOT = '/var/lib/nsatlas-rig-containerd';
const NETWORK = 'nsatlas';
const BRIDGE = 'nsatlascni0';
/** What CNI writes down of its networks. */
const CNI = '/var/lib/cni';
const RULES = new RegExp(`^(CNI-|${BRIDGE}$)`);
/** Of ctr without CRI. */
export const CTR_NAMESPACE = 'nsatlas-ctr';

const SETTINGS = `version = 2
root = "${ROOT}"
state = "${STATE}"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.btrfs"]
[grpc]
address = "${SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${PAUSE_IMAGE}"
restrict_oom_score_adj = true
disable_apparmor = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "${rigFolder(RIG)}/cni"
`;

/** Of TEST-NET-3 and the documentation prefix, which nobody's network has. */
const CNI_SETTINGS = {
  cniVersion: '0.4.0',
  name: NETWORK,
  plugins: [
    {
      type: 'bridge', bridge: BRIDGE, isGateway: true, ipMasq: true, hairpinMode: true,
      ipam: { type: 'host-local', ranges: [[{ subnet: '203.0.113.128/25' }], [{ subnet: '2001:db8:7::/64' }]], routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }] },
    },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
};

export class ContainerdRig {
  readonly cri: Cri;
  readonly kubelet: Kubelet;
  readonly #daemon: number;
  readonly #leave: () => Promise<void>;

  private constructor(daemon: number, leave: () => Promise<void>) {
    this.#daemon = daemon;
    this.#leave = leave;
    this.cri = new Cri(SOCKET);
    this.kubelet = new Kubelet(this.cri);
  }

  /** Takes away what an interrupted run left, and starts. The images are there. */
  static async up(): Promise<ContainerdRig> {
    const leave = await takePlace(RIG, STATE, clear);
    try {
      const rig = new ContainerdRig(await start(), leave);
      for (const namespace of ['k8s.io', CTR_NAMESPACE]) await ctr(namespace, 'images', 'import', await guestArchive());
      return rig;
    } catch (error) {
      await leave();
      throw error;
    }
  }

  async down(): Promise<void> {
    this.cri.close();
    await this.#leave();
    this.kubelet.removeFolders();
    removeEmptyFolders('/var/lib/kubelet/pods', '/var/lib/kubelet', '/var/log/pods');
  }

  /** The pids of a container, one that was exec'ed too, as `ctr task ps` prints them. */
  async processes(namespace: string, id: string): Promise<number[]> {
    const [, ...rows] = (await ctr(namespace, 'tasks', 'ps', id)).split('\n');
    return rows.filter((row) => row !== '').map((row) => Number(row.split(/\s/)[0])).sort((a, b) => a - b);
  }

  /** SIGKILL; the containers live on. */
  async killDaemon(): Promise<void> {
    await endProcess(this.#daemon);
  }
}

export function ctr(namespace: string, ...words: readonly string[]): Promise<string> {
  return run(['ctr', '--address', SOCKET, '--connect-timeout', '2s', '--namespace', namespace, ...words]);
}

async function start(): Promise<number> {
  const folder = rigFolder(RIG);
  mkdirSync(join(folder, 'cni'), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'cni', '10-nsatlas.conflist'), JSON.stringify(CNI_SETTINGS));
  writeFileSync(join(folder, 'config.toml'), SETTINGS);
  return startDaemon(RIG, ['containerd', '--config', join(folder, 'config.toml')], () => ctr('k8s.io', 'version').then(() => true, () => false));
}

/** Only after us: a containerd of the host would have the same names of rules and groups. */
async function clear(): Promise<void> {
  if (!existsSync(rigFolder(RIG))) return;
  await endDaemons(RIG);
  await endShims(SOCKET);
  const ids = listFolder(POD_TASKS);
  for (const path of networkFiles(ids)) await removeTree(path);
  removeCniFiles(ids);
  await removePlace(STATE);
  await removeTree(ROOT);
  await removeLink(BRIDGE);
  await removeRules(RULES);
  for (const group of ['kubepods', CTR_NAMESPACE]) removeGroups(group);
  await removeTree(rigFolder(RIG));
}

/** The files by which net namespaces of sandboxes are held, as the containers' own settings name them. */
function networkFiles(ids: readonly string[]): string[] {
  const settings = ids.map((id) => join(POD_TASKS, id, 'config.json')).filter((path) => existsSync(path));
  const names = settings.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/"\/(?:var\/)?run\/netns\/(cni-[0-9a-f-]+)"/g)].map(([, name = '']) => name));
  return [...new Set(names)].map((name) => join('/run/netns', name));
}

function removeCniFiles(ids: readonly string[]): void {
  const results = join(CNI, 'results');
  const ours = listFolder(results).filter((name) => ids.some((id) => name.includes(id)));
  for (const path of [...ours.map((name) => join(results, name)), join(CNI, 'networks', NETWORK)]) rmSync(path, { recursive: true, force: true });
  removeEmptyFolders(results, join(CNI, 'networks'), CNI);
}
