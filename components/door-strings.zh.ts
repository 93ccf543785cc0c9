import type { Spoken } from '@/lib/language';
import type { DOOR_STRINGS_EN, FAILURE_TITLES_EN, RETRY_HINTS_EN } from './door-strings';

export const FAILURE_TITLES_ZH: Spoken<typeof FAILURE_TITLES_EN> = {
  usage: '请求无法理解',
  denied: '没有权限',
  gone: '它已经不在了',
  identity: '它已经不是原来的那个',
  unsupported: '此处无法做到',
  limit: '超出允许的限度',
  join: '无法加入命名空间',
  fault: 'nsatlas 内部出错',
  absent: '没有应答',
  late: '未能及时应答',
};

export const DOOR_STRINGS_ZH: Spoken<typeof DOOR_STRINGS_EN> = {
  notStarted: '命令无法启动',
  rights: '本机的策略不允许',
  noAnswer: 'nsatlas 服务没有应答，可能已经停止。',
  oddAnswer: (path, why) => `${path} 的应答无法识别：${why}。如果刚更新过，重新加载页面可能有用。`,
  oddStatus: (status) => `服务返回状态 ${status}，没有说明原因。`,
};

export const RETRY_HINTS_ZH: Spoken<typeof RETRY_HINTS_EN> = {
  denied: '在主机上有更多权限才能看到。',
  late: '主机可能正忙。',
  absent: 'nsatlas 还在运行吗？',
};
