import type { CALL_WORDS_EN } from './call-strings';
import type { Spoken } from './language';
import type { ObjectKind } from './object-id';

const KINDS: Readonly<Record<ObjectKind, string>> = { host: '主机', pod: 'Pod', container: '容器', process: '进程', namespace: '命名空间' };

export const CALL_WORDS_ZH: Spoken<typeof CALL_WORDS_EN> = {
  join: {
    already: (same) => `${same.join('、')} 已是辅助程序自己所在的：无需加入。`,
    wouldMove: '本会把一个进程移入已有的命名空间。',
    userLast: 'user 最后加入，在下面的挂载之后：在其中就没有挂载的权限了。',
    byDescriptor: '通过命名空间自身的描述符把我们的一个进程移入其中：没有进程在那里。',
    moves: (joined, pid, isAtOnce) => `把我们的一个进程移入进程 ${pid} 的 ${joined.join('、')}${isAtOnce ? '，要么全部，要么一个也不' : ''}。`,
    forksForPid: '创建将成为命令的子进程：加入 pid 命名空间的进程自己留在原处，只有其子进程在其中。nsenter(1) 出于同样的原因 fork；它的 --no-fork 会把命令留在外面。',
    forks: '创建将成为命令的子进程。辅助程序先从外部核对该子进程身在何处，再放行。nsenter(1) 只为 pid 才 fork。',
    ownMounts: (views) => `让子进程有自己的挂载，是主机挂载的副本，其中${views.map((view) => (view === '/proc' ? '有对应所加入 pid 的 /proc' : '有对应所加入接口的 /sys')).join('，并')}。不加入 mnt 时 nsenter(1) 保留主机的。`,
    noMounts: (hasMnt) => `本会给子进程新的命名空间。${hasMnt ? '加入 mnt 后，/proc 和 /sys 就是目标的。' : '所加入的在主机的任何文件里都不体现。'}`,
  },
  sandbox: {
    born: (types) => `创建一个进程，它一出生就在 ${types} 个新的命名空间里；别的进程都不移动。`,
    userFirst: '无论次序如何，user 命名空间最先创建：其他的归它所有。',
    isInit: '该进程是新 pid 命名空间的 PID 1：它结束时，内核会结束其中所有其他进程。',
    hostname: '只改变新 uts 命名空间里的主机名，别处不变。',
    cable: '通过 rtnetlink(7)：一对 veth 设备，一端带地址放在新的 net 命名空间里，另一端接在网桥 nsatlas0 上。',
    pins: '把每个 /proc/PID/ns/TYPE 绑定挂载到 /run/nsatlas 之下，进程结束后命名空间仍然保留。',
    mapsGiven: '从外部写入：其中的哪些 id 是主机的哪些 id。没有对应行的 id 在内部没有编号。',
    mapsOfNobody: '从外部写入：65536 个主机上无人使用的 id，因此其中的 root 在外面谁也不是。',
    mapsOfMaker: '从外部写入：其中的 uid 和 gid 0 就是创建者，其他人都没有编号。',
    ownProc: '对应其 pid 的 /proc',
    ownSys: '对应其接口的 /sys',
    ownRoot: '自己的根目录，只读地带有主机的程序',
    directoryRoot: '以该目录为根目录',
    mounts: (made) => `新的目录树起初是主机的副本，并设为私有：在其中挂载的只留在其中。${made.length === 0 ? '' : `然后是：${made.join('、')}。`}`,
    notUnshare: (late) => `不需要。${late.length === 0 ? '它会把调用者移出自己的命名空间，而辅助程序要留在原处。' : `它会移动调用者，而对 ${late.join(' 和 ')} 只移动其下一个子进程。`}手工操作时，unshare(1) 调用的就是它。`,
    setnsLater: '稍后才用：它把进程移入已有的命名空间。在沙箱里打开的每个命令和终端都由它加入。',
    pidFromNext: '对 pid 来说，从下一个子进程起才算。',
  },
  target: {
    noObject: '目标没有指明任何对象。',
    noMore: (kind, key) => `${KINDS[kind]} ${key} 已不存在。`,
    kernelThread: '无法加入内核线程；它的命名空间就是主机的。',
    allEnded: (kind) => `该${KINDS[kind]}的所有进程都已结束。`,
    notRead: (missing) => `观察者无法读出它在哪个 ${missing.join('、')} 命名空间里。`,
    noOther: (type, other) => `没有进程在此 ${type} 命名空间里，因此没有与之相配的 ${other} 命名空间。`,
    noWay: (type) => `没有可见的路径通往此 ${type} 命名空间，此内核也无法凭 id 打开它。`,
  },
};
