import { inspector, picture } from './atlas-page';
import { complaints } from './axe';
import { expect, test } from './fixtures';
import { nsatlas } from './product';

test('who prefers Chinese reads Chinese, in every lens, without a word from before; and may choose English, which stays', async ({ browser, product, pod }) => {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' });
  const page = await context.newPage();
  // A page that was rendered in another language than it is taken over in says so here.
  const said: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error' && !message.text().startsWith('Failed to load')) said.push(message.text()); });
  // Before anybody has signed in.
  for (const width of [1280, 400]) {
    await page.setViewportSize({ width, height: 720 });
    await page.goto(product.base);
    await expect(page.getByRole('heading', { name: '此页面没有会话' })).toBeVisible();
    expect(await complaints(page), `${width}`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.getByRole('textbox').fill('没有');
    await page.getByRole('button', { name: '登录' }).click();
    await expect(page.getByRole('alert')).toHaveText('其中没有令牌。');
  }
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(await nsatlas(product, 'url'));
  await page.getByRole('main', { name: '图' }).waitFor();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  for (const lens of ['Pod', '命名空间', '网络', '层级', '表格']) {
    await page.getByRole('group', { name: '视角' }).getByText(lens, { exact: true }).click();
    expect(await complaints(page), lens).toEqual([]);
  }
  // The palette, a tip and the dialogs.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: /^操作/ })).toBeFocused();
  expect(await complaints(page), 'palette').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'NPROCS' }).getByRole('button').focus();
  await expect(page.getByRole('tooltip')).toContainText('lsns(8)');
  expect(await complaints(page), 'tip').toEqual([]);
  for (const [key, title] of [['?', '快捷键'], ['Shift+E', '导出到文档'], ['m', '新建沙箱']] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
    expect(await complaints(page), title).toEqual([]);
    await page.keyboard.press('Escape');
  }
  // What is selected, and the way to a command in it.
  await page.getByRole('combobox', { name: /^搜索/ }).fill(pod.name);
  await page.getByRole('listbox', { name: '结果' }).getByRole('option').first().click();
  await page.getByRole('complementary', { name: '检查器' }).getByRole('button', { name: '执行', exact: true }).click();
  await expect(page.getByRole('tab', { name: '命令' })).toBeVisible();
  expect(await complaints(page), 'exec').toEqual([]);
  const side = page.getByRole('complementary', { name: '检查器' });
  await side.getByRole('button', { name: '对比', exact: true }).click();
  await page.getByRole('combobox', { name: /^搜索/ }).fill(pod.container.name);
  await page.getByRole('listbox', { name: '结果' }).getByRole('option').first().click();
  await expect(side.getByRole('region', { name: '对比' }).getByRole('list').first()).toBeVisible();
  expect(await complaints(page, 'aside'), 'comparison').toEqual([]);
  expect(said).toEqual([]);
  await page.getByRole('button', { name: '语言' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await picture(page).waitFor();
  await page.reload();
  await picture(page).waitFor();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await context.close();
});

test('all is done from the palette, explained where it stands, and fits a telephone', async ({ atlas, sandbox }) => {
  const pod = await sandbox.pod();
  await atlas.keyboard.press('Control+k');
  await expect(atlas.getByRole('combobox', { name: /^An action/ })).toBeFocused();
  expect(await complaints(atlas), 'palette').toEqual([]);
  await atlas.keyboard.type('lens table');
  await atlas.keyboard.press('Enter');
  await expect(atlas.getByRole('table')).toBeVisible();
  // The tip of a column: by the keyboard, away by Escape alone.
  await atlas.getByRole('columnheader', { name: 'NPROCS' }).getByRole('button').focus();
  await expect(atlas.getByRole('tooltip')).toContainText('lsns(8)');
  expect(await complaints(atlas), 'tip').toEqual([]);
  await atlas.keyboard.press('Escape');
  await expect(atlas.getByRole('tooltip')).toHaveCount(0);
  await atlas.keyboard.press('Control+k');
  await atlas.keyboard.type(pod.name);
  await atlas.getByRole('option', { name: pod.name }).first().click();
  await expect(inspector(atlas).getByRole('heading', { level: 2 })).toContainText(pod.name);
  for (const width of [1024, 400]) {
    await atlas.setViewportSize({ width, height: 760 });
    expect(await atlas.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBeLessThanOrEqual(width);
    await expect(inspector(atlas).getByRole('heading', { level: 2 })).toBeInViewport();
    expect(await complaints(atlas), `${width}`).toEqual([]);
  }
  // The longest bar has all of its buttons on it.
  await atlas.keyboard.press('4');
  await expect(atlas.getByRole('button', { name: 'Export', exact: true })).toBeInViewport({ ratio: 1 });
});
