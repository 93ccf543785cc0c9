import { ANSWER_LIMIT_BYTES } from '@/lib/rights-schema';
import type { Spoken } from '@/lib/language';
import type { ELEVATION_STRINGS_EN } from './strings';

export const ELEVATION_STRINGS_ZH: Spoken<typeof ELEVATION_STRINGS_EN> = {
  title: '请认证主机上的身份',
  lead: (policy) => `策略 ${policy} 只允许部分用户执行此操作。身份由主机通过 PAM 判定；nsatlas 不保留输入的任何内容。`,
  user: '主机上的用户名',
  next: '下一步',
  send: '提交',
  cancel: '取消',
  saysPam: '主机提示：',
  unnamed: '回答',
  busy: { begin: '正在询问主机…', answer: '主机正在核对…', hear: '主机正在等待输入…' },
  notRecognised: '认证失败。可能是用户名、密码、账户状态，或没有适用于该用户的规则：主机不会说明是哪一项。',
  lockedOut: (why) => `该用户名暂时无法登录：${why}。`,
  tooLong: '超过一分钟未完成，请重新开始。',
  noName: '用户名由小写字母、数字、_ 和 - 组成，最多 32 个字符。',
  tooLarge: `回答最多 ${ANSWER_LIMIT_BYTES} 字节。`,
  stepUp: '提升权限',
  stepUpHint: (policy) => `认证身份，以执行策略 ${policy} 只允许部分用户执行的操作`,
  recognised: '已认证为',
  left: '剩余',
  giveBack: '交还权限',
  giveBackHint: '此后这个浏览器不再有已认证的身份；正在运行的不受影响。',
  giveBackFailed: '未能交还，到期会自动失效',
  confirmTitle: (number) => `确认请求 ${number} 正在主机上等待`,
  confirmBody: '须由有权限的人在主机上查看将要运行的内容，并在两分钟内同意：',
  confirmWhat: '命令',
  giveUp: '放弃',
};
