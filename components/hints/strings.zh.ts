import type { Spoken } from '@/lib/language';
import type { HINT_STRINGS_EN } from './strings';

export const HINT_STRINGS_ZH: Spoken<typeof HINT_STRINGS_EN> = {
  title: '快速上手',
  hints: [
    ['', '圆环是 Pod 和容器，圆点是进程；彩色标记是命名空间：各自看到的网络、文件或用户。点击任意对象即可查看。'],
    ['e', '进入选中的对象，或显示进入它的命令行。'],
    ['Ctrl+K', '列出所有操作，并能找到任意对象。'],
  ],
  dismiss: '不再显示这些提示',
};
