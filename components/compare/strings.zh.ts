import type { Spoken } from '@/lib/language';
import type { COMPARE_STRINGS_EN, MEANING_STRINGS_EN } from './strings';

export const COMPARE_STRINGS_ZH: Spoken<typeof COMPARE_STRINGS_EN> = {
  title: '对比',
  choose: '请选择要对比的对象：在图中、表格中点选，或者搜索。',
  end: '结束对比',
  types: '八种命名空间',
  meaning: '这意味着什么',
  gone: '其中一个已经不在了。',
  relation: { same: '共享', apart: '各自独立', partly: '部分共享', unknown: '未知' },
  devShm: '两者共享 /dev/shm：看到的是同一个文件系统。',
  devShmApart: '两者各有自己的 /dev/shm。',
};

export const MEANING_STRINGS_ZH: Spoken<typeof MEANING_STRINGS_EN> = {
  sameObject: () => '是同一个对象。',
  noProcess: () => '其中一个没有存活的进程，因此不共享任何东西。',
  localhost: () => '两者可以通过 localhost 互访：接口、地址、端口和抽象套接字都相同，同一端口只能被占用一次。',
  ownNetwork: () => '两者各有自己的接口、地址和端口，只有存在路由时才能互访。',
  mayConfigureNet: (left, right, mayLeft, mayRight) => {
    if (mayLeft && mayRight) return `${left} 和 ${right} 的权限在共享的网络中都有效。`;
    if (!mayLeft && !mayRight) return '两者都不能配置共享的网络：它的所有者是别处的 user 命名空间。';
    return `只有 ${mayLeft ? left : right} 能配置共享的网络：它的所有者是一个 user 命名空间，另一方的权限在其中无效。`;
  },
  seeEachOther: () => '两者能看到彼此的进程，PID 也相同。',
  signalNeedsRights: () => '但两者的用户不同：跨越发送信号或 ptrace(2) 需要在对方 user 命名空间中的权限。',
  seesBelow: (upper, lower) => `${upper} 能看到 ${lower} 的进程，但 PID 不同；反过来则看不到。`,
  ownProcesses: () => '两者都看不到对方的进程。',
  sameFiles: () => '两者看到相同的挂载；若有一方另设了根目录（chroot），仍可能遮住一部分。',
  ownFiles: () => '两者各有自己的挂载树，只有挂载了同一份内容的地方才共享文件。',
  sharedMemory: () => '两者共享 System V 共享内存、信号量、消息队列，以及 POSIX 消息队列。',
  ownIpc: () => '一方的 System V 对象和 POSIX 消息队列与另一方无关。',
  sameHostname: () => '两者主机名相同；有权修改的一方会同时改掉另一方的。',
  ownHostname: () => '两者各有自己的主机名。',
  sameUsers: () => '用户相同：一方的 uid 0 就是另一方的 uid 0。',
  ownUsers: () => '两者各自编号用户：一方的 uid 0 在另一方不一定对应任何人。',
  userAbove: (upper, lower) => `${upper} 的权限在 ${lower} 的 user 命名空间中有效，后者位于其下级。`,
  sameCgroupRoot: () => '两者看到的 cgroup 根相同。',
  ownCgroupRoot: () => '两者各以自己的根来看 cgroup。',
  sameCgroup: () => '两者在同一个 cgroup 中：共用同一份限额。',
  sameClocks: () => '两者的开机时钟一致。',
  ownClocks: () => '两者的开机时钟之间有偏移。',
  partlyShared: (type) => `有多个 ${type} 命名空间，其中一部分共享：并非所有进程都在同一个里面。`,
  notKnown: (type) => `是否共享 ${type} 命名空间未知：有链接无法读取。`,
};
