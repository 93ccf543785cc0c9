import { A_POD, execOn, execPanel, fillOptions, goTo, LIKE_THE_TARGET, NETWORK_ONLY, output, runFilledIn, runLine, useLine } from './atlas-page';
import { expect, test } from './fixtures';
import { podman } from './podman';
import { run } from './run';
import { addressesIn } from './sandbox';

test('a pod\'s own ip prints the same with the pod\'s own files', async ({ atlas, pod }) => {
  await goTo(atlas, pod.name, A_POD);
  const card = await runLine(atlas, 'ip addr', LIKE_THE_TARGET);
  await expect(output(card)).toContainText(/eth0@if\d+/);
  await expect(output(await runLine(atlas, 'cat /etc/passwd', LIKE_THE_TARGET))).toHaveText('root:x:0:0:root:/root:/bin/sh');
});

test('ip addr in a pod prints the address of its panel, and eth0 with its peer\'s number', async ({ atlas, pod }) => {
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

test('a command that fails shows its status and what it said about it', async ({ atlas, pod }) => {
  await goTo(atlas, pod.name, A_POD);
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

test('network only runs the host\'s own tools in the net namespace of the pod', async ({ atlas, pod }) => {
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

test('a page that is loaded again has what was run before, and what ran ended with the page', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  await expect(output(await runLine(atlas, 'printf kept-%s one', LIKE_THE_TARGET))).toHaveText('kept-one');
  const seconds = `8${guest.pid}`;
  const panel = execPanel(atlas);
  await panel.getByRole('textbox', { name: 'Command', exact: true }).fill(`sleep ${seconds}`);
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(panel.getByRole('button', { name: 'Stop' })).toBeVisible();
  const isHeld = new Promise<string>((resolve) => atlas.once('dialog', (dialog) => {
    resolve(dialog.type());
    void dialog.accept();
  }));
  await atlas.reload();
  expect(await isHeld).toBe('beforeunload');
  await execOn(atlas);
  const cards = panel.getByRole('region', { name: 'Runs' }).getByRole('listitem');
  await expect(cards).toHaveCount(2);
  await expect(cards.nth(0)).toContainText('left the page');
  await expect(cards.nth(1)).toContainText(guest.name);
  await expect(output(cards.nth(1))).toHaveText('kept-one');
  expect((await run(['ps', '-eo', 'args'])).split('\n')).not.toContain(`sleep ${seconds}`);
  await panel.getByRole('button', { name: 'Forget all' }).click();
  await expect(cards).toHaveCount(0);
});

test('a run that is stopped says so, and nothing of it runs on', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  const panel = execPanel(atlas);
  await atlas.getByRole('button', { name: 'Exec', exact: true }).first().click();
  const seconds = `7${guest.pid}`;
  await panel.getByRole('textbox', { name: 'Command', exact: true }).fill(`sleep ${seconds}`);
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  const isRunning = async (): Promise<boolean> => (await run(['ps', '-eo', 'args'])).split('\n').includes(`sleep ${seconds}`);
  await expect.poll(isRunning).toBe(true);
  await panel.getByRole('button', { name: 'Stop' }).click();
  await expect(panel).toContainText('stopped');
  await expect.poll(isRunning, { timeout: 5000 }).toBe(false);
});

test('a command runs as the ids, in the directory and with the variables that are filled in', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--mount', '--uts']);
  await goTo(atlas, guest.name);
  const panel = await fillOptions(atlas, LIKE_THE_TARGET, async (options) => {
    await options.choose('As', 'ids');
    await options.fill('uid', '1234');
    await options.fill('gid', '4321');
    await options.choose('Directory', 'path');
    await options.fill('Directory: Path', '/usr/lib');
    await options.press('Add a variable');
    await options.fill('Name of variable 1', 'GREETING');
    await options.fill('Value of variable 1', '$(id) "quoted"');
  });
  await expect(panel.getByRole('button', { name: /^Options/ })).toContainText('3 changed');
  const card = await runLine(atlas, `sh -c 'id -u; id -g; id -G; pwd; printenv GREETING'`);
  const truth = await run(['nsenter', '--target', `${guest.pid}`, '--mount', '--uts', '--wdns=/usr/lib', '--setuid=1234', '--setgid=4321', '--', 'env', 'GREETING=$(id) "quoted"', 'sh', '-c', 'id -u; id -g; id -G; pwd; printenv GREETING']);
  await expect(output(card)).toHaveText(truth.trimEnd());
  expect(truth).toContain('4321\n/usr/lib\n$(id) "quoted"');
});

test('a command has none of the capabilities, those of the target, or all', async ({ atlas, pod }) => {
  await goTo(atlas, `${pod.name}-app`, /container/);
  const setsOf = async (pid: number | 'self'): Promise<string[]> => (await run(['grep', '-E', '^Cap(Prm|Eff|Bnd)', `/proc/${pid}/status`])).trimEnd().split('\n');
  const nothing = (await setsOf('self')).map((set) => set.replace(/[0-9a-f]+$/, (digits) => '0'.repeat(digits.length)));
  for (const [choice, truth] of [['none', nothing], ['all', await setsOf('self')], ['target’s', await setsOf(pod.container.pid)]] as const) {
    await fillOptions(atlas, LIKE_THE_TARGET, (options) => options.choose('Capabilities', choice));
    const said = output(await runLine(atlas, 'cat /proc/self/status'));
    for (const set of truth) await expect(said, choice).toContainText(set);
  }
});

test('the environment of the target is given to the command, and not shown in the form', async ({ atlas, sandbox }) => {
  const guest = await sandbox.start(['env', 'NSATLAS_SECRET=hunter2', 'unshare', '--mount', '--uts', '--']);
  await goTo(atlas, guest.name);
  const panel = await fillOptions(atlas, LIKE_THE_TARGET, (options) => options.choose('Environment', 'target’s'));
  await expect(panel).not.toContainText('hunter2');
  await expect(output(await runLine(atlas, 'printenv NSATLAS_SECRET'))).toHaveText('hunter2');
});

test('a value that cannot be used is named beside its field, and keeps the command from being run', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  const panel = await fillOptions(atlas, LIKE_THE_TARGET, async (options) => {
    await options.choose('As', 'ids');
    await options.fill('uid', 'root');
    await options.fill('gid', '0');
  });
  await expect(panel.getByRole('textbox', { name: 'uid' })).toHaveAccessibleDescription(/no number/);
  await expect(panel.getByRole('button', { name: 'Run', exact: true })).toBeDisabled();
  await panel.getByRole('textbox', { name: 'uid' }).fill('0');
  await expect(panel.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
});

test('a pasted podman exec line selects the container, and prints what podman prints', async ({ atlas, pod, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  const words = ['exec', '-u', '7:8', '-w', '/bin', '-e', 'A=x y'];
  const command = ['sh', '-c', 'id -u; id -g; pwd; echo "$A"; cat /proc/self/cgroup | wc -l; hostname'];
  await useLine(atlas, `podman ${words.map((word) => `'${word}'`).join(' ')} ${pod.container.name} ${command.map((word) => `'${word}'`).join(' ')}`);
  await expect(execPanel(atlas).getByRole('heading', { name: /^Exec in/ })).toContainText(pod.container.name);
  const truth = await podman([...words, pod.container.name, ...command]);
  await expect(output(await runFilledIn(atlas))).toHaveText(truth.trimEnd());
  expect(truth).toMatch(/^7\n8\n\/bin\nx y\n/);
});

test('pasted lines of nsenter and of ip netns print what those print', async ({ atlas, sandbox }) => {
  const [guest, net, elsewhere] = [await sandbox.unshare(['--net', '--uts', '--mount']), await sandbox.netns('paste'), await sandbox.unshare(['--ipc'])];
  await sandbox.veth(net.name, ['10.201.7.2/24']);
  for (const line of [`nsenter -t ${guest.pid} -n -m -u -S 5 -G 6 --wdns=/usr sh -c 'id -u; id -g; pwd; readlink /proc/self/ns/net'`, `ip -n ${net.name} -br address show dev eth0`, `ip netns exec ${net.name} cat /proc/net/dev`]) {
    await goTo(atlas, elsewhere.name);
    await useLine(atlas, `sudo ${line}`);
    await expect(output(await runFilledIn(atlas))).toHaveText((await run(['setpriv', '--', 'sh', '-c', line])).trimEnd());
  }
});

test('a pasted line that a shell would act on is refused, and the place is marked', async ({ atlas, pod }) => {
  await goTo(atlas, pod.name, A_POD);
  const panel = await execOn(atlas);
  await panel.getByRole('textbox', { name: 'Command', exact: true }).fill(`podman exec ${pod.container.name} id; reboot`);
  await expect(panel.locator('mark')).toHaveText(';');
  await expect(panel.getByRole('button', { name: 'Use it' })).toHaveCount(0);
});
