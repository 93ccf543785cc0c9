import { formatCount } from '@/lib/count-text';
import type { DifferenceList } from '@/lib/difference';
import type { Spoken } from '@/lib/language';
import type { DIFFERENCE_STRINGS_EN, FILE_STRINGS_EN, PAST_STRINGS_EN, TIME_STRINGS_EN } from './strings';

const NOUNS: Readonly<Record<DifferenceList, string>> = { pods: '个 Pod', containers: '个容器', namespaces: '个命名空间', processes: '个进程' };

export const TIME_STRINGS_ZH: Spoken<typeof TIME_STRINGS_EN> = {
  group: '时间',
  pause: '定住画面',
  pauseHint: '定住画面：保持现在的样子，直到继续（p）',
  resume: '继续',
  resumeHint: '回到现在的样子（p）',
  step: '前进一次变化',
  stepHint: '前进一次变化（.）',
  paused: (time) => `暂停于 ${time}`,
  waiting: (count) => `此后有 ${formatCount(count)} 次变化`,
  past: (time) => `${time} 时的样子`,
  file: '来自文件',
  changes: '来去变化',
  noChanges: '尚无变化',
  changesHint: '打开本页以来出现和消失的对象',
  empty: '打开本页以来没有对象出现或消失。',
  gone: '已消失',
  turns: { added: '出现', removed: '消失', changed: '改变' },
  leftOut: (count) => `另有 ${formatCount(count)} 个`,
  count: (list, count) => `${formatCount(count)} ${NOUNS[list]}`,
  timeline: '时间轴',
  timelineHint: '最近一小时的各个时刻（h）',
  timelineReading: '正在读取最近一小时',
  timelineEmpty: '还没有保存任何时刻：有人观看时才会保存。',
  position: '时刻',
  now: '现在',
  nowHint: '回到现在',
  earlier: '上一次变化',
  later: '下一次变化',
  processes: (count) => `${formatCount(count)} 个进程`,
  nobody: '无人观看',
  kept: (minutes, used, limit) => `已保存 ${minutes} 分钟，占用 ${used}，上限 ${limit}`,
  mark: '从这里比较',
  markHint: '记住这个时刻：之后看到的都与它比较',
};

export const PAST_STRINGS_ZH: Spoken<typeof PAST_STRINGS_EN> = {
  region: '不是现在',
  reading: (time) => `正在读取 ${time} 时的样子……`,
  title: (host, time) => `${host} 在 ${time} 时的样子`,
  body: '地址、挂载、套接字等查看时才向主机询问的内容没有保存；命令只能在现存的对象里运行。',
  reason: '这是主机过去的样子，不是现在的：请先回到现在。',
  failed: (time) => `这里不知道 ${time} 时的样子`,
  failedBody: '服务器只在内存里保存一小时：该时刻太早、当时无人观看，或 nsatlas 此后重新启动过。',
  toNow: '回到现在',
  compare: '与现在比较',
  notKept: '没有保存',
  notKeptBody: '地址、挂载、套接字、用量在有人查看时才向主机询问，而这不是现在的主机。',
  noWires: '当时的连线没有保存：这里只有 net 命名空间。',
};

export const FILE_STRINGS_ZH: Spoken<typeof FILE_STRINGS_EN> = {
  title: (host, time) => `文件：${host} 在 ${time} 时的样子`,
  body: (name, product) => `${name}，由 nsatlas ${product} 写出。它不会更新，也不能在其中做任何事。`,
  otherHost: '另一台主机，或本机的另一次启动',
  sameHost: '本机，自上次启动以来',
  reason: '这是一个文件，不是主机：请先离开文件。',
  leave: '离开文件',
  files: '文件',
  dropHint: '也可以拖放到本页任意位置。',
  open: '打开快照……',
  save: '保存此快照',
  drop: '拖放 nsatlas 的快照文件来查看',
  failed: (name) => `无法显示 ${name}`,
  tooLarge: (size, limit) => `大小为 ${size}，上限是 ${limit}。`,
  unreadable: '浏览器无法读取它。',
  close: '关闭此消息',
};

export const DIFFERENCE_STRINGS_ZH: Spoken<typeof DIFFERENCE_STRINGS_EN> = {
  title: '有何不同',
  between: (from, to) => `从 ${from} 到 ${to}`,
  now: '现在',
  none: '没有不同。',
  otherBoot: '无法比较：进程号和 inode 号只在一台主机的一次启动内有意义，而这里是两次。',
  end: '结束比较',
  heading: (added, removed, changed) => [`+${formatCount(added)}`, `−${formatCount(removed)}`, ...(changed > 0 ? [`~${formatCount(changed)}`] : [])].join('  '),
  later: '之后才出现',
  names: { pods: 'Pod', containers: '容器', namespaces: '命名空间', processes: '进程' },
  key: '图中：实线圈为出现，虚线圈为消失，点线圈为改变。',
};
