import type { Spoken } from '@/lib/language';
import type { PART_WORDS_EN } from './strings';

export const PART_WORDS_ZH: Spoken<typeof PART_WORDS_EN> = {
  addresses: '地址', attachedBy: '附加者', details: '接口的详情', forwards: '转发的端口', gaps: '缺失', gidMap: 'gid 映射', holders: '持有者',
  links: '接口', members: '成员', messageQueues: '消息队列', mounts: '挂载', namespaces: '命名空间', neighbours: '邻居', peers: '对端',
  posixQueues: 'POSIX 消息队列', roots: '根', routes: '路由', rules: '路由规则', semaphores: '信号量', sharedMemory: '共享内存', sockets: '套接字', uidMap: 'uid 映射',
};
