/** A pod as a kubelet makes it: what it says to the runtime, and what it puts on disk. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cri } from './cri';
import { mapOf, textAt, type Message } from './cri-wire';

export interface PodWish {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
}
export interface ContainerWish {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
}

const POD = 0;
const CONTAINER = 1;
const NAMESPACES: Message = { 1: POD, 2: CONTAINER, 3: POD };
const RESTART = '0';
const TERMINATION_LOG = '/dev/termination-log';
const CONFIG_SEEN = '2026-01-01T00:00:00.000000000Z';

export class Kubelet {
  readonly #cri: Cri;
  readonly #folders: string[] = [];

  constructor(cri: Cri) {
    this.#cri = cri;
  }

  /** Gives the id of the sandbox. */
  async runSandbox(pod: PodWish): Promise<string> {
    this.#folders.push(podFolder(pod), logFolder(pod));
    mkdirSync(podFolder(pod), { recursive: true });
    mkdirSync(logFolder(pod), { recursive: true });
    writeFileSync(join(podFolder(pod), 'etc-hosts'), `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n`);
    return textAt(await this.#cri.call('RunPodSandbox', { 1: sandboxConfig(pod) }), 1);
  }

  /** Gives the id of the container, which runs. */
  async runContainer(sandbox: string, pod: PodWish, container: ContainerWish): Promise<string> {
    const log = join(podFolder(pod), 'containers', container.name, '0f3c9a52');
    mkdirSync(join(podFolder(pod), 'containers', container.name), { recursive: true });
    mkdirSync(join(logFolder(pod), container.name), { recursive: true });
    writeFileSync(log, '');
    const answer = await this.#cri.call('CreateContainer', { 1: sandbox, 2: containerConfig(pod, container, log), 3: sandboxConfig(pod) });
    const id = textAt(answer, 1);
    await this.#cri.call('StartContainer', { 1: id });
    return id;
  }

  removeFolders(): void {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

function podFolder({ uid }: PodWish): string {
  return `/var/lib/kubelet/pods/${uid}`;
}

function logFolder({ name, namespace, uid }: PodWish): string {
  return `/var/log/pods/${namespace}_${name}_${uid}`;
}

function podLabels({ name, namespace, uid }: PodWish): Record<string, string> {
  return { 'io.kubernetes.pod.name': name, 'io.kubernetes.pod.namespace': namespace, 'io.kubernetes.pod.uid': uid };
}

function sandboxConfig(pod: PodWish): Message {
  return {
    1: { 1: pod.name, 2: pod.uid, 3: pod.namespace },
    2: pod.name,
    3: logFolder(pod),
    4: { 1: ['192.0.2.10'], 2: [`${pod.namespace}.svc.cluster.local`, 'cluster.local'], 3: ['ndots:5'] },
    6: mapOf({ ...podLabels(pod), ...pod.labels }),
    7: mapOf({ 'kubernetes.io/config.seen': CONFIG_SEEN, 'kubernetes.io/config.source': 'api' }),
    8: { 1: `/kubepods/burstable/pod${pod.uid}`, 2: { 1: NAMESPACES } },
  };
}

function containerConfig(pod: PodWish, { name, image, command }: ContainerWish, log: string): Message {
  return {
    1: { 1: name },
    2: { 1: image },
    3: command,
    6: [{ 1: 'KUBERNETES_SERVICE_HOST', 2: '192.0.2.1' }, { 1: 'KUBERNETES_SERVICE_PORT', 2: '443' }],
    7: [{ 1: '/etc/hosts', 2: join(podFolder(pod), 'etc-hosts') }, { 1: TERMINATION_LOG, 2: log }],
    9: mapOf({ ...podLabels(pod), 'io.kubernetes.container.name': name }),
    10: mapOf({
      'io.kubernetes.container.hash': '8f1b2c3d',
      'io.kubernetes.container.restartCount': RESTART,
      'io.kubernetes.container.terminationMessagePath': TERMINATION_LOG,
      'io.kubernetes.container.terminationMessagePolicy': 'File',
      'io.kubernetes.pod.terminationGracePeriod': '30',
    }),
    11: `${name}/${RESTART}.log`,
    15: { 1: { 3: 102, 4: 64 * 1024 * 1024, 5: 968 }, 2: { 3: NAMESPACES } },
  };
}
