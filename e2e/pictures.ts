/** Starts the product as a person does, makes a world worth seeing, and takes the pictures of README. */
import { expect, test, type Page } from '@playwright/test';
import { A_POD, chooseLens, goTo, inspector, runLine } from './atlas-page';
import { nsatlas, startProduct } from './product';
import { Sandbox } from './sandbox';

const FOLDER = 'docs/pictures';
const SCHEMES = ['light', 'dark'] as const;

async function makeWorld(sandbox: Sandbox): Promise<void> {
  await sandbox.pod('webshop', ['front', 'cart', 'mail']);
  await sandbox.pod('metrics', ['store', 'charts']);
  const bridge = await sandbox.bridge('lab0');
  for (const [place, name] of ['blue', 'green'].entries()) {
    await sandbox.netns(name);
    await sandbox.veth(name, [`198.51.100.${place + 10}/24`, `2001:db8::${place + 10}/64`], bridge, `lab-${name}`);
  }
  await sandbox.unshare(['--uts', '--ipc', '--net'], 'builder');
  await sandbox.unshare(['--user', '--map-root-user', '--pid', '--fork', '--mount-proc'], 'sandboxed');
}

async function take(page: Page, name: string): Promise<void> {
  // The layout works in a worker: the picture is taken once two looks in a row are the same.
  let last = '';
  await expect.poll(async () => {
    const [before, now] = [last, (await page.screenshot({ animations: 'disabled' })).toString('base64')];
    last = now;
    return before === now;
  }, { intervals: [500], timeout: 30_000 }).toBe(true);
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' });
}

for (const scheme of SCHEMES) {
  test(`pictures in ${scheme}`, async ({ page }) => {
    const sandbox = new Sandbox('plain');
    const product = await startProduct();
    try {
      await makeWorld(sandbox);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.goto(await nsatlas(product, 'url'));
      await expect(page.getByRole('option').or(page.getByText('webshop')).first()).toBeAttached();
      await take(page, `pods-${scheme}`);
      await goTo(page, 'webshop', A_POD);
      await expect(inspector(page).getByRole('region', { name: 'eth0' })).toBeVisible();
      await take(page, `inspector-${scheme}`);
      await runLine(page, 'ip addr');
      await take(page, `exec-${scheme}`);
      await page.getByRole('button', { name: 'Close the exec panel' }).click();
      await goTo(page, 'webshop-front', /container/);
      await inspector(page).getByRole('button', { name: 'Compare' }).click();
      await goTo(page, 'webshop-cart', /container/);
      await expect(inspector(page)).toContainText('/dev/shm');
      await take(page, `compare-${scheme}`);
      await page.getByRole('button', { name: 'End the comparison' }).click();
      await goTo(page, 'webshop', A_POD);
      await chooseLens(page, 'Namespaces');
      await take(page, `namespaces-${scheme}`);
      await chooseLens(page, 'Network');
      await take(page, `network-${scheme}`);
      await chooseLens(page, 'Table');
      await take(page, `table-${scheme}`);
    } finally {
      await sandbox.stop();
      await product.stop();
    }
  });
}
