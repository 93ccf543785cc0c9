import { writeFileSync } from 'node:fs';
import { expect, test } from './fixtures';
import { GUEST_LABEL, podman, podmanTop } from './podman';
import { argvOf, inoOf } from './processes';
import { GUEST_IMAGE } from './rig-image';
import { guestFile, guestName } from './rig-names';
import { until } from './run';
import { addressLines, Witness } from './witness';

interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly ImageName: string;
  readonly Pod: string;
  readonly State: { readonly Pid: number; readonly ConmonPid: number };
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly NetworkSettings: { readonly IPAddress: string; readonly IPPrefixLen: number };
}
interface InspectedPod {
  readonly Id: string;
  readonly Name: string;
  readonly InfraContainerID: string;
  readonly Containers: readonly { readonly Id: string; readonly Name: string }[];
}

const ALONE = guestName('alone');
const BESIDE = guestName('beside');
const PLAYED = guestName('played');
let witness: Witness;

async function inspect(name: string): Promise<Inspected> {
  return (JSON.parse(await podman(['inspect', name])) as [Inspected])[0];
}

async function inspectPod(name: string): Promise<InspectedPod> {
  return JSON.parse(await podman(['pod', 'inspect', name])) as InspectedPod;
}

const [GUEST_LABEL_KEY = '', GUEST_LABEL_VALUE = ''] = GUEST_LABEL.split('=');
/** What `podman kube play` reads. */
const MANIFEST = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: PLAYED, labels: { [GUEST_LABEL_KEY]: GUEST_LABEL_VALUE } },
  spec: { containers: ['front', 'back'].map((name, at) => ({ name, image: GUEST_IMAGE, imagePullPolicy: 'Never', command: ['sleep', `${933 + at}`] })) },
};

test.beforeAll(async ({ product }) => {
  witness = new Witness(product);
  writeFileSync(guestFile('pod.json'), JSON.stringify(MANIFEST));
  await podman(['run', '--detach', '--name', ALONE, '--label', GUEST_LABEL, GUEST_IMAGE, 'sh', '-c', 'sleep 931 & sleep 932']);
  await podman(['run', '--detach', '--name', BESIDE, '--label', GUEST_LABEL, '--network', `container:${ALONE}`, GUEST_IMAGE, 'sleep', '935']);
  await podman(['kube', 'play', guestFile('pod.json')]);
});

test.afterAll(async () => {
  await podman(['pod', 'rm', '--force', '--ignore', '--time', '0', PLAYED]);
  // One after the other: podman(1) removes several at once, and then meets the one that still depends on the other.
  for (const name of [BESIDE, ALONE]) await podman(['rm', '--force', '--ignore', '--time', '0', name]);
});

test('podman: a container has the name, the image, the labels and the addresses that podman inspect prints', async () => {
  const { Id, Name, ImageName, Config, State, NetworkSettings } = await inspect(ALONE);
  const told = await witness.tell('podman', Id);
  expect(told.container).toMatchObject({ name: Name, image: ImageName, state: 'running', kind: 'container' });
  expect(told.container.labels).toEqual(Object.entries(Config.Labels).map(([name, value]) => ({ name, value })));
  expect(told.nets).toEqual([inoOf(State.Pid, 'net')]);
  const addresses = await addressLines(State.Pid);
  expect(await witness.addresses(told)).toEqual(addresses);
  expect(addresses).toContain(`"eth0" ${NetworkSettings.IPAddress}/${NetworkSettings.IPPrefixLen}`);
});

test('podman: its processes are those of podman top, one that podman exec started too; conmon is none of them', async () => {
  const { Id, State } = await inspect(ALONE);
  await podman(['exec', '--detach', ALONE, 'sleep', '936']);
  const top = await until('podman exec runs', async () => {
    const pids = await podmanTop(ALONE);
    return pids.some((pid) => argvOf(pid).includes('936')) ? pids : null;
  });
  const { pids, monitors } = await witness.tell('podman', Id);
  expect(pids).toEqual(top);
  expect(pids).toContain(State.Pid);
  expect(monitors.map(({ pid }) => pid)).toContain(State.ConmonPid);
  // One for the container, one for the command.
  expect(monitors.map(({ comm, container }) => [comm, container])).toEqual([['conmon', null], ['conmon', null]]);
});

test('podman: who uses the network of another container is in one pod with it, under the other\'s addresses', async () => {
  const [alone, beside] = await Promise.all([inspect(ALONE), inspect(BESIDE)]);
  const told = await witness.tell('podman', beside.Id);
  expect(told.container.name).toBe(beside.Name);
  expect(told.pids).toEqual(await podmanTop(BESIDE));
  expect(told.pod?.id).toBe(alone.Id);
  const pod = await witness.pod(told.container.pod ?? '');
  expect(pod.containers).toEqual([alone.Id, beside.Id].sort());
  expect(pod.addresses).toEqual(await addressLines(alone.State.Pid));
});

test('podman: a pod of kube play has its name, its containers with their names, and its infra container', async () => {
  const { Id, Name, InfraContainerID, Containers } = await inspectPod(PLAYED);
  expect(Containers).toHaveLength(3);
  const infra = await witness.tell('podman', InfraContainerID);
  expect(infra.container.infra).toBe(true);
  expect(infra.pod).toMatchObject({ runtime: 'podman', id: Id, name: Name });
  for (const { Id: id, Name: name } of Containers.filter((row) => row.Id !== InfraContainerID)) {
    const told = await witness.tell('podman', id);
    expect(told.container).toMatchObject({ name, image: GUEST_IMAGE, infra: false, pod: infra.pod?.key });
    expect(told.pids).toEqual(await podmanTop(id));
    expect(told.nets).toEqual(infra.nets);
  }
  const pod = await witness.pod(infra.pod?.key ?? '');
  expect(pod.containers).toEqual(Containers.map((row) => row.Id).sort());
  expect(pod.addresses).toEqual(await addressLines(infra.pids[0] ?? 0));
});
