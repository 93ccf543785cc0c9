import { expect, test } from './fixtures';
import { argvOf, descendantsOf, inoOf } from './processes';
import { OciRig } from './rig-runc';
import { until } from './run';
import { addressLines, Witness } from './witness';

for (const runtime of ['runc', 'crun'] as const) {
  test(`${runtime} alone: a container has its name, the processes that ${runtime} ps prints, and its addresses`, async ({ product, sandbox }) => {
    const { name: netns } = await sandbox.netns();
    await sandbox.veth(netns, ['198.51.100.11/24']);
    const rig = new OciRig(runtime);
    try {
      const id = await rig.start(runtime, ['sh', '-c', 'sleep 951 & sleep 952; true'], netns);
      await rig.exec(id, ['sleep', '953']);
      const pid = await rig.pid(id);
      const ends = ['951', '952', '953'];
      await until('its commands run', async () => {
        const words = (await rig.processes(id)).map((member) => argvOf(member).at(-1) ?? '');
        return ends.every((end) => words.includes(end));
      });
      const witness = new Witness(product);
      const told = await witness.tell(runtime, id);
      expect(told.container).toMatchObject({ name: id, kind: 'container', state: 'running', pod: null });
      expect(told.container.annotations).toContainEqual({ name: 'org.example.tier', value: runtime });
      expect(told.pids).toContain(pid);
      expect(told.pids).toEqual(await rig.processes(id));
      expect(told.pids.flatMap((member) => argvOf(member).at(-1) ?? [])).toEqual(expect.arrayContaining(ends));
      expect(told.nets).toEqual([inoOf(pid, 'net')]);
      expect(await witness.addresses(told)).toEqual(await addressLines(pid));
    } finally {
      await rig.stop();
    }
  });
}

test('bubblewrap: what runs inside is one sandbox, the bwrap outside is none of it', async ({ product, sandbox }) => {
  const guest = await sandbox.start(['bwrap', '--unshare-all', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'], 'bwrap');
  const witness = new Witness(product);
  const { told } = await until('the sandbox is told', async () => {
    const seen = await witness.tellProcess(guest.pid);
    return seen.told === null ? null : seen;
  });
  expect(told?.container).toMatchObject({ runtime: 'bubblewrap', kind: 'sandbox', state: 'running', pod: null });
  // The bwrap that is PID 1 inside, and the program below it.
  expect(told?.pids).toEqual(descendantsOf(guest.outer).sort((a, b) => a - b));
  expect(told?.nets).toEqual([inoOf(guest.pid, 'net')]);
  expect((await witness.tellProcess(guest.outer)).process.container).toBeNull();
});

test('unshare: a process with namespaces of its own is in no container', async ({ product, sandbox }) => {
  const guest = await sandbox.unshare(['--user', '--map-root-user', '--net', '--mount', '--pid', '--fork', '--mount-proc']);
  const { process, told } = await new Witness(product).tellProcess(guest.pid);
  expect(process.namespaces.net).toBe(inoOf(guest.pid, 'net'));
  expect(told).toBeNull();
});
