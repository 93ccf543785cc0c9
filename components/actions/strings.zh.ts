import type { Spoken } from '@/lib/language';
import type { ACTION_STRINGS_EN, PALETTE_STRINGS_EN } from './strings';

export const ACTION_STRINGS_ZH: Spoken<typeof ACTION_STRINGS_EN> = {
  pods: '视角：Pod',
  namespaces: '视角：命名空间',
  network: '视角：网络',
  hierarchy: '视角：层级',
  table: '视角：表格',
  search: '搜索；空的搜索框会列出可用的字段',
  near: '只看选中对象的周围，再按返回',
  next: '下一个搜索结果',
  previous: '上一个搜索结果',
  compare: '把选中的对象与另一个对比',
  exec: '在选中的对象里执行命令，或如何手动进入',
  terminal: '在选中的对象里打开终端',
  make: '创建自己的命名空间',
  export: '导出所见内容，用于文档',
  pause: '定住画面，以及继续',
  step: '定住时：前进一次变化',
  timeline: '最近一小时的时间轴',
  keys: '快捷键列表',
  back: '关闭打开的面板，然后取消选择',
};

export const PALETTE_STRINGS_ZH: Spoken<typeof PALETTE_STRINGS_EN> = {
  title: '操作',
  open: '操作（Ctrl+K）',
  openHint: '所有操作，以及到任意对象的捷径',
  label: '操作，或对象的名称',
  placeholder: '要做什么，或去哪里…',
  actions: '操作',
  objects: '转到',
  nothing: '没有这样的操作或对象。',
  nothingHint: '字母可以省略，但顺序不能变。对象的查找方式与搜索框相同。',
  choice: (what, name) => `${what}：${name}`,
  theme: (name) => `主题：${name}`,
  language: (name) => `语言：${name}`,
};
