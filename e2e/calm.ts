/** Something harmless beside what is hostile: by it one sees that the rest of the page goes on. */
import type { Page } from '@playwright/test';
import { snapshot } from '@/lib/schema';
import { goTo, liveMark } from './atlas-page';
import { expect } from './fixtures';
import { get } from './look';
import type { Product } from './product';
import { addressesIn, type Sandbox } from './sandbox';

/** A net namespace with an interface and an address. Gives its name. */
export async function calmNetns(sandbox: Sandbox): Promise<string> {
  const { name } = await sandbox.netns('calm');
  await sandbox.veth(name, ['198.51.100.77/24']);
  return name;
}

/** The door answers, the page is live, and the panel of the calm one has the addresses that ip(8) prints. It is then the one on show. */
export async function restIsWell(atlas: Page, product: Product, calm: string): Promise<void> {
  expect(snapshot.parse(await get(product, '/api/snapshot')).namespaces.length).toBeGreaterThan(0);
  const eth0 = (await goTo(atlas, calm)).getByRole('region', { name: 'eth0' });
  const addresses = (await addressesIn({ netns: calm })).filter(({ ifname, family }) => ifname === 'eth0' && family === 'inet');
  expect(addresses).toHaveLength(1);
  for (const { local, prefixlen } of addresses) await expect(eth0).toContainText(`${local}/${prefixlen}`);
  await expect(liveMark(atlas)).toBeVisible();
}
