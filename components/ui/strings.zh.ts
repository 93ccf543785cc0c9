import { formatCount } from '@/lib/count-text';
import type { Spoken } from '@/lib/language';
import type { UI_STRINGS_EN } from './strings';

export const UI_STRINGS_ZH: Spoken<typeof UI_STRINGS_EN> = {
  copy: (what) => `复制${/^\w/.test(what) ? ' ' : ''}${what}`,
  copyOutcome: { idle: undefined, copied: '已复制', refused: '浏览器不允许；请选中文本自行复制' },
  all: (count) => `显示全部 ${formatCount(count)} 项`,
  retry: '重试',
  stop: '。',
  colon: '：',
  comma: '，',
  close: '关闭',
  brokenPanel: '这个面板遇到了无法显示的内容',
  brokenPanelHint: '页面其余部分不受影响。可能是对象本身异常，也可能是程序缺陷。',
  resize: (what) => `调整${what}的大小`,
  ago: (duration) => `${duration}前`,
  units: { second: ' 秒', minute: ' 分钟', hour: ' 小时', day: ' 天' },
};
