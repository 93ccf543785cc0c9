/** For tests of pasted lines: a host on which every tool has something to step into. */
import { snapshotOf } from './snapshot.fixture';

const hex = (digits: string): string => digits.repeat(64 / digits.length);
const HOST = { cgroup: 90, ipc: 91, mnt: 92, net: 93, pid: 94, time: 95, user: 96, uts: 97 };

export const WEB = hex('3f9a');
export const HOST_WITH_ALL = snapshotOf({
  observer: { pid: 900, uid: 0, capabilities: 'ff', namespaces: HOST },
  processes: [
    { pid: 4711, container: `docker:${WEB}`, namespaces: { ...HOST, mnt: 11, net: 12, pid: 13 } },
    { pid: 4712, namespaces: HOST },
    { pid: 4713, uid: 1000, namespaces: { ...HOST, user: 14, net: 15 } },
    { pid: 4714, container: 'containerd:a1', namespaces: { ...HOST, net: 16 } },
  ],
  namespaces: [
    { type: 'net', ino: 40, id: '14', mounts: [{ path: '/run/netns/blue', mnt: 92 }] },
    { type: 'net', ino: 41, id: '15', mounts: [{ path: '/run/netns/far', mnt: 500 }] },
    { type: 'net', ino: 12, id: '77' },
  ],
  containers: [
    { id: WEB, runtime: 'docker', name: 'web' },
    { id: hex('3f9b'), runtime: 'docker', name: 'worker' },
    { id: hex('77aa'), runtime: 'docker', name: 'web', outer: `docker:${WEB}` },
    { id: hex('c0de'), runtime: 'podman', name: 'db' },
    { id: hex('beef'), runtime: 'podman', name: 'twin' },
    { id: hex('feed'), runtime: 'podman', name: 'twin' },
    { id: 'a1', runtime: 'containerd', name: 'app', pod: 'containerd:p1', labels: [{ name: 'io.kubernetes.container.name', value: 'app' }] },
    { id: 'a2', runtime: 'containerd', name: 'proxy', pod: 'containerd:p1' },
    { id: 'a0', runtime: 'containerd', name: null, pod: 'containerd:p1', infra: true },
    { id: 'b1', runtime: 'containerd', name: 'app', pod: 'containerd:p2' },
    { id: 'b0', runtime: 'containerd', name: null, pod: 'containerd:p2', infra: true },
    { id: 'd1', runtime: 'containerd', name: 'one', pod: 'containerd:p3' },
    { id: 'd2', runtime: 'containerd', name: 'two', pod: 'containerd:p3' },
    { id: 'd0', runtime: 'containerd', name: null, pod: 'containerd:p3', infra: true, annotations: [{ name: 'kubectl.kubernetes.io/default-container', value: 'two' }] },
    { id: 'box', runtime: 'lxc', name: 'box' },
    { id: 'deb', runtime: 'nspawn', name: 'deb' },
  ],
  pods: [
    { id: 'p1', runtime: 'containerd', name: 'shop', namespace: 'prod' },
    { id: 'p2', runtime: 'containerd', name: 'shop', namespace: 'test' },
    { id: 'p3', runtime: 'containerd', name: 'pair', namespace: 'prod' },
  ],
});
