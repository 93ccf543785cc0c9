import { chooseLens, find, goTo, tableRow } from './atlas-page';
import { expect, test } from './fixtures';
import { inoOf } from './processes';
import { endProcess } from './sandbox';

test('a namespace that is made meanwhile comes without a reload', async ({ atlas, sandbox }) => {
  await chooseLens(atlas, 'Table');
  await expect(atlas.getByText('Live', { exact: true })).toBeVisible();
  const { ino } = await sandbox.netns();
  await expect(await tableRow(atlas, ino)).toBeVisible();
});

test('a process that ends goes, and its panel says when', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  const ino = inoOf(guest.pid, 'uts');
  const panel = await goTo(atlas, guest.name);
  await expect(panel.getByRole('heading', { level: 2 })).toContainText(guest.name);
  await endProcess(guest.pid);
  await expect(panel).toContainText('Ended at');
  await expect(panel.getByRole('heading', { level: 2 })).toContainText(guest.name);
  await chooseLens(atlas, 'Table');
  // Another namespace may have its number already.
  await expect((await tableRow(atlas, ino)).filter({ hasText: guest.name })).toHaveCount(0);
  await expect(await find(atlas, guest.name)).toHaveCount(0);
});

test('a link reproduces the view', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  await chooseLens(atlas, 'Table');
  await expect(atlas).toHaveURL(/select=/);
  await atlas.reload();
  await expect(atlas.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { level: 2 })).toContainText(guest.name);
  await expect(atlas.getByRole('table')).toBeVisible();
});
