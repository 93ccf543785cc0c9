/** The page in the words of who uses it. */
import { expect, type Locator, type Page } from '@playwright/test';

export function inspector(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Inspector' });
}

export function picture(page: Page): Locator {
  return page.getByRole('main', { name: 'The picture' });
}

export function search(page: Page): Locator {
  return page.getByRole('combobox', { name: /^Search/ });
}

/** Types into the search field and gives what is found. */
export async function find(page: Page, words: string): Promise<Locator> {
  await search(page).fill(words);
  return page.getByRole('listbox', { name: 'Results' }).getByRole('option');
}

/** How the search calls a pod. The podman(1) that makes one has its name among its arguments too, and is found while it runs. */
export const A_POD = /podman pod(?!man| (?:create|rm|ls))/;

/** Types and presses Enter, once what is meant comes first: what was found by earlier words may stand there for a moment. The inspector then shows it. */
export async function goTo(page: Page, words: string, what = /./): Promise<Locator> {
  const first = (await find(page, words)).first();
  await expect(first).toContainText(words.replace(/^name:/, ''));
  await expect(first).toContainText(what);
  await search(page).press('Enter');
  return inspector(page);
}

export async function chooseLens(page: Page, lens: 'Pods' | 'Namespaces' | 'Network' | 'Hierarchy' | 'Table'): Promise<void> {
  await page.getByRole('radiogroup', { name: 'Lens' }).or(page.getByRole('group', { name: 'Lens' })).getByText(lens, { exact: true }).click();
}

/** The row of a namespace in the Table lens. The search narrows the table to it: of many rows only those in sight are there. */
export async function tableRow(page: Page, ino: number): Promise<Locator> {
  await search(page).fill(`${ino}`);
  await search(page).blur();
  return page.getByRole('row').filter({ hasText: `${ino}` });
}

export function execPanel(page: Page): Locator {
  return page.getByRole('region', { name: 'Exec', exact: true });
}

export const LIKE_THE_TARGET = /^Like /;
export const NETWORK_ONLY = /^Network only/;

/** What a run printed on stdout. */
export function output(card: Locator): Locator {
  return card.getByLabel('Output', { exact: true });
}

/** Opens the panel on what is selected, where it is not open. */
export async function execOn(page: Page): Promise<Locator> {
  const panel = execPanel(page);
  if (!(await panel.isVisible())) await inspector(page).getByRole('button', { name: 'Exec', exact: true }).click();
  await expect(panel.getByRole('textbox', { name: 'Command', exact: true })).toBeVisible();
  return panel;
}

export interface OptionFields {
  readonly choose: (option: string, choice: string) => Promise<void>;
  readonly fill: (field: string, value: string) => Promise<void>;
  readonly press: (button: string) => Promise<void>;
}

/** Opens the options, as they are at first, and lets them be filled in. */
export async function fillOptions(page: Page, way: RegExp, fill: (fields: OptionFields) => Promise<void>): Promise<Locator> {
  const panel = await execOn(page);
  await panel.getByText(way).first().click();
  const fold = panel.getByRole('button', { name: /^Options/ });
  if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  const reset = panel.getByRole('button', { name: 'Reset the options' });
  if (await reset.isVisible()) await reset.click();
  await fill({
    choose: (option, choice) => panel.getByRole('group', { name: option, exact: true }).getByText(choice, { exact: true }).click(),
    fill: (field, value) => panel.getByRole('textbox', { name: field, exact: true }).fill(value),
    press: (button) => panel.getByRole('button', { name: button }).click(),
  });
  return panel;
}

/** Pastes a line of another tool into the command field, and takes what is offered. */
export async function useLine(page: Page, line: string): Promise<void> {
  const panel = await execOn(page);
  await panel.getByRole('textbox', { name: 'Command', exact: true }).fill(line);
  await panel.getByRole('button', { name: 'Use it' }).click();
}

/** Runs what the form has, and gives the card of the run once it has ended. */
export async function runFilledIn(page: Page): Promise<Locator> {
  const panel = execPanel(page);
  const cards = panel.getByRole('region', { name: 'Runs' }).getByRole('listitem');
  const before = await cards.count();
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(cards).toHaveCount(before + 1);
  const card = cards.first();
  await card.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
  return card;
}

/** Opens the panel on what is selected, runs a line, and gives the card of the run once it has ended. */
export async function runLine(page: Page, line: string, way?: RegExp): Promise<Locator> {
  const panel = await execOn(page);
  await panel.getByRole('textbox', { name: 'Command', exact: true }).fill(line);
  if (way !== undefined) await panel.getByText(way).first().click();
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  const card = panel.getByRole('region', { name: 'Runs' }).getByRole('listitem').filter({ hasText: line }).first();
  await card.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
  return card;
}

/** What the page says of itself: that it shows the host as it is now. */
export function liveMark(page: Page): Locator {
  return page.getByRole('banner').getByText('Live', { exact: true });
}
