import { formatCount } from '@/lib/count-text';
import type { FieldName } from '@/lib/query-fields';
import type { Lens } from '@/lib/view';
import type { Spoken } from '@/lib/language';
import type { FIELD_HINTS_EN, FIND_STRINGS_EN, MATCH_STRINGS_EN, RUNTIME_STRINGS_EN, SEARCH_SENTENCES_EN } from './strings';

export const FIND_STRINGS_ZH: Spoken<typeof FIND_STRINGS_EN> = {
  label: '搜索：名称、PID、inode、地址、镜像或路径，或 type:net 这样的字段',
  placeholder: '搜索，或 type:net ip:10.*',
  found: (count, all) => `${formatCount(count)} / ${formatCount(all)}`,
  foundTitle: (count, all) => `在 ${formatCount(all)} 个 Pod、容器、命名空间和进程中找到 ${formatCount(count)} 个`,
  nothing: '没有找到',
  hints: [
    '所有条件须由同一个对象满足：名称、PID、inode 号、镜像、命令、路径、地址。',
    '减号表示排除：-runtime:podman。星号代表任意字符：name:web*。逗号表示或：type:net,pid。',
  ],
  missing: (count) => `有 ${formatCount(count)} 个进程无法读取：它们的命名空间不在搜索范围内。`,
  results: '结果',
  examples: '字段及示例',
  examplesHint: '多个条件须同时满足。减号排除，逗号表示或，星号代表任意字符，引号按原文匹配。',
  completions: '补全',
  hits: '找到',
  clear: '清除搜索',
  more: (count) => `还有 ${formatCount(count)} 个：继续输入以缩小范围`,
  have: (count) => `${formatCount(count)} 个具有`,
  wrong: '无法理解',
  unfinished: '请继续输入',
  stays: '先前的搜索结果保持不变。',
};

export const FIELD_HINTS_ZH: Spoken<typeof FIELD_HINTS_EN> = {
  name: 'Pod、容器或命名空间的名称',
  kind: 'pod、container、sandbox、service、namespace、process',
  type: '命名空间的类型',
  ip: '地址、前缀（CIDR），或用星号',
  port: '监听的端口，或转发到该处的端口',
  pid: '主机上的 PID',
  nspid: '在其命名空间内的 PID',
  comm: '程序名',
  cmd: '命令行',
  user: '用户名',
  uid: '用户编号',
  slice: 'cgroup 路径的第一段',
  state: '进程状态；paused',
  runtime: '运行容器的程序',
  pod: '某个 Pod 的全部',
  container: '某个容器的全部',
  image: '容器的镜像',
  label: '容器的标签',
  kubens: 'Pod 的 Kubernetes 命名空间',
  ino: '命名空间的 inode 号',
  id: 'ID 的开头部分',
  path: '命名空间绑定到的文件',
  hostname: 'uts 命名空间中的主机名',
  members: '其中有多少进程',
  alive: '命名空间因何存活',
  is: '内核线程、initial、infra、monitor、made（在此创建）',
  cgroup: 'cgroup',
};

const PLURALS: Readonly<Partial<Record<FieldName, string>>> = { ip: '地址', port: '端口', hostname: '主机名' };

export const SEARCH_SENTENCES_ZH: Spoken<typeof SEARCH_SENTENCES_EN> = {
  expected: (missing) => {
    switch (missing.kind) {
      case 'field':
        return missing.near === null ? `没有这个字段。要搜索这段文字，请加引号："${missing.word}"` : `没有这个字段。是指 ${missing.near}: 吗？要搜索这段文字，请加引号。`;
      case 'term':
        return '此处应为词或字段。';
      case 'quote':
        return '缺少右引号。';
      case 'space':
        return '此处应为空格，或用引号括住整个值。';
      case 'value':
        return `缺少值：${missing.field}: 是${FIELD_HINTS_ZH[missing.field]}。`;
      case 'number':
        return `${missing.field}: 需要数字，例如 ${missing.field}:1000、${missing.field}:>1000 或 ${missing.field}:10*。`;
      case 'address':
        return `${missing.field}: 需要地址，例如 10.88.0.2、10.0.0.0/8、10.* 或 fd00::/16。`;
      case 'label':
        return `${missing.field}: 需要名称，或名称和值：${missing.field}:app=web。`;
      case 'word':
        return `${missing.field}: 只能是 ${missing.words.join('、')} 之一。`;
      case 'comparison':
        return `${missing.field}: 不能比较大小，只有数字可以。`;
    }
  },
  partly: ({ field, type, known, all, isAwaited }) => {
    const what = PLURALS[field] ?? field;
    return isAwaited ? `正在读取${what}。` : `${formatCount(all)} 个 ${type} 命名空间中，已知 ${formatCount(known)} 个的${what}。`;
  },
};

export const RUNTIME_STRINGS_ZH: Spoken<typeof RUNTIME_STRINGS_EN> = {
  shown: '显示的运行时',
  title: (runtime, count, isShown) => `${runtime}：本机上有 ${formatCount(count)} 个。点击${isShown ? '隐藏' : '显示'}它运行的内容。`,
};

const LENS_REASONS: Readonly<Record<Lens, string>> = {
  pods: '此视角只绘制组间共享或独有的命名空间',
  namespaces: '此视角绘制命名空间和进程',
  network: '此视角绘制 net 命名空间以及其中的成员',
  hierarchy: '此视角绘制 pid 命名空间及其进程，或 user 命名空间及其拥有的命名空间',
  table: '表格只列出命名空间',
};

export const MATCH_STRINGS_ZH: Spoken<typeof MATCH_STRINGS_EN> = {
  label: '搜索结果',
  found: (count, all) => `找到 ${formatCount(count)} / ${formatCount(all)}`,
  place: (place, count) => `第 ${formatCount(place + 1)} 个，共 ${formatCount(count)} 个`,
  next: '下一个结果（n）',
  previous: '上一个结果（N）',
  here: (count) => `视图中有 ${formatCount(count)} 个`,
  away: (count) => `${formatCount(count)} 个不在视图中`,
  partly: '并非全部已知',
  kernel: (count) => `${formatCount(count)} 个不在视图中：内核线程已合并`,
  type: (count, types) => `${formatCount(count)} 个不在视图中：${types.join('、')} 已关闭`,
  runtime: (count, runtimes) => `${formatCount(count)} 个不在视图中：${runtimes.join('、')} 已关闭`,
  lens: (count, lens) => `${formatCount(count)} 个不在视图中：${LENS_REASONS[lens]}`,
  showKernel: '显示内核线程',
  showTypes: '显示所有类型',
  showRuntimes: '显示所有运行时',
  dim: '淡化其余对象，而不是隐去',
};
