import { A_POD, chooseLens, goTo, runLine, search } from './atlas-page';
import { complaints } from './axe';
import { expect, test } from './fixtures';

test('axe finds nothing to complain about, in light and in dark', async ({ atlas, pod }) => {
  for (const lens of ['Pods', 'Namespaces', 'Network', 'Hierarchy', 'Table'] as const) {
    await chooseLens(atlas, lens);
    expect(await complaints(atlas), lens).toEqual([]);
  }
  await goTo(atlas, pod.name, A_POD);
  await runLine(atlas, 'ip addr');
  expect(await complaints(atlas), 'inspector and exec').toEqual([]);
  await atlas.getByRole('tab', { name: 'Sessions' }).click();
  await atlas.getByRole('button', { name: 'What was run on this host' }).click();
  await expect(atlas.getByText(/^Written by the helper/)).toBeVisible();
  expect(await complaints(atlas, 'section[aria-label="Exec"]'), 'sessions').toEqual([]);
});

test('axe finds nothing to complain about where there is no session', async ({ page, product }) => {
  await page.goto(product.base);
  await expect(page.getByText('This page has no session')).toBeVisible();
  expect(await complaints(page)).toEqual([]);
});

test('the whole way is walked by keyboard: find, open, run, read', async ({ atlas, pod }) => {
  await expect(search(atlas)).toBeVisible();
  await atlas.keyboard.press('/');
  await expect(search(atlas)).toBeFocused();
  await atlas.keyboard.type(pod.name);
  await expect(atlas.getByRole('listbox', { name: 'Results' }).getByRole('option').first()).toContainText(A_POD);
  await atlas.keyboard.press('Enter');
  await expect(atlas.getByRole('heading', { level: 2 }).first()).toContainText(pod.name);
  await atlas.keyboard.press('Escape');
  await atlas.keyboard.press('Escape');
  await atlas.keyboard.press('Escape');
  await expect(atlas.getByRole('complementary', { name: 'Inspector' })).toContainText(/kernel/);
});
