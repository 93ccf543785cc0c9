import { formatCount } from '@/lib/count-text';
import type { Spoken } from '@/lib/language';
import type { EDGE_WORDS_EN, VIEW_STRINGS_EN } from './strings';

export const VIEW_STRINGS_ZH: Spoken<typeof VIEW_STRINGS_EN> = {
  view: '显示',
  viewHint: '图如何分组、着色和绘制',
  group: '分组依据',
  groups: { pod: 'Pod', runtime: '运行时', user: '用户', slice: 'slice' },
  groupHints: { pod: '每个 Pod 和容器各自独立', runtime: '同一运行时的放在一起', user: '同一用户的放在一起', slice: '同一 cgroup slice 的放在一起' },
  colour: '着色依据',
  colours: { type: '类型', runtime: '运行时', user: '用户', cpu: 'CPU', memory: '内存' },
  colourHints: {
    type: '按命名空间的类型',
    runtime: '按所属运行时',
    user: '按运行身份',
    cpu: '按占用处理器的程度，每两秒测量一次',
    memory: '按其在内存中的大小（RSS），每两秒测量一次',
  },
  lines: '连线',
  draw: '同时显示',
  kernelThreads: '内核线程',
  minimap: '全图缩略图',
  facets: { user: '用户', slice: 'cgroup 的 slice' },
  facetPress: (word, count, isShown) => `${word}：${formatCount(count)} 个进程。点击${isShown ? '排除' : '恢复'}。`,
  tone: (word, count) => `${word}：${formatCount(count)} 个进程`,
  others: '其他',
  levels: (type) => `${type} 命名空间位于其父级之下`,
  near: '选中对象的周围',
  nearOf: (title) => `${title} 的周围`,
  reach: '相隔连线数',
  enterNear: '只显示选中对象的周围（f）',
  leaveNear: '重新显示全部（f）',
  way: '所在位置',
};

export const EDGE_WORDS_ZH: Spoken<typeof EDGE_WORDS_EN> = {
  family: '进程到其父进程',
  monitor: '监视进程到其容器',
  shared: '共享的命名空间',
  cable: '网线',
  member: '进程到其命名空间',
  holder: '持有命名空间者',
  owner: '命名空间的所有者和父级',
};
