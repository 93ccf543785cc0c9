import { formatCount } from '@/lib/count-text';
import type { Spoken } from '@/lib/language';
import type { AUDIT_STRINGS_EN } from './strings';

export const AUDIT_STRINGS_ZH: Spoken<typeof AUDIT_STRINGS_EN> = {
  title: '在这台主机上运行过的命令',
  list: '审计',
  failed: '无法读取审计记录',
  none: '还没有运行过任何命令。',
  nowhere: '除了 nsatlas 启动处的输出，别处没有留存。',
  keptIn: '由辅助程序在执行前后写入',
  journalToo: '同时写入 systemd 日志',
  unreadable: (count) => `文件中有 ${formatCount(count)} 行不是审计记录：要么被别的程序写过，要么磁盘曾经写满。`,
  cut: '命令行比留存下来的部分更长。',
  goesOn: '仍在运行，或记录中断',
  refused: '已拒绝',
  granted: '已认证',
  givenBack: '已交还',
  stepUp: '请求认证',
  exit: (code) => `退出码 ${code}`,
  leftBehind: '有残留进程未能结束',
  terminal: '终端',
  made: (name) => `创建 ${name}`,
  removes: (name) => `移除 ${name}`,
  holder: '仅用于占住命名空间的进程',
  as: (who) => `身份 ${who}`,
  user: (name) => `用户 ${name}`,
  peer: (uid) => `连接方 uid ${uid}`,
  target: (pid) => `进程 ${pid}`,
  bytes: (read, written) => `输入 ${formatCount(read)} 字节，输出 ${formatCount(written)} 字节`,
};
