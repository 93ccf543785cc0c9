/**
 * What the lines of /proc/PID/cgroup say of containers and pods. All lines count: with an engine inside a
 * container the v2 line names only the outer one. The line with the deepest id that we know the form of decides.
 * Cgroup names are free text: components are matched, never the whole path.
 */
import { SANDBOX_NAME } from './sandbox-schema';
import type { Runtime } from './schema';
import { plainText, type Text } from './text';

export interface CgroupMark {
  readonly runtime: Runtime;
  /** The path does not tell the engine: docker, cri-dockerd and containerd may write the same. */
  readonly guessed: boolean;
  readonly id: string;
  /** The process looks after the container (conmon, LXC monitor, nspawn itself) and lives outside of it. */
  readonly monitor: boolean;
  readonly pod: PodMark | null;
  /** The path, cut behind the id: two containers of one name have different ones. */
  readonly path: string;
  /** The container that a part of the path before names: this one was made inside it. */
  readonly outer: CgroupMark | null;
  readonly evidence: string;
}

export interface PodMark {
  readonly id: string;
  /** Kubernetes only. */
  readonly uid: string | null;
  readonly evidence: string;
}

type Found = Pick<CgroupMark, 'runtime' | 'id'> & Partial<Pick<CgroupMark, 'guessed' | 'monitor'>>;

/** What a group of ours is called that holds a sandbox. Only below `home` is it ours. */
const SANDBOX_GROUP = 'nsatlas-sandbox-';
const HEX_ID = /^[0-9a-f]{64}$/;
const ENGINE_ID = /^(libpod|docker|cri-containerd|crio)-(?:payload-)?([0-9a-f]{64})(?:\.scope)?$/;
const CONMON_ID = /^(libpod|crio)-conmon-([0-9a-f]{64})(?:\.scope)?$/;
const LXC_NAME = /^lxc\.(payload|monitor)\.(.+)$/;
const NSPAWN_UNIT = /^(?:systemd-nspawn@(.+)\.service|machine-(.+)\.scope)$/;
const PODMAN_SLICE = /libpod_pod_([0-9a-f]{64})\.slice$/;
const POD_UID = /(?:^|-)pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12})(?:\.slice)?$/;
/** The uid of a static pod is a hash of its manifest. */
const STATIC_POD_UID = /(?:^|-)pod([0-9a-f]{32})(?:\.slice)?$/;
const RUNTIME_BY_PREFIX: ReadonlyMap<string, Runtime> = new Map([
  ['libpod', 'podman'],
  ['docker', 'docker'],
  ['cri-containerd', 'containerd'],
  ['crio', 'crio'],
]);

/**
 * A reader that remembers paths: on a host thousands of processes share a few, and the lines of one process mostly have the same.
 * `home`: the control group of this nsatlas, null when it is not known.
 */
export function cgroupReader(home: string | null = null): (lines: readonly Text[]) => CgroupMark | null {
  const known = new Map<string, PlacedMark | null>();
  const readKnown = (path: string): PlacedMark | null => {
    const seen = known.get(path);
    if (seen !== undefined) return seen;
    const mark = readPath(path.split('/'), home);
    known.set(path, mark);
    return mark;
  };
  return (lines) => {
    let best: PlacedMark | null = null;
    let last = '';
    for (const line of lines) {
      const path = pathOf(plainText(line));
      if (path !== last) best = deeper(best, readKnown(path));
      last = path;
    }
    return best?.mark ?? null;
  };
}

interface PlacedMark {
  readonly depth: number;
  readonly mark: CgroupMark;
}

function deeper(best: PlacedMark | null, next: PlacedMark | null): PlacedMark | null {
  return next !== null && next.depth > (best?.depth ?? -1) ? next : best;
}

/** As engines give them out: no two are the same, wherever they are. */
export function isRandomId(id: string): boolean {
  return HEX_ID.test(id);
}

/** `hierarchy:controllers:path`; the path itself may hold colons. */
export function pathOf(line: string): string {
  return line.slice(line.indexOf(':', line.indexOf(':') + 1) + 1);
}

/** From the outside in: each container found may hold the next. What looks after one holds none. */
function readPath(parts: readonly string[], home: string | null): PlacedMark | null {
  let best: PlacedMark | null = null;
  let outer: CgroupMark | null = null;
  for (let depth = 1; depth < parts.length; depth += 1) {
    const found = findSandbox(parts, depth, home) ?? findId(parts, depth);
    if (found === null) continue;
    const path = parts.slice(0, depth + 1).join('/');
    const monitor = parts[depth + 1] === 'conmon';
    const mark: CgroupMark = { guessed: false, monitor, ...found, pod: findPod(parts, depth), path, outer, evidence: `cgroup ${path}` };
    best = { depth, mark };
    if (!mark.monitor) outer = mark;
  }
  return best;
}

function findId(parts: readonly string[], depth: number): Found | null {
  const part = parts[depth] ?? '';
  return findEngine(part) ?? findLxc(part) ?? findNspawn(part, parts[depth - 1] ?? '') ?? findBare(parts, depth);
}

function findSandbox(parts: readonly string[], depth: number, home: string | null): Found | null {
  const part = parts[depth] ?? '';
  if (!part.startsWith(SANDBOX_GROUP) || parts.slice(0, depth).join('/') !== home) return null;
  const id = part.slice(SANDBOX_GROUP.length);
  return SANDBOX_NAME.test(id) ? { runtime: 'nsatlas', id } : null;
}

function findEngine(part: string): Found | null {
  const [, prefix = '', id = ''] = ENGINE_ID.exec(part) ?? CONMON_ID.exec(part) ?? [];
  const runtime = RUNTIME_BY_PREFIX.get(prefix);
  if (runtime === undefined) return null;
  return CONMON_ID.test(part) ? { runtime, id, monitor: true } : { runtime, id };
}

function findLxc(part: string): Found | null {
  const [, role, id] = LXC_NAME.exec(part) ?? [];
  return id === undefined ? null : { runtime: 'lxc', id, monitor: role === 'monitor' };
}

/** systemd makes the groups `payload` and `supervisor` below the unit of a machine. Virtual machines have units of the same form. */
function findNspawn(part: string, unit: string): Found | null {
  if (part !== 'payload' && part !== 'supervisor') return null;
  const [, service, machine] = NSPAWN_UNIT.exec(unit) ?? [];
  const name = service ?? machine;
  return name === undefined ? null : { runtime: 'nspawn', id: unescapeUnit(name), monitor: part === 'supervisor' };
}

/** systemd.unit(5): a byte that a unit's name may not hold stands as `\xNN`. */
export function unescapeUnit(name: string): string {
  return name.replace(/\\x([0-7][0-9a-f])/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** 64 hex digits and nothing else. Below `libpod_parent`, or above containers or conmons of podman, that is a pod, which holds containers and is none. */
function findBare(parts: readonly string[], depth: number): Found | null {
  const id = parts[depth] ?? '';
  const above = parts[depth - 1] ?? '';
  const below = parts[depth + 1] ?? '';
  if (!isRandomId(id) || above === 'libpod_parent' || below === 'conmon' || below.startsWith('libpod-')) return null;
  if (above === 'docker') return { runtime: 'docker', id };
  const kubernetes = parts.slice(0, depth).some((part) => part.includes('kubepods'));
  return { runtime: kubernetes ? 'containerd' : 'docker', id, guessed: true };
}

function findPod(parts: readonly string[], depth: number): PodMark | null {
  for (let place = depth - 1; place > 0; place -= 1) {
    const found = findPodmanPod(parts, place) ?? findKubernetesPod(parts, place);
    if (found !== null) return { ...found, evidence: `cgroup ${parts.slice(0, place + 1).join('/')}` };
  }
  return null;
}

function findPodmanPod(parts: readonly string[], place: number): Omit<PodMark, 'evidence'> | null {
  const part = parts[place] ?? '';
  const slice = PODMAN_SLICE.exec(part)?.[1];
  if (slice !== undefined) return { id: slice, uid: null };
  return isRandomId(part) && parts[place + 1]?.startsWith('libpod-') === true ? { id: part, uid: null } : null;
}

function findKubernetesPod(parts: readonly string[], place: number): Omit<PodMark, 'evidence'> | null {
  const part = parts[place] ?? '';
  const hash = parts.slice(0, place).some((above) => above.includes('kubepods')) ? STATIC_POD_UID.exec(part)?.[1] : undefined;
  const uid = POD_UID.exec(part)?.[1]?.replaceAll('_', '-') ?? hash;
  return uid === undefined ? null : { id: uid, uid };
}
