/** What the specs are given: a product started by root, shared by the specs of a worker, and a sandbox for each test. */
import { test as base, type Page } from '@playwright/test';
import { picture } from './atlas-page';
import { nsatlas, startProduct, type Product } from './product';
import { Sandbox } from './sandbox';

interface OfTest {
  sandbox: Sandbox;
  /** The page, already let in. */
  atlas: Page;
}
interface OfWorker {
  product: Product;
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
  sandbox: async ({}, use) => {
    const sandbox = new Sandbox();
    await use(sandbox);
    await sandbox.stop();
  },
  atlas: async ({ page, product }, use) => {
    await page.goto(await nsatlas(product, 'url'));
    // The page that lets a browser in goes on to this one by itself: whoever acts before it has come acts on the wrong one.
    await picture(page).waitFor();
    await use(page);
  },
});
export { expect } from '@playwright/test';
