import AxeBuilder from '@axe-core/playwright';
import { A_POD, goTo, inspector, picture, search } from './atlas-page';
import { expect, test } from './fixtures';
import { run } from './run';

test('the hierarchy shows each pid namespace below its parent, as the kernel has them, and a way back up', async ({ atlas, sandbox }) => {
  const { pid } = await sandbox.unshare(['--pid', '--fork', '--mount-proc'], 'nested');
  const ino = /\d+/.exec(await run(['readlink', `/proc/${pid}/ns/pid`]))?.[0] ?? '';
  const own = /\d+/.exec(await run(['readlink', '/proc/self/ns/pid']))?.[0] ?? '';
  await atlas.keyboard.press('4');
  const level = picture(atlas).getByRole('option', { name: new RegExp(`^pid namespace .*${ino}`) });
  await expect(level).toBeAttached();
  await goTo(atlas, ino, /pid/);
  await expect(level).toHaveAttribute('aria-selected', 'true');
  const way = inspector(atlas).getByRole('navigation', { name: 'Where it stands' });
  await way.getByRole('button', { name: new RegExp(own) }).click();
  await expect(inspector(atlas).getByRole('heading', { level: 2 }).first()).toContainText(own);
  await atlas.getByText('User', { exact: true }).click();
  await expect(picture(atlas).getByRole('option', { name: /^user namespace/ }).first()).toBeAttached();
  await expect(atlas).toHaveURL(/lens=hierarchy&tree=user/);
});

test('a pod is looked at with what is near it alone, and then all is there again; a link shows the same', async ({ atlas, sandbox }) => {
  const pod = await sandbox.pod();
  await goTo(atlas, pod.name, A_POD);
  await search(atlas).fill('');
  await search(atlas).blur();
  const all = await picture(atlas).getByRole('option').count();
  await picture(atlas).getByRole('button', { name: /Show only what is near/ }).click();
  const bar = atlas.getByRole('region', { name: 'What is near the selection' });
  await expect(bar).toContainText(pod.name);
  await expect.poll(() => picture(atlas).getByRole('option').count()).toBeLessThan(all);
  await expect(atlas).toHaveURL(/reach=1/);
  const other = await atlas.context().newPage();
  await other.goto(atlas.url());
  await expect(other.getByRole('region', { name: 'What is near the selection' })).toContainText(pod.name);
  await bar.getByRole('button', { name: /Show all again/ }).click();
  await expect(bar).toHaveCount(0);
});

test('the legend is the filter: what it switches off stands in the search, and what the search leaves out is off in the legend', async ({ atlas, sandbox }) => {
  await sandbox.pod();
  const legend = picture(atlas).getByRole('group', { name: 'Namespace types shown' });
  await legend.getByRole('button', { name: /^net/ }).press('Enter');
  await expect(search(atlas)).toHaveValue('-type:net');
  await expect(picture(atlas).getByRole('option', { name: /^namespace net/ })).toHaveCount(0);
  await search(atlas).fill('-type:uts');
  await expect(legend.getByRole('button', { name: /^uts/ })).toHaveAttribute('aria-pressed', 'false');
  await expect(legend.getByRole('button', { name: /^net/ })).toHaveAttribute('aria-pressed', 'true');
});

test('groups by user and colours by runtime are chosen in one place, are in the link, and axe has no complaint', async ({ atlas, sandbox }) => {
  await sandbox.pod();
  await picture(atlas).getByRole('button', { name: 'View' }).click();
  await atlas.getByRole('group', { name: 'Group by' }).getByText('User').click();
  await atlas.getByRole('group', { name: 'Colour by' }).getByText('Runtime').click();
  await expect(atlas).toHaveURL(/group=user&colour=runtime/);
  await expect(picture(atlas).getByRole('option', { name: /^together by root/ }).first()).toBeAttached();
  const { violations } = await new AxeBuilder({ page: atlas }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
});
