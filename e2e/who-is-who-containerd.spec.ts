import { randomUUID } from 'node:crypto';
import { expect, test } from './fixtures';
import { argvOf, inoOf, isAlive } from './processes';
import { ContainerdRig, ctr, CTR_NAMESPACE } from './rig-containerd';
import { RIG_PATIENCE_MS } from './rig-daemon';
import { GUEST_IMAGE } from './rig-image';
import { until } from './run';
import { addressLines, Witness, type Told } from './witness';

const POD = { name: 'shop-0', namespace: 'store', uid: randomUUID(), labels: { app: 'shop' } };
let rig: ContainerdRig;
let witness: Witness;
let sandbox: string;
let front: string;
let back: string;

test.beforeAll(async ({ product }) => {
  test.setTimeout(RIG_PATIENCE_MS);
  rig = await ContainerdRig.up();
  witness = new Witness(product);
  sandbox = await rig.kubelet.runSandbox(POD);
  front = await rig.kubelet.runContainer(sandbox, POD, { name: 'front', image: GUEST_IMAGE, command: ['sh', '-c', 'sleep 911 & sleep 912'] });
  back = await rig.kubelet.runContainer(sandbox, POD, { name: 'back', image: GUEST_IMAGE, command: ['sleep', '913'] });
});

test.afterAll(() => rig.down());

function expectPod(told: Told): void {
  expect(told.pod).toMatchObject({ runtime: 'containerd', name: POD.name, namespace: POD.namespace, uid: POD.uid });
}

test('containerd, CRI: a container has its name, its image, its pod and the pod\'s addresses', async () => {
  for (const [id, name] of [[front, 'front'], [back, 'back']] as const) {
    const { pid, sandboxID } = await rig.cri.containerInfo(id);
    expect(sandboxID).toBe(sandbox);
    const told = await witness.tell('containerd', id);
    expect(told.container).toMatchObject({ name, image: GUEST_IMAGE, state: 'running', infra: false });
    expect(told.container.annotations).toContainEqual({ name: 'io.kubernetes.cri.sandbox-id', value: sandbox });
    expectPod(told);
    expect(told.pids).toContain(pid);
    expect(told.nets).toEqual([inoOf(pid, 'net')]);
  }
});

test('containerd, CRI: the pod has three containers, one of them the sandbox, and the addresses that CNI gave', async () => {
  const { pid, cniResult } = await rig.cri.sandboxInfo(sandbox);
  const told = await witness.tell('containerd', sandbox);
  expect(told.container.infra).toBe(true);
  expect(told.pids).toEqual([pid]);
  expectPod(told);
  const pod = await witness.pod(told.pod?.key ?? '');
  expect(pod.containers).toEqual([sandbox, front, back].sort());
  expect(pod.addresses).toEqual(await addressLines(pid));
  const given = cniResult.Interfaces['eth0']?.IPConfigs?.map(({ IP }) => IP) ?? [];
  expect(given).toHaveLength(2);
  for (const address of given) expect(pod.addresses.some((line) => line.startsWith(`"eth0" ${address}/`))).toBe(true);
});

test('containerd, CRI: its processes are those of ctr task ps, one that was exec\'ed too; the one shim is none of them', async () => {
  // It answers when the command has ended, which the end of the rig does.
  rig.cri.call('ExecSync', { 1: front, 2: ['sleep', '914'] }).catch(() => undefined);
  const known = await until('the command runs', async () => {
    const pids = await rig.processes('k8s.io', front);
    return pids.some((pid) => argvOf(pid).includes('914')) ? pids : null;
  });
  const told = await witness.tell('containerd', front);
  expect(told.pids).toEqual(known);
  expect((await witness.tell('containerd', back)).pids).toEqual(await rig.processes('k8s.io', back));
  const { monitors } = await witness.tell('containerd', sandbox);
  expect(monitors.map(({ comm, container }) => [comm, container])).toEqual([['containerd-shim', null]]);
});

test('containerd, ctr: a container has the name and the processes that ctr gives it, and no pod', async () => {
  const name = 'plain.one';
  await ctr(CTR_NAMESPACE, 'run', '--detach', GUEST_IMAGE, name, 'sleep', '915');
  const told = await witness.tell('containerd', name);
  expect(told.container.name).toBe(name);
  expect(told.pod).toBeNull();
  expect(told.pids).toEqual(await rig.processes(CTR_NAMESPACE, name));
  expect(told.monitors.map(({ comm }) => comm)).toEqual(['containerd-shim']);
});

// The last one: nothing answers on the socket any more.
test('containerd: the daemon is killed, and all is told as before', async ({ product }) => {
  const before = await Promise.all([sandbox, front, back].map(async (id) => ({ id, pids: await rig.processes('k8s.io', id) })));
  await rig.killDaemon();
  const fresh = new Witness(product);
  for (const { id, pids } of before) {
    expect(pids.every(isAlive)).toBe(true);
    const told = await fresh.tell('containerd', id);
    expect(told.pids).toEqual(pids);
    expectPod(told);
  }
});
