/** What leaves the page for a document: the dialog, and the same without a page. */
import { readFile, writeFile } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { snapshot } from '@/lib/schema';
import { writeSnapshotFile } from '@/lib/snapshot-file';
import { topology } from '@/lib/topology-schema';
import { chooseLens, picture } from './atlas-page';
import { complaints } from './axe';
import { expect, test } from './fixtures';
import { get } from './look';
import { nsatlas } from './product';

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Export for a document' });

async function openExport(page: Page): Promise<Locator> {
  await page.keyboard.press('Shift+E');
  await expect(dialogOf(page).getByRole('region', { name: 'Preview' }).locator('img, pre')).toBeVisible();
  return dialogOf(page);
}

async function save(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), dialogOf(page).getByRole('button', { name: 'Save' }).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** What a browser's own parser of XML, and its drawing, make of it. */
async function drawIn(page: Page, svg: string): Promise<{ error: string | null; texts: string[]; colours: number }> {
  return page.evaluate(async (source) => {
    const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const pixels = new Uint32Array(context?.getImageData(0, 0, image.width, image.height).data.buffer ?? new ArrayBuffer(0));
    return { error: parsed.querySelector('parsererror')?.textContent ?? null, texts: Array.from(parsed.querySelectorAll('text'), (text) => text.textContent), colours: new Set(pixels).size };
  }, svg);
}

/** Width and height of a PNG (its IHDR chunk). */
const sizeOf = (png: Buffer) => ({ isPng: png.subarray(1, 4).toString() === 'PNG', width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

let folder = '';
test.beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'nsatlas-export-')); });
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the picture is saved as SVG and PNG, with what is private left out, and npx nsatlas shot draws the same', async ({ atlas, sandbox, product }) => {
  const netns = await sandbox.netns();
  await sandbox.veth(netns.name, ['198.51.100.77/24', '2001:db8::77/64']);
  await chooseLens(atlas, 'Network');
  await expect(picture(atlas).getByRole('option', { name: new RegExp(`^net namespace ${netns.name},`) })).toContainText('198.51.100.77/24');

  const dialog = await openExport(atlas);
  expect(await complaints(atlas)).toEqual([]);
  const check = (name: string) => dialog.getByRole('checkbox', { name });
  await check('Time').uncheck();

  const file = join(folder, 'out.svg');
  const shoot = (...words: readonly string[]) => nsatlas(product, 'shot', '--lens', 'network', '--caption', 'host,lens,filter,legend', ...words);
  // Other namespaces may come and go meanwhile: a page that is opened afresh, and a shot beside it.
  await expect(async () => {
    await atlas.reload();
    await expect(picture(atlas).getByRole('option', { name: new RegExp(`^net namespace ${netns.name},`) })).toContainText('198.51.100.77/24');
    await openExport(atlas);
    const [{ name, bytes }] = await Promise.all([save(atlas), shoot('-o', file)]);
    expect(name).toMatch(/-network-\d{4}-\d\d-\d\d\.svg$/);
    expect(await readFile(file, 'utf8')).toBe(bytes.toString());
  }).toPass({ timeout: 120_000 });

  const svg = await readFile(file, 'utf8');
  const drawn = await drawIn(atlas, svg);
  expect(drawn.error).toBeNull();
  expect(drawn.texts).toEqual(expect.arrayContaining([netns.name, 'Network lens', 'veth']));
  expect(drawn.colours).toBeGreaterThan(20);

  await dialog.getByText('PNG', { exact: true }).click();
  await dialog.getByText('4×', { exact: true }).click();
  await dialog.getByText('Slide 16:9', { exact: true }).click();
  expect(sizeOf((await save(atlas)).bytes)).toEqual({ isPng: true, width: 5120, height: 2880 });

  await dialog.getByText('SVG', { exact: true }).click();
  await check('IP and MAC addresses').check();
  const redacted = (await save(atlas)).bytes.toString();
  expect(redacted).not.toMatch(/198\.51\.100\.77|2001:db8::77|\b10\.\d+\.\d+\.\d+/);
  expect(redacted).toContain(netns.name);

  await shoot('--redact', 'ip', '--size', 'a4', '--scale', '2', '-o', join(folder, 'out.png'));
  expect(sizeOf(await readFile(join(folder, 'out.png')))).toEqual({ isPng: true, width: 1588, height: 2246 });
  await shoot('--select', `net:${netns.name}`, '--only', '-o', join(folder, 'out.dot'));
  expect(await readFile(join(folder, 'out.dot'), 'utf8')).toContain(`label="${netns.name}`);
  // Of a snapshot that was saved, searched, in Chinese: nothing of the running host is asked.
  const saved = join(folder, 'saved.json');
  await writeFile(saved, writeSnapshotFile({ product: '', snapshot: snapshot.parse(await get(product, '/api/snapshot')), topology: topology.parse(await get(product, '/api/topology')) }));
  await nsatlas(product, 'shot', '--snapshot', saved, '--search', 'ip:198.51.100.77', '--lens', 'network', '--lang', 'zh', '-o', file);
  const then = await drawIn(atlas, await readFile(file, 'utf8'));
  expect(then.error).toBeNull();
  expect(then.texts).toEqual(expect.arrayContaining([netns.name, '网络视角', '搜索：ip:198.51.100.77']));
  await nsatlas(product, 'shot', '--lens', 'table', '--search', `path:/run/netns/${netns.name}`, '-o', join(folder, 'found.csv'));
  expect((await readFile(join(folder, 'found.csv'), 'utf8')).trim().split('\r\n')).toHaveLength(2);
  await nsatlas(product, 'shot', '--lens', 'table', '-o', join(folder, 'out.csv'));
  expect(await readFile(join(folder, 'out.csv'), 'utf8')).toMatch(new RegExp(`^NS,TYPE,NPROCS.*\\r\\n(.*\\r\\n)*.*/run/netns/${netns.name}`));
});
