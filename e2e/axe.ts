/** What axe has to complain about, by the rules of WCAG 2.2 AA. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Those whose answer can be another in another theme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** In the light theme and in the dark one, where the page is then left. `within` is a selector; without it all of the page is walked. */
export async function complaints(page: Page, within = 'html'): Promise<string[]> {
  // Halfway through a motion colours are mixed.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await painted(page);
  const light = await new AxeBuilder({ page }).include(within).withTags(RULES).analyze();
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await painted(page);
  const dark = await new AxeBuilder({ page }).include(within).withRules(COLOUR_RULES).analyze();
  return [{ theme: 'light', ...light }, { theme: 'dark', ...dark }].flatMap(({ theme, violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${theme}: ${id}: ${html}\n${failureSummary}`)));
}

function painted(page: Page): Promise<unknown> {
  return page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}
