/**
 * The contract for what the helper tells of one namespace that is not a net namespace, and of one process: the answers to
 * `inspect`. Kernel text (paths, names) is Text; uids and pids are as the helper's own namespaces see them.
 */
import { z } from 'zod';
import { NAMESPACE_TYPES } from './schema';
import { text } from './text';

const count = z.int().nonnegative();
const pid = z.int().positive();
/** Something that was not read, and why: one sentence for a person. */
const gap = z.object({ what: z.string(), why: z.string() });
const gaps = z.array(gap);
/** A capability set as in proc_pid_status(5): 16 hexadecimal digits. */
const capabilities = z.string().regex(/^[0-9a-f]{16}$/);
/** Bytes, as decimal text: sizes of the kernel are 64 bits. */
const bytes = z.string().regex(/^\d+$/);

function headOf<T extends string>(type: T) {
  return { schema: z.literal(1), type: z.literal(type), ino: z.int().positive(), id: z.string().nullable(), gaps };
}

/** uts_namespaces(7). */
export const scanUts = z.object({ ...headOf('uts'), hostname: text, domainname: text });

/** time_namespaces(7): how far its clocks are ahead of the initial ones; negative: behind. */
const clockOffset = z.object({ seconds: z.int(), nanoseconds: z.int() });
export const scanTime = z.object({ ...headOf('time'), monotonic: clockOffset, boottime: clockOffset });

/**
 * user_namespaces(7): ids from `inside` on are those from `outside` on, seen from the helper's user namespace, or from its
 * parent for the helper's own; 4294967295: they have no number there.
 */
const idMapping = z.object({ inside: count, outside: count, count });
export const scanUser = z.object({
  ...headOf('user'),
  uidMap: z.array(idMapping),
  gidMap: z.array(idMapping),
  setgroups: z.enum(['allow', 'deny']).nullable(),
  /** What its member processes may do in it, capabilities(7); the first 1024 by pid. */
  members: z.array(z.object({
    pid, startTime: count,
    inheritable: capabilities, permitted: capabilities, effective: capabilities, bounding: capabilities, ambient: capabilities,
  })),
  membersLeftOut: count,
});

/** One line of proc_pid_mountinfo(5), in its order, unescaped. */
export const mountRow = z.object({
  id: count,
  parent: count,
  /** `major:minor`. */
  device: z.string(),
  root: text,
  path: text,
  options: z.array(text),
  /** The peer group it is in, the one it receives from, and the nearest dominant one, mount_namespaces(7). */
  shared: count.nullable(),
  master: count.nullable(),
  propagateFrom: count.nullable(),
  unbindable: z.boolean(),
  fstype: text,
  source: text,
  superOptions: z.array(text),
});
export const scanMnt = z.object({
  ...headOf('mnt'),
  /** At most 4096; what is more is counted. */
  mounts: z.array(mountRow),
  mountsLeftOut: count,
  /** Whose root it was looked at from: mountinfo shows only what lies below the reader's root. Null: from the namespace's own. */
  seenBy: pid.nullable(),
});

/** sysvipc(7) and mq_overview(7); times are seconds since the epoch, 0: never. */
const sysvOwner = { key: z.int(), id: z.int(), mode: count, uid: count, gid: count, creatorUid: count, creatorGid: count };
export const scanIpc = z.object({
  ...headOf('ipc'),
  sharedMemory: z.array(z.object({
    ...sysvOwner, bytes, attached: count,
    /** The members that have it mapped, as far as their maps could be read. */
    attachedBy: z.array(pid),
    creatorPid: count, lastPid: count, attachTime: count, detachTime: count, changeTime: count,
    residentBytes: bytes, swappedBytes: bytes,
    /** Marked to be destroyed when the last one detaches. */
    removed: z.boolean(),
  })),
  semaphores: z.array(z.object({ ...sysvOwner, count, operationTime: count, changeTime: count })),
  messageQueues: z.array(z.object({
    ...sysvOwner, bytes, messages: count, lastSendPid: count, lastReceivePid: count, sendTime: count, receiveTime: count, changeTime: count,
  })),
  /**
   * POSIX queues; null where nobody can tell: no member has its mqueue file system mounted, or what they have may be another
   * namespace's (a gap says which). The bytes of one that may not be read are null.
   */
  posixQueues: z.array(z.object({ name: text, bytes: bytes.nullable(), uid: count, gid: count, mode: count })).nullable(),
  /** Rows of each table beyond the first 4096. */
  leftOut: count,
});

/** A control group in one hierarchy, cgroups(7): its interface files as they read, values of at most 4 KiB. */
export const cgroupRow = z.object({
  /** 0 is the v2 hierarchy. */
  hierarchy: count,
  /** v1: those of the hierarchy; v2: those that are available in this group. */
  controllers: z.array(z.string()),
  /** `systemd` of `name=systemd`. */
  name: text.nullable(),
  path: text,
  /** `cut`: there is more than the value says. */
  files: z.array(z.object({ file: z.string(), value: text, cut: z.boolean().optional() })),
  /** Null, or why its directory or one of its files could not be read. */
  trouble: z.string().nullable(),
});
export const scanCgroup = z.object({ ...headOf('cgroup'), /** The root of the namespace in each hierarchy; a gap where no process is below it, by which its name could be told. */ roots: z.array(cgroupRow) });

/** The answer to `inspect` of one process: what the scan leaves out because it is large or changes all the time. */
export const scanProcessFacts = z.object({
  schema: z.literal(1),
  pid,
  startTime: count,
  /** Real, effective, saved, file system. */
  uids: z.tuple([count, count, count, count]),
  gids: z.tuple([count, count, count, count]),
  groups: z.array(count),
  umask: count.nullable(),
  capabilities: z.object({ inheritable: capabilities, permitted: capabilities, effective: capabilities, bounding: capabilities, ambient: capabilities }),
  noNewPrivileges: z.boolean(),
  seccomp: z.enum(['disabled', 'strict', 'filter']).nullable(),
  seccompFilters: count.nullable(),
  /** /proc/PID/attr/current; null without a security module that labels. */
  lsmLabel: text.nullable(),
  oomScoreAdjust: z.int().nullable(),
  nice: z.int(),
  /** Null for a kernel thread or a zombie. */
  memory: z.object({ virtualBytes: bytes, residentBytes: bytes, peakResidentBytes: bytes, swappedBytes: bytes }).nullable(),
  /** Clock ticks used since its start. */
  cpu: z.object({ userTicks: count, systemTicks: count }),
  /** Of its first thread. */
  contextSwitches: z.object({ voluntary: count, involuntary: count }).nullable(),
  exe: text.nullable(),
  cwd: text.nullable(),
  root: text.nullable(),
  /** /proc/PID/limits; null is unlimited. */
  limits: z.array(z.object({ name: z.string(), soft: bytes.nullable(), hard: bytes.nullable(), unit: z.string() })),
  /** How many are open; null when they could not be listed. */
  descriptors: count.nullable(),
  /** Those that hold a namespace open. */
  namespaceDescriptors: z.array(z.object({ fd: count, type: z.enum(NAMESPACE_TYPES), ino: z.int().positive() })),
  /** A zombie has left its v1 hierarchies. */
  cgroups: z.array(cgroupRow),
  unread: z.array(z.object({ what: z.string(), errno: z.string() })),
});

/** What is known of the inside of a namespace. Net has a contract of its own (net-schema.ts); pid needs none: the scan has it all. */
export const namespaceFacts = z.discriminatedUnion('type', [scanUts, scanTime, scanUser, scanMnt, scanIpc, scanCgroup]);

export type ScanUts = z.infer<typeof scanUts>;
export type ScanTime = z.infer<typeof scanTime>;
export type ScanUser = z.infer<typeof scanUser>;
export type ScanMnt = z.infer<typeof scanMnt>;
export type ScanIpc = z.infer<typeof scanIpc>;
export type ScanCgroup = z.infer<typeof scanCgroup>;
export type MountRow = z.infer<typeof mountRow>;
export type CgroupRow = z.infer<typeof cgroupRow>;
export type ScanProcessFacts = z.infer<typeof scanProcessFacts>;
export type NamespaceFacts = z.infer<typeof namespaceFacts>;
