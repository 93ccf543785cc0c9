import { readdirSync } from 'node:fs';
import { ask, bearer, upgrade } from './ask';
import { execPanel, goTo, inspector } from './atlas-page';
import { expect, test } from './fixtures';
import { nsatlas, privateDirectory, startProduct, type Product } from './product';
import { run } from './run';
import { execToken, viewToken } from './tokens';

const EXEC = { target: 'process/1@1', types: ['net'], argv: ['true'] };
const FOREIGN = 'http://evil.test';

/** The sockets in the private directory of this product. */
function doorsOf(product: Product): string[] {
  return readdirSync(privateDirectory(product)).filter((name) => name.endsWith('.sock'));
}

test('a request without a token gets nothing but the page that asks for one', async ({ product }) => {
  for (const path of ['/api/snapshot', '/api/host', '/api/session', '/api/namespaces/net:1', '/api/pods/podman:1', '/api/nothing']) {
    expect((await ask(product, path)).status, path).toBe(401);
  }
  expect((await ask(product, '/api/exec', { method: 'POST', headers: { origin: product.base }, body: EXEC })).status).toBe(401);
});

test('a wrong token is refused, as a bearer and as a start token', async ({ product }) => {
  const wrong = 'A'.repeat(43);
  expect((await ask(product, '/api/snapshot', { headers: bearer(wrong) })).status).toBe(401);
  expect((await ask(product, '/login', { method: 'POST', headers: { origin: product.base }, body: { token: wrong } })).status).toBe(401);
});

test('a start token lets one browser in, not a second', async ({ product, page, browser }) => {
  const address = await nsatlas(product, 'url');
  await page.goto(address);
  await expect(page.getByRole('searchbox').or(page.getByRole('combobox')).first()).toBeVisible();
  const second = await browser.newPage();
  await second.goto(address);
  await expect(second.getByText('npx nsatlas url', { exact: true })).toBeVisible();
  await second.close();
});

test('another user of the host gets nothing, with the right token and all', async ({ product }) => {
  const token = await execToken(product);
  const curl = ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-H', `Authorization: Bearer ${token}`, `${product.base}/api/snapshot`];
  expect(await run(['setpriv', '--reuid=65533', '--regid=65533', '--clear-groups', '--', ...curl])).toBe('403');
  expect(await run(curl)).toBe('200');
});

test('another Host is told that it is not here, whatever it asks', async ({ product }) => {
  const token = await viewToken(product);
  for (const host of ['evil.test', `evil.test:${product.port}`, '127.0.0.1', `127.0.0.1:${product.port + 1}`]) {
    for (const path of ['/', '/api/snapshot']) expect((await ask(product, path, { headers: { ...bearer(token), host } })).status, `${host}${path}`).toBe(421);
  }
});

test('another Origin may not run a command or follow the host', async ({ product }) => {
  const token = await execToken(product);
  for (const origin of [FOREIGN, 'null', `http://127.0.0.1:${product.port + 1}`, `https://127.0.0.1:${product.port}`]) {
    expect((await ask(product, '/api/exec', { method: 'POST', headers: { ...bearer(token), origin }, body: EXEC })).status, origin).toBe(403);
    expect((await ask(product, '/api/live', { headers: { ...bearer(token), ...upgrade(origin) } })).status, origin).toBe(403);
  }
});

test('a token for looking may look and may not run a command', async ({ product }) => {
  const token = await viewToken(product);
  expect((await ask(product, '/api/snapshot', { headers: bearer(token) })).status).toBe(200);
  expect((await ask(product, '/api/exec', { method: 'POST', headers: bearer(token), body: EXEC })).status).toBe(403);
  expect((await ask(product, '/api/start-tokens', { method: 'POST', headers: bearer(token) })).status).toBe(403);
});

test('to a page that may only look every door is shut, with the reason', async ({ atlas, product, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  const authorization = `Bearer ${await viewToken(product)}`;
  await atlas.route('**/api/**', (route) => route.continue({ headers: { ...route.request().headers(), authorization } }));
  await atlas.reload();
  await goTo(atlas, guest.name);
  const byHand = inspector(atlas).getByRole('button', { name: 'By hand' });
  await expect(byHand).toHaveAttribute('title', /may look, but run no commands/);
  for (const name of ['Exec', 'Open a terminal']) await expect(inspector(atlas).getByRole('button', { name, exact: true })).toHaveCount(0);
  await atlas.keyboard.press('t');
  await expect(execPanel(atlas)).toContainText('This token may look, but run no commands');
  for (const name of ['Run', 'Terminal', 'Run in a terminal']) await expect(execPanel(atlas).getByRole('button', { name, exact: true })).toBeDisabled();
  await atlas.keyboard.press('Escape');
  await atlas.getByRole('button', { name: 'New sandbox' }).click();
  await expect(atlas.getByRole('dialog')).toContainText('Nothing can be made from here');
  await expect(atlas.getByRole('button', { name: 'Make it' })).toBeDisabled();
  await expect(atlas.getByRole('alert').filter({ hasText: /./ })).toHaveCount(0);
});

test('an upgrade to nothing we know is closed', async ({ product }) => {
  for (const path of ['/', '/_next/hmr', '/_next/webpack-hmr', '/api/snapshot']) {
    const answer = await ask(product, path, { headers: upgrade(product.base) }).catch(() => null);
    expect(answer === null || answer.status >= 400, path).toBe(true);
  }
});

test('started with --read-only there is no door for commands, and the page says so', async ({ page }) => {
  const product = await startProduct({ options: ['--read-only'] });
  try {
    expect(doorsOf(product)).toEqual(['inspect.sock']);
    const token = await execToken(product);
    const answer = await ask(product, '/api/exec', { method: 'POST', headers: bearer(token), body: EXEC });
    expect([403, 503]).toContain(answer.status);
    expect((await ask(product, '/api/snapshot', { headers: bearer(token) })).status).toBe(200);
    await page.goto(product.address);
    await expect(page.getByText('read-only').first()).toBeVisible();
    await goTo(page, `${product.webProcess}`);
    await inspector(page).getByRole('button', { name: 'By hand' }).click();
    await expect(page.getByText('This nsatlas only looks')).toBeVisible();
    for (const name of ['Run', 'Terminal', 'Open a terminal', 'Exec', 'New sandbox']) await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0);
  } finally {
    expect(await product.stop()).toBe(0);
  }
});

test('started as usual there are both doors', ({ product }) => {
  expect(doorsOf(product).sort()).toEqual(['exec.sock', 'inspect.sock']);
});
