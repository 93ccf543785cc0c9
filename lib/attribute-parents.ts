/** What the parents of containers tell by their arguments: conmon, shims, the LXC monitor, systemd-nspawn. */
import { isRandomId } from './attribute-cgroup';
import { plainText, type Text } from './text';
import type { Runtime, ScanProcess } from './schema';

export interface Monitor {
  /** Who looks after it; the first process itself, where nobody does. */
  readonly process: ScanProcess;
  readonly runtime: Runtime;
  readonly id: string;
  readonly kind: 'container' | 'sandbox';
  /** A Kubernetes shim looks after a whole pod: its id is the sandbox's, its children are the containers of the pod. */
  readonly wholePod: boolean;
  readonly name: Text | null;
  /** What tells apart two of one runtime and id: a namespace of containerd, a directory of LXC. */
  readonly scope: string;
  /** `process` is a part of it. */
  readonly isInside: boolean;
  /** Uid of the user whose word this is. */
  readonly owner: number;
  readonly evidence: string;
}

type Told = Pick<Monitor, 'runtime' | 'id'> & Partial<Pick<Monitor, 'wholePod' | 'name' | 'scope'>>;

/** Null for a process that looks after no container. Arguments are the process's own words: weaker evidence than a cgroup. */
export function readMonitor(process: ScanProcess): Monitor | null {
  if (process.kernelThread || process.argv.length === 0) return null;
  const told = tellerOf(process)?.(process.argv) ?? null;
  if (told === null) return null;
  const evidence = `parent ${plainText(process.comm)} ${process.pid} names ${plainText(told.id)}`;
  return { process, kind: 'container', wholePod: false, name: null, scope: '', isInside: false, owner: process.uid, ...told, evidence };
}

/** By pid of the process: `above` for those below it, `starts` for itself and those below it. */
export interface Tellers {
  readonly above: ReadonlyMap<number, Monitor>;
  readonly starts: ReadonlyMap<number, Monitor>;
}

/**
 * The nearest monitor above each process, by pid, parents before their children. Orphans go to the nearest subreaper, which
 * conmon and the shims are, or to PID 1 of their pid namespace, so the chain holds.
 */
export function nearestMonitors(processes: readonly ScanProcess[], tellers: Tellers): ReadonlyMap<number, Monitor | null> {
  const parentOf = new Map(processes.map(({ pid, ppid }) => [pid, ppid]));
  const nearest = new Map<number, Monitor | null>();
  const entered = new Set<number>();
  for (const { pid } of processes) {
    for (const next of wayDown(pid, parentOf, entered)) nearest.set(next, tellerFor(next, parentOf.get(next) ?? 0, nearest, tellers));
  }
  return nearest;
}

/** From the farthest ancestor that nobody came by to the process itself. A loop of parents ends where it closes. */
function wayDown(start: number, parentOf: ReadonlyMap<number, number>, entered: Set<number>): readonly number[] {
  if (entered.has(start)) return [];
  const way: number[] = [];
  for (let pid = start; parentOf.has(pid) && !entered.has(pid); pid = parentOf.get(pid) ?? 0) {
    entered.add(pid);
    way.push(pid);
  }
  return way.reverse();
}

/** A state file says nothing new of what a monitor looks after. */
function tellerFor(pid: number, parent: number, nearest: ReadonlyMap<number, Monitor | null>, { above, starts }: Tellers): Monitor | null {
  const monitor = above.get(parent) ?? nearest.get(parent) ?? null;
  const start = starts.get(pid);
  return start === undefined || (start.kind === 'container' && start.id === monitor?.id) ? monitor : start;
}

type Teller = (argv: readonly Text[]) => Told | null;

const TELLER_BY_COMM: ReadonlyMap<string, Teller> = new Map([
  ['conmon', tellConmon],
  ['containerd-shim', tellShim], // containerd-shim-runc-v2, cut at 15 characters
  ['lxc-execute', (argv) => tellName('lxc', flag(argv, ['-n', '--name']))],
  ['systemd-nspawn', tellNspawn],
]);
/** setproctitle(3) of liblxc: one argument, whatever the program that hosts the monitor is called. */
const LXC_TITLE = /^\[lxc monitor\] (.*) (\S+)$/;

function tellerOf(process: ScanProcess): Teller | null {
  const [, directory = '', name] = LXC_TITLE.exec(plain(process.argv[0])) ?? [];
  if (name !== undefined) return () => tellName('lxc', name, directory);
  return TELLER_BY_COMM.get(plain(process.comm)) ?? null;
}

/** CRI-O names containers as the kubelet once did, `k8s_…`; podman never does. */
function tellConmon(argv: readonly Text[]): Told | null {
  const id = plain(flag(argv, ['-c', '--cid']));
  const name = flag(argv, ['-n', '--name']) ?? null;
  if (!isRandomId(id)) return null;
  return { runtime: plain(name ?? '').startsWith('k8s_') ? 'crio' : 'podman', id, name };
}

function tellShim(argv: readonly Text[]): Told | null {
  const namespace = plain(flag(argv, ['-namespace', '--namespace']));
  const id = flag(argv, ['-id', '--id']);
  if (id === undefined) return null;
  if (namespace === 'moby') return { runtime: 'docker', id: plainText(id) };
  return { runtime: 'containerd', id: plainText(id), wholePod: namespace === 'k8s.io', scope: namespace };
}

/** Without -M the machine is called as its directory; --ephemeral adds what nobody can know. */
function tellNspawn(argv: readonly Text[]): Told | null {
  const name = flag(argv, ['-M', '--machine', '-bM']);
  if (name !== undefined || argv.includes('-x') || argv.includes('--ephemeral')) return tellName('nspawn', name);
  const directory = plain(flag(argv, ['-D', '--directory', '-bD']));
  return tellName('nspawn', directory.split('/').filter((part) => part !== '').at(-1));
}

function tellName(runtime: Runtime, name: Text | undefined, scope = ''): Told | null {
  return name === undefined || name === '' ? null : { runtime, id: plainText(name), name, scope };
}

/** The value of the first of the flags: the next argument, or what follows `=`. */
function flag(argv: readonly Text[], names: readonly string[]): Text | undefined {
  for (const [place, argument] of argv.entries()) {
    if (typeof argument !== 'string') continue;
    if (names.includes(argument)) return argv[place + 1];
    const name = names.find((word) => argument.startsWith(`${word}=`));
    if (name !== undefined) return argument.slice(name.length + 1);
  }
  return undefined;
}

/** The text itself; of bytes that are no text, nothing: they equal no word of ours. */
export function plain(value: Text | undefined): string {
  return typeof value === 'string' ? value : '';
}
