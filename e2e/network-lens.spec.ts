import { expect, test } from './fixtures';
import { A_POD, chooseLens, goTo, inspector, picture } from './atlas-page';
import { run, runJson } from './run';
import { addressesIn, type Address } from './sandbox';
import type { Page } from '@playwright/test';

/** What the list behind the picture says of an island or an interface: it changes with each look at the topology, so expect(locator) waits for the look that began after the question. */
const sign = (page: Page, start: string) => picture(page).getByRole('option', { name: new RegExp(`^${start}`) });

const globals = (addresses: readonly Address[]) => addresses.filter(({ ifname, local }) => ifname !== 'lo' && !local.startsWith('fe80:')).map(({ local, prefixlen }) => `${local}/${prefixlen}`);

/** The host's end of the cable of a namespace, and what it is plugged into, as `ip -j link` has them. */
async function hostEnd(innerIndex: number, ino: number): Promise<{ name: string; bridge: string | null }> {
  const links = (await runJson(['ip', '-j', '-d', 'link'])) as { ifname: string; link_index?: number; link_netnsid?: number; master?: string; linkinfo?: { info_kind?: string } }[];
  const ids = (await runJson(['lsns', '-J', '-t', 'net', '-o', 'NS,NETNSID'])) as { namespaces: { ns: number; netnsid: string }[] };
  const netnsid = ids.namespaces.find(({ ns }) => ns === ino)?.netnsid;
  const end = links.find((link) => link.linkinfo?.info_kind === 'veth' && link.link_index === innerIndex && String(link.link_netnsid) === netnsid);
  if (end === undefined) throw new Error(`no cable to ${ino} (netnsid ${String(netnsid)})`);
  return { name: end.ifname, bridge: end.master ?? null };
}

test('islands have the names and addresses that ip(8) gives, and a pod’s way to the outside is said and lit', async ({ atlas, pod, sandbox }) => {
  const netns = await sandbox.netns();
  const bridge = await sandbox.bridge();
  const outer = await sandbox.veth(netns.name, ['198.51.100.9/24', '2001:db8::9/64'], bridge);
  await chooseLens(atlas, 'Network');

  const blue = sign(atlas, `net namespace ${netns.name},`);
  for (const address of globals(await addressesIn({ netns: netns.name }))) await expect(blue).toContainText(address);
  await expect(sign(atlas, `interface ${outer},`)).toContainText(`cable to eth0 of ${netns.name}, in bridge ${bridge}`);

  const ino = Number(/\d+/.exec(await run(['readlink', `/proc/${pod.container.pid}/ns/net`]))?.[0]);
  const [eth0] = (await runJson(['nsenter', `--net=/proc/${pod.container.pid}/ns/net`, '--', 'ip', '-j', 'link', 'show', 'eth0'])) as { ifindex: number }[];
  const end = await hostEnd(eth0?.ifindex ?? 0, ino);
  const way = `eth0 → ${end.name} → ${end.bridge ?? ''}`;
  const island = sign(atlas, `net namespace ${pod.name},`);
  for (const address of globals(await addressesIn({ pid: pod.container.pid }))) await expect(island).toContainText(address);
  await expect(island).toContainText(way);
  const name = new RegExp(`^net namespace ${pod.name},`);

  await goTo(atlas, pod.name, A_POD);
  await expect(inspector(atlas).getByRole('region', { name: 'Way out' })).toContainText(way);
  await expect(picture(atlas).getByRole('option', { selected: true })).toHaveText([name]);
  await chooseLens(atlas, 'Namespaces');
  await chooseLens(atlas, 'Network');
  await expect(picture(atlas).getByRole('option', { selected: true })).toHaveText([name]);
});

test('a cable that is pulled, and an address that is added, show up by themselves', async ({ atlas, sandbox }) => {
  const netns = await sandbox.netns();
  await sandbox.veth(netns.name, ['198.51.100.9/24']);
  await chooseLens(atlas, 'Network');
  const island = sign(atlas, `net namespace ${netns.name},`);
  await expect(island).toContainText('198.51.100.9/24');
  await expect(island).not.toContainText('198.51.100.10/24');
  await run(['ip', '-n', netns.name, 'address', 'add', '198.51.100.10/24', 'dev', 'eth0']);
  await expect(island).toContainText('198.51.100.10/24');
  await run(['ip', '-n', netns.name, 'link', 'delete', 'eth0']);
  await expect(island).toContainText('no way out');
});
