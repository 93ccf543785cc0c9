/** What axe has to complain about, by the rules of WCAG 2.2 AA. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

type AxeResults = Awaited<ReturnType<AxeBuilder['analyze']>>;

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Of 2.5.3, which axe does not ask by itself: who says what is written on a button must find it. */
const LIGHT = { runOnly: RULES, rules: { 'label-content-name-mismatch': { enabled: true } } };
/** Those whose answer can be another in another theme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** In the light theme and in the dark one, where the page is then left. `within` is a selector; without it all of the page is walked. */
export async function complaints(page: Page, within = 'html'): Promise<string[]> {
  // Halfway through a motion colours are mixed.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await painted(page);
  const light = await lasting(page, () => new AxeBuilder({ page }).include(within).options(LIGHT).analyze());
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await painted(page);
  const dark = await lasting(page, () => new AxeBuilder({ page }).include(within).withRules(COLOUR_RULES).analyze());
  return [{ theme: 'light', ...light }, { theme: 'dark', ...dark }].flatMap(({ theme, violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${theme}: ${id}: ${html}\n${failureSummary}`)));
}

/** A live row that is replaced while axe walks has the colours of neither theme for a moment: only a complaint that is there again counts. */
async function lasting(page: Page, look: () => Promise<AxeResults>): Promise<AxeResults> {
  const first = await look();
  if (first.violations.length === 0) return first;
  await painted(page);
  return look();
}

/** What has an end has come to it: colours that go over from one theme to the other too. */
const PAINTED = `(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  const ends = document.getAnimations().filter((motion) => Number.isFinite(motion.effect?.getComputedTiming().endTime));
  await Promise.allSettled(ends.map(({ finished }) => finished));
  await frame();
})()`;

function painted(page: Page): Promise<unknown> {
  return page.evaluate(PAINTED);
}
