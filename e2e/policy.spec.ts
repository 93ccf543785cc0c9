import { search } from './atlas-page';
import { expect, test } from './fixtures';
import { nsatlas } from './product';

/** Told by the browser itself, from the first moment of each document. */
const COUNT_VIOLATIONS = `
  window.violations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => window.violations.push(violatedDirective + ' ' + blockedURI));
`;

test('the page does all it does under a policy that lets only its own scripts run', async ({ page, product }) => {
  await page.addInitScript(COUNT_VIOLATIONS);
  const answer = page.waitForResponse((response) => response.status() === 200 && response.request().resourceType() === 'document');
  await page.goto(await nsatlas(product, 'url'));
  await expect(search(page)).toBeVisible();
  await expect(page.locator('canvas').first()).toBeVisible();
  for (const lens of ['namespaces', 'table', 'pods']) {
    await page.goto(`${product.base}/?lens=${lens}`);
    await expect(page.getByText('Live', { exact: true }).first()).toBeVisible();
    expect(await page.evaluate('window.violations'), lens).toEqual([]);
  }
  const policy = (await answer).headers()['content-security-policy'] ?? '';
  expect(policy).toMatch(/script-src 'nonce-[^']+' 'strict-dynamic';/);
  expect(policy).not.toContain('unsafe-eval');
});

test('a script that somebody else put into the page does not run', async ({ atlas }) => {
  await expect(search(atlas)).toBeVisible();
  await atlas.evaluate(COUNT_VIOLATIONS);
  await atlas.evaluate(`
    document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="window.hasRun = true">');
    document.body.insertAdjacentHTML('beforeend', '<a id="foreign" href="javascript:void(window.hasRun = true)">x</a>');
    document.getElementById('foreign').click();
  `);
  await expect.poll(() => atlas.evaluate('window.violations.filter((line) => line.startsWith("script-src")).length')).toBeGreaterThanOrEqual(2);
  expect(await atlas.evaluate('window.hasRun === undefined')).toBe(true);
});

test('a link on a page elsewhere leads a signed-in reader to the view it names', async ({ atlas, product }) => {
  await expect(search(atlas)).toBeVisible();
  const elsewhere = await atlas.context().newPage();
  await elsewhere.goto(`data:text/html,<a href="${product.base}/?lens=table">runbook</a>`);
  await elsewhere.getByText('runbook').click();
  await expect(search(elsewhere)).toBeVisible();
  await expect(elsewhere).toHaveURL(`${product.base}/?lens=table`);
  await elsewhere.close();
});
