/** What the specs are given: a product started by root, a browser and a pod, shared by the specs of a worker, and a sandbox for each test. */
import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { picture } from './atlas-page';
import { startProduct, type Product } from './product';
import { Sandbox, type PodmanPod } from './sandbox';
import { freshAddress } from './tokens';

interface OfTest {
  sandbox: Sandbox;
  /** The page, already let in, in a session of its own. */
  atlas: Page;
}
interface OfWorker {
  product: Product;
  /** A browser that was here before: it need not load and compile the pages again. */
  visitor: BrowserContext;
  /** A Podman pod for whoever only looks at one, or runs something in it that ends. */
  pod: PodmanPod;
}

export const test = base.extend<OfTest, OfWorker>({
  product: [
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  visitor: [
    async ({ browser }, use) => {
      const visitor = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
      await use(visitor);
      await visitor.close();
    },
    { scope: 'worker' },
  ],
  pod: [
    async ({}, use) => {
      const sandbox = new Sandbox();
      await use(await sandbox.pod('shared'));
      await sandbox.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  sandbox: async ({}, use) => {
    const sandbox = new Sandbox();
    await use(sandbox);
    await sandbox.stop();
  },
  atlas: async ({ visitor, product }, use) => {
    const page = await visitor.newPage();
    await forget(page, product);
    await page.goto(await freshAddress(product));
    // The page that lets a browser in goes on to this one by itself: whoever acts before it has come acts on the wrong one.
    await picture(page).waitFor();
    await use(page);
    for (const open of visitor.pages()) await open.close();
  },
});
export { expect } from '@playwright/test';

/** Nothing of an earlier test is left in the browser but the files of the pages. */
async function forget(page: Page, { base: origin }: Product): Promise<void> {
  const context = page.context();
  await context.setOffline(false);
  await context.clearPermissions();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'cookies,local_storage' });
  await devtools.detach();
}
