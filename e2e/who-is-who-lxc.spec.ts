import { spawn } from 'node:child_process';
import { expect, test } from './fixtures';
import { argvOf, inoOf } from './processes';
import { LxcRig } from './rig-lxc';
import { run, until } from './run';
import { endProcess } from './sandbox';
import { addressLines, Witness } from './witness';

let rig: LxcRig;
let witness: Witness;

test.beforeAll(async ({ product }) => {
  rig = await LxcRig.up('sleep 921 &\nsleep 922\n');
  witness = new Witness(product);
});

test.afterAll(() => rig.down());

test('LXC: a container has its name, and the addresses that lxc-info prints', async () => {
  const told = await witness.tell('lxc', rig.name);
  const pid = await rig.pid();
  expect(told.container).toMatchObject({ name: rig.name, state: 'running', kind: 'container' });
  expect(told.pids).toContain(pid);
  expect(told.nets).toEqual([inoOf(pid, 'net')]);
  const addresses = await addressLines(pid);
  expect(await witness.addresses(told)).toEqual(addresses);
  const known = await rig.addresses();
  expect(known.length).toBeGreaterThanOrEqual(2);
  for (const address of known) expect(addresses.some((line) => line.startsWith(`"eth0" ${address}/`))).toBe(true);
});

test('LXC: its processes are all of its control group, one that lxc-attach started too; the monitor is none of them', async () => {
  const attach = spawn('lxc-attach', ['--name', rig.name, '--', 'sleep', '923'], { stdio: 'ignore' });
  try {
    const known = await until('the command runs', () => {
      const pids = rig.processes();
      return pids.some((pid) => argvOf(pid)[0] === 'sleep' && argvOf(pid)[1] === '923') ? pids : null;
    });
    const told = await witness.tell('lxc', rig.name);
    expect(told.pids).toEqual(known);
    expect(told.monitors.length).toBe(1);
    expect(told.monitors.map(({ ppid, container }) => [ppid, container])).toEqual([[1, null]]);
  } finally {
    await endProcess(attach.pid ?? 0);
  }
});

test('LXC: a frozen container is told as paused', async () => {
  await run(['lxc-freeze', '--name', rig.name]);
  try {
    expect((await witness.tell('lxc', rig.name)).container.state).toBe('paused');
  } finally {
    await run(['lxc-unfreeze', '--name', rig.name]);
  }
  expect((await witness.tell('lxc', rig.name)).container.state).toBe('running');
});
