/** Takes docs/gallery.md: every lens in both themes, on each of the invented hosts. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { test, type Browser, type Page } from '@playwright/test';
import { LENSES } from '@/lib/view';
import { search } from './atlas-page';
import { galleryHosts, type Shown } from './gallery-hosts';
import { startProduct, type Product } from './product';
import { StandIn } from './stand-in';
import { freshAddress } from './tokens';

const FOLDER = 'docs/gallery';
const THEMES = ['light', 'dark'] as const;
/** A PNG of the same is six times as large. */
const QUALITY = 55;
const SETTLED_MS = 700;
const PATIENCE_MS = 6000;

const hosts = galleryHosts();
let product: Product;
test.beforeAll(async () => {
  product = await startProduct();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
});
test.afterAll(async () => {
  writeFileSync('docs/gallery.md', pageOf(hosts));
  await product.stop();
});

for (const host of hosts) {
  test(host.title, async ({ browser }) => {
    const door = new StandIn(product, host.host, host.messages);
    await door.open();
    try {
      for (const theme of THEMES) await takeAll(browser, door, host, theme);
    } finally {
      await door.close();
    }
  });
}

async function takeAll(browser: Browser, door: StandIn, { word }: Shown, theme: (typeof THEMES)[number]): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: theme, reducedMotion: 'reduce', locale: 'en-US' });
  // Whoever reads the gallery has seen the hints on the first picture of README.
  await context.addInitScript(() => localStorage.setItem('nsatlas.hints', 'seen'));
  const page = await context.newPage();
  await page.goto(door.addressOf(await freshAddress(product)));
  await search(page).waitFor();
  for (const lens of LENSES) {
    await page.goto(`${door.base}/?lens=${lens}`);
    await search(page).waitFor();
    writeFileSync(`${FOLDER}/${word}-${lens}-${theme}.webp`, await still(page));
  }
  await context.close();
}

/** The layout works in a worker: what is on show once two looks in a row are the same, or the figures of the real host beside it do not rest. */
async function still(page: Page): Promise<Buffer> {
  const devtools = await page.context().newCDPSession(page);
  const look = async (): Promise<string> => (await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })).data;
  const deadline = performance.now() + PATIENCE_MS;
  let [before, now] = ['', await look()];
  while (before !== now && performance.now() < deadline) {
    await page.waitForTimeout(SETTLED_MS);
    [before, now] = [now, await look()];
  }
  await devtools.detach();
  return Buffer.from(now, 'base64');
}

function pageOf(all: readonly Shown[]): string {
  const rowOf = (word: string, lens: string): string => `| ${lens} | ${THEMES.map((theme) => `![${lens}, ${theme}](gallery/${word}-${lens}-${theme}.webp)`).join(' | ')} |`;
  const partOf = ({ word, title, caption }: Shown): string => [`## ${title}`, '', caption, '', `| | ${THEMES.join(' | ')} |`, '| --- | --- | --- |', ...LENSES.map((lens) => rowOf(word, lens)), ''].join('\n');
  return [
    '# Every lens, on every kind of host', '',
    'Made by `npm run gallery` from the running product. The hosts are invented, so that all of them can be shown: the same seed', 'gives the same host. For pictures of a real one see the README.', '',
    ...all.map(partOf),
  ].join('\n');
}
