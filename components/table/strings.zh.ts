import { formatCount } from '@/lib/count-text';
import type { Spoken } from '@/lib/language';
import type { TABLE_STRINGS_EN } from './strings';

export const TABLE_STRINGS_ZH: Spoken<typeof TABLE_STRINGS_EN> = {
  caption: '本机的命名空间',
  copy: '为文本',
  copyButton: '复制为文本',
  shown: (shown, total) => (shown === total ? `${formatCount(total)} 个命名空间` : `${formatCount(shown)} / ${formatCount(total)} 个命名空间`),
  heldBy: '因何存活',
  otherwise: (count: number) => `仅显示由进程以外的对象维持存在的 ${formatCount(count)} 个命名空间`,
  container: '该 PID 所在的容器',
  pod: '该 PID 所在的 Pod',
  used: 'CPU 和内存',
  cpu: '其进程占用的处理器，以单核的百分比计',
  rss: '其进程的常驻内存之和，共享部分重复计算',
  emptyTitle: '没有可显示的命名空间',
  emptyQuery: (query) => `搜索“${query}”没有留下任何命名空间。`,
  emptyTypes: (types) => `这些类型已关闭：${types}。`,
  emptyRuntimes: (runtimes) => `这些运行时已关闭：${runtimes}。`,
  emptyScan: '扫描没有得到任何命名空间：观察者可能无权读取任何进程。',
  clearQuery: '清除搜索',
  showTypes: '显示所有类型',
  showRuntimes: '显示所有运行时',
};
