import { expect, test } from './fixtures';
import { argvOf, inoOf, isAlive, statusOf } from './processes';
import { docker, DockerRig } from './rig-docker';
import { RIG_PATIENCE_MS } from './rig-daemon';
import { GUEST_IMAGE } from './rig-image';
import { inner, startNested } from './rig-nested';
import { until } from './run';
import { addressLines, Witness } from './witness';

let rig: DockerRig;
let witness: Witness;

test.beforeAll(async ({ product }) => {
  test.setTimeout(RIG_PATIENCE_MS);
  rig = await DockerRig.up();
  witness = new Witness(product);
  await docker('run', '--detach', '--name', 'web', '--label', 'com.docker.compose.project=shop', '--publish', '8080', GUEST_IMAGE, 'sh', '-c', 'sleep 901 & sleep 902');
  await docker('run', '--detach', '--name', 'beside', '--network', 'container:web', GUEST_IMAGE, 'sleep', '903');
});

test.afterAll(() => rig.down());

test('docker: a container has the name, the image, the labels and the addresses that docker inspect prints', async () => {
  const { Id, Name, Config, State, NetworkSettings } = await rig.inspect('web');
  const told = await witness.tell('docker', Id);
  expect(told.container).toMatchObject({ name: Name.slice(1), image: Config.Image, state: 'running', kind: 'container', infra: false });
  expect(told.container.labels).toEqual(Object.entries(Config.Labels).map(([name, value]) => ({ name, value })));
  expect(told.nets).toEqual([inoOf(State.Pid, 'net')]);
  const addresses = await addressLines(State.Pid);
  expect(await witness.addresses(told)).toEqual(addresses);
  for (const { IPAddress, IPPrefixLen } of Object.values(NetworkSettings.Networks)) expect(addresses).toContain(`"eth0" ${IPAddress}/${IPPrefixLen}`);
});

test('docker: its processes are those of docker top, one that docker exec started too; the shim is none of them', async () => {
  const { Id, State } = await rig.inspect('web');
  await docker('exec', '--detach', 'web', 'sleep', '904');
  const top = await until('docker exec runs', async () => {
    const pids = await rig.top('web');
    return pids.some((pid) => argvOf(pid).includes('904')) ? pids : null;
  });
  const { pids, monitors } = await witness.tell('docker', Id);
  expect(pids).toEqual(top);
  expect(pids).toContain(State.Pid);
  expect(monitors.map(({ comm, container }) => [comm, container])).toEqual([['containerd-shim', null]]);
});

test('docker: who uses the network of another container is in one pod with it, under the other\'s addresses', async () => {
  const [web, beside] = await Promise.all([rig.inspect('web'), rig.inspect('beside')]);
  const told = await witness.tell('docker', beside.Id);
  expect(told.container.name).toBe(beside.Name.slice(1));
  expect(told.pids).toEqual(await rig.top('beside'));
  expect(told.nets).toEqual([inoOf(web.State.Pid, 'net')]);
  expect(told.pod?.id).toBe(web.Id);
  const pod = await witness.pod(told.container.pod ?? '');
  expect(pod.containers).toEqual([web.Id, beside.Id].sort());
  expect(pod.addresses).toEqual(await addressLines(web.State.Pid));
});

test('docker: the port that docker port prints leads to the container', async () => {
  const { NetworkSettings } = await rig.inspect('web');
  const published = Number(/^0\.0\.0\.0:(\d+)$/m.exec(await docker('port', 'web', '8080/tcp'))?.[1]);
  const forwards = await witness.hostForwards();
  for (const { IPAddress } of Object.values(NetworkSettings.Networks)) {
    expect(forwards).toContainEqual(expect.objectContaining({ protocol: 'tcp', firstPort: published, lastPort: published, toAddress: IPAddress, toFirstPort: 8080 }));
  }
});

test('docker: a paused container is told as paused, with all its processes and addresses', async () => {
  await docker('pause', 'beside');
  const { Id, State } = await rig.inspect('beside');
  expect(State.Paused).toBe(true);
  try {
    const told = await witness.tell('docker', Id);
    expect(told.container.state).toBe('paused');
    expect(told.pids).toEqual([State.Pid]);
    expect(await witness.addresses(told)).toEqual(await addressLines(State.Pid));
  } finally {
    await docker('unpause', 'beside');
  }
  expect((await witness.tell('docker', Id)).container.state).toBe('running');
});

test('docker: a container of a Docker inside a container has its name, its image and its processes, and names the outer one', async () => {
  await startNested('outer');
  const id = (await inner('outer', 'run', '--detach', '--name', 'within', '--network', 'none', GUEST_IMAGE, 'sleep', '905')).trim();
  const [outer, top] = await Promise.all([rig.inspect('outer'), rig.top('outer')]);
  const told = await witness.tell('docker', id);
  expect(told.container).toMatchObject({ name: 'within', image: GUEST_IMAGE, outer: `docker:${outer.Id}` });
  // The inner Docker counts in the outer container's pid namespace.
  const [, ...rows] = (await inner('outer', 'top', 'within', '-eo', 'pid')).trim().split('\n');
  expect(told.pids.map((pid) => statusOf(pid, 'NSpid')?.split('\t').at(-2))).toEqual(rows.map((row) => row.trim()));
  const around = await witness.tell('docker', outer.Id);
  expect([...around.pids, ...told.pids].sort((a, b) => a - b)).toEqual(top);
  expect(around.container.outer).toBeNull();
  await docker('rm', '--force', '--volumes', 'outer');
});

// The last one: nothing answers on the socket any more.
test('docker: the daemon is killed, and all is told as before', async ({ product }) => {
  const containers = await Promise.all(['web', 'beside'].map((name) => rig.inspect(name)));
  const before = await Promise.all(containers.map(async ({ Id, Name }) => ({ Id, name: Name.slice(1), pids: await rig.top(Id) })));
  await rig.killDaemon();
  await expect(docker('version')).rejects.toThrow();
  const fresh = new Witness(product);
  for (const { Id, name, pids } of before) {
    expect(pids.every(isAlive)).toBe(true);
    const told = await fresh.tell('docker', Id);
    expect(told.container).toMatchObject({ name, image: GUEST_IMAGE, state: 'running', pod: `docker:${containers[0]?.Id}` });
    expect(told.pids).toEqual(pids);
    expect(told.monitors.map(({ comm }) => comm)).toEqual(['containerd-shim']);
  }
});
