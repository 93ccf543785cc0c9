import { spawn } from 'node:child_process';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { crowdTopology } from '@/lib/crowd-topology.fixture';
import { crowdOf, type Crowd } from '@/lib/crowd.fixture';
import { A_POD, goTo, inspector, picture, search } from './atlas-page';
import { expect, test } from './fixtures';
import type { Product } from './product';
import { run } from './run';
import type { Sandbox } from './sandbox';
import { StandIn } from './stand-in';
import { freshAddress } from './tokens';

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

test('the legend of users is the filter too', async ({ atlas, sandbox }) => {
  await sandbox.pod();
  await atlas.goto(`${new URL(atlas.url()).origin}/?colour=user`);
  const root = picture(atlas).getByRole('group', { name: 'Users' }).getByRole('button', { name: 'root', exact: true });
  await root.press('Enter');
  await expect(search(atlas)).toHaveValue('-uid:0');
  await expect(root).toHaveAttribute('aria-pressed', 'false');
  await root.press('Enter');
  await expect(search(atlas)).toHaveValue('');
});

/** A page that shows an invented host, which never changes. */
async function onInvented(product: Product, page: Page, crowd: Crowd): Promise<StandIn> {
  const snapshot = crowdOf(crowd);
  const door = new StandIn(product, { snapshot, topology: crowdTopology(snapshot) });
  await door.open();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(door.addressOf(await freshAddress(product)));
  await picture(page).getByRole('option').first().waitFor({ state: 'attached' });
  return door;
}

test('what is put up before there is a host shows it then, and takes no key before', async ({ page, product }) => {
  const snapshot = crowdOf({ processes: 60, namespaces: 60 });
  const door = new StandIn(product, { snapshot, topology: crowdTopology(snapshot) });
  door.lookMs = 2000;
  await door.open();
  try {
    await page.goto(door.addressOf(await freshAddress(product)));
    const canvas = page.locator('canvas').first();
    await canvas.waitFor({ state: 'attached' });
    await expect(canvas).toBeHidden();
    await canvas.evaluate((element) => element.setAttribute('data-put-up', 'early'));
    for (const key of ['m', 'Shift+E']) await page.keyboard.press(key);
    await picture(page).getByRole('option').first().waitFor({ state: 'attached' });
    await expect(page.locator('canvas[data-put-up=early]')).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  } finally {
    await door.close();
  }
});

test('10,000 processes are readable: what is not drawn one by one is counted', async ({ page, product }) => {
  const door = await onInvented(product, page, { processes: 10_000, namespaces: 1800 });
  try {
    await expect(picture(page).getByText(/[\d,]+ of [\d,]+ processes drawn one by one/)).toBeVisible();
    await expect(picture(page).getByText(/^10,000 processes/)).toBeVisible();
  } finally {
    await door.close();
  }
});

test('nothing moves by itself; what is dragged stays where it was put, and counts after a reload too, until all is arranged anew', async ({ page, product }) => {
  const door = await onInvented(product, page, { processes: 500, namespaces: 278 });
  const look = async () => {
    await page.mouse.move(1, 1);
    return (await picture(page).locator('canvas').first().screenshot({ animations: 'disabled' })).toString('base64');
  };
  const rested = async () => {
    let [before, now] = ['', await look()];
    await expect.poll(async () => ([before, now] = [now, await look()])[0] === before && before === now, { intervals: [300] }).toBe(true);
    return now;
  };
  try {
    const first = await rested();
    await page.waitForTimeout(1500);
    expect(await look() === first, 'the same pixels').toBe(true);
    const box = await picture(page).locator('canvas').first().boundingBox();
    const pod = await pointOf(page, /^pod /, box ?? { x: 0, y: 0, width: 0, height: 0 });
    await page.mouse.move(pod.x, pod.y);
    await page.mouse.down();
    await page.mouse.move(pod.x + 60, pod.y + 40, { steps: 6 });
    await page.mouse.up();
    await picture(page).getByRole('button', { name: 'Fit everything' }).click();
    const dragged = await rested();
    expect(dragged === first).toBe(false);
    await page.goto(door.base);
    await picture(page).getByRole('option').first().waitFor({ state: 'attached' });
    // The others make way for it anew.
    expect(await rested() === first).toBe(false);
    await picture(page).getByRole('button', { name: /^Arrange anew/ }).click();
    await picture(page).getByRole('button', { name: 'Fit everything' }).click();
    await expect.poll(async () => await look() === first).toBe(true);
  } finally {
    await door.close();
  }
});

/** Where the pointer rests on what is called so: what it rests on says its name. */
async function pointOf(page: Page, name: RegExp, box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): Promise<{ x: number; y: number }> {
  const tip = picture(page).locator('[aria-hidden="true"] > strong');
  for (let y = box.y + 60; y < box.y + box.height - 60; y += 24) {
    for (let x = box.x + 20; x < box.x + box.width - 20; x += 24) {
      await page.mouse.move(x, y);
      // The tip follows a frame or two later.
      await page.waitForTimeout(40);
      if (name.test((await tip.count()) > 0 ? ((await tip.first().textContent()) ?? '') : '')) return { x, y };
    }
  }
  throw new Error('the pointer met nothing of that name');
}

/** A process of node(1) that does this until the sandbox ends. */
function busy(sandbox: Sandbox, code: string): number {
  const child = spawn('setpriv', ['--pdeathsig', 'SIGKILL', '--', process.execPath, '-e', code], { stdio: 'ignore' });
  sandbox.atEnd(() => Promise.resolve(child.kill('SIGKILL')));
  return child.pid ?? 0;
}

async function numberIn(used: Locator, pattern: RegExp): Promise<number> {
  await expect(used).toContainText(pattern);
  return Number(pattern.exec((await used.textContent()) ?? '')?.[1]);
}

test('colours say what each process uses, and the panel how much: as ps and top have it', async ({ atlas, sandbox }) => {
  const holder = busy(sandbox, 'globalThis.held = Buffer.alloc(200 << 20, 1); setInterval(() => undefined, 3600_000)');
  const burner = busy(sandbox, 'for (;;);');
  await picture(atlas).getByRole('button', { name: 'View' }).click();
  await atlas.getByRole('group', { name: 'Colour by' }).getByText('Memory').click();
  await expect(atlas).toHaveURL(/colour=memory/);
  await expect(picture(atlas).getByRole('list', { name: 'Memory (RSS)' })).toContainText('128–512 MiB');
  const used = (await goTo(atlas, String(holder), /node/)).getByRole('region', { name: 'CPU and memory' });
  const rss = async () => Number(await run(['ps', '-o', 'rss=', '-p', String(holder)])) / 1024;
  await expect.poll(async () => Math.abs((await numberIn(used, /(\d+) MiB \(RSS\)/)) - (await rss()))).toBeLessThan(4);
  await goTo(atlas, String(burner), /node/);
  const percent = await numberIn(used, /(\d+) % of one core/);
  const top = Number((await run(['top', '-b', '-n', '2', '-d', '2', '-p', String(burner)])).trim().split('\n').at(-1)?.trim().split(/\s+/)[8]);
  // What is left for it on a busy machine is not the same in two spans of two seconds.
  expect(percent / top).toBeGreaterThan(0.4);
  expect(percent / top).toBeLessThan(2.5);
});
