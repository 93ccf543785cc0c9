/** What is many, and what goes away while somebody looks. */
import { namespaceAnswer } from '@/lib/door-schema';
import { topology } from '@/lib/topology-schema';
import { A_POD, chooseLens, goTo, inspector, liveMark, picture } from './atlas-page';
import { ask, bearer } from './ask';
import { calmNetns, restIsWell } from './calm';
import { expect, test } from './fixtures';
import { helpersEnd, ipBatch } from './hostile';
import { get, pathOf } from './look';
import { podman } from './podman';
import { run, runJson } from './run';
import { viewToken } from './tokens';

const ROUTES = 5000;
const PAIRS = 500;

async function countOf(netns: string, ...words: readonly string[]): Promise<number> {
  return ((await runJson(['ip', '-n', netns, '-j', ...words])) as unknown[]).length;
}

test('5,000 routes are all told, and the page goes on', async ({ product, sandbox, atlas }) => {
  const calm = await calmNetns(sandbox);
  const { name, ino } = await sandbox.netns('routes');
  await run(['ip', '-n', name, 'link', 'set', 'lo', 'up']);
  await ipBatch(sandbox, name, Array.from({ length: ROUTES }, (_, at) => `route add blackhole 10.${at >> 8}.${at & 255}.0/24`));
  const count = (await countOf(name, '-4', 'route', 'show', 'table', 'all')) + (await countOf(name, '-6', 'route', 'show', 'table', 'all'));
  expect(count).toBeGreaterThan(ROUTES);
  const { net } = namespaceAnswer.parse(await get(product, await pathOf(product, 'net', ino)));
  expect([net?.routes.length, net?.gaps]).toEqual([count, []]);
  const panel = await goTo(atlas, name);
  const counted = count.toLocaleString('en');
  await panel.getByRole('button', { name: `Routes ${counted}` }).click();
  await expect(panel.getByText('blackhole 10.0.0.0/24').first()).toBeVisible();
  await panel.getByRole('button', { name: `Show all ${counted}` }).click();
  await expect(panel.getByText('blackhole 10.0.20.0/24').first()).toBeVisible();
  await restIsWell(atlas, product, calm);
  await helpersEnd();
});

test('1,000 interfaces are all told, and the topology has them', async ({ product, sandbox, atlas }) => {
  const calm = await calmNetns(sandbox);
  const { name, ino } = await sandbox.netns('links');
  await ipBatch(sandbox, name, Array.from({ length: PAIRS }, (_, at) => `link add a${at} type veth peer name b${at}`));
  await ipBatch(sandbox, name, Array.from({ length: PAIRS }, (_, at) => `address add 10.1.${at >> 8}.${at & 255}/32 dev a${at}`));
  const count = await countOf(name, 'link');
  expect(count).toBe(2 * PAIRS + 1);
  const { net } = namespaceAnswer.parse(await get(product, await pathOf(product, 'net', ino)));
  expect([net?.links.length, net?.gaps]).toEqual([count, []]);
  expect(net?.links.filter(({ peer }) => peer?.namespace === ino)).toHaveLength(2 * PAIRS);
  // An answer is kept for a second, and one that is under way is shared: it can be older than the last interface.
  await expect.poll(async () => {
    const row = topology.parse(await get(product, '/api/topology')).nets.find((candidate) => candidate.ino === ino);
    return [row?.links.length, row?.linksLeftOut, row?.trouble];
  }).toEqual([count, 0, null]);
  const panel = await goTo(atlas, name);
  await expect(panel.getByRole('region', { name: 'a0', exact: true })).toContainText('10.1.0.0/32');
  await expect(panel.getByRole('button', { name: `${PAIRS - 24} more interfaces`, exact: true })).toBeVisible();
  await panel.getByRole('button', { name: `${PAIRS} more interfaces, without an address` }).click();
  await expect(panel.getByRole('region', { name: `b${PAIRS - 1}`, exact: true })).toContainText(`a${PAIRS - 1}`);
  await restIsWell(atlas, product, calm);
  await chooseLens(atlas, 'Network');
  await expect(picture(atlas).getByRole('option', { name: new RegExp(`^net namespace ${name},`) })).toBeAttached();
  await expect(picture(atlas).getByRole('option', { name: new RegExp(`^net namespace ${calm},`) })).toContainText('198.51.100.77/24');
  await restIsWell(atlas, product, calm);
  await helpersEnd();
});

test('a net namespace that vanishes while its panel is open has ended there, and nowhere else', async ({ product, sandbox, atlas }) => {
  const calm = await calmNetns(sandbox);
  const { name, ino } = await sandbox.netns('gone');
  await sandbox.veth(name, ['198.51.100.9/24']);
  const path = await pathOf(product, 'net', ino);
  const panel = await goTo(atlas, name);
  await expect(panel.getByRole('region', { name: 'eth0' })).toContainText('198.51.100.9/24');
  await run(['umount', `/run/netns/${name}`]);
  await expect(panel).toContainText('Ended at');
  await expect(panel).toContainText('These are the last facts known of it.');
  await expect(panel.getByRole('region', { name: 'eth0' })).toContainText('198.51.100.9/24');
  const { status, text } = await ask(product, path, { headers: bearer(await viewToken(product)) });
  expect([status, text]).toEqual([404, expect.stringContaining('There is no namespace')]);
  await restIsWell(atlas, product, calm);
  await helpersEnd();
});

test('a pod that is removed while its panel is open has ended there, and nowhere else', async ({ product, sandbox, atlas }) => {
  const calm = await calmNetns(sandbox);
  const pod = await sandbox.pod();
  const panel = await goTo(atlas, pod.name, A_POD);
  await expect(panel.getByRole('region', { name: 'eth0' })).toBeVisible();
  await podman(['pod', 'rm', '--force', '--time', '0', pod.name]);
  await expect(panel).toContainText('Ended at');
  await expect(panel.getByRole('heading', { level: 2 })).toContainText(pod.name);
  await expect(liveMark(atlas)).toBeVisible();
  await restIsWell(atlas, product, calm);
  await expect(inspector(atlas)).not.toContainText('Ended at');
  await helpersEnd();
});
