import type { Spoken } from './language';
import type { SEARCH_WORDS_EN } from './search-strings';

const KINDS = { container: '容器', sandbox: '沙箱', service: '服务' };

export const SEARCH_WORDS_ZH: Spoken<typeof SEARCH_WORDS_EN> = {
  columns: {
    name: '名称', kind: '种类', type: '类型', runtime: '运行时', pod: 'Pod', container: '容器', image: '镜像', label: '标签', kubens: 'Kubernetes 命名空间', id: 'id', path: '路径', ino: 'ino', pid: 'PID', nspid: '内部 PID', uid: 'uid', comm: 'comm', cmd: '命令', cgroup: 'cgroup', state: '状态', is: 'is', members: '成员', address: '地址', port: '端口', hostname: '主机名', user: '用户', slice: 'slice', alive: '存续原因',
  },
  pod: (runtime, namespace) => `${runtime} Pod${namespace === null ? '' : `，位于 ${namespace}`}`,
  container: (runtime, kind, image) => `${runtime} ${KINDS[kind]}${image === null ? '' : `，${image}`}`,
  noProcess: '没有进程',
};
