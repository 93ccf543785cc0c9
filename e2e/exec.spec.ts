import { A_POD, execPanel, goTo, LIKE_THE_TARGET, NETWORK_ONLY, output, runLine } from './atlas-page';
import { expect, test } from './fixtures';
import { run } from './run';
import { addressesIn } from './sandbox';

test('a pod\'s own ip prints the same with the pod\'s own files', async ({ atlas, sandbox }) => {
  const pod = await sandbox.pod();
  await goTo(atlas, pod.name, A_POD);
  const card = await runLine(atlas, 'ip addr', LIKE_THE_TARGET);
  await expect(output(card)).toContainText(/eth0@if\d+/);
  await expect(output(await runLine(atlas, 'cat /etc/passwd', LIKE_THE_TARGET))).toHaveText('root:x:0:0:root:/root:/bin/sh');
});

test('ip addr in a pod prints the address of its panel, and eth0 with its peer\'s number', async ({ atlas, sandbox }) => {
  const pod = await sandbox.pod();
  await goTo(atlas, pod.name, A_POD);
  const card = await runLine(atlas, 'ip addr');
  const [first] = (await addressesIn({ pid: pod.container.pid })).filter(({ ifname, family }) => ifname === 'eth0' && family === 'inet');
  await expect(card.getByLabel('Output', { exact: true })).toContainText(`inet ${first?.local}/${first?.prefixlen}`);
  await expect(card.getByLabel('Output', { exact: true })).toContainText(/eth0@if\d+/);
  await expect(card).toContainText('exit 0');
});

test('the output is that of nsenter, to the byte', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--net', '--uts']);
  await goTo(atlas, guest.name);
  const card = await runLine(atlas, 'ip -o address show dev lo', LIKE_THE_TARGET);
  const truth = await run(['nsenter', `--net=/proc/${guest.pid}/ns/net`, '--', 'ip', '-o', 'address', 'show', 'dev', 'lo']);
  if (truth === '') await expect(card).toContainText('It said nothing.');
  else await expect(card.getByLabel('Output', { exact: true })).toHaveText(truth.trimEnd());
});

test('a command that fails shows its status and what it said about it', async ({ atlas, sandbox }) => {
  await goTo(atlas, (await sandbox.pod()).name, A_POD);
  const card = await runLine(atlas, 'ls /nowhere', LIKE_THE_TARGET);
  await expect(card).toContainText('exit 1');
  await expect(card.getByLabel('Errors', { exact: true })).toContainText('/nowhere');
});

test('what a shell would take for its own reaches the command untouched', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  const card = await runLine(atlas, "printf %s '$HOME; `id` && true | \"x\"'", LIKE_THE_TARGET);
  await expect(card.getByLabel('Output', { exact: true })).toHaveText('$HOME; `id` && true | "x"');
});

test('network only runs the host\'s own tools in the net namespace of the pod', async ({ atlas, sandbox }) => {
  const pod = await sandbox.pod();
  await goTo(atlas, pod.name, A_POD);
  const card = await runLine(atlas, 'ss -tulpn', NETWORK_ONLY);
  await expect(card).toContainText('exit 0');
  await expect(card.getByLabel('Output', { exact: true })).toContainText('Netid');
});

test('the line beside a run does the same by hand', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await run(['nsenter', `--uts=/proc/${guest.pid}/ns/uts`, '--', 'hostname', 'guest.test']);
  await goTo(atlas, guest.name);
  const card = await runLine(atlas, 'hostname', LIKE_THE_TARGET);
  await expect(card.getByLabel('Output', { exact: true })).toHaveText('guest.test');
  const line = (await card.getByRole('code').filter({ hasText: /^(sudo )?nsenter / }).textContent()) ?? '';
  expect((await run(line.replace(/^sudo /, '').split(' '))).trim()).toBe('guest.test');
});

test('a run that is stopped says so, and nothing of it runs on', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  const panel = execPanel(atlas);
  await atlas.getByRole('button', { name: 'Exec' }).first().click();
  const seconds = `7${guest.pid}`;
  await panel.getByLabel('Command', { exact: true }).fill(`sleep ${seconds}`);
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  const isRunning = async (): Promise<boolean> => (await run(['ps', '-eo', 'args'])).split('\n').includes(`sleep ${seconds}`);
  await expect.poll(isRunning).toBe(true);
  await panel.getByRole('button', { name: 'Stop' }).click();
  await expect(panel).toContainText('stopped');
  await expect.poll(isRunning, { timeout: 5000 }).toBe(false);
});
