import { goTo } from './atlas-page';
import { expect, test } from './fixtures';
import { argvOf, inoOf } from './processes';
import { RIG_PATIENCE_MS } from './rig-daemon';
import { GUEST_IMAGE } from './rig-image';
import { RootlessRig } from './rig-rootless';
import { until } from './run';
import { addressLines, Witness } from './witness';

let rig: RootlessRig;
let witness: Witness;

async function ask(format: string, ...words: readonly string[]): Promise<string> {
  return (await rig.podman(...words, '--format', format)).trim();
}

test.beforeAll(async ({ product }) => {
  test.setTimeout(RIG_PATIENCE_MS);
  rig = await RootlessRig.up();
  witness = new Witness(product);
  await rig.podman('run', '--detach', '--name', 'web', GUEST_IMAGE, 'sh', '-c', 'sleep 941 & sleep 942');
  await rig.podman('pod', 'create', '--name', 'shop');
  await rig.podman('run', '--detach', '--pod', 'shop', '--name', 'till', GUEST_IMAGE, 'sleep', '943');
});

test.afterAll(() => rig.down());

test('podman of a user: a container has its name, its image and its addresses', async () => {
  const id = await ask('{{.Id}}', 'inspect', 'web');
  const pid = Number(await ask('{{.State.Pid}}', 'inspect', 'web'));
  const told = await witness.tell('podman', id);
  expect(told.container).toMatchObject({ name: 'web', image: await ask('{{.ImageName}}', 'inspect', 'web'), state: 'running', pod: null });
  expect(told.nets).toEqual([inoOf(pid, 'net')]);
  const addresses = await addressLines(pid);
  expect(addresses.some((line) => line.startsWith('"tap0" '))).toBe(true);
  expect(await witness.addresses(told)).toEqual(addresses);
});

test('podman of a user: its processes are those of podman top, one that podman exec started too; conmon and slirp4netns are none of them', async () => {
  await rig.podman('exec', '--detach', 'web', 'sleep', '944');
  const top = await until('podman exec runs', async () => {
    const pids = await rig.top('web');
    return pids.some((pid) => argvOf(pid).includes('944')) ? pids : null;
  });
  const told = await witness.tell('podman', await ask('{{.Id}}', 'inspect', 'web'));
  expect(told.pids).toEqual(top);
  expect(told.monitors.map(({ comm, container }) => [comm, container])).toEqual(expect.arrayContaining([['conmon', null], ['conmon', null]]));
  expect(told.monitors.filter(({ comm, container }) => container !== null || (comm !== 'conmon' && comm !== 'slirp4netns'))).toEqual([]);
});

test('podman of a user: a pod has its name, its containers and its addresses', async () => {
  const till = await ask('{{.Id}}', 'inspect', 'till');
  const infra = await ask('{{.InfraContainerID}}', 'pod', 'inspect', 'shop');
  const told = await witness.tell('podman', till);
  expect(told.container).toMatchObject({ name: 'till', infra: false });
  expect(told.pids).toEqual(await rig.top('till'));
  expect(told.pod).toMatchObject({ runtime: 'podman', name: 'shop' });
  const pod = await witness.pod(told.pod?.key ?? '');
  expect(pod.containers).toEqual([till, infra].sort());
  expect(pod.addresses).toEqual(await addressLines(told.pids[0] ?? 0));
});

test('podman of a user: a published port leads to the container, though only its forwarder knows to which port', async ({ atlas }) => {
  await rig.podman('run', '--detach', '--publish', '127.0.0.1:18723:80', '--name', 'desk', GUEST_IMAGE, 'sleep', '945');
  await witness.tell('podman', await ask('{{.Id}}', 'inspect', 'desk'));
  const panel = await goTo(atlas, 'desk', /container/);
  await expect(panel.getByRole('region', { name: 'Forwarded ports' })).toContainText('tcp 127.0.0.1:18723 →');
});
