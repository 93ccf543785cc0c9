import { hostname } from 'node:os';
import { ask, bearer } from './ask';
import { A_POD, chooseLens, find, goTo, inspector, picture, tableRow } from './atlas-page';
import { expect, test } from './fixtures';
import { inoOf } from './processes';
import { run, runJson } from './run';
import { addressesIn } from './sandbox';
import { viewToken } from './tokens';

test('the host is there under its name, and the picture is not empty', async ({ atlas }) => {
  await expect(atlas.getByRole('banner')).toContainText(hostname());
  await expect(picture(atlas)).toBeVisible();
  await expect(atlas.getByRole('region', { name: 'Facts of the host' })).toContainText(/\d+\s*processes|processes\s*\d+/);
  await expect(inspector(atlas)).toContainText((await run(['uname', '--kernel-release'])).trim());
});

test('every namespace that lsns knows is in the snapshot', async ({ product, sandbox }) => {
  await Promise.all([sandbox.unshare(['--net', '--uts']), sandbox.unshare(['--user', '--map-root-user', '--mount', '--pid', '--fork', '--mount-proc'])]);
  const token = await viewToken(product);
  const missing = async (): Promise<string[]> => {
    const known = (await runJson(['lsns', '--json', '--output', 'NS,TYPE,PID'])) as { namespaces: { ns: number | string; type: string; pid: number }[] };
    const { namespaces } = JSON.parse((await ask(product, '/api/snapshot', { headers: bearer(token) })).text) as { namespaces: { ino: number; type: string }[] };
    return known.namespaces.filter(({ ns, type }) => !namespaces.some((row) => row.ino === Number(ns) && row.type === type)).map(({ ns, type, pid }) => `${type} ${ns} of ${pid}`);
  };
  await expect.poll(missing).toEqual([]);
});

test('a pod is found by a part of its name, and its addresses are those that ip prints inside', async ({ atlas, pod }) => {
  const panel = await goTo(atlas, pod.name.slice(1), A_POD);
  await expect(panel.getByRole('heading', { level: 2 })).toContainText(pod.name);
  const addresses = await addressesIn({ pid: pod.container.pid });
  const [first] = addresses.filter(({ ifname, family }) => ifname === 'eth0' && family === 'inet');
  await expect(panel.getByRole('region', { name: 'eth0' })).toContainText(`${first?.local}/${first?.prefixlen}`);
  for (const { ifname, local } of addresses.filter((address) => address.ifname === 'lo')) await expect(panel, ifname).toContainText(local);
  await expect(panel).toContainText(`${pod.name}-app`);
});

test('a pod is one click away: its row of the search leads to its panel', async ({ atlas, pod }) => {
  await (await find(atlas, pod.name)).filter({ hasText: A_POD }).first().click();
  await expect(inspector(atlas).getByRole('heading', { level: 2 })).toContainText(pod.name);
});

test('the other end of a pod\'s cable is named, and the bridge it is plugged into', async ({ atlas, pod }) => {
  const inside = (await runJson(['nsenter', `--net=/proc/${pod.container.pid}/ns/net`, '--', 'ip', '-j', 'link', 'show', 'eth0'])) as { link_index: number }[];
  const links = (await runJson(['ip', '-j', 'link'])) as { ifindex: number; ifname: string; master?: string }[];
  const peer = links.find(({ ifindex }) => ifindex === inside[0]?.link_index);
  const eth0 = (await goTo(atlas, pod.name, A_POD)).getByRole('region', { name: 'eth0' });
  await expect(eth0).toContainText(peer?.ifname ?? 'no peer');
  await expect(eth0).toContainText(`in bridge ${peer?.master}`);
});

test('an address is copied with one click', async ({ atlas, pod }) => {
  await atlas.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const [first] = (await addressesIn({ pid: pod.container.pid })).filter(({ ifname, family }) => ifname === 'eth0' && family === 'inet');
  await (await goTo(atlas, pod.name, A_POD)).getByRole('button', { name: `address ${first?.local}` }).click();
  await expect.poll(() => atlas.evaluate(() => navigator.clipboard.readText())).toBe(first?.local);
});

test('a process names its namespaces by the numbers that readlink prints', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--net', '--uts', '--ipc']);
  const panel = await goTo(atlas, guest.name);
  for (const type of ['net', 'uts', 'ipc', 'mnt', 'user'] as const) await expect(panel).toContainText(String(inoOf(guest.pid, type)));
});

test('the table prints a namespace as lsns does', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await chooseLens(atlas, 'Table');
  const row = await tableRow(atlas, inoOf(guest.pid, 'uts'));
  await expect(row).toContainText('uts');
  await expect(row).toContainText(String(guest.pid));
  await expect(row).toContainText(guest.name);
});

test('a hostile name is shown as it is and does nothing', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts'], '<img a>');
  const panel = await goTo(atlas, String(guest.pid));
  await expect(panel.getByRole('heading', { level: 2 })).toContainText('<img');
  expect(await atlas.locator('img[src=""], img:not([src])').count()).toBe(0);
});
