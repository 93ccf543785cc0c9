import { formatCount } from '@/lib/count-text';
import type { Spoken } from '@/lib/language';
import type { NAMESPACE_HINTS_EN, NAMESPACE_WORDS_EN, OBJECT_STRINGS_EN, TYPE_STRINGS_EN } from './strings';

export const OBJECT_STRINGS_ZH: Spoken<typeof OBJECT_STRINGS_EN> = {
  host: '主机',
  process: (pid) => `进程 ${pid}`,
  pod: (runtime) => `${runtime} Pod`,
  kubernetesPod: (runtime) => `Kubernetes Pod（${runtime}）`,
  container: (runtime) => `${runtime} 容器`,
  sandbox: (runtime) => `${runtime} 沙箱`,
  madeHere: '沙箱，在此创建',
  pinned: (sort, name) => `${sort}，在此创建，固定为 ${name}`,
  service: (runtime) => `${runtime} 服务`,
  infra: (runtime) => `${runtime} infra 容器`,
  hidden: '不可见',
  hiddenHint: '内核不肯给出它的名字：它在观察者的可见范围之外。',
};

export const TYPE_STRINGS_ZH: Spoken<typeof TYPE_STRINGS_EN> = {
  shown: '显示的命名空间类型',
  press: (count, isShown) => `${count === null ? '' : `${formatCount(count)} 个命名空间。`}点击${isShown ? '隐藏' : '显示'}。`,
};

export const NAMESPACE_WORDS_ZH: Spoken<typeof NAMESPACE_WORDS_EN> = {
  cgroup: 'cgroup 命名空间',
  ipc: 'ipc 命名空间',
  mnt: 'mnt 命名空间',
  net: 'net 命名空间',
  pid: 'pid 命名空间',
  time: 'time 命名空间',
  user: 'user 命名空间',
  uts: 'uts 命名空间',
};

export const NAMESPACE_HINTS_ZH: Spoken<typeof NAMESPACE_HINTS_EN> = {
  cgroup: '把 cgroup 树的哪一部分看作根',
  ipc: 'System V IPC、POSIX 消息队列',
  mnt: '挂载树',
  net: '网络接口、地址、路由、端口、防火墙规则',
  pid: '进程号',
  time: '开机时钟与单调时钟',
  user: '用户 ID、组 ID 与 capability',
  uts: '主机名与 NIS 域名',
};
