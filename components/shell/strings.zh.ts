import { formatCount } from '@/lib/count-text';
import type { Spoken } from '@/lib/language';
import type {
  BROKEN_STRINGS_EN, EMPTY_STRINGS_EN, KEY_HELP_STRINGS_EN, LENS_STRINGS_EN, TREE_STRINGS_EN, LIVE_STRINGS_EN, LIVE_WORDS_EN, PARTIAL_STRINGS_EN, SHELL_STRINGS_EN, SIGN_IN_STRINGS_EN,
} from './strings';

export const SHELL_STRINGS_ZH: Spoken<typeof SHELL_STRINGS_EN> = {
  product: 'nsatlas',
  reading: '正在读取主机',
  facts: '主机概况',
  processes: () => '进程',
  namespaces: () => '命名空间',
  containers: () => '容器',
  pods: () => 'Pod',
  load: '负载',
  loadHint: (cores) => `最近一分钟的平均负载，共 ${cores} 核`,
  memory: '内存',
  memoryHint: (used, all) => `已用 ${used}，共 ${all}`,
  uptime: '运行',
  readOnly: '只读',
  readOnlyHint: '以 --read-only 启动：不能从这里运行命令。',
  lens: '视角',
  tree: '层级依据',
  theme: '主题',
  themeNames: { auto: '自动', light: '浅色', dark: '深色' },
  language: '语言',
  languageAuto: '跟随浏览器',
  main: '图',
  inspector: '检查器',
};

export const LENS_STRINGS_ZH: Spoken<typeof LENS_STRINGS_EN> = {
  pods: { label: 'Pod', title: 'Pod 和容器，以及它们之间的连线（1）' },
  namespaces: { label: '命名空间', title: '命名空间，以及谁在其中（2）' },
  network: { label: '网络', title: 'net 命名空间、其接口与地址，以及之间的连线（3）' },
  hierarchy: { label: '层级', title: 'pid 和 user 命名空间，各在其父级之下（4）' },
  table: { label: '表格', title: '命名空间表，同 lsns 的输出（5）' },
};

export const TREE_STRINGS_ZH: Spoken<typeof TREE_STRINGS_EN> = {
  pid: { label: 'PID', title: 'pid 命名空间各在其父级之下，以及其中的进程' },
  user: { label: '用户', title: 'user 命名空间各在其父级之下，以及各自拥有的命名空间' },
};

export const LIVE_WORDS_ZH: Spoken<typeof LIVE_WORDS_EN> = {
  loading: '正在连接',
  live: '实时',
  stale: '已过时',
  disconnected: '已断开',
  trouble: '辅助程序出错',
  denied: '会话已结束',
};

export const LIVE_STRINGS_ZH: Spoken<typeof LIVE_STRINGS_EN> = {
  staleTitle: '连接已中断',
  stale: '看到的是主机当时的样子，连接会自动恢复。',
  seenAt: '上次读取：',
  retryIn: (seconds) => (seconds <= 0 ? '正在重试。' : `${seconds} 秒后重试。`),
  retry: '立即重试',
  troubleTitle: '辅助程序无法读取主机',
  disconnectedTitle: '未连接到 nsatlas',
  disconnectedCauses: [
    'nsatlas 已停止：请在主机上用 npm start 重新启动。',
    '到主机的路径中断：隧道或网络。',
    '浏览器与主机之间有设备不放行 WebSocket。',
  ],
  troubleCauses: [
    '辅助程序已结束，或从未构建：npm start 所在的终端里有详情。',
    '它的入口没了：套接字文件被删除。',
  ],
};

export const SIGN_IN_STRINGS_ZH: Spoken<typeof SIGN_IN_STRINGS_EN> = {
  title: '此页面没有会话',
  titleEnded: '会话已结束',
  body: 'nsatlas 启动时会打印一个带令牌的地址。令牌只能开启一次会话。',
  causes: [
    '在主机上的 nsatlas 目录里重新打印一个地址：npx nsatlas url',
    '地址已在另一个浏览器中打开过：令牌已用掉。',
    'nsatlas 之后又重新启动过：旧会话随之结束。',
  ],
  label: '或者把地址粘贴到这里',
  placeholder: 'http://127.0.0.1:4280/#t=…',
  send: '打开',
  used: '此地址已打开过，或不是本机的地址。',
  notAToken: '其中没有令牌。地址应以 #t= 加令牌结尾。',
  entering: '正在开启会话',
};

export const PARTIAL_STRINGS_ZH: Spoken<typeof PARTIAL_STRINGS_EN> = {
  title: (readable, all) => `${formatCount(all)} 个进程中可读 ${formatCount(readable)} 个`,
  complete: '缺少部分信息',
  body: '显示的都是真实的；缺少的在此如数列出。',
  command: '要看到全部，请这样启动：',
  copyWhat: '命令',
  dismiss: '收起',
  show: '缺少什么，为什么',
};

export const EMPTY_STRINGS_ZH: Spoken<typeof EMPTY_STRINGS_EN> = {
  title: '本机没有 Pod 或容器',
  body: '这里是主机上的进程和它们共享的东西。Podman、Docker、containerd、CRI-O、LXC 和 systemd-nspawn 的 Pod 与容器启动后会自动显示在这里。',
  start: '想先试一试，可以创建自己的命名空间：新建沙箱（m）。',
  partial: '可能有其他用户的容器在运行，但观察者看不到。',
};

export const KEY_HELP_STRINGS_ZH: Spoken<typeof KEY_HELP_STRINGS_EN> = {
  title: '快捷键',
  actRows: [
    [['Ctrl', 'Enter'], '运行命令'],
  ],
  terminal: '在终端里，除以下按键外都归程序使用；Ctrl+W、Ctrl+T 和 Ctrl+N 归浏览器。',
  terminalRows: [
    [['Ctrl', 'Shift', 'L'], '离开终端'],
    [['Ctrl', 'Shift', 'C'], '复制选中内容（也可用 Ctrl+Insert）'],
    [['Ctrl', 'Shift', 'V'], '粘贴（也可用 Shift+Insert）'],
    [['Ctrl', 'Shift', 'F'], '在输出中查找'],
    [['Shift', 'PgUp'], '向上翻看输出'],
    [['Delete'], '关闭获得焦点的标签页'],
  ],
  graph: '在图中，用方向键在节点间移动，Enter 选中。',
};

export const BROKEN_STRINGS_ZH: Spoken<typeof BROKEN_STRINGS_EN> = {
  title: '页面遇到了程序缺陷',
  body: '主机上没有任何东西因此改变。重新启动页面会重新读取一切。',
  again: '重新启动页面',
};
