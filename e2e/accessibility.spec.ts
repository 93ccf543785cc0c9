import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { A_POD, chooseLens, goTo, runLine, search } from './atlas-page';
import { expect, test } from './fixtures';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to complain about in ${colorScheme}`, async ({ atlas, sandbox }) => {
    const pod = await sandbox.pod();
    await atlas.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const lens of ['Pods', 'Namespaces', 'Network', 'Hierarchy', 'Table'] as const) {
      await chooseLens(atlas, lens);
      expect(await violations(atlas), lens).toEqual([]);
    }
    await goTo(atlas, pod.name, A_POD);
    await runLine(atlas, 'ip addr');
    expect(await violations(atlas), 'inspector and exec').toEqual([]);
  });
}

test('axe finds nothing to complain about where there is no session', async ({ page, product }) => {
  await page.goto(product.base);
  await expect(page.getByText('This page has no session')).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('the whole way is walked by keyboard: find, open, run, read', async ({ atlas, sandbox }) => {
  const pod = await sandbox.pod();
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
