import type { Spoken } from '@/lib/language';
import type { HINT_STRINGS_EN } from './strings';

export const HINT_STRINGS_ZH: Spoken<typeof HINT_STRINGS_EN> = {
  title: '快速上手',
  hints: [
    ['点击', '任意对象：图旁会显示它的地址、进程以及与谁共享。'],
    ['Ctrl+K', '列出所有操作，并能找到任意对象；? 列出快捷键。'],
    ['e', '进入选中的对象，或显示进入它的命令行。'],
  ],
  dismiss: '不再显示这些提示',
};
