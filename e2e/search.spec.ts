import { expect, test } from './fixtures';
import { chooseLens, goTo, inspector, picture, search } from './atlas-page';
import { run } from './run';

test('a namespace is found by its address and its type, a process by its port, and a bad query says where', async ({ atlas, sandbox }) => {
  const netns = await sandbox.netns();
  await sandbox.veth(netns.name, ['192.0.2.77/24']);
  const found = atlas.getByRole('group', { name: 'Found' });
  await search(atlas).fill('type:net ip:192.0.2.64/27');
  await expect(found.getByRole('option')).toHaveCount(1);
  await expect(found).toContainText(netns.name);
  await search(atlas).fill('type:net ip:192.0.2.64/27 tpye:net');
  await expect(atlas.locator('mark')).toHaveText('tpye');
  await expect(found).toContainText(netns.name);
  await search(atlas).fill('type:net -ip:192.0.2.64/27 path:*');
  await expect(found.or(atlas.getByText('Nothing found'))).toBeVisible();
  await expect(found.getByRole('option').filter({ hasText: netns.name })).toHaveCount(0);

  const port = Number(new URL(atlas.url()).port);
  const [, pid = ''] = /pid=(\d+)/.exec(await run(['ss', '-lntpH', `sport = :${port}`])) ?? [];
  await search(atlas).fill(`port:${port} kind:process`);
  await expect(found.getByRole('option')).toHaveCount(1);
  await expect(found).toContainText(`${pid} `);
});

test('a link shows the same: lens, selection, query and camera', async ({ atlas, sandbox }) => {
  const netns = await sandbox.netns();
  await chooseLens(atlas, 'Namespaces');
  await goTo(atlas, `name:${netns.name}`, new RegExp(netns.name));
  await expect(inspector(atlas)).toContainText('net namespace');
  await expect(atlas).toHaveURL(/lens=namespaces&select=namespace\/net:\w+.*&q=name:.*&at=-?\d+_-?\d+_/);
  const link = atlas.url();
  const other = await atlas.context().newPage();
  await other.goto(link);
  await expect(picture(other).getByRole('option', { selected: true })).toHaveText(new RegExp(netns.name));
  await expect(search(other)).toHaveValue(`name:${netns.name}`);
  await expect(other).toHaveURL(link);
});
