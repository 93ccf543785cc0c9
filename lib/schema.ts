/**
 * The contract's one home: what the helper sends (scan, facts of a namespace or container, the end of an exec)
 * and what the web door gives to browsers and programs. Types and decoders come from these.
 * The words are those of namespaces(7), lsns(8), ioctl_ns(2). Times are milliseconds since the epoch
 * unless a name says otherwise; `startTime` is in clock ticks since boot, as in proc_pid_stat(5).
 */
import { z } from 'zod';
import { text } from './text';

export const NAMESPACE_TYPES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'] as const;
export const namespaceType = z.enum(NAMESPACE_TYPES);
export type NamespaceType = z.infer<typeof namespaceType>;

const count = z.int().nonnegative();
const pid = z.int().positive();
/** Inode number on nsfs: identifies a namespace within one scan only, it may come back later. */
const ino = z.int().positive();
/** Another namespace: its ino, none, or hidden (EPERM: outside the observer's scope; neither none nor known). */
const reference = z.union([ino, z.literal('hidden'), z.null()]);
const errnoName = z.string().regex(/^E[A-Z0-9]+$/);

/** Something that could not be read, and why. `what` is a path below /proc/PID, or the words of a fact. */
const unread = z.object({ what: z.string(), errno: errnoName });

export const scanProcess = z.object({
  pid,
  startTime: count,
  ppid: count,
  /** NSpid of proc_pid_status(5): the PID at each level, outermost (the observer's) first. */
  nspid: z.array(pid),
  /** Effective uid, as the observer's user namespace sees it. */
  uid: count,
  comm: text,
  argv: z.array(text),
  /** The command line was longer than the scan carries. */
  argvCut: z.boolean().optional(),
  /** Lines of /proc/PID/cgroup, `hierarchy:controllers:path`. */
  cgroup: z.array(text),
  /** One letter of proc_pid_stat(5): R S D Z T … */
  state: z.string().length(1),
  threads: count,
  kernelThread: z.boolean(),
  /** Its control group is frozen (freezer of v1, cgroup.events of v2): a paused container. Absent: it is not. */
  frozen: z.boolean().optional(),
  /** The ino of each namespace whose link could be read. A zombie has left all but user and pid. */
  namespaces: z.partialRecord(namespaceType, ino),
  /** Where its next children go, when that could be read (pid_for_children, time_for_children). */
  forChildren: z.object({ pid: ino.optional(), time: ino.optional() }),
  unread: z.array(unread).optional(),
});

/** A bind mount of a namespace file, and the mount namespace (its ino) in whose tree it stands. */
const nsfsMount = z.object({ path: text, mnt: ino });

const thread = { pid, startTime: count, tid: pid };
/** `tid`: it is in the table of descriptors that this thread has to itself. Absent: in the one of the process. */
const descriptor = { pid, startTime: count, tid: pid.optional(), fd: count };

/** What holds a namespace beside the processes in it, `forChildren` of a process, `mounts`, and the namespaces below it. */
export const holder = z.discriminatedUnion('kind', [
  /** A thread lives in it; the first thread of its process (the process's `namespaces`) does not. */
  z.object({ kind: z.literal('thread'), ...thread }),
  /** The children of a thread that is not the first one will be born in it, where neither it nor the process lives there. */
  z.object({ kind: z.literal('forChildren'), ...thread }),
  /** A descriptor of its file. */
  z.object({ kind: z.literal('descriptor'), ...descriptor }),
  /** A socket that was made in it, open in a process that lives in another net namespace. */
  z.object({ kind: z.literal('socket'), ...descriptor }),
  /** tun(4), opened in it, of a process that lives in another net namespace. */
  z.object({ kind: z.literal('tun'), ...descriptor }),
  /** A descriptor of its file that is in nobody's table: sent through a Unix socket, and waiting in this one to be received. */
  z.object({ kind: z.literal('inFlight'), ...descriptor }),
]);

export const scanNamespace = z.object({
  type: namespaceType,
  ino,
  /** NS_GET_ID (Linux 6.18): 64 bits as decimal text, never reused. Null where the kernel has none. */
  id: z.string().regex(/^\d+$/).nullable(),
  /** The first instance of its type on this host. */
  initial: z.boolean(),
  owner: reference,
  parent: reference,
  /** Only user namespaces: NS_GET_OWNER_UID. */
  ownerUid: count.nullable(),
  /** Only net namespaces: the id by which the observer's net namespace knows it; null is lsns's "unassigned". */
  netnsid: z.int().nullable(),
  mounts: z.array(nsfsMount),
  /** By kind, as they stand in `holder`, then by pid, tid and fd; at most the first 16 of each kind. Absent: none was found. */
  holders: z.array(holder).optional(),
  /** How many more there are. Absent: none. */
  holdersLeftOut: count.optional(),
  /** How many references the kernel counts. Only where it tells, and where nothing was found that holds the namespace. */
  references: count.optional(),
  /**
   * Only mnt namespaces: the mounts by which container runtimes mark their containers (`/`, /etc/hostname, /etc/hosts,
   * /etc/resolv.conf, /run/.containerenv, /dev/termination-log, /run/host/incoming), with the root of each in its file system.
   */
  markers: z.array(z.object({ path: text, root: text, fstype: text })).optional(),
  unread: z.array(unread).optional(),
});

/** One fact the observer could not know, why, and what would show it. */
const gap = z.object({ what: z.string(), why: z.string(), count: count.optional() });

export const LOOKS = ['threads', 'descriptors', 'sockets', 'queues', 'mounts', 'kernel'] as const;
/**
 * One way of looking for what holds namespaces, and how far it came. `threads` of processes that have several; `descriptors` of
 * processes and of threads with a table of their own; `sockets` (tun(4) included) among these; `queues` of Unix sockets, where
 * descriptors wait to be received; `mounts` of mnt namespaces; `kernel`: its own lists, which also show what no process leads to.
 */
const look = z.object({
  what: z.enum(LOOKS),
  /** Looked through whole: processes; of `mounts`, mnt namespaces; of `kernel`, namespaces. */
  done: count,
  /** Not, or not whole, and why. Each is counted once. */
  missed: z.array(z.object({ why: z.string(), count })),
});

export const completeness = z.object({
  tier: z.enum(['proc', 'bpf']),
  processes: count,
  /** Processes with at least one namespace link that could not be read (zombies left aside). */
  unreadable: count,
  /** Processes that ended while the scan looked. */
  ended: count,
  gaps: z.array(gap),
  /** What is absent was not looked for: what it would have found is unknown. */
  looks: z.array(look).optional(),
});

export const host = z.object({
  hostname: text,
  kernel: z.string(),
  machine: z.string(),
  bootId: z.string(),
  /** Seconds since the epoch (btime of proc_stat(5)). */
  bootTime: count,
  ticksPerSecond: count,
});

export const observer = z.object({
  pid,
  uid: count,
  /** CapEff as in proc_pid_status(5), hexadecimal. */
  capabilities: z.string(),
  namespaces: z.partialRecord(namespaceType, ino),
});

/** The answer to `scan`. */
export const scan = z.object({
  schema: z.literal(1),
  time: count,
  host,
  observer,
  completeness,
  processes: z.array(scanProcess),
  namespaces: z.array(scanNamespace),
});

/**
 * One answer to `watch`: the document `scan`, in which only those rows stand that are new or not as they were in the look before.
 * What stands in `gone` is there no more. `first`: there was no look before.
 */
export const watchLook = scan.extend({
  first: z.boolean(),
  gone: z.object({
    processes: z.array(scanProcess.pick({ pid: true, startTime: true })),
    namespaces: z.array(scanNamespace.pick({ type: true, ino: true, id: true })),
  }),
});

export const RUNTIMES = ['podman', 'docker', 'containerd', 'crio', 'lxc', 'nspawn', 'runc', 'crun', 'bubblewrap', 'flatpak', 'chromium', 'systemd', 'nsatlas'] as const;
export const runtime = z.enum(RUNTIMES);
export type Runtime = z.infer<typeof runtime>;

const named = z.object({ name: text, value: text });

/** What the state files of a runtime say about one container; null where they are silent or absent. */
export const containerFacts = z.object({
  runtime,
  id: z.string(),
  name: text.nullable(),
  image: text.nullable(),
  /** The container that owns the pod: infra (podman) or sandbox (Kubernetes). */
  sandboxId: z.string().nullable(),
  sandbox: z.boolean(),
  podName: text.nullable(),
  podNamespace: text.nullable(),
  podUid: z.string().nullable(),
  /** The id of the container whose net namespace it uses (`--network container:X`). */
  networkOf: z.string().nullable(),
  /** Each sorted by the bytes of the name, at most 64; together at most 16 KiB. */
  labels: z.array(named),
  annotations: z.array(named),
  /** How many more there are. Absent: none. */
  leftOut: z.object({ labels: count, annotations: count }).optional(),
  /** Which file said so; `/proc/PID/root` in front: inside whose root it was read. */
  evidence: text.nullable(),
  /** What is there and could not be read. `what` is a path, or the root in which nothing was read. Absent: all was read. */
  unread: z.array(z.object({ what: text, errno: errnoName })).optional(),
});
export const containerFactsAnswer = z.object({ containers: z.array(containerFacts) });

/** What a state file of runc or crun says of one container. They keep one for each, also for the containers of podman, docker and containerd. */
export const containerState = z.object({
  runtime: z.enum(['runc', 'crun']),
  id: text,
  /** Its init process, numbered as in the helper's pid namespace. */
  pid,
  /** Of that process, as the file has it; null: the file does not tell. The pid may be another process's by now. */
  startTime: count.nullable(),
  bundle: text.nullable(),
  /** Owner of the file. Below /run/user a user writes what he likes. */
  uid: count,
  /** The file. */
  evidence: text,
});
/** Sorted by evidence. */
export const containerStatesAnswer = z.object({ states: z.array(containerState), gaps: z.array(gap) });

export const namespaceKey = z.string().regex(/^(cgroup|ipc|mnt|net|pid|time|user|uts):[0-9a-z.]+$/);
export const processKey = z.string().regex(/^\d+@\d+$/);
/**
 * `runtime:id`; ids of LXC and ctr are free text, so they stand percent-encoded. What was made inside another has the key of
 * that before its id, `runtime:KEY:id`; the younger of two of one name has its first process behind it, `runtime:id:PID%40START`.
 */
const containerKey = z.string().regex(/^[a-z]+:.+$/);
const podKey = z.string().regex(/^[a-z]+:.+$/);

export const process = scanProcess.extend({
  key: processKey,
  container: containerKey.nullable(),
  /**
   * It looks after this container and lives outside of it: conmon, a shim, the LXC monitor; what makes its network
   * (slirp4netns, pasta, rootlessport); the outer bwrap(1), the browser of a sandbox.
   */
  monitorOf: containerKey.nullable(),
  /** nsatlas runs it: a command or a terminal of its page, or what they started. Absent: it does not. */
  started: z.literal(true).optional(),
});
export const namespace = scanNamespace.extend({ key: namespaceKey });
export const container = z.object({
  key: containerKey,
  /** A container; the sandbox of one program (bubblewrap, Flatpak, Chromium), or one made here (nsatlas); or a systemd service with namespaces of its own. */
  kind: z.enum(['container', 'sandbox', 'service']),
  runtime,
  id: z.string(),
  name: text.nullable(),
  image: text.nullable(),
  /** Paused: the control group of all its processes is frozen. */
  state: z.enum(['running', 'paused']),
  /** The container inside which its engine runs. */
  outer: containerKey.nullable(),
  labels: z.array(named),
  annotations: z.array(named),
  pod: podKey.nullable(),
  /** The pause or infra container that keeps the pod's namespaces. */
  infra: z.boolean(),
  /** How we know: the cgroup line, the parent's arguments, the state file. */
  evidence: z.array(text),
});
export const pod = z.object({
  key: podKey,
  runtime,
  id: z.string(),
  name: text.nullable(),
  namespace: text.nullable(),
  uid: z.string().nullable(),
  /** Key of its net namespace, null when no member's could be read. */
  net: namespaceKey.nullable(),
  evidence: z.array(text),
});

/** What `GET /api/snapshot` gives. Arrays are sorted: processes by pid, namespaces by type and ino, the rest by key. */
export const snapshot = scan.extend({
  processes: z.array(process),
  namespaces: z.array(namespace),
  containers: z.array(container),
  pods: z.array(pod),
});

function changeOf<T extends z.ZodType>(row: T) {
  return z.object({ put: z.array(row), drop: z.array(z.string()) });
}

/** What turned one snapshot into the next, keyed by identity. `put` holds whole rows, new or changed. */
export const change = z.object({
  time: count,
  host,
  observer,
  completeness,
  processes: changeOf(process),
  namespaces: changeOf(namespace),
  containers: changeOf(container),
  pods: changeOf(pod),
});

/** However quiet the host is, something comes over a live connection with each pulse. */
export const LIVE_PULSE_MS = 4000;

/** Messages on `WS /api/live`, server to browser. `version` counts up; a change applies to `base`. A pulse says only that the connection stands. */
export const liveMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), version: count, snapshot }),
  z.object({ kind: z.literal('change'), base: count, version: count, change }),
  z.object({ kind: z.literal('trouble'), failure: z.string(), message: z.string() }),
  z.object({ kind: z.literal('pulse') }),
]);

export type ScanProcess = z.infer<typeof scanProcess>;
export type ScanNamespace = z.infer<typeof scanNamespace>;
export type Holder = z.infer<typeof holder>;
export type Look = z.infer<typeof look>;
export type Scan = z.infer<typeof scan>;
export type WatchLook = z.infer<typeof watchLook>;
export type Completeness = z.infer<typeof completeness>;
export type ContainerFacts = z.infer<typeof containerFacts>;
export type ContainerState = z.infer<typeof containerState>;
export type ContainerStatesAnswer = z.infer<typeof containerStatesAnswer>;
export type Process = z.infer<typeof process>;
export type Namespace = z.infer<typeof namespace>;
export type Container = z.infer<typeof container>;
export type Pod = z.infer<typeof pod>;
export type Snapshot = z.infer<typeof snapshot>;
export type Change = z.infer<typeof change>;
export type LiveMessage = z.infer<typeof liveMessage>;
