import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { history, type Moment } from '@/lib/history-schema';
import { snapshot, type Snapshot } from '@/lib/schema';
import { chooseLens, goTo, inspector, picture, tableRow } from './atlas-page';
import { complaints } from './axe';
import { expect, test } from './fixtures';
import { get } from './look';
import { inoOf } from './processes';
import { endProcess } from './sandbox';

/** On a busy host the lists show their first rows only. */
async function isDifferent(page: Page, name: string): Promise<void> {
  const region = page.getByRole('region', { name: 'What is different' });
  const more = region.getByRole('button', { name: /^Show all/ });
  await expect(async () => {
    while ((await more.count()) > 0) await more.first().click({ timeout: 2000 });
    await expect(region).toContainText(name, { timeout: 2000 });
  }).toPass({ timeout: 45_000 });
}

test('what comes is said, listed, and gone to', async ({ atlas, sandbox }) => {
  const before = await picture(atlas).boundingBox();
  const guest = await sandbox.unshare(['--uts', '--ipc', '--net']);
  const changes = atlas.getByRole('button', { name: /^What came and went/ });
  await expect(changes).toContainText('+');
  // However much is said, the picture stays where it is.
  expect(await picture(atlas).boundingBox()).toEqual(before);
  await changes.click();
  await atlas.getByRole('region', { name: 'What came and went' }).getByRole('button', { name: new RegExp(`came ?${guest.name}`) }).first().click();
  await expect(inspector(atlas).getByRole('heading', { level: 2 })).toContainText(guest.name);
});

test('held still, the page stays as it was and counts what changes; a step brings the next change, p brings now', async ({ atlas, sandbox }) => {
  await chooseLens(atlas, 'Table');
  await expect(atlas.getByRole('table')).toBeVisible();
  await atlas.keyboard.press('p');
  await expect(atlas.getByText(/^Paused at \d\d:\d\d:\d\d$/)).toBeVisible();
  const guest = await sandbox.unshare(['--uts']);
  const ino = inoOf(guest.pid, 'uts');
  await expect(atlas.getByText(/[1-9]\d* changes? since/)).toBeVisible();
  // The number of one that the test before left behind may have come again.
  const row = (await tableRow(atlas, ino)).filter({ hasText: String(guest.pid) });
  await expect(row).toHaveCount(0);
  await expect(async () => {
    await atlas.keyboard.press('.');
    await expect(row).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 45_000 });
  await expect(atlas.getByText(/^Paused at/)).toBeVisible();
  await atlas.keyboard.press('p');
  await expect(atlas.getByText('Live', { exact: true })).toBeVisible();
});

test('the host as it was a moment ago: what has ended since is there, named as past, out of reach, and told as gone', async ({ atlas, product, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  const ino = inoOf(guest.pid, 'uts');
  await chooseLens(atlas, 'Table');
  const row = await tableRow(atlas, ino);
  await expect(row).toBeVisible();
  const moments: readonly Moment[] = history.parse(await get(product, '/api/history')).moments;
  const { moment } = moments.at(-1) ?? { moment: 0 };
  const then: Snapshot = snapshot.parse(await get(product, `/api/history/${moment}`));
  expect(then.namespaces.map((namespace) => namespace.ino)).toContain(ino);
  await endProcess(guest.pid);
  await expect(row).toHaveCount(0);
  await atlas.goto(`${product.base}/?lens=table&then=${moment}`);
  const past = atlas.getByRole('region', { name: 'Not of now' });
  await expect(past).toContainText('as it was at');
  await (await tableRow(atlas, ino)).click();
  await expect(inspector(atlas).getByRole('button', { name: 'Exec', exact: true })).toBeDisabled();
  await past.getByRole('button', { name: 'Compare with now' }).click();
  await isDifferent(atlas, guest.name);
  expect(await complaints(atlas, 'aside')).toEqual([]);
  // Who gets the link sees the same two moments.
  await expect(atlas).toHaveURL(new RegExp(`then=${moment}&against=now`));
  const other = await atlas.context().newPage();
  await other.goto(atlas.url());
  await isDifferent(other, guest.name);
  await other.close();
  await past.getByRole('button', { name: 'Back to now' }).click();
  await expect(past).toHaveCount(0);
  await expect(row).toHaveCount(0);
});

test('a snapshot is saved, opened as a file, and told from the host; a broken one says what and where', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  await atlas.getByRole('button', { name: /^Files/ }).click();
  const [download] = await Promise.all([atlas.waitForEvent('download'), atlas.getByRole('button', { name: 'Save this snapshot' }).click()]);
  const path = join(sandbox.folder, 'saved.json');
  await download.saveAs(path);
  const saved = JSON.parse(readFileSync(path, 'utf8')) as { snapshot: Snapshot };
  expect(saved.snapshot.processes.map(({ pid }) => pid)).toContain(guest.pid);
  await endProcess(guest.pid);
  const chooser = atlas.locator('input[type=file]');
  const other = join(sandbox.folder, 'other.json');
  writeFileSync(other, JSON.stringify({ ...saved, snapshot: { ...saved.snapshot, host: { ...saved.snapshot.host, hostname: 'elsewhere', bootId: 'another' } } }));
  await chooser.setInputFiles(other);
  const banner = atlas.getByRole('region', { name: 'Not of now' });
  await expect(banner).toContainText('A file: elsewhere');
  await expect(banner).toContainText('Another host');
  await expect(inspector(atlas).getByRole('heading', { level: 2 })).toContainText(guest.name);
  await expect(inspector(atlas).getByRole('button', { name: 'Exec', exact: true })).toBeDisabled();
  const broken = join(sandbox.folder, 'broken.json');
  writeFileSync(broken, JSON.stringify({ ...saved, snapshot: { ...saved.snapshot, processes: [{ ...saved.snapshot.processes[0], pid: -1 }] } }));
  await chooser.setInputFiles(broken);
  await expect(atlas.getByRole('alert').filter({ hasText: 'broken.json' })).toContainText('snapshot.processes[0].pid');
  await expect(banner).toContainText('A file: elsewhere');
  await banner.getByRole('button', { name: 'Leave the file' }).click();
  await expect(banner).toHaveCount(0);
});
