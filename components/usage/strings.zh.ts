import { formatCount } from '@/lib/count-text';
import type { Spoken } from '@/lib/language';
import type { USAGE_STRINGS_EN } from './strings';

export const USAGE_STRINGS_ZH: Spoken<typeof USAGE_STRINGS_EN> = {
  section: 'CPU 和内存',
  measures: { cpu: 'CPU', memory: '内存' },
  scale: { cpu: 'CPU（占单核）', memory: '内存（RSS）' },
  hints: {
    cpu: '最近两秒内所有线程的处理器时间；100 % 即占满一个核。一组的值是其进程之和。',
    memory: '常驻内存（RSS）：目前在内存中的部分。一组的值是其进程之和，共享的部分会重复计算。',
  },
  ofOneCore: (percent) => `单核的 ${percent}`,
  resident: (size) => `${size}（RSS）`,
  sumOf: (count) => `${formatCount(count)} 个进程之和`,
  unknown: '未知：无法读取，或刚刚结束',
  measuring: '测量中…',
  partly: (count, of) => `${formatCount(of)} 个中有 ${formatCount(count)} 个未知`,
  steps: { unknown: '未知', measuring: '测量中…' },
  notKept: '当时的用量没有保存',
  paused: '画面暂停时不测量',
  failed: (message) => `未能测量：${message}`,
};
