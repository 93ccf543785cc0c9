import type { Locator, Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxAnswer, sandboxList, type Sandbox } from '@/lib/sandbox-schema';
import { NAMESPACE_TYPES, type NamespaceType } from '@/lib/schema';
import { ask, bearer } from './ask';
import { execOn, inspector, LIKE_THE_TARGET, output, runLine } from './atlas-page';
import { complaints } from './axe';
import { expect, test as base } from './fixtures';
import { inoOf, isAlive } from './processes';
import { startProduct, type Product } from './product';
import { run, runJson, until } from './run';
import { execToken, viewToken } from './tokens';

interface Makes {
  /** A name that nobody else has; what was made under it is removed after the test. */
  readonly name: string;
}

const test = base.extend<Makes>({
  name: async ({ product }, use) => {
    const name = `e2e-${process.pid.toString(36)}-${Math.floor(performance.now()).toString(36)}`;
    await use(name);
    for (const made of [name, `${name}-2`]) await remove(product, made);
  },
});

async function remove(product: Product, name: string): Promise<void> {
  const token = await execToken(product);
  const answer = await ask(product, `/api/sandboxes/${name}`, { method: 'DELETE', headers: bearer(token) });
  expect([200, 404], answer.text).toContain(answer.status);
}

async function make(product: Product, body: object): Promise<Sandbox> {
  const token = await execToken(product);
  const answer = await ask(product, '/api/sandboxes', { method: 'POST', headers: bearer(token), body });
  expect(answer.status, answer.text).toBe(200);
  return sandboxAnswer.parse(JSON.parse(answer.text)).sandbox;
}

async function list(product: Product): Promise<Sandbox[]> {
  const answer = await ask(product, '/api/sandboxes', { headers: bearer(await viewToken(product)) });
  const { sandboxes, trouble } = sandboxList.parse(JSON.parse(answer.text));
  expect(trouble).toBeNull();
  return sandboxes;
}

function dialogOf(page: Page): Locator {
  return page.getByRole('dialog', { name: 'New sandbox' });
}

async function openDialog(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'New sandbox' }).waitFor();
  await page.keyboard.press('m');
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'Make it' }).waitFor();
  return dialog;
}

async function choose(dialog: Locator, wanted: readonly NamespaceType[]): Promise<void> {
  for (const type of NAMESPACE_TYPES) await dialog.getByRole('checkbox', { name: new RegExp(`^${type}\\b`) }).setChecked(wanted.includes(type));
}

/** The pid that the panel names. */
async function holderOf(panel: Locator): Promise<number> {
  const words = await panel.getByRole('region', { name: 'Made here' }).getByRole('button', { name: /^process \d+$/ }).textContent();
  return Number(/\d+/.exec(words ?? '')?.[0]);
}

/** Directory of the control group of a process, in the tree of version 2. */
async function groupOf(pid: number): Promise<string> {
  const path = /^0::(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1] ?? '';
  const mount = (await run(['findmnt', '-n', '-o', 'TARGET', '-t', 'cgroup2'])).split('\n')[0]?.trim() ?? '';
  return `${mount}${path}`;
}

/** What is plugged into the bridge of sandboxes; none where there is no bridge yet. */
async function ports(): Promise<string[]> {
  return ((await runJson(['ip', '-j', 'link', 'show'])) as { ifname: string; master?: string }[]).filter(({ master }) => master === 'nsatlas0').map(({ ifname }) => ifname);
}

/** The types whose namespace is not ours. */
function apartOf(pid: number): NamespaceType[] {
  return NAMESPACE_TYPES.filter((type) => inoOf(pid, type) !== inoOf('self', type));
}

test('made from the page it is what was asked for, and in the picture at once, marked', async ({ atlas, name }) => {
  const dialog = await openDialog(atlas);
  await choose(dialog, ['net', 'uts', 'pid', 'mnt']);
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('Hostname', { exact: true }).fill('made.test');
  await dialog.getByText('To the bridge', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Make it' }).click();
  const panel = inspector(atlas);
  await expect(panel.getByRole('heading', { level: 2 })).toContainText(name);
  await expect(panel).toContainText('Sandbox, made here');
  await expect(atlas.getByRole('option', { name: `Sandbox ${name}, made here` })).toBeAttached();

  const pid = await holderOf(panel);
  expect(apartOf(pid)).toEqual(['mnt', 'net', 'pid', 'uts']);
  expect((await run(['nsenter', '-t', `${pid}`, '-u', 'hostname'])).trim()).toBe('made.test');
  const { namespaces } = (await runJson(['lsns', '-J', '-p', `${pid}`])) as { namespaces: { type: string; ns: number }[] };
  expect(namespaces.find(({ type }) => type === 'net')?.ns).toBe(inoOf(pid, 'net'));
  const links = (await runJson(['nsenter', '-t', `${pid}`, '-n', 'ip', '-j', 'addr'])) as { addr_info: { local: string }[] }[];
  const address = links.flatMap(({ addr_info: all }) => all.map(({ local }) => local)).find((local) => local.startsWith('10.213.0.'));
  await expect(panel.getByRole('region', { name: 'Made here' })).toContainText(address ?? 'no address');
  await run(['busybox', 'ping', '-c', '1', '-W', '2', address ?? '']);
  expect(await groupOf(pid)).toMatch(new RegExp(`/nsatlas-sandbox-${name}$`));
  await expect(output(await runLine(atlas, 'hostname', LIKE_THE_TARGET))).toHaveText('made.test');
});

test('two of them reach each other over the bridge', async ({ product, name }) => {
  const body = { types: ['net'], network: { kind: 'bridge' } };
  const first = await make(product, { ...body, name });
  const second = await make(product, { ...body, name: `${name}-2` });
  expect(first.address).not.toBe(second.address);
  await run(['nsenter', '-t', `${first.holder?.pid ?? 0}`, '-n', 'busybox', 'ping', '-c', '1', '-W', '2', second.address ?? '']);
});

test('the button removes it, and nothing is left', async ({ atlas, product, name }) => {
  const before = await ports();
  const made = await make(product, { name, types: [...NAMESPACE_TYPES], network: { kind: 'bridge' }, pin: true, argv: ['sh', '-c', 'sleep 7411 & sleep 7412'] });
  expect((await ports()).length).toBe(before.length + 1);
  const pid = made.holder?.pid ?? 0;
  const group = await groupOf(pid);
  const inside = readFileSync(`${group}/cgroup.procs`, 'utf8').trim().split('\n').map(Number);
  expect(inside.length).toBeGreaterThan(1);
  expect(existsSync(`/run/nsatlas/ns/${name}/net`)).toBe(true);
  await atlas.goto(`${product.base}/?select=${encodeURIComponent(`container/nsatlas:${name}`)}`);
  await inspector(atlas).getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(inspector(atlas)).toContainText(`${name} is removed`);
  expect(inside.filter(isAlive)).toEqual([]);
  expect(existsSync(group)).toBe(false);
  expect(existsSync(`/run/nsatlas/ns/${name}`)).toBe(false);
  expect(await run(['findmnt', '-rn', '-o', 'TARGET'])).not.toContain(`/run/nsatlas/ns/${name}`);
  expect(await ports()).toEqual(before);
  expect((await list(product)).map((row) => row.name)).not.toContain(name);
});

test('a pinned one survives its process, says so, and is removed', async ({ atlas, product, name }) => {
  const made = await make(product, { name, types: ['net', 'uts'], pin: true });
  const net = made.namespaces.find(({ type }) => type === 'net');
  process.kill(made.holder?.pid ?? 0, 'SIGKILL');
  const row = await until('its end is told', async () => (await list(product)).find((other) => other.name === name && other.ended !== null));
  expect(row).toMatchObject({ holder: null, pinned: true, ended: { signal: 'SIGKILL' } });
  expect((await run(['nsenter', `--net=/run/nsatlas/ns/${name}/net`, 'readlink', '/proc/self/ns/net'])).trim()).toBe(`net:[${net?.ino ?? 0}]`);
  const dialog = await openDialog(atlas);
  await dialog.getByRole('button', { name: `Show ${name}` }).click();
  const panel = inspector(atlas);
  await expect(panel).toContainText(`made here, pinned as ${name}`);
  await expect(panel).toContainText('It was ended by SIGKILL.');
  await panel.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(panel).toContainText(`${name} is removed`);
  expect(existsSync(`/run/nsatlas/ns/${name}`)).toBe(false);
});

test('what is wrong is said where it is, by the page and by the door', async ({ atlas, product, name }) => {
  await make(product, { name, types: ['uts'] });
  const dialog = await openDialog(atlas);
  const field = dialog.getByLabel('Name', { exact: true });
  await field.fill('Not A Name');
  await expect(field).toHaveAccessibleDescription(/not a name/);
  await field.fill(name);
  await dialog.getByRole('button', { name: 'None' }).or(dialog.getByText('None', { exact: true })).first().click();
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await expect(field).toHaveAccessibleDescription(`There is a sandbox ${name} already.`);
  await expect(field).toBeFocused();
  const token = await execToken(product);
  const answer = await ask(product, '/api/sandboxes', { method: 'POST', headers: bearer(token), body: { name, types: ['net'], hostname: 'a' } });
  expect([answer.status, JSON.parse(answer.text)]).toMatchObject([400, { failure: 'usage', path: '.hostname' }]);
});

test('a root of its own and a directory as root, made from the page, are what a command in them sees', async ({ atlas, product, name, sandbox }) => {
  const tree = join(sandbox.folder, 'tree');
  await run(['sh', '-c', `mkdir -p ${tree}/bin ${tree}/proc ${tree}/dev && cp "$(command -v busybox)" ${tree}/bin/busybox && ln -s busybox ${tree}/bin/ls`]);
  const listing = async (): Promise<string[]> => {
    await execOn(atlas);
    return ((await output(await runLine(atlas, 'ls /', LIKE_THE_TARGET)).textContent()) ?? '').trim().split(/\s+/);
  };
  const dialog = await openDialog(atlas);
  await dialog.getByRole('button', { name: 'Like a container' }).click();
  await dialog.getByText('A directory', { exact: true }).click();
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  const field = dialog.getByLabel('Directory of the host');
  await field.fill(`${tree}/nothing`);
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await expect(field).toHaveAccessibleDescription(/no such directory/);
  await field.fill(tree);
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await expect(inspector(atlas).getByRole('heading', { level: 2 })).toContainText(name);
  expect(await listing()).toEqual(['bin', 'dev', 'proc']);
  await remove(product, name);

  await openDialog(atlas);
  await dialog.getByRole('button', { name: 'Like a container' }).click();
  await dialog.getByLabel('Name', { exact: true }).fill(`${name}-2`);
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await expect(inspector(atlas).getByRole('heading', { level: 2 })).toContainText(`${name}-2`);
  const own = await listing();
  expect(own).toEqual(expect.arrayContaining(['usr', 'proc', 'tmp', 'home']));
  expect(own).not.toContain('boot');
});

test('a token that may only look makes and removes nothing', async ({ product, name }) => {
  await make(product, { name, types: ['uts'] });
  const headers = bearer(await viewToken(product));
  for (const question of [{ method: 'POST', body: { name: `${name}-2`, types: ['uts'] } }, { method: 'DELETE' }]) {
    const path = question.method === 'POST' ? '/api/sandboxes' : `/api/sandboxes/${name}`;
    expect((await ask(product, path, { ...question, headers })).status, question.method).toBe(403);
  }
});

test('with the product they end, pinned ones stay and the next one finds them', async () => {
  const [first, name] = [await startProduct(), `e2e-${process.pid.toString(36)}-stay`];
  const pids: number[] = [];
  try {
    for (const pin of [false, true]) pids.push((await make(first, { name: pin ? name : `${name}-2`, types: ['uts'], pin })).holder?.pid ?? 0);
  } finally {
    await first.stop();
  }
  await until('their processes have ended', () => pids.every((pid) => !isAlive(pid)));
  const second = await startProduct();
  try {
    expect((await list(second)).filter((row) => row.name.startsWith(name))).toMatchObject([{ name, owner: null, holder: null, pinned: true }]);
    await remove(second, name);
    expect(existsSync(`/run/nsatlas/ns/${name}`)).toBe(false);
  } finally {
    await second.stop();
  }
});

test('axe finds nothing to complain about, in light and in dark', async ({ atlas, product, name }) => {
  await make(product, { name, types: ['uts'] });
  const dialog = await openDialog(atlas);
  await dialog.getByRole('button', { name: 'Everything' }).click();
  await dialog.getByText('Rows', { exact: true }).click();
  await dialog.getByLabel('Name', { exact: true }).fill('Not A Name');
  expect(await complaints(atlas, 'dialog')).toEqual([]);
  await dialog.getByRole('button', { name: `Show ${name}` }).click();
  await expect(inspector(atlas)).toContainText('Calls that made it');
  expect(await complaints(atlas, 'aside')).toEqual([]);
});
