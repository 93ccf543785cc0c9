import { chooseLens, goTo, inspector, output, runLine, tableRow } from './atlas-page';
import { expect, test } from './fixtures';
import { addressesIn } from './sandbox';

test('a net namespace that no process lives in is found by its name, with its addresses, its cable and its bridge', async ({ atlas, sandbox }) => {
  const [{ name, ino }, bridge] = await Promise.all([sandbox.netns(), sandbox.bridge()]);
  const outer = await sandbox.veth(name, ['198.51.100.7/24', '2001:db8::7/64'], bridge);
  const panel = await goTo(atlas, name);
  const eth0 = panel.getByRole('region', { name: 'eth0' });
  const addresses = (await addressesIn({ netns: name })).filter(({ ifname }) => ifname === 'eth0');
  expect(addresses.length).toBeGreaterThanOrEqual(2);
  await expect(eth0).toContainText('198.51.100.7/24');
  await expect(eth0).toContainText('2001:db8::7/64');
  await expect(eth0).toContainText(outer);
  await expect(eth0).toContainText(`in bridge ${bridge}`);
  await expect(panel).toContainText(String(ino));
});

test('it says why it is alive: its file, and where that is mounted', async ({ atlas, sandbox }) => {
  const { name } = await sandbox.netns();
  const panel = await goTo(atlas, name);
  await expect(panel).toContainText(/No process (that could be read )?lives here/);
  await expect(panel).toContainText(`/run/netns/${name}`);
});

test('a command runs in it though nobody lives there', async ({ atlas, sandbox }) => {
  const { name } = await sandbox.netns();
  await sandbox.veth(name, ['198.51.100.9/24']);
  await goTo(atlas, name);
  await expect(output(await runLine(atlas, 'ip addr'))).toContainText('198.51.100.9/24');
});

test('its row of the table leads to its panel', async ({ atlas, sandbox }) => {
  const { name, ino } = await sandbox.netns();
  await chooseLens(atlas, 'Table');
  const row = await tableRow(atlas, ino);
  // Beside the head it is then the only one: who presses on a row while others leave presses on another.
  await expect(atlas.getByRole('row')).toHaveCount(2);
  await row.click();
  await expect(inspector(atlas)).toContainText(`/run/netns/${name}`);
});
