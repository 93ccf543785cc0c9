/**
 * What the marker mounts of a mnt namespace say of containers and pods: runtimes mount files of their own over /etc/hostname and
 * its like, from a directory called as the container. The root of a mount is a path inside its file system: only its tail is sure.
 */
import type { Runtime, ScanNamespace } from './schema';
import { plainText, type Text } from './text';

export interface MountMark {
  /** The container that the files belong to. */
  readonly owner: { readonly runtime: Runtime; readonly id: string } | null;
  /** Not only the files which containers with one network share, so the owner is the container itself. */
  readonly sure: boolean;
  /** Kubernetes: the pod, its sandbox as far as told, the container as its pod calls it. */
  readonly podUid: string | null;
  readonly sandboxId: string | null;
  readonly name: Text | null;
  readonly evidence: string;
}

type Marker = NonNullable<ScanNamespace['markers']>[number];
type Told = Partial<Omit<MountMark, 'evidence'>>;

const STORAGE = /\/(?:overlay|vfs|btrfs|zfs)-containers\/([0-9a-f]{64})\/userdata\/[^/]+$/;
const DOCKER = /\/containers\/([0-9a-f]{64})\/(?:hostname|hosts|resolv\.conf)$/;
const SANDBOX = /\/sandboxes\/([0-9a-f]{64})\/(?:hostname|hosts|resolv\.conf)$/;
const UID = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})';
const ETC_HOSTS = new RegExp(`/pods/${UID}/etc-hosts$`);
const TERMINATION_LOG = new RegExp(`/pods/${UID}/containers/([^/]+)/[^/]+$`);
const NSPAWN = /\/nspawn\/propagate\/([^/]+)$/;
const LXC_ROOT = /\/lxc\/([^/]+)\/rootfs$/;

/** The best first: with another's network, hosts and resolv.conf are the other's, with docker all three. */
const PATHS = ['/run/host/incoming', '/run/.containerenv', '/etc/hostname', '/etc/hosts', '/etc/resolv.conf', '/'];
const KUBELET_PATHS = ['/dev/termination-log', '/etc/hosts'];

/** Null when nothing is marked. */
export function readMarkers(markers: readonly Marker[]): MountMark | null {
  const rootOf = new Map(markers.map(({ path, root }) => [path, plainText(root)]));
  const tell = (paths: readonly string[], read: (path: string, root: string) => Told | null) => {
    for (const path of paths) {
      const root = rootOf.get(path);
      const told = root === undefined ? null : read(path, root);
      if (told !== null) return { told, evidence: `mount ${root ?? ''} at ${path}` };
    }
    return null;
  };
  const pod = tell(KUBELET_PATHS, readKubelet);
  const own = tell(PATHS, pod === null ? readPath : readPathOfPod);
  const best = own ?? pod;
  if (best === null) return null;
  return { owner: null, sure: false, podUid: null, sandboxId: null, name: null, ...own?.told, ...pod?.told, evidence: best.evidence };
}

function readPath(path: string, root: string): Told | null {
  if (path === '/run/host/incoming') return ownedBy('nspawn', NSPAWN.exec(root)?.[1], true);
  if (path === '/') return ownedBy('lxc', LXC_ROOT.exec(root)?.[1], true);
  const sandboxId = SANDBOX.exec(root)?.[1];
  if (sandboxId !== undefined) return { sandboxId };
  return ownedBy('podman', STORAGE.exec(root)?.[1], path === '/run/.containerenv' || path === '/etc/hostname') ?? ownedBy('docker', DOCKER.exec(root)?.[1], false);
}

/** CRI-O keeps its files as podman does. Not tried on a real one. In a pod they are the sandbox's, and so are those of cri-dockerd. */
function readPathOfPod(path: string, root: string): Told | null {
  const sandboxId = STORAGE.exec(root)?.[1];
  return sandboxId === undefined ? readPath(path, root) : { sandboxId };
}

function readKubelet(path: string, root: string): Told | null {
  if (path === '/etc/hosts') return podOf(ETC_HOSTS.exec(root)?.[1], undefined);
  const [, uid, name] = TERMINATION_LOG.exec(root) ?? [];
  return podOf(uid, name);
}

function ownedBy(runtime: Runtime, id: string | undefined, sure: boolean): Told | null {
  return id === undefined ? null : { owner: { runtime, id }, sure };
}

function podOf(podUid: string | undefined, name: string | undefined): Told | null {
  return podUid === undefined ? null : { podUid, ...(name === undefined ? {} : { name }) };
}
