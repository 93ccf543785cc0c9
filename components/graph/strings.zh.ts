import { formatCount } from '@/lib/count-text';
import type { GraphNode } from '@/lib/graph';
import type { Spoken } from '@/lib/language';
import type { GRAPH_STRINGS_EN } from './strings';

const KIND_WORDS: Readonly<Record<GraphNode['kind'], string>> = {
  host: '主机',
  pod: 'Pod',
  container: '容器',
  sandbox: '沙箱',
  service: '服务',
  threads: '内核线程',
  process: '进程',
  set: '进程',
  namespace: '命名空间',
  island: 'net 命名空间',
  interface: '接口',
  plate: '地址：',
  level: '层级',
  bundle: '归在一起：',
};

const many = (count: number, what: string): string => `${formatCount(count)} 个${what}`;

const SPECIAL_NAMES: Partial<Record<GraphNode['kind'], (node: GraphNode) => string>> = {
  namespace: ({ type, label, number }) => [type, KIND_WORDS.namespace, label === String(number) ? null : label, number].filter((word) => word !== null).join(' '),
  process: ({ label, number }) => `${KIND_WORDS.process} ${label} ${number ?? ''}`.trim(),
  plate: ({ label }) => label,
  level: ({ type, label, number }) => (number === null ? label : [type, KIND_WORDS.namespace, label === String(number) ? null : label, number].filter((word) => word !== null).join(' ')),
  set: ({ label, count }) => `${many(count, '进程')}，与 ${label} 相同`,
  threads: ({ count }) => many(count, '内核线程'),
};

export const GRAPH_STRINGS_ZH: Spoken<typeof GRAPH_STRINGS_EN> = {
  objects: '图中的对象',
  zoomIn: '放大',
  zoomOut: '缩小',
  fit: '适应全部',
  arrange: '重新布局，并放开拖动过的节点',
  tools: '镜头',
  drawing: '正在布局…',
  more: (count) => `还有 ${formatCount(count)} 个对象：请用搜索查找`,
  alike: (count, type) => `该组中还有 ${formatCount(count)} 个 ${type} 命名空间`,
  name: (node) => SPECIAL_NAMES[node.kind]?.(node) ?? `${KIND_WORDS[node.kind]} ${node.label}`,
  holds: (count) => many(count, '进程'),
  traits: {
    initial: '本机上该类型的第一个',
    home: '主机自己的',
    empty: '其中没有进程',
    leader: '所在组的第一个进程',
    monitor: '在外部照看容器',
    kernel: '内核线程',
    over: '已结束，父进程尚未回收',
    unread: '部分命名空间无法读取',
    stray: '它的上级在观察者的可见范围之外',
    made: '由 nsatlas 在此创建',
    infra: '占住其 Pod 的命名空间',
    closed: '接口未知',
    down: '没有流量可以通过',
    cut: '另一端在无法找到的命名空间中',
  },
  counts: (processes, pods, namespaces) => `${many(processes, '进程')}、${many(pods, ' Pod')}、${many(namespaces, '命名空间')}`,
  near: (near, all) => `${many(all, '进程')}中有 ${formatCount(near)} 个在选中对象周围`,
  nearNetwork: (near, all) => `选中对象周围：net 命名空间 ${formatCount(near.namespaces)} / ${formatCount(all.namespaces)}、接口 ${formatCount(near.interfaces)} / ${formatCount(all.interfaces)}、连线 ${formatCount(near.wires)} / ${formatCount(all.wires)}`,
  network: ({ namespaces, interfaces, wires }) => `${many(namespaces, ' net 命名空间')}、${many(interfaces, '接口')}、${formatCount(wires)} 条连线`,
  wiresSwitchedOff: (count) => `已关闭的连线：${formatCount(count)}`,
  drawn: (drawn, of) => `${formatCount(of)} 个进程中逐个绘制了 ${formatCount(drawn)} 个：放大可见其余`,
  rolledUp: (count) => `合并的内核线程：${formatCount(count)}`,
  switchedOff: (count) => `已关闭的命名空间：${formatCount(count)}`,
  runtimesSwitchedOff: (runtimes) => `已关闭：${runtimes.join('、')} 运行的内容`,
};
